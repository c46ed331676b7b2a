"""One series, several stacks: what sets pictures at one place apart, and what does not."""

import itertools
import shutil
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.uid import EnhancedMRImageStorage, EnhancedUSVolumeStorage, MRImageStorage, NuclearMedicineImageStorage

from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.labels import said
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.render.picture import picture
from viewer.source.entries import FileEntry
from viewer.volume.frames import Frames
from viewer.volume.volume import reslice, volume_of

_count = itertools.count(1)


def mr(height: float, **more: Any) -> Dataset:
    """A small MR slice with an identifier of its own."""
    number = next(_count)
    return data_set(
        **{
            "SOPClassUID": MRImageStorage, "SOPInstanceUID": f"1.2.4.{number}", "InstanceNumber": number, "Modality": "MR",
            "ImageType": ["ORIGINAL", "PRIMARY", "M"], "ImagePositionPatient": [0, 0, height], **more,
        }
    )  # fmt: skip


def private(ds: Dataset, group: int, creator: str, *elements: tuple[int, str, Any]) -> Dataset:
    ds[group, 0x10] = DataElement(group << 16 | 0x10, "LO", creator)
    for number, vr, value in elements:
        ds[group, number] = DataElement(group << 16 | number, vr, value)
    return ds


def read(*sets: Dataset) -> Catalog:
    catalog = Catalog()
    for ds in sets:
        scan(Memory(file_bytes(ds), f"{ds.SOPInstanceUID}.dcm"), catalog)
    assert not catalog.skipped
    catalog.settle()
    return catalog


def labels(catalog: Catalog) -> list[tuple[str, int, str]]:
    """The label, the count and the verdict of each stack."""
    (patient,) = catalog.describe()["patients"]
    told = [stack for series in patient["studies"][0]["series"] for stack in series["stacks"]]
    return [(stack["label"], stack["frames"], stack["geometry"]["verdict"]) for stack in told]


HEIGHTS = (0, 3, 6, 9)


@pytest.mark.trap(28)
@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([{"EchoNumbers": n, "EchoTime": te} for n, te in ((1, "2.3"), (2, "4.6"))], ["Echo 1, 2.3 ms", "Echo 2, 4.6 ms"]),
        ([{"EchoTime": te} for te in ("90", "10")], ["Echo 1, 10 ms", "Echo 2, 90 ms"]),
        ([{"DiffusionBValue": b} for b in (1000.0, 0.0)], ["b = 0", "b = 1000"]),
        ([{"InversionTime": time} for time in ("50", "900")], ["inversion time 50 ms", "inversion time 900 ms"]),
        ([{"ImageType": ["ORIGINAL", "PRIMARY", kind]} for kind in "MP"], ["magnitude", "phase of the signal"]),
        ([{"ImageType": ["DERIVED", "PRIMARY", kind]} for kind in ("IN_PHASE", "WATER")], ["in phase", "water"]),
        ([{"ImageType": ["ORIGINAL", "PRIMARY", "M_FFE"]}, {"ImageType": ["DERIVED", "SECONDARY", "ADC"]}],
         ["diffusion map (ADC)", "magnitude"]),
        ([{"Modality": "CT", "KVP": kv} for kv in ("80", "140")], ["80 kV", "140 kV"]),
        ([{"TemporalPositionIdentifier": time} for time in (1, 2, 3)], ["time 1 of 3", "time 2 of 3", "time 3 of 3"]),
        ([{"NominalPercentageOfCardiacPhase": part} for part in (30.0, 70.0)], ["phase 1 of 2", "phase 2 of 2"]),
        ([{"AcquisitionNumber": run} for run in (7, 9)], ["acquisition 1 of 2", "acquisition 2 of 2"]),
    ],
)  # fmt: skip
def test_pictures_of_the_same_places_that_differ_in_one_thing_make_a_stack_each(values: list[dict[str, Any]], told: list[str]) -> None:
    catalog = read(*(mr(height, **value) for height in HEIGHTS for value in values))
    assert labels(catalog) == sorted([(label, len(HEIGHTS), "even") for label in told], key=lambda one: told.index(one[0]))


@pytest.mark.trap(28)
@pytest.mark.parametrize(
    ("group", "creator", "number", "vr", "written"),
    [
        (0x0019, "SIEMENS MR HEADER", 0x100C, "IS", (0, 800)),
        (0x0043, "GEMS_PARM_01", 0x1039, "IS", ([0, 8, 0, 0], [1000000800, 8, 0, 0])),
        (0x2001, "Philips Imaging DD 001", 0x1003, "FL", (0.0, 800.0)),
        (0x2001, "Philips Imaging DD 001", 0x1003, "UN", (struct.pack("<f", 0), struct.pack("<f", 800))),
        (0x2001, "Philips Imaging DD 001", 0x1003, "DS", (0, 800)),
        (0x2001, "Philips Imaging DD 001", 0x1003, "OB", (struct.pack("<f", 0), struct.pack("<f", 800))),
        (0x2001, "Philips Imaging DD 001", 0x1003, "UN", (struct.pack(">f", 0), struct.pack(">f", 800))),  # bytes of a big-endian file
        (0x2001, "Philips Imaging DD 001", 0x1003, "UN", (struct.pack("<d", 0), struct.pack("<d", 800))),
        (0x0019, "SIEMENS MR HEADER", 0x100C, "UN", (b"0 ", b"800 ")),
        (0x0019, "SIEMENS MR HEADER", 0x100C, "SL", (0, 800)),
        (0x0043, "GEMS_PARM_01", 0x1039, "UN", (b"0\\8\\0\\0 ", b"1000000800\\8\\0\\0 ")),
        (0x0065, "Image Private Header", 0x1009, "FD", (0.0, 800.0)),  # United Imaging
        (0x0065, "Image Private Header", 0x1009, "UN", (struct.pack("<d", 0), struct.pack("<d", 800))),
        (0x0065, "Image Private Header", 0x1009, "DS", (0, 800)),
    ],
)
def test_a_b_value_is_found_where_each_vendor_keeps_it(group: int, creator: str, number: int, vr: str, written: tuple[Any, Any]) -> None:
    catalog = read(*(private(mr(height), group, creator, (number, vr, value)) for height in HEIGHTS for value in written))
    assert labels(catalog) == [("b = 0", 4, "even"), ("b = 800", 4, "even")]


