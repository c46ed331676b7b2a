"""Objects that lie over pictures, made by the tests with pydicom: segmentations, structure sets, doses; and the pictures below."""

from collections.abc import Sequence

import numpy as np
from pydicom.dataset import Dataset

from tests.core.documents.written import made, of
from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan

__all__ = ["FRAME", "catalog_of", "contours", "dose", "pictures", "segmentation"]

FRAME = "1.2.3.99"
"""The frame of reference that all of them lie in."""

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
_STORAGE = "1.2.840.10008.5.1.4.1.1."


def pictures(
    count: int = 4, *, rows: int = 12, columns: int = 16, spacing: tuple[float, float] = (1.0, 1.0), step: float = 2.0,
    origin: Sequence[float] = (0.0, 0.0, 0.0), way: Sequence[float] = AXIAL, series: str = "1.2.3.2", frame: str | None = FRAME,
) -> list[Memory]:  # fmt: skip
    """Slices of a CT, black, the first at `origin`, each `step` mm further along the normal."""
    normal = np.cross(way[:3], way[3:])
    files = []
    for index in range(count):
        ds = data_set(np.zeros((rows, columns), np.int16), FrameOfReferenceUID=frame or "")
        ds.SOPInstanceUID, ds.SeriesInstanceUID, ds.InstanceNumber = f"{series}.{index + 1}", series, index + 1
        ds.ImagePositionPatient = [round(float(value), 6) for value in np.array(origin) + normal * step * index]
        ds.ImageOrientationPatient, ds.PixelSpacing = list(way), list(spacing)
        files.append(Memory(file_bytes(ds), f"{series}-{index + 1}.dcm"))
    return files


def segmentation(
    frames: Sequence[tuple[int, Sequence[float] | None, np.ndarray]], *, way: Sequence[float] = AXIAL,
    spacing: tuple[float, float] = (1.0, 1.0), thickness: float | None = 2.0, kind: str = "BINARY", most: int = 255,
    sources: Sequence[str] = (), frame: str | None = FRAME, names: Sequence[str] = ("Liver", "Spleen", "Kidney"), **keywords: object,
) -> Memory:  # fmt: skip
    """A segmentation of frames: (number of the segment, position in mm or None, values); `sources`: the picture each is drawn on."""
    rows, columns = frames[0][2].shape
    ds = data_set(np.zeros((rows, columns), np.uint8), FrameOfReferenceUID=frame or "", RescaleSlope=None, RescaleIntercept=None)
    for keyword in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing"):
        del ds[keyword]
    ds.SOPClassUID = _STORAGE + ("66.7" if kind == "LABELMAP" else "66.4")
    ds.SOPInstanceUID, ds.SeriesInstanceUID, ds.Modality, ds.SeriesDescription = "1.2.3.66.1", "1.2.3.66", "SEG", "Marks"
    ds.SegmentationType, ds.MaximumFractionalValue, ds.NumberOfFrames = kind, most, len(frames)
    values = np.stack([pixels for _, _, pixels in frames])
    if kind == "BINARY":
        ds.BitsAllocated = ds.BitsStored = 1
        ds.HighBit = 0
        raw = np.packbits(values.reshape(-1).astype(np.uint8), bitorder="little").tobytes()
    else:
        raw = values.astype(np.uint8).tobytes()
    ds.PixelData = raw + b"\0" * (len(raw) % 2)
    ds.SegmentSequence = [
        made(SegmentNumber=number + 1, SegmentLabel=name, SegmentAlgorithmType="AUTOMATIC", RecommendedDisplayCIELabValue=lab)
        for number, (name, lab) in enumerate(zip(names, ([34942, 53485, 50171], [57000, 20000, 50000], [21000, 53000, 4000]), strict=False))
    ]
    measures = made(PixelSpacing=list(spacing))
    if thickness is not None:
        measures.SliceThickness = thickness
    ds.SharedFunctionalGroupsSequence = [
        made(PlaneOrientationSequence=[made(ImageOrientationPatient=list(way))], PixelMeasuresSequence=[measures])
    ]
    ds.PerFrameFunctionalGroupsSequence = []
    for index, (number, position, _) in enumerate(frames):
        group = made(SegmentIdentificationSequence=[made(ReferencedSegmentNumber=number)])
        if position is not None:
            group.PlanePositionSequence = [made(ImagePositionPatient=[float(value) for value in position])]
        if sources:
            group.DerivationImageSequence = [made(SourceImageSequence=[of(sources[index])])]
        ds.PerFrameFunctionalGroupsSequence.append(group)
    if sources:
        ds.ReferencedSeriesSequence = [
            made(SeriesInstanceUID="1.2.3.2", ReferencedInstanceSequence=[of(one) for one in dict.fromkeys(sources)])
        ]
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    return Memory(file_bytes(ds), "marks.dcm")


