"""The size of a pixel and whose millimeters it is (PS3.3 10.7, C.8.5.5)."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from tests.core.made import Memory, data_set, entry, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.dicom.dataset import read_dataset
from viewer.image.scale import Scale, scale_of
from viewer.render.picture import picture, thumbnail
from viewer.source.entries import FileEntry
from viewer.volume.frames import Frames


def scale(**keywords: Any) -> Scale:
    """The scale of a shadow without any; `keywords` add to it."""
    without = {"PixelSpacing": None, "ImagePositionPatient": None, "ImageOrientationPatient": None, "Modality": "DX"}
    ds = data_set(**{**without, **keywords})
    return scale_of(read_dataset(Memory(file_bytes(ds))))


@pytest.mark.trap(24)
def test_the_first_number_of_the_spacing_is_the_distance_of_rows() -> None:
    found = scale(PixelSpacing=[0.5, 2.0], Modality="CT")
    assert (found.spacing, found.aspect, found.kind) == ((0.5, 2.0), (0.5, 2.0), "patient")


@pytest.mark.trap(24)
def test_pixels_that_are_not_square_are_shown_in_their_true_proportion() -> None:
    catalog = Catalog()
    scan(entry(np.zeros((100, 100), np.int16), PixelSpacing=[1.0, 0.5]), catalog)
    stack = next(catalog.stacks())
    frames = Frames(stack, budget=1 << 24)
    assert picture(frames, 0).facts["aspect"] == [1.0, 0.5]
    small = thumbnail(frames, size=80)
    assert small is not None and small.shape[:2] == (80, 40)  # 100 mm high, 50 mm wide


@pytest.mark.trap(24)
def test_the_aspect_ratio_counts_only_where_there_is_no_spacing() -> None:
    assert scale(PixelAspectRatio=[4, 3]).aspect == (4, 3)
    assert scale(PixelAspectRatio=[4, 3]).kind == "none"
    assert scale(PixelAspectRatio=[4, 3], PixelSpacing=[0.2, 0.2], Modality="CT").aspect == (0.2, 0.2)
    assert scale(PixelAspectRatio=[4, 3], ImagerPixelSpacing=[0.2, 0.2]).aspect == (0.2, 0.2)


@pytest.mark.trap(24)
@pytest.mark.parametrize("nonsense", [["0", "0"], ["-1", "1"], ["1"], ["0.001", "9000"], ["1e300", "1e300"]])
def test_a_spacing_that_cannot_be_is_none(nonsense: list[str]) -> None:
    assert scale(PixelSpacing=nonsense, Modality="CT").spacing is None
    assert scale(PixelSpacing=nonsense, Modality="CT").aspect == (1, 1)


@pytest.mark.trap(25)
@pytest.mark.parametrize(
    ("keywords", "kind", "spacing", "words"),
    [
        # a shadow, and nothing else is told
        ({"ImagerPixelSpacing": [0.2, 0.2]}, "detector", 0.2, "at the detector: the body part itself is smaller"),
        ({"ImagerPixelSpacing": [0.2, 0.2], "PixelSpacing": [0.2, 0.2]}, "detector", 0.2, "at the detector"),
        ({"PixelSpacing": [0.2, 0.2]}, "detector", 0.2, "at the detector"),
        # corrected, in the four ways of PS3.3 10.7.1.3
        ({"ImagerPixelSpacing": [0.2, 0.2], "PixelSpacing": [0.16, 0.16]}, "calibrated", 0.16, "Corrected"),
        ({"PixelSpacing": [0.16, 0.16], "PixelSpacingCalibrationType": "FIDUCIAL"}, "calibrated", 0.16, "an object of known size"),
        (
            {"PixelSpacing": [0.16, 0.16], "PixelSpacingCalibrationType": "GEOMETRY", "PixelSpacingCalibrationDescription": "table"},
            "calibrated", 0.16, "geometry of the machine (table)",
        ),
        (
            {"ImagerPixelSpacing": [0.2, 0.2], "PixelSpacing": [0.2, 0.2], "PixelSpacingCalibrationType": "FIDUCIAL"},
            "calibrated", 0.2, "an object of known size",
        ),
        # estimated: 0.2 / 1.25 = 0.16
        ({"ImagerPixelSpacing": [0.2, 0.2], "EstimatedRadiographicMagnificationFactor": 1.25}, "calibrated", 0.16, "enlarged 1.25 times"),
        (
            {"ImagerPixelSpacing": [0.2, 0.2], "DistanceSourceToDetector": 1000, "DistanceSourceToPatient": 800},
            "calibrated", 0.16, "enlarged 1.25 times",
        ),
        # a factor that says nothing, or nonsense
        ({"ImagerPixelSpacing": [0.2, 0.2], "EstimatedRadiographicMagnificationFactor": 1}, "detector", 0.2, "at the detector"),
        ({"ImagerPixelSpacing": [0.2, 0.2], "EstimatedRadiographicMagnificationFactor": 0.5}, "detector", 0.2, "at the detector"),
        (
            {"ImagerPixelSpacing": [0.2, 0.2], "DistanceSourceToDetector": 1000, "DistanceSourceToPatient": 0},
            "detector", 0.2, "at the detector",
        ),
        # film
        ({"NominalScannedPixelSpacing": [0.1, 0.1]}, "detector", 0.1, "on the film"),
        ({"NominalScannedPixelSpacing": [0.1, 0.1], "PixelSpacing": [0.1, 0.1], "Modality": "OT"}, "detector", 0.1, "on the film"),
        ({}, "none", None, "pixels only"),
        # slices, also of a C-arm, know where they lie
        ({"PixelSpacing": [0.3, 0.3], "Modality": "CT"}, "patient", 0.3, "in the body"),
        ({"PixelSpacing": [0.3, 0.3], "Modality": "XA", "ImageOrientationPatient": [1, 0, 0, 0, 1, 0]}, "patient", 0.3, "in the body"),
    ],
)  # fmt: skip
def test_it_is_told_whose_millimeters_they_are(keywords: dict[str, Any], kind: str, spacing: float | None, words: str) -> None:
    found = scale(**keywords)
    assert (found.kind, None if found.spacing is None else round(found.spacing[0], 9)) == (kind, spacing)
    assert words in found.note


@pytest.mark.trap(25)
def test_the_frames_groups_know_the_size_of_a_pixel() -> None:
    measures, shared = Dataset(), Dataset()
    measures.PixelSpacing = [0.7, 0.8]
    shared.PixelMeasuresSequence = [measures]
    catalog = Catalog()
    scan(entry(np.zeros((2, 3, 4), np.int16), PixelSpacing=None, SharedFunctionalGroupsSequence=[shared]), catalog)
    assert next(catalog.stacks()).first.scale.spacing == (0.7, 0.8)


@pytest.mark.trap(25)
@pytest.mark.parametrize(
    ("told", "kind", "spacing"),
    [
        ({"ImagerPixelSpacing": [0.3, 0.3]}, "detector", (0.3, 0.3)),
        ({"ImagerPixelSpacing": [0.3, 0.3], "ObjectPixelSpacingInCenterOfBeam": [0.25, 0.5]}, "calibrated", (0.25, 0.5)),
        ({}, "none", None),
    ],
)
def test_the_frames_of_an_enhanced_x_ray_tell_whose_millimeters_they_are(
    told: dict[str, Any], kind: str, spacing: tuple[float, float] | None
) -> None:
    properties, shared = Dataset(), Dataset()
    for keyword, value in told.items():
        setattr(properties, keyword, value)
    shared.FramePixelDataPropertiesSequence = [properties]
    catalog = Catalog()
    more = {"PixelSpacing": None, "ImagePositionPatient": None, "ImageOrientationPatient": None, "Modality": "XA"}
    scan(entry(np.zeros((2, 3, 4), np.uint16), SharedFunctionalGroupsSequence=[shared], **more), catalog)
    found = next(catalog.stacks()).first.scale
    assert (found.kind, found.spacing) == (kind, spacing)


def region(**keywords: Any) -> Dataset:
    """A 2-D picture of tissue in the middle of the picture: 0.02 cm a pixel, both ways."""
    ds = Dataset()
    ds.RegionSpatialFormat, ds.RegionDataType, ds.RegionFlags = 1, 1, 0
    ds.RegionLocationMinX0, ds.RegionLocationMinY0, ds.RegionLocationMaxX1, ds.RegionLocationMaxY1 = 10, 5, 89, 44
    ds.PhysicalUnitsXDirection = ds.PhysicalUnitsYDirection = 3
    ds.PhysicalDeltaX = ds.PhysicalDeltaY = 0.02
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    return ds


def ultrasound(*regions: Dataset, **keywords: Any) -> Scale:
    pixels = np.zeros((50, 100), np.uint8)
    ds = data_set(
        pixels, Modality="US", PixelSpacing=keywords.pop("PixelSpacing", None), SequenceOfUltrasoundRegions=list(regions), **keywords
    )
    return scale_of(read_dataset(Memory(file_bytes(ds))))


@pytest.mark.trap(26)
def test_an_ultrasound_picture_has_the_scale_of_its_tissue_region() -> None:
    found = ultrasound(region(PhysicalDeltaX=0.02, PhysicalDeltaY=-0.04))
    assert found.kind == "patient"
    assert found.spacing == pytest.approx((0.4, 0.2))  # rows 0.04 cm, columns 0.02 cm, and the sign is a direction
    assert found.aspect == found.spacing
    assert "inside the ultrasound area" in found.note


@pytest.mark.trap(26)
@pytest.mark.parametrize(("across", "down"), [(4, 7), (3, 4), (4, 3), (0, 0), (12, 12), (99, 3)])
def test_only_centimeters_both_ways_are_a_scale(across: int, down: int) -> None:
    found = ultrasound(region(PhysicalUnitsXDirection=across, PhysicalUnitsYDirection=down), PixelSpacing=[0.3, 0.3])
    assert (found.spacing, found.kind) == (None, "none")


@pytest.mark.trap(26)
def test_a_curve_beside_the_tissue_does_not_lend_it_its_seconds() -> None:
    curve = region(
        RegionSpatialFormat=3, RegionDataType=3, PhysicalUnitsXDirection=4, PhysicalUnitsYDirection=7,
        RegionLocationMinX0=0, RegionLocationMinY0=0, RegionLocationMaxX1=99, RegionLocationMaxY1=49, PhysicalDeltaX=0.005,
    )  # fmt: skip
    found = ultrasound(curve, region())
    assert found.spacing == pytest.approx((0.2, 0.2))
    assert [one["units"] for one in (part.describe() for part in found.regions)] == [["s", "cm/s"], ["cm", "cm"]]
    assert [part.spacing is None for part in found.regions] == [True, False]


@pytest.mark.trap(26)
def test_the_largest_of_two_tissue_regions_gives_the_bar_its_scale() -> None:
    small = region(RegionLocationMaxX1=20, PhysicalDeltaX=0.5, PhysicalDeltaY=0.5)
    assert ultrasound(small, region()).spacing == pytest.approx((0.2, 0.2))


@pytest.mark.trap(26)
def test_regions_are_cut_to_the_picture_and_those_outside_are_left_out() -> None:
    found = ultrasound(
        region(RegionLocationMaxX1=100, RegionLocationMaxY1=50, ReferencePixelX0=-3, ReferencePixelY0=7), region(RegionLocationMinX0=500)
    )
    assert [(part.left, part.top, part.right, part.bottom, part.reference) for part in found.regions] == [(10, 5, 99, 49, (-3, 7))]


@pytest.mark.trap(26)
@pytest.mark.corpus
@pytest.mark.reference("pydicom 3.0.2")
@pytest.mark.filterwarnings("ignore:Incorrect value for Specific Character Set")  # pydicom, on one of them
@pytest.mark.parametrize(
    "name",
    [
        "cornerstone-syntaxes/testImages/US-YBR_FULL_422-EVRLE.dcm",
        "dicomparser/testImages/encapsulated/multi-frame/IM00001.implicit_little_endian.dcm",
        "pydicom-data/data_store/data/OBXXXX1A.dcm",
    ],
)
def test_real_ultrasound_has_the_scale_that_its_region_spells(corpus: Path, name: str) -> None:
    tissue = next(
        one for one in dcmread(corpus / name, stop_before_pixels=True).SequenceOfUltrasoundRegions
        if (one.RegionSpatialFormat, one.RegionDataType, one.PhysicalUnitsXDirection) == (1, 1, 3)
    )  # fmt: skip
    found = scale_of(read_dataset(FileEntry(corpus / name, path=name)))
    assert found.spacing == pytest.approx((10 * abs(tissue.PhysicalDeltaY), 10 * abs(tissue.PhysicalDeltaX)))


@pytest.mark.trap(25)
@pytest.mark.parametrize(
    ("more", "spacing", "kind", "told"),
    [
        ({"RTImageSID": 1500, "RadiationMachineSAD": 1000}, (0.4, 0.4), "detector", "0.267 mm"),  # by hand: 0.4 * 1000 / 1500
        ({"RTImageSID": 1000, "RadiationMachineSAD": 1000}, (0.4, 0.4), "calibrated", "isocenter"),
        ({"RTImageSID": 1500}, (0.4, 0.4), "detector", "at the detector"),
        ({"RTImageSID": 1500, "RadiationMachineSAD": 0}, (0.4, 0.4), "detector", "at the detector"),
        ({"RTImageSID": 1500, "RadiationMachineSAD": 1000, "RTImagePlane": "NON_NORMAL"}, (0.4, 0.4), "detector", "at the detector"),
        ({"PixelSpacing": [0.9, 0.9]}, (0.4, 0.4), "detector", "at the detector"),
        ({"ImagePlanePixelSpacing": [0.8, 0.4], "RTImageSID": 1600, "RadiationMachineSAD": 1000}, (0.8, 0.4), "detector", "0.5 × 0.25 mm"),
    ],
)  # fmt: skip
def test_a_picture_from_radiotherapy_is_measured_on_its_plane(
    more: dict[str, Any], spacing: tuple[float, float], kind: str, told: str
) -> None:
    """PS3.3 C.8.8.2: Image Plane Pixel Spacing is that on the image plane, RT Image SID away from the source."""
    found = scale(**{"Modality": "RTIMAGE", "ImagePlanePixelSpacing": [0.4, 0.4], **more})
    assert (found.spacing, found.kind, found.aspect) == (spacing, kind, spacing)
    assert told in found.note


@pytest.mark.trap(25)
def test_a_picture_from_radiotherapy_without_its_own_spacing_is_a_shadow() -> None:
    assert scale(Modality="RTIMAGE", ImagePlanePixelSpacing=["0", "0"]).kind == "none"
    assert scale(Modality="RTIMAGE", PixelSpacing=[0.4, 0.4]).kind == "detector"