@pytest.mark.trap(48)
def test_a_makers_block_is_found_where_its_creator_puts_it() -> None:
    """PS3.5 section 7.8.1: the creator at (gggg,0012) owns (gggg,12xx)."""
    sets = [private(mr(height), 0x0019, "SOMEBODY ELSE") for height in HEIGHTS for _ in range(2)]
    for number, ds in enumerate(sets):
        ds[0x0019, 0x12] = DataElement(0x0019_0012, "LO", "SIEMENS MR HEADER")
        ds[0x0019, 0x120C] = DataElement(0x0019_120C, "IS", 800 * (number % 2))
    assert labels(read(*sets)) == [("b = 0", 4, "even"), ("b = 800", 4, "even")]


@pytest.mark.trap(48)
@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([{"SequenceName": "*ep_b0"}, {"SequenceName": "*ep_b700#1"}, {"SequenceName": "*ep_b700#2"}],
         ["b = 0", "b = 700, direction 1 of 2", "b = 700, direction 2 of 2"]),
        ([{"SequenceName": "ep_b50t"}, {"SequenceName": "ep_b800t"}], ["b = 50", "b = 800"]),
        ([{"Manufacturer": "CANON_MEC", "ImageComments": text} for text in ("b=0", "b=1500(0.445,0.000,0.895)", "b=1500(1,0,0)")],
         ["b = 0", "b = 1500, direction 1 of 2", "b = 1500, direction 2 of 2"]),
        ([{"Manufacturer": "TOSHIBA_MEC", "DiffusionBValue": b} for b in (0.0, 900.0)], ["b = 0", "b = 900"]),
    ],
)  # fmt: skip
def test_a_b_value_that_a_maker_tells_in_words_is_read(values: list[dict[str, Any]], told: list[str]) -> None:
    """Siemens' names of sequences outlive private elements that were taken out; Canon writes a comment (dcm2niix reads both)."""
    catalog = read(*(mr(height, **value) for height in HEIGHTS for value in values))
    assert labels(catalog) == [(label, 4, "even") for label in told]


@pytest.mark.trap(48)
@pytest.mark.parametrize(
    "kinds", [("SW_M_FFE", "SW_P_FFE"), ("M_FFE", "P_FFE"), ("M_SE", "P_SE"), ("M", "P"), ("SW_M", "SW_P"), ("M_TFE", "P_TFE")]
)
def test_magnitude_and_phase_are_named_however_the_maker_writes_them(kinds: tuple[str, str]) -> None:
    catalog = read(*(mr(height, ImageType=["ORIGINAL", "PRIMARY", kind, kind, "FFE"]) for height in HEIGHTS for kind in kinds))
    assert labels(catalog) == [("magnitude", 4, "even"), ("phase of the signal", 4, "even")]


PARTS = ("magnitude", "phase of the signal", "real part", "imaginary part")


@pytest.mark.trap(48)
@pytest.mark.parametrize("vr", ["SS", "UN", "IS"])
def test_parts_of_the_signal_are_told_by_ges_code(vr: str) -> None:
    """(0043,102F): 0 to 3 are magnitude, phase, real and imaginary part, as dcm2niix has it; Image Type is the same for all."""

    def written(code: int) -> Any:
        return struct.pack("<h", code) if vr == "UN" else code

    sets = [
        private(mr(height, ImageType=["ORIGINAL", "PRIMARY", "OTHER"]), 0x0043, "GEMS_PARM_01", (0x102F, vr, written(code)))
        for height in HEIGHTS
        for code in range(4)
    ]
    assert sorted(labels(read(*sets))) == sorted((part, 4, "even") for part in PARTS)


@pytest.mark.trap(48)
def test_parts_of_the_signal_are_told_by_the_standards_own_element() -> None:
    words = ("MAGNITUDE", "PHASE", "REAL", "IMAGINARY")
    catalog = read(
        *(mr(height, ImageType=["ORIGINAL", "PRIMARY", "OTHER"], ComplexImageComponent=word) for height in HEIGHTS for word in words)
    )
    assert sorted(labels(catalog)) == sorted((part, 4, "even") for part in PARTS)


@pytest.mark.trap(48)
def test_pictures_of_one_part_of_the_signal_are_told_apart_as_taken_and_computed() -> None:
    kinds = (["ORIGINAL", "PRIMARY", "M"], ["DERIVED", "PRIMARY", "M"])
    assert [label for label, _, _ in labels(read(*(mr(height, ImageType=kind) for height in HEIGHTS for kind in kinds)))] == [
        "magnitude, computed",
        "magnitude, as taken",
    ]


