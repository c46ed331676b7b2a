"""One series, several stacks: what sets pictures at one place apart, and what does not."""

import itertools
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.uid import EnhancedMRImageStorage, MRImageStorage, NuclearMedicineImageStorage

from tests.core.made import Memory, data_set, file_bytes
from viewer.catalogue import Catalogue
from viewer.entries import FileEntry
from viewer.scan import scan
from viewer.stack import Stack
from viewer.volume import Volume

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


def read(*sets: Dataset) -> Catalogue:
    catalogue = Catalogue()
    for ds in sets:
        scan(Memory(file_bytes(ds), f"{ds.SOPInstanceUID}.dcm"), catalogue)
    assert not catalogue.skipped
    catalogue.settle()
    return catalogue


def labels(catalogue: Catalogue) -> list[tuple[str, int, str]]:
    """The label, the count and the verdict of each stack."""
    (patient,) = catalogue.describe()["patients"]
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
    catalogue = read(*(mr(height, **value) for height in HEIGHTS for value in values))
    assert labels(catalogue) == sorted([(label, len(HEIGHTS), "even") for label in told], key=lambda one: told.index(one[0]))


@pytest.mark.trap(28)
@pytest.mark.parametrize(
    ("group", "creator", "number", "vr", "written"),
    [
        (0x0019, "SIEMENS MR HEADER", 0x100C, "IS", (0, 800)),
        (0x0043, "GEMS_PARM_01", 0x1039, "IS", ([0, 8, 0, 0], [1000000800, 8, 0, 0])),
        (0x2001, "Philips Imaging DD 001", 0x1003, "FL", (0.0, 800.0)),
        (0x2001, "Philips Imaging DD 001", 0x1003, "UN", (struct.pack("<f", 0), struct.pack("<f", 800))),
    ],
)
def test_a_b_value_is_found_where_each_vendor_keeps_it(group: int, creator: str, number: int, vr: str, written: tuple[Any, Any]) -> None:
    catalogue = read(*(private(mr(height), group, creator, (number, vr, value)) for height in HEIGHTS for value in written))
    assert labels(catalogue) == [("b = 0", 4, "even"), ("b = 800", 4, "even")]


@pytest.mark.trap(28)
def test_a_private_element_of_another_maker_is_no_b_value() -> None:
    other = [private(mr(height), 0x0019, "GEMS_ACQU_01", (0x100C, "IS", value)) for height in HEIGHTS for value in (0, 800)]
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
    catalogue = read(*sets)
    assert labels(catalogue) == [(f"phase {phase} of 3", 4, "even") for phase in (1, 2, 3)]
    second = list(catalogue.stacks())[1]
    assert sorted(frame.moment.trigger for frame in second.frames) == [30, 33, 36, 39]
    assert second.kind == "space"


@pytest.mark.trap(28)
@pytest.mark.parametrize("keyword", ["AcquisitionNumber", "TriggerTime", "EchoTime", "TemporalPositionIdentifier", "AcquisitionTime"])
def test_a_number_that_runs_on_from_slice_to_slice_splits_nothing(keyword: str) -> None:
    catalogue = read(*(mr(height, **{keyword: str(100000 + height)}) for height in HEIGHTS))
    assert labels(catalogue) == [("", 4, "even")]


@pytest.mark.trap(28)
def test_one_slice_that_was_taken_again_does_not_tear_a_run_apart() -> None:
    run = [mr(height, AcquisitionNumber=height + 1) for height in range(20)]
    again = mr(7, AcquisitionNumber=50)
    assert labels(read(*run, again)) == [("", 21, "repeated")]


@pytest.mark.trap(33)
def test_the_same_pictures_under_other_identifiers_are_kept_and_told() -> None:
    catalogue = read(*(mr(height, InstanceNumber=height + 1) for height in HEIGHTS for _ in range(2)))
    (stack,) = catalogue.stacks()
    assert (len(stack), stack.verdict.text) == (8, "2 pictures of each place, at 4 places.")


@pytest.mark.trap(33)
def test_different_pictures_under_one_identifier_are_all_shown() -> None:
    same = [mr(height, SOPInstanceUID="1.2.4") for height in HEIGHTS]
    assert labels(read(*same)) == [("", 4, "even")]


