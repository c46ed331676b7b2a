"""The sample: a head made by code, as sound files."""

import io

import numpy as np
import pydicom

from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.phantom import head, slice_values
from viewer.volume.frames import Frames


def test_the_sample_is_one_even_stack_and_pydicom_reads_it_too() -> None:
    catalog = Catalog()
    files = list(head())
    for file in files:
        scan(file, catalog)
    (stack,) = catalog.stacks()
    assert (len(stack), stack.verdict.kind, stack.verdict.spacing) == (40, "even", 4)
    assert not catalog.skipped
    ds = pydicom.dcmread(io.BytesIO(files[0].data))
    assert str(ds.PatientName) == "Sample^Sam"
    frames = Frames(stack, budget=1 << 24)
    index = [frame.instance.uid for frame in stack.frames].index(ds.SOPInstanceUID)
    assert np.array_equal(ds.pixel_array, frames.frame(index))


def test_the_sample_holds_the_values_of_a_head() -> None:
    middle = slice_values(18)
    assert middle[0, 0] < -950
    assert 900 < middle.max() < 1300
    assert 20 < np.median(middle[100:150, 100:150]) < 40


def test_the_sample_is_the_same_each_time() -> None:
    assert np.array_equal(slice_values(7), slice_values(7))
