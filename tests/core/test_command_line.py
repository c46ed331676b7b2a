"""`python -m viewer`: lists, renders, and fails in one plain line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import JPEGBaseline8Bit

from tests.core.frames import encapsulated
from tests.core.made import data_set, file_bytes
from viewer.__main__ import main
from viewer.phantom import head, slice_values

SERIES = "1.2.826.0.1.3680043.10.1631.2"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as files in a folder, with a stranger among them."""
    root = tmp_path_factory.mktemp("disc")
    for file in head():
        (root / Path(file.path).name).write_bytes(file.data)
    (root / "README.TXT").write_text("hello")
    return root


def test_list_tells_the_tree_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", str(folder), "--json"]) == 0
    tree = json.loads(capsys.readouterr().out)
    stack = tree["patients"][0]["studies"][0]["series"][0]["stacks"][0]
    assert (stack["frames"], stack["rows"], stack["columns"], stack["spacing"]) == (40, 256, 256, [0.9, 0.9, 4])
    assert stack["geometry"]["verdict"] == "even"
    assert stack["transfer_syntax"] == "1.2.840.10008.1.2.1"
    assert [skipped["path"] for skipped in tree["skipped"]] == ["README.TXT"]


def test_list_tells_the_tree_in_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "Sam Sample" in printed
    assert "40 × 256 × 256" in printed