@pytest.mark.trap(33)
def test_one_person_spelt_in_two_ways_is_two_entries_and_nothing_is_lost() -> None:
    catalogue = read(mr(0, PatientName="Doe^Jane"), mr(3, PatientName="DOE^JANE"))
    assert [patient["name"] for patient in catalogue.describe()["patients"]] == ["Jane Doe", "JANE DOE"]
    assert catalogue.images == 2


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
    catalogue = read(*sets[::-1])
    assert labels(catalogue) == [("", 12, "mixed")]
    (stack,) = catalogue.stacks()
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
    catalogue = Catalogue()
    for path in sorted((corpus / "cornerstone-syntaxes" / "testImages").glob("CTImage*")):
        scan(FileEntry(path, path=path.name), catalogue)
    catalogue.settle()
    assert sorted((len(stack), stack.kind) for stack in catalogue.stacks()) == [(1, "single"), (6, "space")]


# ---- while a folder is being read


def test_the_shown_picture_stays_in_the_stack_that_is_shown_and_identities_do_not_change() -> None:
    catalogue = Catalogue()
    sets = [mr(height, EchoNumbers=echo) for echo in (2, 1) for height in HEIGHTS]
    joined = [scan(Memory(file_bytes(ds), ds.SOPInstanceUID), catalogue) for ds in sets]
    assert {stack.identity for stack in joined if stack} == {"s1"}
    shown = next(catalogue.stacks()).found[6]  # of echo 1
    volume = Volume(next(catalogue.stacks()), budget=1 << 20)
    while (frame := volume.next()) is not None:
        volume.load(frame)
    catalogue.settle(shown)
    volume.settle()
    assert [(stack.identity, {frame.traits.echo for frame in stack.frames}) for stack in catalogue.stacks()] == [("s1", {1}), ("s2", {2})]
    assert volume.stack.identity == "s1"
    assert (volume.done, volume.bytes) == (4, 4 * 24)
    before = [(stack.identity, stack.frames) for stack in catalogue.stacks()]
    catalogue.settle()
    assert [(stack.identity, stack.frames) for stack in catalogue.stacks()] == before
    # More of the same series comes from another disc.
    for echo in (1, 2):
        scan(Memory(file_bytes(mr(12, EchoNumbers=echo))), catalogue)
    catalogue.settle()
    assert [(stack.identity, {frame.traits.echo for frame in stack.frames}) for stack in catalogue.stacks()] == [("s1", {1}), ("s2", {2})]
    assert [len(stack) for stack in catalogue.stacks()] == [5, 5]


def test_the_order_in_which_files_come_does_not_matter() -> None:
    def told(order: list[Dataset]) -> list[tuple[str, list[str]]]:
        found = [(stack.label, [frame.instance.uid for frame in stack.frames]) for stack in read(*order).stacks()]
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
    volume = Volume(stack, budget=1 << 20)
    return [int(volume.frame(index)[0, 0]) for index in range(len(stack))]


@pytest.mark.trap(29)
@pytest.mark.reads("class", EnhancedMRImageStorage)
@pytest.mark.parametrize(
    ("name", "values", "told"), [("b", (0.0, 700.0), ["b = 0", "b = 700"]), ("echo", (5.0, 25.0), ["Echo 1, 5 ms", "Echo 2, 25 ms"])]
)
def test_one_object_may_hold_several_stacks_and_a_frame_is_not_a_moment(name: str, values: tuple[float, ...], told: list[str]) -> None:
    catalogue = read(enhanced([{"height": height, name: value} for height in (6, 0, 3) for value in values]))
    assert labels(catalogue) == [(label, 3, "even") for label in told]
    assert [shown(stack) for stack in catalogue.stacks()] == [[0, 4, 2], [1, 5, 3]] or [shown(stack) for stack in catalogue.stacks()] == [
        [2, 4, 0],
        [3, 5, 1],
    ]
    assert {stack.kind for stack in catalogue.stacks()} == {"space"}


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
    catalogue = read(enhanced(frames))
    told = labels(catalogue)
    assert sorted(count for _, count, _ in told) == [1, 2, 2]
    assert {label for label, _, _ in told} == {"seen from below, group 1 of 2", "seen from below, group 2 of 2", "seen from the side"}


