"""What is no number in a file is no value in a message: NaN and infinity are no JSON, and the page could not read a message with one."""

import io
import json
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread

from app.cell.bridge import Bridge
from tests.cell.test_bridge import ASKED, draw
from tests.core.documents.test_waveform import ECG, channel, group
from tests.core.documents.written import made
from tests.core.image.test_mosaic import mosaic
from tests.core.laid import FRAME, dose, pictures
from tests.core.made import data_set, file_bytes
from tests.core.overlay.presentation.views import area, view
from viewer.phantom import PhantomFile

PLACE = "7654321.5"  # stands in a file where the text that is no number goes
FRACTIONS = {
    "PixelData": None,
    "RescaleSlope": "2",
    "RescaleIntercept": "1",
    "BitsStored": None,
    "HighBit": None,
    "PixelRepresentation": None,
}


def strict(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


class Page:
    """Opens files in a cell, asks for all that there is of them, and keeps what it is told."""

    def __init__(self, *files: bytes) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.bridge = Bridge(self.hear, lambda name, body, _: self.hear(name, body), lambda *_: None, 8, 1)
        self.bridge.begin()
        for number, data in enumerate(files):
            self.bridge.take(PhantomFile(f"{number}", data))
        self.bridge.end(canceled=False)
        self.work()
        catalog = self.last("catalog")
        for study in catalog["patients"][0]["studies"] if catalog["patients"] else ():
            for stack in (stack for series in study["series"] for stack in series["stacks"]):
                self.look(stack)
        for document in catalog["documents"]:
            self.ask("document", id=document["id"])
            self.ask("over", document=document["id"], stack=None)
            self.ask("tags", stack=None, index=0, document=document["id"], path=[])
        assert [body["text"] for name, body in self.told if name == "trouble"] == []

    def look(self, stack: dict[str, Any]) -> None:
        which = stack["id"]
        self.ask("saved_views", stack=which)
        for index in range(stack["frames"]):
            for saved in (None, *(one["id"] for one in self.last("saved_views")["views"])):
                draw(self.bridge, which, index, saved=saved)
                assert self.last("picture")["error"] is None
            self.ask("probe", view=1, stack=which, index=index, row=0, column=1)
            self.ask("values", stack=which, index=index)
            self.ask("layers", stack=which)
            on = [[one["id"], [part["number"] for part in one["segments"]], 0.1] for one in self.last("layers")["layers"]]
            self.ask("marks", view=1, stack=which, index=index, on=on)
            self.ask("beneath", view=1, stack=which, index=index, row=0, column=1, on=on)
        self.ask("check", stack=which)
        self.ask("tags", stack=which, index=0, document=None, path=[])
        self.work()

    def hear(self, name: str, body: str) -> None:
        self.told.append((name, json.loads(body, parse_constant=strict)))

    def ask(self, name: str, **fields: Any) -> None:
        self.bridge.handle(name, json.dumps(fields))

    def work(self) -> None:
        while self.bridge.work():
            pass

    def last(self, name: str) -> dict[str, Any]:
        return [body for one, body in self.told if one == name][-1]


def fractions(values: np.ndarray, **keywords: Any) -> bytes:
    """A picture of fractions (PS3.3 C.7.6.24, C.7.6.25)."""
    kept = {name: value for name, value in {**FRACTIONS, **keywords}.items() if value is not None}
    ds = data_set(np.zeros(values.shape, np.uint16), PixelData=None, BitsAllocated=8 * values.itemsize, **kept)
    setattr(ds, "FloatPixelData" if values.itemsize == 4 else "DoubleFloatPixelData", values.tobytes())
    return file_bytes(ds)


PLACED = {"ImagePositionPatient": 3, "ImageOrientationPatient": 6}
SCALED = {"PixelSpacing": 2, "ImagerPixelSpacing": 2, "EstimatedRadiographicMagnificationFactor": 1}
OTHERS = {"WindowCenter": 1, "RescaleSlope": 1, "RescaleIntercept": 1, "SliceThickness": 1, "SpacingBetweenSlices": 1, "FrameTime": 1}


@pytest.mark.parametrize("broken", [PLACED, SCALED, OTHERS, PLACED | SCALED | OTHERS], ids=["placed", "scaled", "others", "all"])
@pytest.mark.parametrize("text", ["NaN", "-inf", "1e400"])
def test_a_decimal_that_is_none_is_as_if_it_were_not_there(text: str, broken: dict[str, int]) -> None:
    """What else the file says holds, and its picture is shown."""
    given: dict[str, Any] = {"WindowCenter": "40", "WindowWidth": "80"}
    data = file_bytes(data_set(**given | {keyword: [PLACE] * count if count > 1 else PLACE for keyword, count in broken.items()}))
    assert data.count(PLACE.encode()) == sum(broken.values())
    told = Page(data.replace(PLACE.encode(), text.encode().ljust(len(PLACE)))).last("picture")
    # without its own window by hand that of the values 0 to 11 from the 0.5th to the 99.5th hundredth: 0.055 to 10.945, and one level
    assert (told["center"], told["width"]) == (pytest.approx((6, 11.89)) if "WindowCenter" in broken else (40, 80))
    assert told["spacing"] == (None if "PixelSpacing" in broken else [0.5, 0.5])
    assert told["position"] == (None if "ImagePositionPatient" in broken else 0)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300])
