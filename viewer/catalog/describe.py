"""The tree of a folder as plain JSON values: patients, studies by date, series by number, and of each stack what is said of it.

The fields are told in `viewer/__main__.py`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from text.say import say
from viewer.catalog import labels
from viewer.catalog.labels import Label
from viewer.catalog.naming import for_planning, name_of, study_named
from viewer.catalog.stack import Stack, localizer
from viewer.catalog.tree import Branch
from viewer.image.findings import Findings
from viewer.image.lookup import Lookup
from viewer.image.notices import SAVED_VIEW
from viewer.space.plane import Plane, extremes, same_way

__all__ = ["patients"]

Json = dict[str, Any]
_MOST_WINDOWS = 12
_MOST_NAMING = 1000  # stacks by which a study is named
_MOST_AFTER = 2000  # pictures after which one is missing
_MOST_PLACES = 200
"""Steps between the places that are told of an uneven stack: of nearly all stacks each picture."""
_STRAIGHT = frozenset(("even", "tilted"))
_LAID_OVER = frozenset(("SEG", "RTDOSE"))
"""Modalities of what belongs over the pictures of another series, and is a black mask by itself (PS3.3 C.7.3.1.1.1)."""


def patients(branches: Iterable[Branch], saved_views: Collection[str], findings: Findings, most: int | None = None) -> list[Json]:
    """Return all patients with what hangs on them; `saved_views`: UIDs of the series that presentation states speak of.

    `findings`: what decoding has shown so far.

    With `most`, the series that have so many stacks at most, the first ones; a patient or study of which nothing is left is left out.
    """
    room = most
    told: list[Json] = []
    for patient in branches:
        studies: list[Json] = []
        for study in sorted(patient.below.values(), key=_by_date):
            listed = []
            for series in sorted(study.below.values(), key=_by_number):
                if room is not None:
                    room -= sum(len(family.stacks) for family in series.below.values())
                    if room < 0:
                        break
                listed.append(_series(series, saved_views, findings))
            if listed:
                named = study_named(stack.first.about for stack in islice(_stacks_of(study), _MOST_NAMING))
                studies.append({**asdict(study.facts), "plain": named.full, "names": asdict(named.names), "series": listed})
        if studies:
            told.append({**asdict(patient.facts), "studies": studies})
    return told


def _by_date(study: Branch) -> tuple[str, str]:
    return study.facts.date, study.facts.time


def _by_number(series: Branch) -> tuple[bool, bool, int]:
    return series.facts.modality in _LAID_OVER, series.facts.number is None, series.facts.number or 0


def _series(series: Branch, saved_views: Collection[str], findings: Findings) -> Json:
    stacks: list[Stack] = [stack for family in series.below.values() for stack in family.stacks]
    saved_view = series.facts.uid in saved_views
    apart = _labels(stacks)
    again = _again([labels.said(one) for one in apart])
    described = [
        _stack(stack, one, number, findings, saved_view=saved_view) for stack, one, number in zip(stacks, apart, again, strict=True)
    ]
    return {**asdict(series.facts), "stacks": described}


def _stacks_of(study: Branch) -> Iterator[Stack]:
    for series in study.below.values():
        for family in series.below.values():
            yield from family.stacks


def _labels(stacks: Sequence[Stack]) -> list[tuple[Label, ...]]:
    """Return what sets the stacks of a series apart; of a stack that is the only one it is nothing.

    What stacks share is worked out once: a hostile series has as many as it has pictures.
    """
    if len(stacks) < 2:
        return [()] * len(stacks)
    planning = [stack for stack in stacks if localizer(stack.first)]
    pictures = [stack for stack in stacks if not localizer(stack.first)]
    among_planning, among_pictures = _Among.of(planning), _Among.of(pictures)
    found: list[tuple[Label, ...]] = []
    for number, stack in enumerate(stacks, 1):
        if not localizer(stack.first):
            apart = among_pictures.labels(stack)
        else:
            apart = (labels.PLANNING,) if pictures else among_planning.labels(stack)
        found.append((*apart, *stack.labels) or (labels.single("part", number),))
    return found


def _again(named: Sequence[str]) -> list[int]:
    """Number the stacks that are called the same, from 1; 0 for a name that no other stack has."""
    times, so_far = Counter(named), Counter[str]()
    told = []
    for label in named:
        so_far[label] += 1
        told.append(so_far[label] if label and times[label] > 1 else 0)
    return told


@dataclass(frozen=True, slots=True)
class _Among:
    """What sets the stacks of one kind apart: how far their directions reach, None where some have none, and whether sizes differ."""

    directions: tuple[Plane, Plane] | None
    sizes: bool

    @classmethod
    def of(cls, stacks: Sequence[Stack]) -> "_Among":
        sizes = {(stack.first.format.rows, stack.first.format.columns) for stack in stacks}
        return cls(extremes([stack.found[0].plane for stack in stacks]), len(sizes) > 1)

    def labels(self, stack: Stack) -> tuple[Label, ...]:
        """Return from where a stack is seen where others are seen from elsewhere, else its size where others have another."""
        plane, shape = stack.found[0].plane, stack.first.format
        if plane is not None and plane.body and not (self.directions and all(same_way(plane, end) for end in self.directions)):
            axis = max(range(3), key=lambda index: abs(plane.normal[index]))
            return (labels.seen(("side", "front", "below")[axis]),)
        return (labels.sized(shape.rows, shape.columns),) if self.sizes else ()


def _stack(stack: Stack, apart: Sequence[Label], again: int, findings: Findings, *, saved_view: bool) -> Json:
    first, verdict = stack.first, stack.verdict
    label = labels.said(apart)
    spacing = first.scale.spacing
    told = stack.measured(0)
    window = told.windows[0][1] if told.windows else None
    name = name_of(first.about, [frame.plane for frame in stack.found])
    known = findings.before(stack.notices, stack.instances)
    notices = sorted(known.items(), key=lambda notice: "cut" not in notice[0])  # what is missing comes first
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
        "color": not first.format.gray,
        "overlays": stack.overlays,
        "saved_views": saved_view,
        "subtraction": first.subtraction is not None and bool(first.subtraction.items),
        "localizer": localizer(first) or for_planning(first.about),
        "notices": [
            str(notice) for notice in (*(one for kind, one in notices if kind != "derived"), *([SAVED_VIEW] if saved_view else ()))
        ],
        "cut": "cut" in known,
        "damaged": findings.damaged(stack.found),
        "origin": str(known.get("derived", "")),
        "color_profile": str(first.color_profile),
        "kind": stack.kind,
        "rate": first.rate,
        "label": say("core.label.again", label=label, number=again) if again else label,
        "apart": labels.described(apart),
        "again": again,
        "plain": name.full,
        "view": name.view,
        "named": {"kind": name.kind, "part": name.part, "seen": name.seen, "look": name.look, "made": name.made},
        "names": asdict(name.names),
        "unit": told.rescale.unit,
        "uptake": stack.uptake
        and {"unit": told.rescale.unit, "text": stack.uptake.text, "missing": [str(one) for one in stack.uptake.missing]},
        "window": None if window is None else [window.center, window.width],
        "windows": _windows(stack),
        "course": _course(stack),
        "geometry": {"verdict": verdict.kind, "text": verdict.text, "after": list(verdict.after[:_MOST_AFTER]), "angle": verdict.angle},
    }


def _course(stack: Stack) -> Json | None:
    """Return where the pictures of a volume lie: the frame of reference, "" for none, the normal, and [index, x, y, z] of the middle of some pictures, mm LPS.

    The first and the last say all of evenly spaced ones; None where they are no volume.
    """
    first, verdict = stack.first, stack.verdict
    if verdict.kind not in ("even", "tilted", "gaps", "uneven"):
        return None
    last = len(stack) - 1
    chosen = (0, last) if verdict.kind in _STRAIGHT else sorted({last * part // _MOST_PLACES for part in range(_MOST_PLACES + 1)})
    down, across = first.scale.spacing or (0.0, 0.0)
    middle = (first.format.columns - 1) / 2 * across, (first.format.rows - 1) / 2 * down
    places: list[list[float]] = []
    normal: list[float] = []
    for index in chosen:
        plane = stack.frames[index].plane
        if plane is None:
            return None
        normal = normal or [round(float(part), 4) for part in plane.normal]
        axes = zip(plane.position, plane.along_row, plane.down_column, strict=True)
        places.append([index, *(round(start + row * middle[0] + column * middle[1], 2) for start, row, column in axes)])
    return {"frame": first.reference, "normal": normal, "places": places}


def _windows(stack: Stack) -> list[Json]:
    """Describe the first picture's windows and VOI LUTs beside the default; `voi` is the number by which a VOI LUT is asked for."""
    named = stack.measured(0).windows
    told: list[Json] = []
    for number, (name, window) in enumerate(named[:_MOST_WINDOWS]):
        table = isinstance(window, Lookup)
        if table or all((window.center, window.width) != (other.center, other.width) for _, other in named[:number]):
            told.append({"name": name, "center": window.center, "width": window.width, "voi": number if table else None})
    return told if len(told) > 1 else []