def again(*, times: int = 3, by_place: bool = False, without: tuple[int, ...] = ()) -> list[Dataset]:
    """The same places again and again, told apart by the number alone; each pixel holds the time from 1."""
    sets = []
    for at, height in enumerate(HEIGHTS):
        for time in range(times):
            number = 1 + (at * times + time if by_place else time * len(HEIGHTS) + at)
            pixels = np.full((3, 4), time + 1, np.uint16)
            if number not in without:
                sets.append(
                    data_set(
                        pixels, SOPClassUID=MRImageStorage, SOPInstanceUID=f"1.2.5.{number}", InstanceNumber=number, Modality="MR",
                        ImagePositionPatient=[0, 0, height], AcquisitionNumber=1, AcquisitionTime="101010", Manufacturer="GE MEDICAL SYSTEMS",
                    )
                )  # fmt: skip
    return sets


def times_of(catalog: Catalog) -> list[set[int]]:
    """The values of each stack."""
    return [
        {int(np.unique(Frames(stack, budget=1 << 20).frame(index)).item()) for index in range(len(stack))} for stack in catalog.stacks()
    ]


@pytest.mark.trap(45)
@pytest.mark.parametrize("by_place", [False, True])
def test_the_same_places_again_and_again_become_repetitions_by_their_numbers(*, by_place: bool) -> None:
    catalog = read(*again(by_place=by_place)[::-1])
    assert labels(catalog) == [(f"repetition {time} of 3", 4, "even") for time in (1, 2, 3)]
    assert sorted(times_of(catalog), key=min) == [{1}, {2}, {3}]


@pytest.mark.trap(45)
@pytest.mark.parametrize("by_place", [False, True])
@pytest.mark.parametrize("missing", [1, 2, 6, 12])
def test_a_picture_that_is_missing_among_repetitions_moves_no_other(missing: int, *, by_place: bool) -> None:
    catalog = read(*again(by_place=by_place, without=(missing,)))
    assert sorted(times_of(catalog), key=min) == [{1}, {2}, {3}]
    assert sorted(frames for _, frames, _ in labels(catalog)) == [3, 4, 4]


@pytest.mark.trap(45)
def test_repeated_pictures_without_weighting_stand_beside_the_weighted_ones() -> None:
    plain = [mr(height, DiffusionBValue=0.0) for _ in range(2) for height in HEIGHTS]
    weighted = [mr(height, DiffusionBValue=1000.0) for height in HEIGHTS]
    assert labels(read(*plain, *weighted)) == [
        ("b = 0, repetition 1 of 2", 4, "even"),
        ("b = 0, repetition 2 of 2", 4, "even"),
        ("b = 1000", 4, "even"),
    ]


@pytest.mark.trap(45)
def test_two_pictures_of_a_place_with_one_number_are_no_repetitions() -> None:
    sets = again(times=2)
    for ds in sets:
        ds.InstanceNumber = 1
    assert labels(read(*sets)) == [("", 8, "repeated")]


@pytest.mark.native
@pytest.mark.trap(45)
@pytest.mark.reference("dcm2niix 1.0.20220720")
@pytest.mark.skipif(shutil.which("dcm2niix") is None, reason="dcm2niix is not installed here")
def test_repetitions_are_the_volumes_that_dcm2niix_makes(tmp_path: Path) -> None:
    from tests.core.test_against_dcm2niix import converted

    (tmp_path / "made").mkdir()
    sets = again()
    for ds in sets:
        (tmp_path / "made" / f"{ds.InstanceNumber}.dcm").write_bytes(file_bytes(ds))
    volumes = converted(tmp_path / "made", tmp_path / "nifti")
    assert [values.shape for values, _ in volumes] == [(4, 3, 4)] * 3
    assert [set(np.unique(values).tolist()) for values, _ in volumes] == sorted(times_of(read(*sets)), key=min)


@pytest.mark.trap(28)
def test_a_private_element_of_another_maker_is_no_b_value() -> None:
    other = [private(mr(height), 0x0019, "GEMS_ACQU_01", (0x100C, "IS", value)) for height in HEIGHTS for value in (0, 800)]
    for ds in other:
        ds.InstanceNumber = 1
    assert labels(read(*other)) == [("", 8, "repeated")]


@pytest.mark.trap(28)
def test_gradient_directions_split_only_the_b_value_that_has_several() -> None:
    directions = ([1.0, 0, 0], [0, 1.0, 0])
    weighted = (mr(height, DiffusionBValue=1000.0, DiffusionGradientOrientation=way) for height in HEIGHTS for way in directions)
    plain = (mr(height, DiffusionBValue=0.0) for height in HEIGHTS)
    assert labels(read(*plain, *weighted)) == [
        ("b = 0", 4, "even"),
        ("b = 1000, direction 1 of 2", 4, "even"),
        ("b = 1000, direction 2 of 2", 4, "even"),
    ]


@pytest.mark.trap(28)
def test_phases_are_told_by_their_order_where_the_heart_beat_differently_at_each_slice() -> None:
    sets = [mr(height, TriggerTime=f"{phase * (30 + height):g}") for height in HEIGHTS for phase in range(3)]
    catalog = read(*sets)
    assert labels(catalog) == [(f"phase {phase} of 3", 4, "even") for phase in (1, 2, 3)]
    second = list(catalog.stacks())[1]
    assert sorted(frame.moment.trigger for frame in second.frames) == [30, 33, 36, 39]
    assert second.kind == "space"


