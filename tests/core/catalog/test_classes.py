"""One real file of each kind of object: its first picture as pydicom decodes it, or what it is in words."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.pixels import pixel_array

from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.source.entries import FileEntry
from viewer.volume.frames import Frames

STORAGE = "1.2.840.10008.5.1.4.1.1."
PICTURES = {
    # SOP class: file, and what is missing, where it is shown in part only
    "1": ("pydicom/src/pydicom/data/test_files/dicomdirtests/77654033/CR1/6154", ""),
    "1.1": ("highdicom/data/test_files/dx_image.dcm", ""),
    "12.1": ("xa-cine/packages/static-wado-creator/dicom/jpeg8bit.dcm", ""),
    "128": ("petct-rtstruct-sts001/ibsi_validation/dicom/STS_001/PET/image/000000.dcm", ""),
    "2": ("cornerstone-syntaxes/testImages/CT1_J2KR", ""),
    "2.1": ("cornerstone-syntaxes/testImages/CT0012.fragmented_no_bot_jpeg_baseline.51.dcm", ""),
    "2.2": ("dcmqi/data/segmentations/23x38x3/multiframe/mf.dcm", ""),
    "3.1": ("dicomparser/testImages/encapsulated/multi-frame/IM00001.fragmented_no_bot_jpeg_baseline.50.dcm", ""),
    "30": ("pydicom-data/data_store/data/parametric_map_double_float.dcm", "not laid over the pictures that it was made from"),
    "4": ("cd-knee-mri/IMAGES/IM00000", ""),
    "4.1": ("dicom2nifti/tests/data/hyperfine/anatomical/001/001.dcm", ""),
    "481.2": ("pydicom/src/pydicom/data/test_files/rtdose.dcm", "not laid over the CT"),
    "6.1": ("cornerstone-syntaxes/testImages/US-YBR_FULL_422-EVRLE.dcm", ""),
    "66.4": ("dcmqi/data/segmentations/23x38x3/seg/label.seg", "not laid over the pictures that it was made from"),
    "66.7": ("dcmqi/data/segmentations/sparse-labelmap-noppv.dcm", "not laid over the pictures that it was made from"),
    "7": ("dicomparser/testImages/deflate/image_dfl", ""),
    "77.1.6": ("highdicom/data/test_files/sm_image.dcm", "tile by tile, not as one picture"),
}
DOCUMENTS = {
    "11.1": ("gsps-weasis/weasis-dicom-tools/src/test/resources/org/dcm4che3/img/prLUTs.dcm", "Saved view"),
    "481.3": ("petct-rtstruct-sts001/ibsi_validation/dicom/STS_001/CT/mask/RS.dcm", "contours"),
    "481.5": ("pydicom/src/pydicom/data/test_files/rtplan.dcm", "plan"),
    "88.11": ("cornerstone-syntaxes/testImages/no-pixel-data.dcm", "Report"),
    "88.22": ("dicomparser/testImages/deflate/report_dfl", "Report"),
    "88.33": ("dcmqi/data/sr-example/sr.dcm", "Report"),
    "88.34": ("highdicom/data/test_files/sr_document.dcm", "Report"),
    "9.1.1": ("pydicom/src/pydicom/data/test_files/waveform_ecg.dcm", "ECG"),
}

pytestmark = [pytest.mark.corpus, pytest.mark.native]


def _marked(end: str, verdict: str, *further: Any) -> Any:
    return pytest.param(end, marks=[pytest.mark.reads("class", STORAGE + end, verdict=verdict), *further])


@pytest.mark.reference(f"pydicom {pydicom.__version__}")
@pytest.mark.parametrize("end", [_marked(end, "partly" if missing else "yes") for end, (_, missing) in PICTURES.items()])
def test_a_real_file_of_this_kind_shows_the_pixels_that_pydicom_decodes(corpus: Path, end: str) -> None:
    path = corpus / PICTURES[end][0]
    catalog = Catalog()
    stack = scan(FileEntry(path, path="one.dcm"), catalog)
    assert stack is not None, catalog.left_out()
    assert stack.first.sop_class == STORAGE + end
    frame = stack.frames[0]
    ours = Frames(stack, budget=1 << 28).frame(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ds = pydicom.dcmread(path)
        theirs = pixel_array(ds, index=frame.index).reshape(ours.shape)
    lossy = ds.file_meta.TransferSyntaxUID in {"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"}
    assert np.abs(ours.astype(float) - theirs).max() <= (8 if lossy else 1 if "YBR" in ds.PhotometricInterpretation else 0)


@pytest.mark.parametrize("end", [_marked(end, "no", pytest.mark.trap(38)) for end in DOCUMENTS])
def test_a_real_object_without_pixels_is_named_for_what_it_is(corpus: Path, end: str) -> None:
    path, words = DOCUMENTS[end]
    catalog = Catalog()
    assert scan(FileEntry(corpus / path, path="one.dcm"), catalog) is None
    assert catalog.skipped == []
    assert catalog.documents[0].sop_class == STORAGE + end
    assert words in catalog.left_out()[0].reason
