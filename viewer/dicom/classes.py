"""The SOP classes: what objects of each are, which module reads them, what lies over the pictures of others. The one table of them (PS3.4 B.5)."""

from typing import NamedTuple

__all__ = [
    "CONTOURS",
    "CT",
    "DIRECTORY",
    "DOSE",
    "DOSE_REPORTS",
    "MR",
    "SAVED_VIEWS",
    "STORAGE",
    "SopClass",
    "captured",
    "found",
    "laid_over",
    "projected",
    "saved_view",
    "short",
]

STORAGE = "1.2.840.10008.5.1.4.1.1."
"""How the classes of nearly all stored objects begin."""

DIRECTORY = "1.2.840.10008.1.3.10"
CT, MR = STORAGE + "2", STORAGE + "4"
DOSE, CONTOURS = STORAGE + "481.2", STORAGE + "481.3"
DOSE_REPORTS = frozenset(f"{STORAGE}88.{end}" for end in ("67", "68", "73", "76"))
SAVED_VIEWS = frozenset(f"{STORAGE}11.{end}" for end in (1, 2, 3, 5))
"""Presentation states for single pictures: gray, color, pseudo-color, X-ray. The others blend several series, or speak of planes through a volume."""

_CAPTURE = STORAGE + "7"
_X_RAYS = STORAGE + "12.1", STORAGE + "12.2"


class SopClass(NamedTuple):
    """One class or several: in `words` what an object without pixels is, "" where it is a picture.

    `reader`: the module of `viewer.documents` that reads it, "" where none does; `over`: whether it is laid over pictures of others.
    """

    words: str = ""
    reader: str = ""
    over: bool = False


