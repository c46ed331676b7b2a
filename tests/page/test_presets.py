"""Windows by kind of scan."""

from app.page.presets import presets, same


def test_ct_has_windows_in_plain_names() -> None:
    names = [name for name, _, _ in presets("CT", "HU", (40, 400))]
    assert names[0] == "As in the file"
    for name in ("Brain", "Lungs", "Bones", "Soft tissue"):
        assert name in names


def test_a_ct_without_hounsfield_units_has_none_of_them() -> None:
    assert "Lungs" not in [name for name, _, _ in presets("CT", "", (40, 400))]


def test_others_start_from_the_window_of_the_file() -> None:
    offered = {name: (centre, width) for name, centre, width in presets("MR", "", (500, 1000))}
    assert offered["As in the file"] == (None, None)
    assert offered["More contrast"] == (500, 600)
    assert offered["Brighter"] == (300, 1000)
    assert len(presets("MR", "", None)) == 1


def test_a_window_is_recognised_within_rounding() -> None:
    assert same((40.2, 399), 40, 400)
    assert not same((50, 400), 40, 400)
    assert same(None, None, None)
    assert not same(None, 40, 400)
    assert not same((40, 400), None, None)
