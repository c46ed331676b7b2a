"""The tree of a folder as plain JSON values: patients, studies by date, series by number, and of each stack what is said of it.

The fields are told in `viewer/__main__.py`.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from typing import Any

from viewer.branch import Branch
from viewer.geometry import same_way
from viewer.lookup import Lookup
from viewer.notices import SAVED_VIEW
from viewer.plain import for_planning, series_name, study_name
from viewer.stack import Stack, localizer

__all__ = ["patients"]

Json = dict[str, Any]
_MOST_WINDOWS = 12
_LAID_OVER = frozenset(("SEG", "RTDOSE"))
"""Modalities of what belongs over the pictures of another series, and is a black mask by itself (PS3.3 C.7.3.1.1.1)."""


def patients(branches: Iterable[Branch], saved_views: Collection[str]) -> list[Json]:
    """Tell all patients with what hangs on them; `saved_views`: UIDs of the series that presentation states speak of."""
    return [
        {
            **asdict(patient.facts),
            "studies": [
                {
                    **asdict(study.facts),
                    "plain": study_name(stack.first.about for stack in _stacks_of(study)),
                    "series": [_series(series, saved_views) for series in sorted(study.below.values(), key=_by_number)],
                }
                for study in sorted(patient.below.values(), key=_by_date)
            ],
        }
        for patient in branches
    ]


def _by_date(study: Branch) -> tuple[str, str]:
    return study.facts.date, study.facts.time


def _by_number(series: Branch) -> tuple[bool, bool, int]:
    return series.facts.modality in _LAID_OVER, series.facts.number is None, series.facts.number or 0


def _series(series: Branch, saved_views: Collection[str]) -> Json:
    stacks: list[Stack] = [stack for family in series.below.values() for stack in family.stacks]
    labels = [_label(stack, stacks) for stack in stacks]
    told = [
        f"{label} ({labels[: number + 1].count(label)})" if labels.count(label) > 1 and label else label
        for number, label in enumerate(labels)
    ]
    saved_view = series.facts.uid in saved_views
    described = [_stack(stack, label, saved_view=saved_view) for stack, label in zip(stacks, told, strict=True)]
    return {**asdict(series.facts), "stacks": described}


def _stacks_of(study: Branch) -> Iterator[Stack]:
    for series in study.below.values():
        for family in series.below.values():
            yield from family.stacks


def _label(stack: Stack, order: list[Stack]) -> str:
    """Tell one stack of a series from its sisters, in words; empty when it is the only one."""
    if len(order) < 2:
        return ""
    words = []
    if localizer(stack.first) and not all(localizer(one.first) for one in order):
        words.append("localizer (overview)")
    else:
        others = [one for one in order if localizer(one.first) == localizer(stack.first)]
        plane, shape = stack.found[0].plane, stack.first.format
        if plane is not None and not all(same_way(plane, one.found[0].plane) for one in others):
            axis = max(range(3), key=lambda index: abs(plane.normal[index]))
            words.append(("seen from the side", "seen from the front", "seen from below")[axis])
        if len({(one.first.format.rows, one.first.format.columns) for one in others}) > 1 and not words:
            words.append(f"{shape.columns} × {shape.rows} points")
    if stack.label:
        words.append(stack.label)
    return ", ".join(words) or f"part {order.index(stack) + 1}"


def _stack(stack: Stack, label: str, *, saved_view: bool) -> Json:
    first, verdict = stack.first, stack.verdict
    spacing = first.scale.spacing
    told = stack.measured(0)
    window = told.windows[0][1] if told.windows else None
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
        "saved_views": saved_view,
        "localizer": localizer(first) or for_planning(first.about),
        "notices": [*(text for kind, text in stack.notices.items() if kind != "derived"), *([SAVED_VIEW] if saved_view else [])],
        "cut": "cut" in stack.notices,
        "origin": stack.notices.get("derived", ""),
        "colour_profile": first.colour_profile,
        "kind": stack.kind,
        "rate": first.rate,
        "label": label,
        "plain": series_name(first.about, [frame.plane for frame in stack.found]),
        "unit": told.rescale.unit,
        "uptake": stack.uptake and {"unit": told.rescale.unit, "text": stack.uptake.text, "missing": list(stack.uptake.missing)},
        "window": None if window is None else [window.centre, window.width],
        "windows": _windows(stack),
        "geometry": {"verdict": verdict.kind, "text": verdict.text, "after": list(verdict.after), "angle": verdict.angle},
    }


def _windows(stack: Stack) -> list[Json]:
    """Tell the first picture's windows and VOI LUTs beside the default; `voi` is the number by which a VOI LUT is asked for."""
    named = stack.measured(0).windows
    told: list[Json] = []
    for number, (name, window) in enumerate(named[:_MOST_WINDOWS]):
        table = isinstance(window, Lookup)
        if table or all((window.centre, window.width) != (other.centre, other.width) for _, other in named[:number]):
            told.append({"name": name, "centre": window.centre, "width": window.width, "voi": number if table else None})
    return told if len(told) > 1 else []
