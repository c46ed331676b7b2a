"""Windows by kind of scan."""

from app.page.space.presets import bounded, dragged, inverted, presets, same, uptake


def test_ct_has_windows_in_plain_names() -> None:
    names = [name for name, *_ in presets("CT", "HU", (40, 400))]
    assert names[0] == "Original"
    for name in ("Brain", "Lungs", "Bones", "Soft tissue"):
        assert name in names


def test_a_ct_without_hounsfield_units_has_none_of_them() -> None:
    assert "Lungs" not in [name for name, *_ in presets("CT", "", (40, 400))]


def test_others_start_from_the_window_of_the_file() -> None:
    offered = {name: (center, width) for name, center, width, _ in presets("MR", "", (500, 1000))}
    assert offered["Original"] == (None, None)
    assert offered["More contrast"] == (500, 600)
    assert offered["Brighter"] == (300, 1000)
    assert len(presets("MR", "", None)) == 1


def test_a_window_is_recognized_within_rounding() -> None:
    assert same((40.2, 399), 40, 400)
    assert not same((50, 400), 40, 400)
    assert same(None, None, None)
    assert not same(None, 40, 400)
    assert not same((40, 400), None, None)


def test_the_other_windows_and_curves_of_the_file_are_offered_by_their_names_and_come_last() -> None:
    named = [
        {"name": "SOFT", "center": 40, "width": 400, "voi": None},
        {"name": "LUNG_SHARP", "center": -600, "width": 1500, "voi": None},
        {"name": "", "center": 10, "width": 20, "voi": None},
        {"name": "", "center": 11, "width": 21, "voi": 3},
        {"name": "LUNG_SHARP", "center": 12, "width": 22, "voi": 4},
    ]
    offered = presets("CT", "HU", (40, 400), named=named)
    assert offered[0] == ("Original", None, None, None)
    assert offered[1][0] == "Soft tissue"
    assert offered[-4:] == (
        ("LUNG SHARP (in the file)", -600, 1500, None),
        ("Window 3 (in the file)", 10, 20, None),
        ("Curve 4 (in the file)", 11, 21, 3),
        ("LUNG SHARP (in the file) 5", 12, 22, 4),
    )
    assert len(presets("MR", "", (5, 10), named=[{"name": "x" * 500, "center": 1, "width": 2, "voi": None}] * 2)[-1][0]) < 60


def test_a_window_stays_where_the_values_of_a_picture_can_be() -> None:
    picture = {"minimum": -1024, "maximum": 3071}
    assert bounded(40, 400, picture) == (40, 400)
    assert bounded(1e308, 1e308, picture) == (3_071_000, 3_071_000)
    assert bounded(-1e308, 0, picture) == (-3_071_000, 1e-6)
    assert bounded(2e5, 1, None) == (2e5, 1)
    assert bounded(2e9, 1e9, {"minimum": 0, "maximum": 4e9}) == (2e9, 1e9)  # quantities may be large


def test_pet_in_suv_has_fixed_windows_and_in_other_units_those_of_the_file() -> None:
    offered = presets("PT", "SUVbw", (3, 6))
    assert offered[1] == ("SUV 0 to 5", 2.5, 5, None)
    assert [name for name, *_ in presets("PT", "Bq/ml", (3, 6))][1] == "More contrast"
    assert uptake("SUVlbm")
    assert not uptake("Bq/ml")


def test_the_fixed_windows_of_suv_are_black_on_white_that_of_the_file_is_not_and_others_leave_it() -> None:
    assert [inverted(number, "SUVbw") for number in range(5)] == [False, True, True, True, None]
    assert inverted(1, "HU") is inverted(0, "") is None


def test_a_drag_over_a_hundred_pixels_changes_the_width_by_a_quarter_at_most() -> None:
    """In one go or pixel by pixel, and back to where it was."""
    picture = {"minimum": -1000, "maximum": 3000}
    for width in (5, 80, 400, 4000):
        _, wider = dragged(40, width, 100, 0, picture)
        assert abs(wider / width - 1.25) < 1e-9
        step = width
        for _ in range(100):
            _, step = dragged(40, step, 1, 0, picture)
        assert abs(step / wider - 1) < 1e-9
        _, narrower = dragged(40, width, -100, 0, picture)
        assert 0.75 * width <= narrower < width
        center, same = dragged(40, width, 0, 100, picture)
        assert same == width
        assert 40 < center <= 40 + width / 4
    assert dragged(0, 2, -5000, 0, picture)[1] == 1, "and never to nothing"
