"""What is in a folder: patients, their studies, series, stacks; documents; and every file that was left out, with the reason."""

from collections.abc import Hashable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from viewer.instance import Instance
from viewer.lookup import Lookup
from viewer.notices import SAVED_VIEW
from viewer.stack import Stack, stack_key

__all__ = ["Catalogue", "Document", "Skipped"]

Json = dict[str, Any]
_MOST_WINDOWS = 12


@dataclass(frozen=True, slots=True)
class Document:
    """A sound object without pictures: what kind it is in words, and where."""

    path: str
    kind: str
    title: str
    sop_class: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not shown, and why, in words."""

    path: str
    reason: str


class _Branch:
    """A patient, study or series with what hangs on it; the facts are those of the first object found."""

    __slots__ = ("below", "facts")

    def __init__(self, facts: Any) -> None:
        self.facts = facts
        self.below: dict[Hashable, Any] = {}

    def grow(self, key: Hashable, facts: Any) -> "_Branch":
        branch: _Branch | None = self.below.get(key)
        if branch is None:
            branch = self.below[key] = _Branch(facts)
        return branch


class Catalogue:
    """Grows object by object while a folder is read; each stack has an identity that never changes ("s1", "s2", …)."""

    def __init__(self) -> None:
        self._root = _Branch(None)
        self._stacks: dict[str, Stack] = {}
        self._seen: set[str] = set()
        self.documents: list[Document] = []
        self.skipped: list[Skipped] = []
        self.saved_views: set[str] = set()  # series UIDs of the pictures that presentation states speak of
        self.images = 0

    def add(self, instance: Instance) -> Stack | None:
        """Put an object where it belongs and give its stack; None when the very same object is there already.

        Identifiers decide, not descriptions: the time of a study differs from slice to slice on some scanners.
        """
        if instance.uid and instance.uid in self._seen:
            self.skipped.append(Skipped(instance.entry.path, "A picture with the very same identifier is there already."))
            return None
        self._seen.add(instance.uid)
        patient, study, series = instance.patient, instance.study, instance.series
        branch = self._root.grow(patient, patient).grow(study.uid or study, study).grow(series.uid or series, series)
        key = stack_key(instance)
        stack: Stack | None = branch.below.get(key)
        if stack is None:
            stack = branch.below[key] = Stack(f"s{len(self._stacks) + 1}")
            self._stacks[stack.identity] = stack
        stack.add(instance)
        self.images += len(instance.frames)
        return stack

    def stack(self, identity: str) -> Stack | None:
        """Find a stack by its identity."""
        return self._stacks.get(identity)

    def stacks(self) -> Iterator[Stack]:
        """Give all stacks, in the order in which they were found."""
        return iter(self._stacks.values())

    def left_out(self) -> list[Skipped]:
        """Give every file that shows no picture: sound documents first, each named for what it is, then what was skipped."""
        documents = [Skipped(item.path, f"{item.kind}: it holds no picture, and cannot be shown here yet.") for item in self.documents]
        return documents + self.skipped

    def describe(self) -> Json:
        """Give the tree as plain JSON values: patients, studies by date, series by number, stacks."""
        return {
            "patients": [
                {
                    **asdict(patient.facts),
                    "studies": [
                        {
                            **asdict(study.facts),
                            "series": [_series(series, self.saved_views) for series in sorted(study.below.values(), key=_by_number)],
                        }
                        for study in sorted(patient.below.values(), key=_by_date)
                    ],
                }
                for patient in self._root.below.values()
            ]
        }


def _by_date(study: _Branch) -> tuple[str, str]:
    return study.facts.date, study.facts.time


def _by_number(series: _Branch) -> tuple[bool, int]:
    return series.facts.number is None, series.facts.number or 0


def _series(series: _Branch, saved_views: set[str]) -> Json:
    stacks: list[Stack] = list(series.below.values())
    labels = [_label(stack, stacks) for stack in stacks]
    told = [
        f"{label} ({labels[: number + 1].count(label)})" if labels.count(label) > 1 and label else label
        for number, label in enumerate(labels)
    ]
    saved_view = series.facts.uid in saved_views
    described = [_stack(stack, label, saved_view=saved_view) for stack, label in zip(stacks, told, strict=True)]
    return {**asdict(series.facts), "stacks": described}


def _label(stack: Stack, order: list[Stack]) -> str:
    """Tell one stack of a series from its sisters, in words; empty when it is the only one."""
    if len(order) < 2:
        return ""
    orientations = {one.frames[0].plane.orientation if one.frames[0].plane else None for one in order}
    shape = stack.first.format
    plane = stack.frames[0].plane
    if len(orientations) == len(order) and plane is not None:
        axis = max(range(3), key=lambda index: abs(plane.normal[index]))
        return ("seen from the side", "seen from the front", "seen from below")[axis]
    if len({(one.first.format.rows, one.first.format.columns) for one in order}) == len(order):
        return f"{shape.columns} × {shape.rows} points"
    return f"part {order.index(stack) + 1}"


def _stack(stack: Stack, label: str, *, saved_view: bool) -> Json:
    first, verdict = stack.first, stack.verdict
    spacing = first.scale.spacing
    window = stack.frames[0].windows[0][1] if stack.frames[0].windows else None
    return {
        "id": stack.identity,
        "frames": len(stack),
        "rows": first.format.rows,
        "columns": first.format.columns,
        "spacing": None if spacing is None else [*spacing, verdict.spacing],
        "spacing_kind": first.scale.kind,
        "spacing_note": first.scale.note,
        "modality": first.series.modality,
        "transfer_syntax": first.syntax,
        "syntax": first.syntax_words,
        "colour": not first.format.grey,
        "overlays": stack.overlays,
        "notices": [*stack.notices.values(), *([SAVED_VIEW] if saved_view else [])],
        "colour_profile": first.colour_profile,
        "kind": stack.kind,
        "rate": first.rate,
        "label": label,
        "unit": first.frames[0].rescale.unit if first.frames else "",
        "window": None if window is None else [window.centre, window.width],
        "windows": _windows(stack),
        "geometry": {"verdict": verdict.kind, "text": verdict.text},
    }


def _windows(stack: Stack) -> list[Json]:
    """Tell the first picture's windows and VOI LUTs beside the default; `voi` is the number by which a VOI LUT is asked for."""
    named = stack.frames[0].windows
    told: list[Json] = []
    for number, (name, window) in enumerate(named[:_MOST_WINDOWS]):
        table = isinstance(window, Lookup)
        if table or all((window.centre, window.width) != (other.centre, other.width) for _, other in named[:number]):
            told.append({"name": name, "centre": window.centre, "width": window.width, "voi": number if table else None})
    return told if len(told) > 1 else []