def test_a_binary_number_that_is_none_is_as_if_it_were_not_there(value: float) -> None:
    """FD and FL: of an area of ultrasound, and in the groups of a frame."""
    region = made(
        RegionSpatialFormat=1, RegionDataType=1, RegionFlags=0, RegionLocationMinX0=0, RegionLocationMinY0=0, RegionLocationMaxX1=3,
        RegionLocationMaxY1=2, PhysicalUnitsXDirection=3, PhysicalUnitsYDirection=3, PhysicalDeltaX=value, PhysicalDeltaY=0.1,
        ReferencePixelX0=0, ReferencePixelY0=0, ReferencePixelPhysicalValueX=value, ReferencePixelPhysicalValueY=value,
    )  # fmt: skip
    groups = made(
        MRDiffusionSequence=[made(DiffusionBValue=value)], CardiacSynchronizationSequence=[made(NominalCardiacTriggerDelayTime=value)],
        TemporalPositionSequence=[made(TemporalPositionTimeOffset=value)],
    )  # fmt: skip
    told = Page(
        file_bytes(data_set(Modality="US", SequenceOfUltrasoundRegions=[region])),
        file_bytes(data_set(SOPInstanceUID="1.2.3.10", SeriesInstanceUID="1.2.3.3", SharedFunctionalGroupsSequence=[groups])),
    ).told
    shown = [body for name, body in told if name == "picture" and body["regions"]]
    assert shown[0]["regions"][0]["deltas"] == [0, 0.1] and shown[0]["spacing"] is None


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_pixels_that_are_no_numbers_are_left_out_of_sums_and_windows(dtype: type) -> None:
    """By hand: 2 × (0 + 2 + … + 10) + 6 × 1; the window is that of 0 to 10 in modality values, 1 to 21."""
    values = np.arange(12, dtype=dtype).reshape(3, 4)
    values.reshape(-1)[1::2] = [np.nan, np.inf, -np.inf, *([1e300, -1.7e308, 1.7e308] if dtype is np.float64 else [3e38, -3e38, np.nan])]
    page = Page(fractions(values))
    assert page.last("sum")["sum"] == 66
    assert page.last("value") | {"text": "no value", "unit": "", "also": ""} == page.last("value")
    assert 1 <= page.last("picture")["center"] - page.last("picture")["width"] / 2 < 2
    assert 20 < page.last("picture")["center"] + page.last("picture")["width"] / 2 <= 21


def test_a_picture_without_any_number_is_shown_as_such() -> None:
    page = Page(fractions(np.full((3, 4), np.nan, np.float32)))
    assert (page.last("sum")["sum"], page.last("value")["text"]) == (0, "no value")


def test_a_dose_of_fractions_has_a_highest_also_where_some_are_no_numbers() -> None:
    stored = np.full((1, 4, 4), 3.0, np.float32)
    stored[0, 0, :3] = np.nan, np.inf, -np.inf
    ds = dcmread(io.BytesIO(dose(np.zeros((1, 4, 4), np.uint16), origin=(0, 0, 0), spacing=(1.0, 1.0), offsets=[0.0], scaling=0.5).data))
    del ds.PixelData
    ds.BitsAllocated, ds.FloatPixelData = 32, stored.tobytes()
    page = Page(*(file.data for file in pictures(2)), file_bytes(ds))
    washes = [layer["wash"] for name, body in page.told if name == "layers" for layer in body["layers"]]
    assert washes and {wash["highest"] for wash in washes} == {1.5}


@pytest.mark.parametrize("normal", [("nan", "nan", "nan"), ("inf", "0", "0"), ("1e308", "-1e308", "1e308"), ("1e308", "1e308", "1e308")])
def test_a_mosaic_whose_normal_is_no_direction_keeps_its_slices_in_place(normal: tuple[str, str, str]) -> None:
    """Of the private header of Siemens only the way is needed; without it the slices go along the normal."""
    data = file_bytes(mosaic(normal=(0.12345678, 0.12345678, 0.12345678), ImageOrientationPatient=[0.6, 0.8, 0, -0.8, 0.6, 0]))
    parts = data.split(b"0.12345678")
    assert len(parts) == 4
    page = Page(
        b"".join(part + (number.encode().ljust(10, b"\0") if number else b"") for part, number in zip(parts, (*normal, ""), strict=True))
    )
    assert page.last("catalog")["patients"][0]["studies"][0]["series"][0]["stacks"][0]["frames"] == 5
    assert [body["position"] for name, body in page.told if name == "picture"][-1] == 30  # 10 + 4 × 5 mm


