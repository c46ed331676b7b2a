"""DICOM files made by the tests, with pydicom as the independent writer."""

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, ImplicitVRLittleEndian

__all__ = ["Memory", "data_set", "entry", "file_bytes"]


@dataclass(frozen=True, eq=False)
class Memory:
    """An entry whose bytes are in memory; counts what was read of it."""

    data: bytes
    path: str = "made.dcm"

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        return self.data[start:stop]


def data_set(pixels: np.ndarray | None = None, **keywords: Any) -> Dataset:
    """A small CT slice; `keywords` replace or add elements, None takes one out."""
    if pixels is None:
        pixels = np.arange(12, dtype=np.int16).reshape(3, 4)
    ds = Dataset()
    ds.SOPClassUID = CTImageStorage
    ds.SOPInstanceUID = "1.2.3.9"
    ds.StudyInstanceUID, ds.SeriesInstanceUID = "1.2.3.1", "1.2.3.2"
    ds.PatientName, ds.PatientID = "Doe^Jane", "P1"
    ds.Modality, ds.SeriesNumber, ds.InstanceNumber = "CT", 1, 1
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.ImagePositionPatient, ds.ImageOrientationPatient = [0, 0, 0], [1, 0, 0, 0, 1, 0]
    ds.PixelSpacing = [0.5, 0.5]
    ds.SamplesPerPixel, ds.PhotometricInterpretation = (3, "RGB") if pixels.ndim == 3 and pixels.shape[2] == 3 else (1, "MONOCHROME2")
    ds.Rows, ds.Columns = pixels.shape[:2] if pixels.ndim == 2 or ds.SamplesPerPixel == 3 else pixels.shape[1:]
    if pixels.ndim == 3 and ds.SamplesPerPixel == 1:
        ds.NumberOfFrames = len(pixels)
    if ds.SamplesPerPixel == 3:
        ds.PlanarConfiguration = 0
    bits = 8 * pixels.itemsize
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = bits, bits, bits - 1
    ds.PixelRepresentation = int(pixels.dtype.kind == "i")
    ds.RescaleSlope, ds.RescaleIntercept = 1, 0
    raw = pixels.tobytes()
    ds.PixelData = raw + b"\0" * (len(raw) % 2)
    ds["PixelData"].VR = "OB" if bits == 8 else "OW"
    for keyword, value in keywords.items():
        if value is None:
            del ds[keyword]
        else:
            setattr(ds, keyword, value)
    return ds


def file_bytes(ds: Dataset, *, syntax: str = ExplicitVRLittleEndian, whole: bool = True) -> bytes:
    """Write a data set as a file; without `whole` the bare data set, as some old machines did."""
    stream = io.BytesIO()
    if not whole:
        ds.save_as(stream, implicit_vr=syntax == ImplicitVRLittleEndian, little_endian=True, enforce_file_format=False)
        return stream.getvalue()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = syntax
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    ds.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def entry(pixels: np.ndarray | None = None, *, path: str = "made.dcm", **keywords: Any) -> Memory:
    """A file as an entry."""
    return Memory(file_bytes(data_set(pixels, **keywords)), path)