@pytest.mark.trap(28)
@pytest.mark.parametrize("keyword", ["AcquisitionNumber", "TriggerTime", "EchoTime", "TemporalPositionIdentifier", "AcquisitionTime"])
def test_a_number_that_runs_on_from_slice_to_slice_splits_nothing(keyword: str) -> None:
    catalog = read(*(mr(height, **{keyword: str(100000 + height)}) for height in HEIGHTS))
    assert labels(catalog) == [("", 4, "even")]


@pytest.mark.trap(28)
def test_one_slice_that_was_taken_again_does_not_tear_a_run_apart() -> None:
    run = [mr(height, AcquisitionNumber=height + 1) for height in range(20)]
    again = mr(7, AcquisitionNumber=50)
    assert labels(read(*run, again)) == [("", 21, "repeated")]


@pytest.mark.trap(33)
def test_the_same_pictures_under_other_identifiers_are_kept_and_told() -> None:
    catalog = read(*(mr(height, InstanceNumber=height + 1) for height in HEIGHTS for _ in range(2)))
    (stack,) = catalog.stacks()
    assert (len(stack), stack.verdict.text) == (8, "2 pictures of each place, at 4 places.")


@pytest.mark.trap(33)
def test_different_pictures_under_one_identifier_are_all_shown() -> None:
    same = [mr(height, SOPInstanceUID="1.2.4") for height in HEIGHTS]
    assert labels(read(*same)) == [("", 4, "even")]


@pytest.mark.trap(33)
def test_one_person_spelled_in_two_ways_is_two_entries_and_nothing_is_lost() -> None:
    catalog = read(mr(0, PatientName="Doe^Jane"), mr(3, PatientName="DOE^JANE"))
    assert [patient["name"] for patient in catalog.describe()["patients"]] == ["Jane Doe", "JANE DOE"]
    assert catalog.images == 2