@pytest.mark.trap(29)
def test_a_dimension_without_a_name_of_ours_parts_frames_too() -> None:
    frames = [{"height": height, "dimensions": [index + 1, kind]} for index, height in enumerate((0, 3, 6)) for kind in (1, 2)]
    catalogue = read(enhanced(frames))
    assert labels(catalogue) == [("part 1 of 2", 3, "even"), ("part 2 of 2", 3, "even")]
    assert [shown(stack) for stack in catalogue.stacks()] == [[0, 2, 4], [1, 3, 5]]


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
    catalogue = Catalogue()
    scan(Memory(file.read_bytes()), catalogue)
    catalogue.settle()
    assert {stack.label: [frame.index for frame in stack.frames] for stack in catalogue.stacks()} == {
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
    catalogue = read(ds)
    assert labels(catalogue) == [(f"energy window {window}, detector {detector}", 2, "none") for window in (1, 2) for detector in (1, 2)]
    assert [shown(stack) for stack in catalogue.stacks()] == [[0, 1], [2, 3], [4, 5], [6, 7]]


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
    from viewer.view import picture

    (stack,) = read(mr(0, PatientPosition=position, ImageOrientationPatient=orientation)).stacks()
    sides = picture(Volume(stack, budget=1 << 20), 0).facts["orientation"]
    assert (sides["right"], sides["bottom"]) == (right, bottom)


@pytest.mark.trap(27)
def test_an_x_ray_tells_its_sides_by_patient_orientation() -> None:
    from viewer.view import picture

    ray = mr(0, Modality="MG", ImagePositionPatient=None, ImageOrientationPatient=None, PatientOrientation=["P", "FR"])
    (stack,) = read(ray).stacks()
    sides = picture(Volume(stack, budget=1 << 20), 0).facts["orientation"]
    assert sides == {"left": "A", "right": "P", "top": "HL", "bottom": "FR"}


@pytest.mark.trap(28)
def test_more_moments_than_anyone_could_choose_among_stay_in_one_stack() -> None:
    catalogue = read(*(mr(height, TemporalPositionIdentifier=time + 1) for height in (0, 3) for time in range(101)))
    assert labels(catalogue) == [("", 202, "repeated")]
    (stack,) = catalogue.stacks()
    assert [frame.moment.temporal for frame in stack.frames[:3]] == [1, 2, 3]


@pytest.mark.trap(28)
@pytest.mark.parametrize(
    ("group", "creator", "elements"),
    [
        (0x0019, "SIEMENS MR HEADER", lambda way: [(0x100E, "FD", way)]),
        (0x0019, "GEMS_ACQU_01", lambda way: [(0x10BB + axis, "DS", part) for axis, part in enumerate(way)]),
        (0x2005, "Philips MR Imaging DD 001", lambda way: [(0x10B0 + axis, "FL", part) for axis, part in enumerate(way)]),
    ],
)
def test_a_gradient_direction_is_found_where_each_vendor_keeps_it(group: int, creator: str, elements: Any) -> None:
    ways = ([1.0, 0.0, 0.0], [0.0, 0.6, 0.8])
    catalogue = read(*(private(mr(height, DiffusionBValue=1000.0), group, creator, *elements(way)) for height in HEIGHTS for way in ways))
    assert labels(catalogue) == [("direction 1 of 2", 4, "even"), ("direction 2 of 2", 4, "even")]


@pytest.mark.trap(29)
def test_a_hostile_object_whose_frames_all_look_elsewhere_makes_few_stacks() -> None:
    ways = [float(np.cos(angle)) for angle in np.linspace(0, 3, 150)]
    frames = [{"height": 0, "way": [way, float(np.sqrt(1 - way * way)), 0, 0, 0, -1]} for way in ways]
    catalogue = Catalogue()
    scan(Memory(file_bytes(enhanced(frames))), catalogue)
    assert len(list(catalogue.stacks())) <= 64
    assert sum(map(len, catalogue.stacks())) == 150


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
