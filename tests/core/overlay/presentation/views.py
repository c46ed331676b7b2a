"""Saved views (presentation states) made by the tests, with pydicom as the independent writer, and the pictures they are about."""

from typing import Any

import numpy as np
from pydicom.dataset import Dataset

from tests.core.documents.written import made, of
from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.overlay.presentation import Saved, saved_of
from viewer.volume.frames import Frames

__all__ = ["GRAY", "area", "image", "item", "saved", "view", "volume_of"]

GRAY = "1.2.840.10008.5.1.4.1.1.11.1"


def item(**keywords: Any) -> Dataset:
    """An item of a sequence."""
    return made(**keywords)


def area(left: int, top: int, right: int, bottom: int, mode: str = "SCALE TO FIT", **keywords: Any) -> Dataset:
    """A displayed area by the pixels at its corners, from 1."""
    return made(
        DisplayedAreaTopLeftHandCorner=[left, top], DisplayedAreaBottomRightHandCorner=[right, bottom], PresentationSizeMode=mode,
        PresentationPixelAspectRatio=["1", "1"], **keywords,
    )  # fmt: skip


def view(columns: int = 16, rows: int = 16, **keywords: Any) -> Dataset:
    """A saved view of the picture of `image`, complete enough for DCMTK; `keywords` replace or add elements."""
    series = made(SeriesInstanceUID="1.2.3.2", ReferencedImageSequence=[of("1.2.3.9")])
    ds = made(
        SOPClassUID=GRAY, SOPInstanceUID="1.2.3.77", StudyInstanceUID="1.2.3.1", SeriesInstanceUID="1.2.3.78", Modality="PR",
        PatientName="Doe^Jane", PatientID="P1", PatientBirthDate="", PatientSex="", StudyDate="", StudyTime="", AccessionNumber="",
        StudyID="", ReferringPhysicianName="", Manufacturer="Made", SeriesNumber=9, InstanceNumber=1, ContentLabel="MARKS",
        ContentDescription="Where it hurts", PresentationCreationDate="20240102", PresentationCreationTime="101500",
        ContentCreatorName="Helper^Doctor", PresentationLUTShape="IDENTITY", ReferencedSeriesSequence=[series],
        DisplayedAreaSelectionSequence=[area(1, 1, columns, rows)],
    )  # fmt: skip
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    return ds


def saved(ds: Dataset) -> Saved:
    """The view as the core reads it."""
    return saved_of(Memory(file_bytes(ds)))


def image(pixels: np.ndarray | None = None, **keywords: Any) -> Dataset:
    """Sixteen by sixteen pixels with the values 0 to 255, which the file itself calls -100 and so on."""
    if pixels is None:
        pixels = np.arange(256).reshape(16, 16).astype(np.int16)
    return data_set(pixels, **{"RescaleIntercept": "-100", "RescaleType": "HU", **keywords})


def volume_of(*files: Dataset) -> Frames:
    """The pictures, as they are read."""
    catalog = Catalog()
    for number, ds in enumerate(files):
        scan(Memory(file_bytes(ds), f"{number}.dcm"), catalog)
    catalog.settle()
    return Frames(next(catalog.stacks()), budget=1 << 26)