@pytest.mark.native
def test_render_writes_the_picture_at_native_size(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    assert main(["render", str(folder), "--series", SERIES, "--frame", "19", "--window", "40", "80", "-o", str(out)]) == 0
    image = imagecodecs.png_decode(out.read_bytes())
    values = slice_values(18)
    assert image.shape == (256, 256, 3)
    assert (image[values < 0] == 0).all()
    assert (image[values >= 80] == 255).all()


@pytest.mark.native
@pytest.mark.parametrize(("more", "across"), [([], 0), (["--plane", "coronal"], 1)])
def test_a_ct_without_a_window_is_written_as_soft_tissue_in_its_own_plane_and_in_another(
    tmp_path: Path, more: list[str], across: int
) -> None:
    block = np.broadcast_to(np.linspace(-1000, 1250, 24, dtype=np.int16), (24, 24, 24))
    for index, pixels in enumerate(block):
        ds = data_set(pixels, SOPInstanceUID=f"1.2.3.9.{index}", InstanceNumber=index + 1, RescaleType="HU")
        ds.ImagePositionPatient, ds.PixelSpacing = [0, 0, index], [1, 1]
        (tmp_path / str(index)).write_bytes(file_bytes(ds))
    out = tmp_path / "out.png"
    assert main(["render", str(tmp_path), "--series", "1.2.3.2", *more, "-o", str(out)]) == 0
    # PS3.3 C.11.2.1.2.1 with 40/400, worked out here; half a level is what rounding may differ by
    expected = np.clip((block.take(12, axis=across) - 39.5) / 399 + 0.5, 0, 1) * 255
    assert np.abs(imagecodecs.png_decode(out.read_bytes())[..., 0] - expected).max() <= 0.5 + 1e-9


@pytest.mark.native
@pytest.mark.trap(5)
@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize("heights", [range(6), [0, 1, 2, 3, 5, 6], [0, 1, 2, 3, 4.5, 6]], ids=["even", "gap", "uneven"])
def test_what_is_missing_of_a_picture_is_dark_and_hatched_in_another_plane_as_well(
    tmp_path: Path, photometric: str, heights: list[float]
) -> None:
    for index, height in enumerate(heights):
        ds = data_set(np.full((20, 30), 900, np.int16), SOPInstanceUID=f"1.2.3.9.{index}", InstanceNumber=index + 1)
        ds.PhotometricInterpretation, ds.WindowCenter, ds.WindowWidth = photometric, 0, 10
        ds.ImagePositionPatient, ds.PixelSpacing = [0, 0, height], [1, 1]
        raw = file_bytes(ds)
        (tmp_path / str(index)).write_bytes(raw[: -10 * 60] if index == 1 else raw)  # its lower ten rows
    out = tmp_path / "out.png"
    shown = {}
    for row in (5, 15):
        assert main(["render", str(tmp_path), "--series", "1.2.3.2", "--plane", "coronal", "--frame", str(row), "-o", str(out)]) == 0
        shown[row] = imagecodecs.png_decode(out.read_bytes())[..., 0]
    bright = 255 if photometric == "MONOCHROME2" else 0
    assert set(shown[5][-2].tolist()) == {bright}, "of the rows that are there"
    assert set(shown[15][-2].tolist()) == {24, 72}, "hatched"
    assert set(shown[15][-1].tolist()) == set(shown[15][0].tolist()) == {bright}


def test_render_writes_the_values(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.npy"
    assert main(["render", str(folder), "--series", SERIES, "--frame", "1", "--values", str(out)]) == 0
    assert np.array_equal(np.load(out), slice_values(0))


@pytest.mark.native
@pytest.mark.parametrize(("frame", "said"), [("2", ["Part of this picture is missing."]), ("1", [])])
def test_render_says_what_is_missing_inside_a_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], frame: str, said: list[str]
) -> None:
    pixels = np.random.default_rng(3).integers(0, 60, (64, 64), np.uint8)
    stream = bytes(imagecodecs.jpeg8_encode(pixels, 90))
    for number, cut in enumerate((stream, stream[: len(stream) // 2])):
        ds = data_set(pixels, SOPInstanceUID=f"1.9.{number}", InstanceNumber=number, ImagePositionPatient=[0, 0, number])
        ds.PixelData = encapsulated([[cut]], delimiter=False)
        ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
        (tmp_path / str(number)).write_bytes(file_bytes(ds, syntax=JPEGBaseline8Bit))
    for out in (["-o", str(tmp_path / "out.png")], ["--values", str(tmp_path / "out.npy")]):
        assert main(["render", str(tmp_path), "--series", "1.2.3.2", "--frame", frame, *out]) == 0
        assert capsys.readouterr().out.splitlines() == said


def test_list_says_of_a_file_that_ends_too_early_how_much_of_it_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = file_bytes(data_set(np.zeros((64, 64), np.int16)))
    (tmp_path / "torn").write_bytes(data[:-4096])
    assert main(["list", str(tmp_path)]) == 0
    assert "The file is incomplete: 50% of its picture data is there. The rest is black" in capsys.readouterr().out


def test_show_prints_a_document_as_text_or_json_and_writes_what_is_inside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID, ds.StudyInstanceUID = "1.2.840.10008.5.1.4.1.1.104.1", "1.2.3.4", "1.2.3"
    ds.DocumentTitle, ds.EncapsulatedDocument = "Letter", b"%PDF-1.4"
    file, out = tmp_path / "letter.dcm", tmp_path / "letter.pdf"
    file.write_bytes(file_bytes(ds))
    assert main(["show", str(file)]) == 0
    assert capsys.readouterr().out.startswith("Letter\n======\nWhat it is: PDF document\n")
    assert main(["show", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "pdf"
    assert main(["show", str(file), "-o", str(out)]) == 0
    assert out.read_bytes() == b"%PDF-1.4"
    assert main(["show", str(tmp_path / "none.dcm")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("more", "status"),
    [
        (["--frame", "99", "-o", "x.png"], 2),
        (["--stack", "9", "-o", "x.png"], 2),
        ([], 2),
        (["-o", "x.png", "--values", "x.npy"], 2),
    ],
)
def test_unusable_arguments_end_in_one_plain_line(folder: Path, capsys: pytest.CaptureFixture[str], more: list[str], status: int) -> None:
    assert main(["render", str(folder), "--series", SERIES, *more]) == status
    assert capsys.readouterr().err.count("\n") == 1


def test_a_folder_without_scans_is_told_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert main(["list", str(tmp_path)]) == 1
    assert "Nothing could be read" in capsys.readouterr().err


def test_a_path_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", str(tmp_path / "nowhere")]) == 1
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--frame", "--stack"])
@pytest.mark.parametrize("number", ["0", "-1", "one"])
def test_what_counts_from_one_is_refused_below_it(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, number: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["render", str(folder), "--series", SERIES, f"{option}={number}", "-o", str(tmp_path / "out.png")])
    assert ended.value.code == 2
    assert "counts from 1" in capsys.readouterr().err.splitlines()[-1]
    assert not (tmp_path / "out.png").exists()


@pytest.mark.parametrize("numbers", [("1", "inf"), ("nan", "3"), ("-inf", "1"), ("1e999", "1"), ("one", "2")])
def test_a_window_that_nothing_can_be_counted_with_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], numbers: tuple[str, str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["render", str(folder), "--series", SERIES, "--window", *numbers, "-o", str(tmp_path / "out.png")])
    assert refused.value.code == 2
    assert "--window" in capsys.readouterr().err
    assert not (tmp_path / "out.png").exists()


@pytest.mark.native
@pytest.mark.parametrize("letters", ["ascii", "cp1252", "utf-8"])
def test_any_name_is_printed_where_few_letters_are_known(tmp_path: Path, letters: str) -> None:
    ds = data_set(SpecificCharacterSet="ISO_IR 192", PatientName="山田^太郎")
    (tmp_path / "a.dcm").write_bytes(file_bytes(ds))
    (tmp_path / os.fsdecode(b"other\xff.txt")).write_bytes(b"no scan")
    command = [sys.executable, "-m", "viewer", "list", str(tmp_path)]
    known = {**os.environ, "PYTHONIOENCODING": f"{letters}:strict"}
    plain = subprocess.run(command, env=known, capture_output=True, check=True).stdout.decode(letters)
    assert ("山田 太郎" if letters == "utf-8" else "\\u5c71") in plain
    told = subprocess.run([*command, "--json"], env=known, capture_output=True, check=True).stdout.decode(letters)
    assert json.loads(told)["patients"][0]["name"] == "山田 太郎"


@pytest.mark.native
@pytest.mark.parametrize(("option", "name"), [("-o", "out.png"), ("--values", "out.npy")])
def test_a_file_that_cannot_be_written_is_told_in_one_line(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, name: str
) -> None:
    (tmp_path / name).mkdir()
    for out, reason in ((f"no such folder/{name}", "no such folder"), (name, "cannot be written"), (f"a\0{name}", "cannot be written")):
        assert main(["render", str(folder), "--series", SERIES, option, str(tmp_path / out)]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert reason in line


def test_what_is_inside_a_document_cannot_be_written_into_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID, ds.MIMETypeOfEncapsulatedDocument = "1.2.840.10008.5.1.4.1.1.104.1", "1.2.3", "application/pdf"
    ds.EncapsulatedDocument = b"%PDF-1.4\n%%EOF\n"
    (tmp_path / "report.dcm").write_bytes(file_bytes(ds))
    assert main(["show", str(tmp_path / "report.dcm"), "-o", str(tmp_path / "none" / "out.pdf")]) == 2
    assert capsys.readouterr().err.splitlines() == [f"{tmp_path / 'none' / 'out.pdf'} cannot be written: there is no such folder."]


@pytest.mark.parametrize("name", ["out.csv", "out", "out.npz", "out.npy.txt"])
def test_values_are_written_as_npy_and_nothing_else(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["render", str(folder), "--series", SERIES, "--values", str(tmp_path / name)]) == 2
    assert ".npy" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_list_tells_what_one_should_know_of_a_stack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ds = data_set(BurnedInAnnotation="YES", LossyImageCompression="01", ImageType=["ORIGINAL", "PRIMARY"])
    (tmp_path / "a.dcm").write_bytes(file_bytes(ds))
    assert main(["list", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "Text in the picture may name the patient" in printed
    assert "Compressed" in printed


def test_show_tags_says_where_it_had_to_stop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.88.11", "1.2.3"
    item = Dataset()
    item.TextValue = "a"
    ds.ContentSequence = [item] * 21_000
    (tmp_path / "many.dcm").write_bytes(file_bytes(ds))
    assert main(["show", "--tags", str(tmp_path / "many.dcm")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "… and more: only the first 20,000 elements are printed."
    whole = file_bytes(data_set())
    (tmp_path / "short.dcm").write_bytes(whole[: whole.index(b"Doe^Jane") + 4])
    assert main(["show", "--tags", str(tmp_path / "short.dcm")]) == 0
    assert "the file ends" in capsys.readouterr().out.splitlines()[-1]
    compressed = data_set(PixelData=encapsulated([[b"x" * 3000]]))
    compressed["PixelData"].VR = "OB"
    packed = file_bytes(compressed, syntax=JPEGBaseline8Bit)
    for cut in (whole[:-5], packed[:-1500]):
        (tmp_path / "cut.dcm").write_bytes(cut)
        assert main(["show", "--tags", str(tmp_path / "cut.dcm")]) == 0
        assert "in the middle of the picture" in capsys.readouterr().out.splitlines()[-1]
    for sound in (whole, packed):
        (tmp_path / "whole.dcm").write_bytes(sound)
        assert main(["show", "--tags", str(tmp_path / "whole.dcm")]) == 0
        assert "ends" not in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize("sign", ["\x1b", "\x9b", "\x07", "\u202e", "\x7f"])
def test_control_characters_of_a_file_never_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], sign: str) -> None:
    ds = data_set(
        SpecificCharacterSet="ISO_IR 192", PatientName=f"Doe{sign}[2J", SeriesDescription=f"T1{sign}]0;x", StudyDescription=f"a{sign}b"
    )
    (tmp_path / f"name{sign}.dcm").write_bytes(file_bytes(ds))
    (tmp_path / f"other{sign}.txt").write_bytes(b"no scan")
    for command in (["list", str(tmp_path)], ["show", "--tags", str(tmp_path / f"name{sign}.dcm")]):
        assert main(command) == 0
        captured = capsys.readouterr()
        assert sign not in captured.out + captured.err
        assert "T1" in captured.out
    main(["list", str(tmp_path / f"not{sign}there")])
    assert sign not in capsys.readouterr().err


def test_sound_files_of_a_kind_that_is_not_read_are_not_called_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.rar").write_bytes(b"Rar!\x1a\x07\1\0" + bytes(200))
    assert main(["list", str(tmp_path)]) == 1
    captured = capsys.readouterr()
    assert "RAR" in captured.out
    assert captured.err == "Nothing could be shown. The reasons are listed above, file by file.\n"
    (tmp_path / "a.rar").write_text("hello")
    assert main(["list", str(tmp_path)]) == 1
    assert "no DICOM files here" in capsys.readouterr().err
