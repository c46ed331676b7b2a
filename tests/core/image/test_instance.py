"""Objects as the catalog keeps them: a picture that lies where otherwise its preview lies."""

import numpy as np
import pytest
from pydicom.dataset import Dataset

from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.volume.frames import Frames


def with_icon(icon: np.ndarray, rows: int, **keywords: object) -> bytes:
    ds = data_set(icon, **keywords)
    item = Dataset()
    for keyword in (
        "SamplesPerPixel",
        "PhotometricInterpretation",
        "Rows",
        "Columns",
        "BitsAllocated",
        "BitsStored",
        "HighBit",
        "PixelRepresentation",
    ):
        setattr(item, keyword, getattr(ds, keyword))
    item.PixelData = ds.PixelData
    item["PixelData"].VR = "OB" if icon.itemsize == 1 else "OW"
    ds.IconImageSequence = [item]
    ds.Rows = ds.Columns = rows
    ds.BitsAllocated = ds.BitsStored = 16
    ds.HighBit = 15
    del ds.PixelData
    return file_bytes(ds)


@pytest.mark.parametrize(
    ("rows", "kind", "words"),
    [(32, "icon", "is shown from there"), (512, "cut", "of 512 by 512 points, is missing in this file: only its small preview")],
)
def test_where_the_picture_itself_is_missing_its_preview_is_shown_and_that_is_told(rows: int, kind: str, words: str) -> None:
    icon = np.arange(1024, dtype=np.uint8).reshape(32, 32) // 2
    catalog = Catalog()
    scan(Memory(with_icon(icon, rows, Modality="RF")), catalog)
    (stack,) = catalog.stacks()
    assert np.array_equal(Frames(stack, budget=1 << 20).frame(0), icon)
    assert words in str(stack.notices[kind])
    assert not catalog.skipped


def test_an_object_that_has_no_picture_is_a_document_also_with_an_icon() -> None:
    icon = np.zeros((8, 8), np.uint8)
    catalog = Catalog()
    scan(Memory(with_icon(icon, 8, SOPClassUID="1.2.840.10008.5.1.4.1.1.88.11", Modality="SR")), catalog)
    assert not list(catalog.stacks())
    assert ["report" in document.kind for document in catalog.documents] == [True]
