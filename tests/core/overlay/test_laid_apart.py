"""Layers of one stack told apart by their titles and colors."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pytest

from tests.core.laid import catalog_of, contours, pictures, segmentation
from tests.core.made import Memory
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.overlay import Layer, layers_of
from viewer.source.entries import FileEntry

RING = np.array([[2.0, 3, 0], [6, 3, 0], [6, 8, 0], [2, 8, 0]])


def drawn(number: int, **keywords: str) -> Memory:
    """A structure set of its own, with one structure in the red of the first; its keywords replaced."""
    ds = pydicom.dcmread(io.BytesIO(contours(("GTV", [("CLOSED_PLANAR", RING, "")])).data))
    ds.SOPInstanceUID = f"1.2.3.481.{number}"
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    written = io.BytesIO()
    ds.save_as(written)
    return Memory(written.getvalue(), f"outlines{number}.dcm")


def over(*files: Memory) -> list[Layer]:
    """The layers over one picture."""
    catalog = catalog_of(*pictures(1), *files)
    return layers_of(next(catalog.stacks()), catalog)[0]


def test_titles_that_repeat_are_told_apart_by_what_differs() -> None:
    """The description is the same, the name is not; another title is left as it is."""
    same = {"SeriesDescription": "Outlines"}
    layers = over(
        drawn(1, StructureSetName="PET", **same), drawn(2, StructureSetName="MR", **same), drawn(3, StructureSetLabel="Other", **same)
    )
    assert [layer.about.title for layer in layers] == ["Plan · PET", "Plan · MR", "Other"]


def test_titles_of_files_that_differ_in_nothing_are_numbered() -> None:
    assert [layer.about.title for layer in over(drawn(1), drawn(2))] == ["Plan · 1", "Plan · 2"]


def test_the_second_layer_of_one_color_gets_another() -> None:
    """Red as in the file for the first; the second is drawn as it is listed, and differs by more than the eye needs."""
    first, second = over(drawn(1), drawn(2))
    assert first.about.segments[0].color == (255, 40, 0)
    other = second.about.segments[0].color
    assert max(abs(a - b) for a, b in zip(other, (255, 40, 0), strict=True)) > 80
    assert second.on(second._stack.frames[0], {1}).outlines[0].segment.color == other


def test_marked_areas_are_drawn_in_the_color_that_is_listed() -> None:
    """Two segmentations of one liver, the same recommended color: the rims on the picture are of two colors."""
    marks = np.zeros((12, 16), np.uint8)
    marks[2:6, 4:9] = 1
    one, two = (segmentation([(1, (0, 0, 0), marks)], SOPInstanceUID=f"1.2.3.66.{number}") for number in (1, 2))
    layers = over(one, replace(two, path="again.dcm"))
    rims = []
    for layer in layers:
        raster = layer.on(layer._stack.frames[0], {1}).raster
        assert raster is not None
        rims.append(tuple(raster.rgba[0, 0, :3].tolist()))
    assert rims == [layer.about.segments[0].color for layer in layers]
    assert rims[0] != rims[1]


@pytest.mark.parametrize(("label", "title"), [("ISO_IR 192", "Marked areas"), ("TUMOR", "TUMOR")])
def test_the_name_of_an_encoding_is_no_title(label: str, title: str) -> None:
    """As highdicom writes it where nobody gives a label."""
    (layer,) = over(segmentation([(1, (0, 0, 0), np.ones((12, 16), np.uint8))], SeriesDescription="", ContentLabel=label))
    assert layer.about.title == title


@pytest.mark.corpus
def test_three_outlines_of_one_patient_are_told_apart(corpus: Path) -> None:
    """Of STS-001: all labeled RTstruct and red in their files, made of the CT, the MR and the PET; laid over the CT those that lie there."""
    folder = corpus / "petct-rtstruct-sts001/ibsi_validation/dicom/STS_001"
    catalog = Catalog()
    for file in [*sorted((folder / "CT/image").glob("*.dcm")), *sorted(folder.glob("*/mask/RS.dcm"))]:
        scan(FileEntry(file, path=str(file.relative_to(folder))), catalog)
    catalog.settle()
    layers, _ = layers_of(next(catalog.stacks()), catalog)
    titles = [layer.about.title for layer in layers]
    colors = [layer.about.segments[0].color for layer in layers if layer.about.seen]
    assert len(titles) > 1 and len(set(titles)) == len(titles)
    assert colors[0] == (255, 0, 0) and len(set(colors)) == len(colors)