@pytest.mark.trap(23)
def test_a_localizer_of_the_same_direction_stands_apart_and_is_called_so() -> None:
    slices = [mr(height, Modality="CT", ImageType=["ORIGINAL", "PRIMARY", "AXIAL"]) for height in HEIGHTS]
    scout = mr(5, Modality="CT", ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    assert labels(read(scout, *slices)) == [("localizer (overview)", 1, "single"), ("part 2", 4, "even")]


def test_directions_that_tremble_in_the_last_digits_are_one_direction() -> None:
    sets = [mr(height, ImageOrientationPatient=[1, 0.0049 + 0.0001 * height, 0, 0, 1, 0]) for height in HEIGHTS]
    assert labels(read(*sets)) == [("", 4, "even")]


def test_a_projection_that_is_turned_is_one_stack() -> None:
    sets = []
    for number in range(12):
        angle = np.radians(15 * number)
        sets.append(mr(0, InstanceNumber=number, ImageOrientationPatient=[float(np.cos(angle)), float(np.sin(angle)), 0, 0, 0, -1]))
    catalog = read(*sets[::-1])
    assert labels(catalog) == [("", 12, "mixed")]
    (stack,) = catalog.stacks()
    assert [frame.instance.number for frame in stack.frames] == list(range(12))


def test_a_film_of_one_slice_stays_one_stack_in_the_order_of_its_phases() -> None:
    sets = [mr(5, TriggerTime=str(time), InstanceNumber=30 - number) for number, time in enumerate((80, 20, 60, 40, 0))]
    (stack,) = read(*sets).stacks()
    assert stack.kind == "time"
    assert [frame.moment.trigger for frame in stack.frames] == [0, 20, 40, 60, 80]


def test_copies_of_one_slice_are_no_film_for_nothing_tells_their_times() -> None:
    """As archives keep them: one slice in several compressions, each with an identifier of its own, number and time the same."""
    copies = [mr(5, InstanceNumber=1, AcquisitionTime="083848", AcquisitionNumber=1) for _ in range(6)]
    (stack,) = read(*copies).stacks()
    assert (len(stack), stack.kind, stack.verdict.kind) == (6, "space", "none")
    assert "perhaps copies of one picture" in stack.verdict.text
    times = [mr(5, InstanceNumber=1, AcquisitionTime=f"08384{number}") for number in range(6)]
    (stack,) = read(*times).stacks()
    assert (len(stack), stack.kind) == (6, "time")


@pytest.mark.corpus
def test_one_slice_in_six_compressions_with_loss_is_no_film(corpus: Path) -> None:
    catalog = Catalog()
    for path in sorted((corpus / "cornerstone-syntaxes" / "testImages").glob("CTImage*")):
        scan(FileEntry(path, path=path.name), catalog)
    catalog.settle()
    assert sorted((len(stack), stack.kind) for stack in catalog.stacks()) == [(1, "single"), (6, "space")]


# ---- while a folder is being read


def test_the_shown_picture_stays_in_the_stack_that_is_shown_and_identities_do_not_change() -> None:
    catalog = Catalog()
    sets = [mr(height, EchoNumbers=echo) for echo in (2, 1) for height in HEIGHTS]
    joined = [scan(Memory(file_bytes(ds), ds.SOPInstanceUID), catalog) for ds in sets]
    assert {stack.identity for stack in joined if stack} == {"s1"}
    shown = next(catalog.stacks()).found[6]  # of echo 1
    volume = Frames(next(catalog.stacks()), budget=1 << 20)
    while (frame := volume.next()) is not None:
        volume.load(frame)
    catalog.settle(shown)
    volume.settle()
    assert [(stack.identity, {frame.traits.echo for frame in stack.frames}) for stack in catalog.stacks()] == [("s1", {1}), ("s2", {2})]
    assert volume.stack.identity == "s1"
    assert (volume.done, volume.bytes) == (4, 4 * 24)
    before = [(stack.identity, stack.frames) for stack in catalog.stacks()]
    catalog.settle()
    assert [(stack.identity, stack.frames) for stack in catalog.stacks()] == before
    # More of the same series comes from another disc.
    for echo in (1, 2):
        scan(Memory(file_bytes(mr(12, EchoNumbers=echo))), catalog)
    catalog.settle()
    assert [(stack.identity, {frame.traits.echo for frame in stack.frames}) for stack in catalog.stacks()] == [("s1", {1}), ("s2", {2})]
    assert [len(stack) for stack in catalog.stacks()] == [5, 5]


def test_the_order_in_which_files_come_does_not_matter() -> None:
    def told(order: list[Dataset]) -> list[tuple[str, list[str]]]:
        found = [(said(stack.labels), [frame.instance.uid for frame in stack.frames]) for stack in read(*order).stacks()]
        return sorted(found)

    sets = [mr(height, EchoNumbers=echo, DiffusionBValue=b) for height in HEIGHTS for echo in (1, 2) for b in (0.0, 500.0)]
    assert told(sets) == told(sets[::-1]) == told(sets[1::2] + sets[::2])


# ---- objects of many frames


def enhanced(frames: list[dict[str, Any]], **more: Any) -> Dataset:
    """An enhanced MR object; each frame's pixels hold its number in the file."""
    pixels = np.repeat(np.arange(len(frames), dtype=np.int16), 12).reshape(-1, 3, 4)
    ds = data_set(pixels, **{"SOPClassUID": EnhancedMRImageStorage, "Modality": "MR", "SOPInstanceUID": f"1.2.5.{next(_count)}", **more})
    del ds.ImagePositionPatient, ds.ImageOrientationPatient, ds.PixelSpacing
    orientation, measures, shared = Dataset(), Dataset(), Dataset()
    orientation.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    measures.PixelSpacing = [0.5, 0.5]
    shared.PlaneOrientationSequence, shared.PixelMeasuresSequence = [orientation], [measures]
    ds.SharedFunctionalGroupsSequence = [shared]
    groups = []
    for frame in frames:
        group, content, place = Dataset(), Dataset(), Dataset()
        content.StackID = frame.get("stack", "1")
        content.DimensionIndexValues = frame.get("dimensions", [1, 1])
        if "in_stack" in frame:
            content.InStackPositionNumber = frame["in_stack"]
        group.FrameContentSequence = [content]
        if "height" in frame:
            place.ImagePositionPatient = [0, 0, frame["height"]]
            group.PlanePositionSequence = [place]
        if "way" in frame:
            way = Dataset()
            way.ImageOrientationPatient = frame["way"]
            group.PlaneOrientationSequence = [way]
        if "b" in frame:
            diffusion = Dataset()
            diffusion.DiffusionBValue = frame["b"]
            group.MRDiffusionSequence = [diffusion]
        if "echo" in frame:
            echo = Dataset()
            echo.EffectiveEchoTime = frame["echo"]
            group.MREchoSequence = [echo]
        groups.append(group)
    ds.PerFrameFunctionalGroupsSequence = groups
    return ds


def shown(stack: Stack) -> list[int]:
    """The numbers of the frames in the file, read from the pixels."""
    volume = Frames(stack, budget=1 << 20)
    return [int(volume.frame(index)[0, 0]) for index in range(len(stack))]


@pytest.mark.trap(29)
@pytest.mark.reads("class", EnhancedMRImageStorage)
@pytest.mark.parametrize(
    ("name", "values", "told"), [("b", (0.0, 700.0), ["b = 0", "b = 700"]), ("echo", (5.0, 25.0), ["Echo 1, 5 ms", "Echo 2, 25 ms"])]
)
def test_one_object_may_hold_several_stacks_and_a_frame_is_not_a_moment(name: str, values: tuple[float, ...], told: list[str]) -> None:
    catalog = read(enhanced([{"height": height, name: value} for height in (6, 0, 3) for value in values]))
    assert labels(catalog) == [(label, 3, "even") for label in told]
    assert [shown(stack) for stack in catalog.stacks()] == [[0, 4, 2], [1, 5, 3]] or [shown(stack) for stack in catalog.stacks()] == [
        [2, 4, 0],
        [3, 5, 1],
    ]
    assert {stack.kind for stack in catalog.stacks()} == {"space"}


@pytest.mark.trap(29)
def test_frames_are_seen_in_the_order_of_their_numbers_in_the_stack() -> None:
    frames = [{"height": 3 * number, "in_stack": 4 - number} for number in (2, 0, 3, 1)]
    (stack,) = read(enhanced(frames)).stacks()
    assert shown(stack) == [2, 0, 3, 1]  # heights 9, 6, 3, 0: the stack is numbered from the head down
    assert stack.verdict.kind == "even"


@pytest.mark.trap(29)
def test_frames_of_two_directions_and_two_stack_numbers_are_parted() -> None:
    side = [0, 1, 0, 0, 0, -1]
    frames = [{"height": 0}, {"height": 3}, {"height": 0, "way": side}, {"height": 40, "stack": "2"}, {"height": 43, "stack": "2"}]
    catalog = read(enhanced(frames))
    told = labels(catalog)
    assert sorted(count for _, count, _ in told) == [1, 2, 2]
    assert {label for label, _, _ in told} == {"seen from below, group 1 of 2", "seen from below, group 2 of 2", "seen from the side"}


@pytest.mark.trap(29)
def test_a_dimension_without_a_name_of_ours_parts_frames_too() -> None:
    frames = [{"height": height, "dimensions": [index + 1, kind]} for index, height in enumerate((0, 3, 6)) for kind in (1, 2)]
    catalog = read(enhanced(frames))
    assert labels(catalog) == [("part 1 of 2", 3, "even"), ("part 2 of 2", 3, "even")]
    assert [shown(stack) for stack in catalog.stacks()] == [[0, 2, 4], [1, 3, 5]]


@pytest.mark.trap(29)
@pytest.mark.corpus
@pytest.mark.reference("pydicom 3.0.2")
def test_the_frames_of_a_real_field_map_are_parted_as_its_dimension_index_says(corpus: Path) -> None:
    import pydicom

    file = corpus / "mr-enhanced/In/Philips/IM_0027_fMAP.dcm"
    ds = pydicom.dcmread(file, stop_before_pixels=True)
    wanted: dict[str, list[int]] = {}
    for index, group in enumerate(ds.PerFrameFunctionalGroupsSequence):
        wanted.setdefault(group.MRImageFrameTypeSequence[0].FrameType[3], []).append(index)
    catalog = Catalog()
    scan(Memory(file.read_bytes()), catalog)
    catalog.settle()
    assert {said(stack.labels): [frame.index for frame in stack.frames] for stack in catalog.stacks()} == {
        "magnitude": wanted["M"],
        "field map": wanted["FIELD_MAP"],
    }


@pytest.mark.trap(32)
@pytest.mark.parametrize("modality", ["MG", "OPT"])
def test_slices_whose_file_gives_one_place_for_all_are_no_film_and_no_volume(modality: str) -> None:
    (stack,) = read(enhanced([{"height": 0}] * 5, Modality=modality)).stacks()
    assert (stack.verdict.kind, stack.verdict.spacing) == ("none", None)
    assert "how far apart they lie is not known" in stack.verdict.text
    assert len(stack) == 5
    assert shown(stack) == [0, 1, 2, 3, 4]


@pytest.mark.trap(32)
def test_zeros_instead_of_directions_and_of_a_pixel_size_are_told_as_unknown() -> None:
    ds = enhanced([{"height": 0, "way": [0, 0, 0, 0, 0, 0]}] * 3)
    ds.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing = [0, 0]
    (stack,) = read(ds).stacks()
    assert (stack.verdict.kind, stack.first.scale.kind, stack.positions) == ("none", "none", None)


@pytest.mark.trap(20)
def test_the_distance_comes_from_the_places_and_not_from_the_thickness() -> None:
    (stack,) = read(*(mr(height, SliceThickness="5", SpacingBetweenSlices="7") for height in HEIGHTS)).stacks()
    assert stack.verdict.spacing == 3
    tree = read(*(mr(height, SliceThickness="5") for height in HEIGHTS)).describe()
    assert tree["patients"][0]["studies"][0]["series"][0]["stacks"][0]["spacing"] == [0.5, 0.5, 3]


@pytest.mark.trap(30)
def test_one_frame_that_is_announced_as_one_frame_is_a_classic_slice() -> None:
    (stack,) = read(*(mr(height, NumberOfFrames="1") for height in HEIGHTS)).stacks()
    assert (len(stack), stack.kind, stack.verdict.kind) == (4, "space", "even")


# ---- nuclear medicine and films


def nuclear(count: int, **more: Any) -> Dataset:
    pixels = np.repeat(np.arange(count, dtype=np.uint16), 12).reshape(-1, 3, 4)
    return data_set(
        pixels, **{"SOPClassUID": NuclearMedicineImageStorage, "Modality": "NM", "ImagePositionPatient": None,
                   "ImageOrientationPatient": None, **more},
    )  # fmt: skip


@pytest.mark.trap(30)
@pytest.mark.reads("class", NuclearMedicineImageStorage)
def test_energy_windows_and_detectors_of_nuclear_medicine_are_parted() -> None:
    ds = nuclear(
        8, FrameIncrementPointer=[0x00540010, 0x00540020], EnergyWindowVector=[1, 1, 1, 1, 2, 2, 2, 2], DetectorVector=[1, 1, 2, 2] * 2
    )
    catalog = read(ds)
    assert labels(catalog) == [(f"energy window {window}, detector {detector}", 2, "none") for window in (1, 2) for detector in (1, 2)]
    assert [shown(stack) for stack in catalog.stacks()] == [[0, 1], [2, 3], [4, 5], [6, 7]]


@pytest.mark.trap(30)
@pytest.mark.parametrize("step", [-4.0, 4.0])
def test_slices_of_nuclear_medicine_lie_along_the_normal_from_the_detectors_place(step: float) -> None:
    place = Dataset()
    place.ImagePositionPatient, place.ImageOrientationPatient = [1, 2, 100], [1, 0, 0, 0, 1, 0]
    ds = nuclear(
        3, FrameIncrementPointer=0x00540080, SliceVector=[1, 2, 3], SpacingBetweenSlices=str(step), DetectorInformationSequence=[place]
    )
    (stack,) = read(ds).stacks()
    assert [frame.plane.position for frame in stack.frames if frame.plane] == [(1, 2, 100), (1, 2, 100 + step), (1, 2, 100 + 2 * step)]
    assert (stack.kind, stack.verdict.kind, stack.verdict.spacing) == ("space", "even", 4)


@pytest.mark.trap(30)
@pytest.mark.parametrize(
    ("more", "times", "rate"),
    [
        ({"FrameTime": "40", "FrameIncrementPointer": 0x00181063}, [0, 40, 80, 120], 25),
        ({"FrameTimeVector": [0, 30, 50, 40], "FrameIncrementPointer": 0x00181065}, [0, 30, 80, 120], 25),
        ({"CineRate": "10"}, [0, 100, 200, 300], 10),
        ({"RecommendedDisplayFrameRate": "20", "CineRate": "10"}, [0, 50, 100, 150], 20),
        ({"RecommendedDisplayFrameRate": "20", "FrameTime": "10"}, [0, 10, 20, 30], 20),
    ],
)
def test_a_film_has_the_times_and_the_pace_of_its_file(more: dict[str, Any], times: list[float], rate: float) -> None:
    film = data_set(np.zeros((4, 3, 4), np.uint8), Modality="XA", ImagePositionPatient=None, ImageOrientationPatient=None, **more)
    (stack,) = read(film).stacks()
    assert [frame.time_ms for frame in stack.frames] == times
    assert (stack.kind, stack.first.rate) == ("time", rate)


@pytest.mark.trap(27)
@pytest.mark.parametrize(
    ("position", "orientation", "right", "bottom"),
    [
        ("HFS", [1, 0, 0, 0, 1, 0], "L", "P"),
        ("FFS", [1, 0, 0, 0, 1, 0], "L", "P"),  # turned by the scanner: the directions say so, the position does not count
        ("HFP", [-1, 0, 0, 0, -1, 0], "R", "A"),
        ("FFP", [-1, 0, 0, 0, 1, 0], "R", "P"),
    ],
)
def test_left_and_right_come_from_the_directions_and_not_from_how_the_patient_lay(
    position: str, orientation: list[int], right: str, bottom: str
) -> None:
    from viewer.render.picture import picture

    (stack,) = read(mr(0, PatientPosition=position, ImageOrientationPatient=orientation)).stacks()
    sides = picture(Frames(stack, budget=1 << 20), 0).facts["orientation"]
    assert (sides["right"], sides["bottom"]) == (right, bottom)


@pytest.mark.trap(27)
def test_an_x_ray_tells_its_sides_by_patient_orientation() -> None:
    from viewer.render.picture import picture

    ray = mr(0, Modality="MG", ImagePositionPatient=None, ImageOrientationPatient=None, PatientOrientation=["P", "FR"])
    (stack,) = read(ray).stacks()
    sides = picture(Frames(stack, budget=1 << 20), 0).facts["orientation"]
    assert sides == {"left": "A", "right": "P", "top": "HL", "bottom": "FR"}


@pytest.mark.trap(45)
def test_more_moments_than_anyone_could_choose_among_are_a_film_of_each_place() -> None:
    catalog = read(*(mr(height, TemporalPositionIdentifier=time + 1) for height in (0, 3) for time in range(101)))
    assert labels(catalog) == [("place 1 of 2", 101, "time"), ("place 2 of 2", 101, "time")]
    (first, _) = catalog.stacks()
    assert [frame.moment.temporal for frame in first.frames[:3]] == [1, 2, 3]
    assert first.kind == "time"


@pytest.mark.trap(28)
@pytest.mark.parametrize(
    ("group", "creator", "elements"),
    [
        (0x0019, "SIEMENS MR HEADER", lambda way: [(0x100E, "FD", way)]),
        (0x0019, "GEMS_ACQU_01", lambda way: [(0x10BB + axis, "DS", part) for axis, part in enumerate(way)]),
        (0x2005, "Philips MR Imaging DD 001", lambda way: [(0x10B0 + axis, "FL", part) for axis, part in enumerate(way)]),
        (0x0065, "Image Private Header", lambda way: [(0x1037, "FD", way)]),
    ],
)
def test_a_gradient_direction_is_found_where_each_vendor_keeps_it(group: int, creator: str, elements: Any) -> None:
    ways = ([1.0, 0.0, 0.0], [0.0, 0.6, 0.8])
    catalog = read(*(private(mr(height, DiffusionBValue=1000.0), group, creator, *elements(way)) for height in HEIGHTS for way in ways))
    assert labels(catalog) == [("direction 1 of 2", 4, "even"), ("direction 2 of 2", 4, "even")]


@pytest.mark.trap(29)
def test_a_hostile_object_whose_frames_all_look_elsewhere_makes_few_stacks() -> None:
    ways = [float(np.cos(angle)) for angle in np.linspace(0, 3, 150)]
    frames = [{"height": 0, "way": [way, float(np.sqrt(1 - way * way)), 0, 0, 0, -1]} for way in ways]
    catalog = Catalog()
    scan(Memory(file_bytes(enhanced(frames))), catalog)
    assert len(list(catalog.stacks())) <= 64
    assert sum(map(len, catalog.stacks())) == 150


@pytest.mark.trap(29)
@pytest.mark.parametrize("offsets", [[0, 2.5, 5], [100, 102.5, 105]])
def test_the_planes_of_a_dose_lie_at_the_offsets_of_its_file(offsets: list[float]) -> None:
    dose = data_set(
        np.zeros((3, 3, 4), np.uint16), Modality="RTDOSE", GridFrameOffsetVector=offsets, FrameIncrementPointer=0x3004000C,
        ImagePositionPatient=[1, 2, 100],
    )  # fmt: skip
    (stack,) = read(dose).stacks()
    assert [frame.plane.position for frame in stack.frames if frame.plane] == [(1, 2, 100), (1, 2, 102.5), (1, 2, 105)]
    assert (stack.kind, stack.verdict.spacing) == ("space", 2.5)


def sound(*, planes: int, times: int = 1, order: list[int] | None = None, step: float = 0.5) -> Dataset:
    """An Enhanced US Volume: planes by their place in the volume; each pixel holds ten times the time plus the plane, from 0."""
    numbers = [(time, plane) for time in range(times) for plane in range(planes)]
    numbers = [numbers[at] for at in order or range(len(numbers))]
    pixels = np.stack([np.full((4, 6), 10 * time + plane, np.uint8) for time, plane in numbers])
    ds = data_set(
        pixels,
        Modality="US",
        SOPClassUID=EnhancedUSVolumeStorage,
        ImagePositionPatient=None,
        ImageOrientationPatient=None,
        PixelSpacing=None,
    )
    shared, way, measures = Dataset(), Dataset(), Dataset()
    way.ImageOrientationVolume = [1.0, 0, 0, 0, 1.0, 0]
    measures.PixelSpacing, measures.SliceThickness = [0.4, 0.3], step
    shared.PlaneOrientationVolumeSequence, shared.PixelMeasuresSequence = [way], [measures]
    ds.SharedFunctionalGroupsSequence = [shared]
    groups = []
    for time, plane in numbers:
        group, content, place, moment = Dataset(), Dataset(), Dataset(), Dataset()
        content.StackID, content.InStackPositionNumber, content.DimensionIndexValues = "1", plane + 1, [time + 1, plane + 1]
        place.ImagePositionVolume = [0.0, 0.0, plane * step]
        moment.TemporalPositionTimeOffset = time * 0.04
        group.FrameContentSequence, group.PlanePositionVolumeSequence, group.TemporalPositionSequence = [content], [place], [moment]
        groups.append(group)
    ds.PerFrameFunctionalGroupsSequence = groups
    ds.NumberOfFrames = len(groups)
    return ds


@pytest.mark.trap(46)
@pytest.mark.reads("class", EnhancedUSVolumeStorage)
@pytest.mark.parametrize("order", [None, [3, 0, 5, 1, 4, 2]])
def test_planes_that_have_their_place_in_the_volume_make_a_volume_without_letters(order: list[int] | None) -> None:
    """PS3.3 C.7.6.16.2.21: Plane Position (Volume) places frames in the volume, which nothing ties to the patient."""
    catalog = read(sound(planes=6, order=order))
    (stack,) = catalog.stacks()
    assert (stack.kind, stack.verdict.kind, stack.verdict.spacing) == ("space", "even", 0.5)
    told = catalog.describe()["patients"][0]["studies"][0]["series"][0]["stacks"][0]
    assert told["spacing"] == [0.4, 0.3, 0.5]
    assert "across" not in told["plain"]
    volume = Frames(stack, budget=1 << 20)
    assert [int(volume.frame(index)[0, 0]) for index in range(6)] == [0, 1, 2, 3, 4, 5]
    assert set(picture(volume, 2).facts["orientation"].values()) == {""}
    cut = volume_of(volume)
    assert cut.pictures.shape == (6, 4, 6)
    assert "not known" in cut.note
    assert reslice(cut, "coronal")[0, -1, 0] == 0  # one that can be cut


@pytest.mark.trap(46)
@pytest.mark.parametrize("order", [None, [11, 4, 0, 8, 1, 9, 5, 2, 10, 3, 7, 6]])
def test_a_volume_of_ultrasound_at_several_times_is_a_volume_for_each(order: list[int] | None) -> None:
    catalog = read(sound(planes=4, times=3, order=order))
    assert labels(catalog) == [(f"time {time} of 3", 4, "even") for time in (1, 2, 3)]
    for time, stack in enumerate(catalog.stacks()):
        volume = Frames(stack, budget=1 << 20)
        assert [int(volume.frame(index)[0, 0]) for index in range(4)] == [10 * time + plane for plane in range(4)]


@pytest.mark.trap(46)
def test_tissue_and_flow_of_one_volume_are_named() -> None:
    ds = sound(planes=3, times=2)
    for number, group in enumerate(ds.PerFrameFunctionalGroupsSequence):
        del group.TemporalPositionSequence
        kind = Dataset()
        kind.DataType = "FLOW_VELOCITY" if number >= 3 else "TISSUE_INTENSITY"
        group.ImageDataTypeSequence = [kind]
    assert [label for label, _, _ in labels(read(ds))] == ["flow speed", "tissue"]


@pytest.mark.trap(46)
def test_marks_in_the_body_never_lie_on_a_volume_that_has_no_place_in_it() -> None:
    (stack,) = read(sound(planes=3)).stacks()
    assert stack.frames[0].grid is None


def test_what_sets_the_parts_apart_is_told_by_codes_as_well() -> None:
    """A program looks at the code, never at the words; the short words leave out how many there are."""
    catalog = read(*(mr(height, TemporalPositionIdentifier=time) for height in HEIGHTS for time in (1, 2)))
    stacks = catalog.describe()["patients"][0]["studies"][0]["series"][0]["stacks"]
    assert [stack["apart"] for stack in stacks] == [
        [{"code": "time", "text": f"time {time} of 2", "short": f"time {time}"}] for time in (1, 2)
    ]
    assert [stack["view"] for stack in stacks] == ["across", "across"]
