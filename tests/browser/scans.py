"""Folders with scans, made by the tests: the phantom's slices, one-off series written by pydicom, and pydicom's own files."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom.data
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, MRImageStorage

from viewer.phantom import head

__all__ = ["OBLIQUE", "PYDICOM", "debris", "many_series", "named", "phantom", "pick", "series"]

PYDICOM = Path(pydicom.data.__file__).parent / "test_files"
"""The files that come with the installed pydicom."""

ROOT = "1.2.826.0.1.3680043.10.1631.9"
OBLIQUE = (0.8, 0.6, 0.0, 0.0, 0.0, -1.0)
"""Row and column direction of a plane that looks from the front and the side: columns run to the left and back, rows to the feet."""


def phantom(folder: Path, slices: Iterable[int] = range(40)) -> Path:
    """Write slices of the built-in head (256 × 256, CT), counted from the top, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {f"IM{index + 1:05d}" for index in slices}
    for file in head():
        if Path(file.path).name in wanted:
            (folder / Path(file.path).name).write_bytes(file.data)
    return folder


def pick(folder: Path, *names: str) -> Path:
    """Copy files of pydicom's into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(PYDICOM / name, folder / Path(name).name)
    return folder


def named(source: Path, target: Path, **keywords: Any) -> Path:
    """Write a copy of a file with other values in its header."""
    ds = pydicom.dcmread(source)
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    target.parent.mkdir(parents=True, exist_ok=True)
    ds.save_as(target)
    return target


def series(folder: Path, volume: np.ndarray, *, number: int, direction: tuple[float, ...] = (1, 0, 0, 0, 1, 0), **keywords: Any) -> Path:
    """Write a series from an array (slice, row, column), 1 mm a pixel, 2 mm apart; a color picture as (1, row, column, 3)."""
    folder.mkdir(parents=True, exist_ok=True)
    row, column = np.array(direction[:3]), np.array(direction[3:])
    normal = np.cross(row, column)
    for index, pixels in enumerate(volume):
        ds = Dataset()
        meta = ds.file_meta = FileMetaDataset()
        ds.SOPClassUID = meta.MediaStorageSOPClassUID = MRImageStorage if keywords.get("Modality") == "MR" else CTImageStorage
        ds.SOPInstanceUID = meta.MediaStorageSOPInstanceUID = f"{ROOT}.{number}.{index + 1}"
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        ds.StudyInstanceUID, ds.SeriesInstanceUID = f"{ROOT}.1", f"{ROOT}.{number}"
        ds.PatientName, ds.PatientID, ds.StudyDate, ds.Modality = "Doe^Jane", "P1", "20240131", "CT"
        ds.SeriesNumber, ds.InstanceNumber, ds.SeriesDescription = number, index + 1, f"Series {number}"
        ds.ImageOrientationPatient = [float(part) for part in direction]
        ds.ImagePositionPatient = [float(part) for part in normal * 2.0 * index]
        ds.PixelSpacing, ds.RescaleSlope, ds.RescaleIntercept = [1.0, 1.0], 1, 0
        color = pixels.ndim == 3
        ds.Rows, ds.Columns = pixels.shape[:2]
        ds.SamplesPerPixel, ds.PhotometricInterpretation = (3, "RGB") if color else (1, "MONOCHROME2")
        if color:
            ds.PlanarConfiguration = 0
        bits = 8 * pixels.itemsize
        ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = bits, bits, bits - 1, int(pixels.dtype.kind == "i")
        raw = np.ascontiguousarray(pixels).tobytes()
        ds.PixelData = raw + b"\0" * (len(raw) % 2)
        ds["PixelData"].VR = "OB" if bits == 8 else "OW"
        for keyword, value in keywords.items():
            setattr(ds, keyword, value)
        ds.save_as(folder / f"{number:02d}-{index + 1:04d}.dcm", enforce_file_format=True)
    return folder


def many_series(folder: Path, count: int, *, exams: int = 1) -> Path:
    """Write so many series of one small picture each, in so many exams: 16 × 16, each with its own gray."""
    folder.mkdir(parents=True, exist_ok=True)
    ds = Dataset()
    meta = ds.file_meta = FileMetaDataset()
    ds.SOPClassUID = meta.MediaStorageSOPClassUID = MRImageStorage
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.PatientName, ds.PatientID, ds.StudyDate, ds.Modality = "Doe^Jane", "P1", "20240131", "MR"
    ds.PixelSpacing, ds.ImageOrientationPatient = [1.0, 1.0], [1, 0, 0, 0, 1, 0]
    ds.Rows = ds.Columns = 16
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    for number in range(1, count + 1):
        ds.StudyInstanceUID, ds.SeriesInstanceUID = f"{ROOT}.7.{number * exams // (count + 1)}", f"{ROOT}.8.{number}"
        ds.SOPInstanceUID = meta.MediaStorageSOPInstanceUID = f"{ROOT}.8.{number}.1"
        ds.SeriesNumber, ds.InstanceNumber, ds.SeriesDescription = number, 1, f"Series {number}"
        ds.ImagePositionPatient = [0.0, 0.0, float(number)]
        ds.PixelData = (np.arange(256, dtype="<u2") + number % 1000).tobytes()
        ds.save_as(folder / f"IM{number:05d}", enforce_file_format=True)
    return folder


def debris(folder: Path) -> Path:
    """Write what discs hold besides pictures, and broken pictures: a text, an empty file, half a file, rubbish that begins well."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = (PYDICOM / "CT_small.dcm").read_bytes()
    (folder / "README.TXT").write_text("Double click on VIEWER.EXE\n", encoding="utf-8")
    (folder / "EMPTY.DCM").write_bytes(b"")
    (folder / "HALF.DCM").write_bytes(whole[:700])
    (folder / "RUBBISH.DCM").write_bytes(whole[:132] + bytes(range(256)) * 8)
    return folder