def contours(*structures: tuple[str, Sequence[tuple[str, np.ndarray, str]]], frame: str = FRAME) -> Memory:
    """A structure set: of each structure the name and its contours, each with type, points (n, 3) in mm, and a picture's UID or ""."""
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = _STORAGE + "481.3", "1.2.3.481.3"
    ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.Modality = "1.2.3.1", "1.2.3.481", "RTSTRUCT"
    ds.PatientName, ds.PatientID, ds.StructureSetLabel = "Doe^Jane", "P1", "Plan"
    ds.ReferencedFrameOfReferenceSequence = [made(FrameOfReferenceUID=frame)]
    ds.StructureSetROISequence, ds.ROIContourSequence, ds.RTROIObservationsSequence = [], [], []
    for number, (name, lines) in enumerate(structures, 1):
        ds.StructureSetROISequence.append(made(ROINumber=number, ROIName=name, ReferencedFrameOfReferenceUID=frame))
        items = []
        for kind, points, uid in lines:
            item = made(ContourGeometricType=kind, NumberOfContourPoints=len(points))
            item.ContourData = [f"{value:.4f}" for value in points.reshape(-1)]
            if uid:
                item.ContourImageSequence = [of(uid)]
            items.append(item)
        ds.ROIContourSequence.append(made(ReferencedROINumber=number, ROIDisplayColor=[255, 40 * number, 0], ContourSequence=items))
        ds.RTROIObservationsSequence.append(made(ObservationNumber=number, ReferencedROINumber=number, RTROIInterpretedType="ORGAN"))
    return Memory(file_bytes(ds), "outlines.dcm")


def dose(
    stored: np.ndarray, *, origin: Sequence[float], spacing: tuple[float, float], offsets: Sequence[float], scaling: float,
    way: Sequence[float] = AXIAL, unit: str = "GY", frame: str | None = FRAME,
) -> Memory:  # fmt: skip
    """A dose of stored values (frame, row, column), with its GridFrameOffsetVector."""
    ds = data_set(stored, FrameOfReferenceUID=frame or "", RescaleSlope=None, RescaleIntercept=None)
    ds.SOPClassUID, ds.SOPInstanceUID, ds.SeriesInstanceUID = _STORAGE + "481.2", "1.2.3.481.2", "1.2.3.482"
    ds.Modality, ds.SeriesDescription, ds.NumberOfFrames = "RTDOSE", "Plan dose", len(stored)
    ds.ImagePositionPatient, ds.ImageOrientationPatient, ds.PixelSpacing = list(origin), list(way), list(spacing)
    ds.GridFrameOffsetVector, ds.DoseGridScaling, ds.DoseUnits, ds.DoseType = list(offsets), scaling, unit, "PHYSICAL"
    return Memory(file_bytes(ds), "dose.dcm")


def catalog_of(*files: Memory) -> Catalog:
    """The catalog of these files."""
    catalog = Catalog()
    for file in files:
        scan(file, catalog)
    catalog.settle()
    return catalog
