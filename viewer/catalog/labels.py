"""What sets one stack apart from others of its series, as labels: a code for programs, and the words, which are kept."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from viewer.image.instance import Frame
from viewer.telling import Listing, Sentence, figure, listed

__all__ = [
    "PLANNING",
    "Label",
    "counted",
    "described",
    "of_b",
    "of_echo",
    "of_energy",
    "of_inversion",
    "of_kind",
    "of_making",
    "of_vectors",
    "said",
    "seen",
    "single",
    "sized",
]


class Label(NamedTuple):
    """One thing that sets a stack apart: its `code`, its words, and fewer words where they tell how many there are."""

    code: str
    told: Sentence | Listing
    short: Sentence | None = None


PLANNING = Label("planning", Sentence("core.label.planning"))

_TERMS = {
    "M": "magnitude", "MAGNITUDE": "magnitude", "M_FFE": "magnitude", "M_SE": "magnitude", "M_IR": "magnitude", "M_PCA": "magnitude",
    "P": "phase", "PHASE": "phase", "PHASE MAP": "phase", "P_FFE": "phase",
    "P_SE": "phase", "VELOCITY MAP": "flow_speed", "P_PCA": "flow_speed", "PHASE CONTRAST M": "magnitude", "VELOCITY": "flow_speed",
    "R": "real", "REAL": "real", "R_FFE": "real", "R_SE": "real", "R_IR": "real",
    "I": "imaginary", "IMAGINARY": "imaginary", "I_FFE": "imaginary", "I_SE": "imaginary", "I_IR": "imaginary",
    "IN_PHASE": "in_phase", "IP": "in_phase", "IN PHASE": "in_phase",
    "OUT_PHASE": "out_phase", "OPP_PHASE": "out_phase", "OP": "out_phase", "OUT PHASE": "out_phase",
    "OUT_OF_PHASE": "out_phase",
    "W": "water", "WATER": "water", "F": "fat", "FAT": "fat", "FF": "fat_share", "FAT_FRACTION": "fat_share",
    "ADC": "adc", "TRACEW": "trace", "FA": "anisotropy", "MIP": "mip",
    "FIELD_MAP": "field", "B0": "field", "T1 MAP": "t1", "T2 MAP": "t2", "T2_STAR": "t2_star", "R2_STAR": "r2_star",
    "SUBTRACTION": "subtracted", "SUB": "subtracted", "MEAN": "mean", "STDDEV": "deviation",
    "VMI": "energy", "MONO_E": "energy", "MONOENERGETIC": "energy", "VIRTUAL_MONO": "energy",
    "VNC": "without_contrast", "IODINE": "iodine", "MATERIAL": "material",
    "SWI": "iron", "MNIP": "minip", "MINIP": "minip",
    "TISSUE_INTENSITY": "tissue", "TISSUE_VELOCITY": "tissue_movement", "FLOW_VELOCITY": "flow_speed", "FLOW_POWER": "flow_strength",
    "ELASTICITY": "stiffness",
    "ORIGINAL": "taken", "DERIVED": "computed",
}  # fmt: skip
"""Terms of Image Type (PS3.3 C.7.6.1.1.2, C.8.3.1.1.1, C.8.13.3.1), and what they mean."""

_COMPONENT = re.compile(r"(?:\w+_)?([MPRI])_(?:FFE|TFE|SE|TSE|IR|EPI|GRE|FISP|SSFP|GRASE|B0|B1)|SW_([MPRI])")
"""A part of the signal with the sequence that it was made by, as Philips writes it: `M_FFE`, and `SW_P_FFE` in pictures of iron."""

_MADE = {"ORIGINAL": "taken", "DERIVED": "computed"}
_USUAL = frozenset(("magnitude", "real"))
"""What most pictures are, which is told only where nothing else is."""


def said(labels: Iterable[Label]) -> str:
    """Return labels in words."""
    return listed(str(label.told) for label in labels)


def described(labels: Iterable[Label]) -> list[dict[str, str]]:
    """Return labels as plain JSON values."""
    return [{"code": label.code, "text": str(label.told), "short": str(label.short or label.told)} for label in labels]


def counted(code: str, number: int, count: int) -> Label:
    """Return the label of one among so many that only their order tells apart."""
    whole, single = Sentence("core.label.counted." + code, number=number, count=count), Sentence("core.label.single." + code, number=number)
    return Label(code, whole, single)


def single(code: str, number: int) -> Label:
    """Return the label of one that is told by its number alone."""
    return Label(code, Sentence("core.label.single." + code, number=number))


def of_kind(kind: Sequence[str]) -> Label | None:
    """Return the label of the terms of Image Type; what only tells original from derived is none."""
    codes = dict.fromkeys(filter(None, map(_meaning, kind)))
    special = [code for code in codes if code not in _MADE.values()]
    if len(special) > 1:
        special = [code for code in special if code not in _USUAL] or special
    return Label("kind", Listing(Sentence("core.label.kind." + code) for code in special)) if special else None


def _meaning(term: str) -> str:
    known = _TERMS.get(term)
    if known is None and (component := _COMPONENT.fullmatch(term)):
        known = _TERMS[component[1] or component[2]]
    return known or ""


def of_making(kind: Sequence[str]) -> Label | None:
    """Return the label that tells original from derived pictures, by the first term of Image Type."""
    made = _MADE.get(next(iter(kind), ""))
    return Label("made", Sentence("core.label.kind." + made)) if made else None


def of_vectors(vectors: Sequence[tuple[str, int]]) -> Label:
    """Return the label of a segment, or of the energy window, detector and rotation of nuclear medicine."""
    return Label("vector", Listing(Sentence("core.label.vector." + code, number=str(number)) for code, number in vectors))


def of_energy(energy: float | None) -> Label | None:
    """Return the label of the voltage of an X-ray tube, in kV."""
    return None if energy is None else Label("energy", Sentence("core.label.energy", energy=figure(energy)))


def of_echo(frame: Frame, number: int) -> Label:
    """Return the label of an echo, by its own number and time where they are told."""
    traits = frame.traits
    echo = str(traits.echo or number)
    if traits.echo_time:
        return Label("echo", Sentence("core.label.echo.time", number=echo, time=figure(traits.echo_time)))
    return Label("echo", Sentence("core.label.echo", number=echo))


def of_inversion(time: float | None) -> Label:
    """Return the label of an inversion time in ms."""
    return Label("inversion", Sentence("core.label.inversion", time="" if time is None else figure(time)))


def of_b(b: float | None) -> Label:
    """Return the label of a b-value in s/mm²."""
    if b is None:
        return Label("no_b", Sentence("core.label.b.none"))
    return Label("b", Sentence("core.label.b", b=figure(b, grouped=False)))


def seen(view: str) -> Label:
    """Return the label of a direction: side, front or below."""
    return Label("seen_" + view, Sentence("core.seen." + view))


def sized(rows: int, columns: int) -> Label:
    """Return the label of a size in pixels."""
    return Label("size", Sentence("core.label.size", rows=str(rows), columns=str(columns)))
