"""The SOP classes: what objects of each are, which module reads them, what lies over the pictures of others. The one table of them (PS3.4 B.5)."""

from typing import NamedTuple

from text.say import has, say

__all__ = [
    "CONTOURS",
    "CT",
    "DIRECTORY",
    "DOSE",
    "DOSE_REPORTS",
    "MR",
    "SAVED_VIEWS",
    "STORAGE",
    "Kind",
    "SopClass",
    "captured",
    "found",
    "kind_of",
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


class Kind(NamedTuple):
    """What an object without pixels is: in `words`, and in a `brief` without what only some people ask for."""

    words: str
    brief: str


def kind_of(code: str, **facts: str) -> Kind:
    """Return what an object of a kind is, by the code of the kind and the facts that its sentence takes."""
    words = say("core.object." + code, **facts)
    return Kind(words, say("core.object." + code + ".brief") if has("core.object." + code + ".brief") else words)


class SopClass(NamedTuple):
    """One class or several: by its `code` what an object without pixels is, "" where it is a picture.

    `reader`: the module of `viewer.documents` that reads it, "" where none does; `over`: whether it is laid over pictures of others.
    """

    code: str = ""
    reader: str = ""
    over: bool = False

    @property
    def kind(self) -> Kind | None:
        """What an object without pixels is; None where it is a picture."""
        return kind_of(self.code) if self.code else None


_CLASSES = {
    # SOP class UID, after the beginning that most share, or where it ends with a full stop the beginning of several.
    # The first that fits counts.
    "4.2": SopClass("spectroscopy"),
    "8": SopClass("drawing"),
    "9": SopClass("curve"),
    "9.1.": SopClass("ecg", "waveform"),
    "9.2.": SopClass("pressure", "waveform"),
    "9.3.": SopClass("electrogram", "waveform"),
    "9.4.": SopClass("sound", "waveform"),
    "9.5.": SopClass("pulse", "waveform"),
    "9.6.": SopClass("breathing", "waveform"),
    "9.7.": SopClass("eeg", "waveform"),
    "9.": SopClass("waveform", "waveform"),
    "10": SopClass("table"),
    "11": SopClass("brightness"),
    "11.": SopClass("saved_view", "presentation"),
    "66": SopClass("raw"),
    "66.1": SopClass("registration"),
    "66.2": SopClass("fiducials"),
    "66.3": SopClass("registration_deformable"),
    "66.4": SopClass(reader="segmentation", over=True),
    "66.7": SopClass(reader="segmentation", over=True),
    "66.5": SopClass("segmentation_surface"),
    "66.6": SopClass("tractography"),
    "67": SopClass("real_world"),
    "68.": SopClass("surface"),
    "77.1.5.3": SopClass("eye_relation"),
    "77.1.5.8": SopClass("eye_oct"),
    "78.": SopClass("eye"),
    "79.": SopClass("macula"),
    "80.": SopClass("visual_field"),
    "81.": SopClass("eye_thickness"),
    "82.": SopClass("cornea"),
    "88.59": SopClass("key_objects", "keyobjects"),
    "88.67": SopClass("dose_report", "report"),
    "88.68": SopClass("dose_report_nuclear", "report"),
    "88.73": SopClass("dose_report", "report"),
    "88.76": SopClass("dose_report", "report"),
    "88.40": SopClass("procedure_log", "report"),
    "88.74": SopClass("contrast_planned", "report"),
    "88.75": SopClass("contrast_given", "report"),
    "88.": SopClass("report", "report"),
    "90.": SopClass("check"),
    "91.": SopClass("slide_notes"),
    "104.1": SopClass("pdf", "encapsulated"),
    "104.2": SopClass("cda", "encapsulated"),
    "104.": SopClass("model", "encapsulated"),
    "129": SopClass("pet_curve"),
    "128": SopClass(reader="pet"),
    "130": SopClass(reader="pet"),
    "131": SopClass("structured_display"),
    "200.3": SopClass("protocol_approval"),
    "200.": SopClass("protocol"),
    "201.": SopClass("inventory"),
    "481.2": SopClass("rt_dose", "dose", over=True),
    "481.3": SopClass("rt_contours", "contours", over=True),
    "481.5": SopClass("rt_plan"),
    "481.8": SopClass("rt_plan"),
    "481.10": SopClass("rt_order"),
    "481.11": SopClass("rt_contours"),
    "481.12": SopClass("rt_plan"),
    "481.13": SopClass("rt_plan"),
    "481.14": SopClass("rt_plan"),
    "481.15": SopClass("rt_plan"),
    "481.21": SopClass("rt_instruction"),
    "481.22": SopClass("rt_instruction"),
    "481.25": SopClass("rt_instruction"),
    "481.": SopClass("rt_record"),
    "501.": SopClass("luggage"),
    "1.2.840.10008.5.1.4.34.": SopClass("rt_instruction"),
    "1.2.840.10008.5.1.4.38.": SopClass("hanging_protocol"),
    "1.2.840.10008.5.1.4.39.": SopClass("palette"),
    "1.2.840.10008.5.1.4.43.": SopClass("implant"),
    "1.2.840.10008.5.1.4.44.": SopClass("implant"),
    "1.2.840.10008.5.1.4.45.": SopClass("implant"),
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