_CLASSES = {
    # SOP class UID, after the beginning that most share, or where it ends with a full stop the beginning of several.
    # The first that fits counts.
    "4.2": SopClass("Spectroscopy (curves of an MRI)"),
    "8": SopClass("Drawing without its picture (overlay, retired)"),
    "9": SopClass("Curve (retired)"),
    "9.1.": SopClass("ECG (waveform)", "waveform"),
    "9.2.": SopClass("Curves of pressures in the heart (waveform)", "waveform"),
    "9.3.": SopClass("Curves from inside the heart (waveform)", "waveform"),
    "9.4.": SopClass("Sound recording", "waveform"),
    "9.5.": SopClass("Curve of the pulse (waveform)", "waveform"),
    "9.6.": SopClass("Curve of breathing (waveform)", "waveform"),
    "9.7.": SopClass("Curves of brain, muscles or eyes, such as an EEG (waveform)", "waveform"),
    "9.": SopClass("Curve such as an ECG (waveform)", "waveform"),
    "10": SopClass("Table of values (retired)"),
    "11": SopClass("Table of brightness (retired)"),
    "11.": SopClass("Saved view (presentation state)", "presentation"),
    "66": SopClass("Raw data of a machine"),
    "66.1": SopClass("Alignment of scans (registration)"),
    "66.2": SopClass("Marked points (fiducials)"),
    "66.3": SopClass("Alignment of scans (deformable registration)"),
    "66.4": SopClass(reader="segmentation", over=True),
    "66.7": SopClass(reader="segmentation", over=True),
    "66.5": SopClass("Outlines as a surface (segmentation)"),
    "66.6": SopClass("Nerve fibers (tractography)"),
    "67": SopClass("Table of measured values (real world values)"),
    "68.": SopClass("Scanned surface (3-D model)"),
    "77.1.5.3": SopClass("Relation of two eye pictures"),
    "77.1.5.8": SopClass("Eye measurements (OCT analysis)"),
    "78.": SopClass("Eye measurements"),
    "79.": SopClass("Eye report (macula)"),
    "80.": SopClass("Visual field of an eye"),
    "81.": SopClass("Map of thickness of an eye"),
    "82.": SopClass("Map of the cornea of an eye"),
    "88.59": SopClass("Pictures that were marked (key objects)", "keyobjects"),
    "88.67": SopClass("Radiation dose report", "report"),
    "88.68": SopClass("Radiation dose report (radioactive medicine)", "report"),
    "88.73": SopClass("Radiation dose report", "report"),
    "88.76": SopClass("Radiation dose report", "report"),
    "88.40": SopClass("Log of a procedure (structured report)", "report"),
    "88.74": SopClass("Contrast medium, as planned (structured report)", "report"),
    "88.75": SopClass("Contrast medium, as given (structured report)", "report"),
    "88.": SopClass("Report or measurements (structured report)", "report"),
    "90.": SopClass("Check of contents"),
    "91.": SopClass("Notes on a microscope slide"),
    "104.1": SopClass("Document (PDF)", "encapsulated"),
    "104.2": SopClass("Document (CDA)", "encapsulated"),
    "104.": SopClass("3-D model", "encapsulated"),
    "129": SopClass("Curve of a PET scan (retired)"),
    "128": SopClass(reader="pet"),
    "130": SopClass(reader="pet"),
    "131": SopClass("Arrangement of pictures for looking at (structured display)"),
    "200.3": SopClass("Approval of a protocol"),
    "200.": SopClass("Settings of a machine (protocol)"),
    "201.": SopClass("List of contents (inventory)"),
    "481.2": SopClass("Radiotherapy dose without a picture", "dose", over=True),
    "481.3": SopClass("Radiotherapy contours", "contours", over=True),
    "481.5": SopClass("Radiotherapy plan"),
    "481.8": SopClass("Radiotherapy plan"),
    "481.10": SopClass("Radiotherapy order"),
    "481.11": SopClass("Radiotherapy contours"),
    "481.12": SopClass("Radiotherapy plan"),
    "481.13": SopClass("Radiotherapy plan"),
    "481.14": SopClass("Radiotherapy plan"),
    "481.15": SopClass("Radiotherapy plan"),
    "481.21": SopClass("Radiotherapy instruction"),
    "481.22": SopClass("Radiotherapy instruction"),
    "481.25": SopClass("Radiotherapy instruction"),
    "481.": SopClass("Radiotherapy record"),
    "501.": SopClass("Security scan of luggage"),
    "1.2.840.10008.5.1.4.34.": SopClass("Radiotherapy instruction"),
    "1.2.840.10008.5.1.4.38.": SopClass("Arrangement of pictures for looking at (hanging protocol)"),
    "1.2.840.10008.5.1.4.39.": SopClass("Color palette"),
    "1.2.840.10008.5.1.4.43.": SopClass("Drawing of an implant (template)"),
    "1.2.840.10008.5.1.4.44.": SopClass("Drawing of an implant (template)"),
    "1.2.840.10008.5.1.4.45.": SopClass("Drawing of an implant (template)"),
}

_UNKNOWN = SopClass()
_LAID_OVER = frozenset(STORAGE + known for known, of in _CLASSES.items() if of.over)


def short(sop_class: str) -> str:
    """Return a class without the beginning that most share."""
    return sop_class.removeprefix(STORAGE)


def found(sop_class: str) -> SopClass:
    """Return what is known of a class; of a picture that nothing else reads, and of an unknown one, it is nothing."""
    own = short(sop_class)
    return next((of for known, of in _CLASSES.items() if own == known or (known[-1] == "." and own.startswith(known))), _UNKNOWN)


def laid_over(sop_class: str) -> bool:
    """Whether objects of a class are laid over pictures of others."""
    return sop_class in _LAID_OVER


def saved_view(sop_class: str) -> bool:
    """Whether it is the class of a presentation state."""
    return sop_class.startswith(STORAGE + "11.")


def captured(sop_class: str) -> bool:
    """Whether it is the class of pictures of pictures (Secondary Capture)."""
    return sop_class == _CAPTURE or sop_class.startswith(_CAPTURE + ".")


def projected(sop_class: str) -> bool:
    """Whether it is the class of X-ray angiographies or films, single or enhanced."""
    return sop_class.startswith(_X_RAYS)