@pytest.mark.parametrize("value", [np.nan, np.inf, 3e38])
def test_marks_at_no_place_are_left_out_of_a_saved_view(value: float) -> None:
    """GraphicData and AnchorPoint are FL; the view is put on all the same."""
    common = {
        "GraphicAnnotationUnits": "PIXEL",
        "GraphicDimensions": 2,
        "NumberOfGraphicPoints": 2,
        "GraphicType": "POLYLINE",
        "GraphicFilled": "N",
    }
    text = made(AnchorPointAnnotationUnits="PIXEL", AnchorPoint=[value, 2.0], AnchorPointVisibility="Y", UnformattedTextValue="here")
    drawn = made(GraphicLayer="L", GraphicObjectSequence=[made(**common, GraphicData=[1.0, value, 3.0, 4.0])], TextObjectSequence=[text])
    shown = area(1, 1, 4, 3, mode="MAGNIFY", PresentationPixelMagnificationRatio=value)
    state = view(
        GraphicAnnotationSequence=[drawn],
        DisplayedAreaSelectionSequence=[shown],
        SoftcopyVOILUTSequence=[made(WindowCenter=PLACE, WindowWidth="3")],
    )
    data = file_bytes(state).replace(PLACE.encode(), b"inf".ljust(len(PLACE)))
    page = Page(file_bytes(data_set(FrameOfReferenceUID=FRAME)), data)
    assert any(body["saved"] for name, body in page.told if name == "picture")


@pytest.mark.parametrize("text", ["NaN", "inf", "1e-320"])
def test_curves_without_a_rate_or_a_scale_are_drawn(text: str) -> None:
    ds = made(SOPClassUID=ECG, SOPInstanceUID="1.2.3.5", StudyInstanceUID="1.2.3.1", SeriesInstanceUID="1.2.3.6", Modality="ECG")
    ds.PatientName, ds.PatientID = "Doe^Jane", "P1"
    samples = np.arange(20, dtype=np.int16).reshape(10, 2)
    odd = {"ChannelSensitivity": PLACE, "ChannelBaseline": PLACE, "ChannelTimeSkew": PLACE}
    ds.WaveformSequence = [
        group(samples, "SS", channel("I", **odd), channel("II"), SamplingFrequency=PLACE, MultiplexGroupTimeOffset=PLACE)
    ]
    content = Page(file_bytes(ds).replace(PLACE.encode(), text.encode().ljust(len(PLACE)))).last("content")
    assert content["error"] is None


def test_a_tracer_of_which_nothing_can_be_left_gives_no_uptake() -> None:
    """A half-life of a minute and a day since the injection: of 350 MBq not one atom; the picture is shown in the unit of the file."""
    tracer = made(RadionuclideTotalDose="350000000", RadionuclideHalfLife="60", RadiopharmaceuticalStartDateTime="20240101100000")
    moments = {"SeriesDate": "20240102", "SeriesTime": "095900", "AcquisitionDate": "20240102", "AcquisitionTime": "100000"}
    corrected: dict[str, Any] = {"CorrectedImage": ["ATTN", "DECY"], "DecayCorrection": "START", "PatientWeight": "70", "Units": "BQML"}
    page = Page(file_bytes(data_set(Modality="PT", RadiopharmaceuticalInformationSequence=[tracer], **corrected, **moments)))
    assert page.last("picture")["unit"] == "Bq/ml"
    (stack,) = page.last("catalog")["patients"][0]["studies"][0]["series"][0]["stacks"]
    assert "had left something" in stack["uptake"]["text"]


def test_a_question_that_is_no_json_costs_its_answer_and_not_the_cell() -> None:
    """As MicroPython writes what is no number: openmyscan.wl(NaN, 1)."""
    page = Page(file_bytes(data_set()))
    asked = {"view": 1, "seq": 1, "stack": "s1", "index": 0, **ASKED, "center": float("nan"), "width": 1}
    page.bridge.handle("draw", json.dumps(asked).replace("NaN", "nan"))
    assert page.told[-1] == ("trouble", {"text": page.told[-1][1]["text"], "fatal": False})
    page.ask("check", stack="s1")
    assert page.last("sum")["sum"] == 66
