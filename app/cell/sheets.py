"""Curves on millimeter paper: an ECG as doctors read it, 25 mm for a second and 10 mm for a millivolt; other curves in rows.

A sheet is {"title", "text", "width", "height" in mm, "pulse": whether rows begin with the mark of one millivolt, "rows": heights of their
zero lines, "curves": [{"label", "x", "y" of its beginning in mm, "top" of its row, "start", "count", "step" in mm}]}. `start` and `count`
point into one float32 array for all sheets: millimeters upwards, not a number where there is no value.
"""

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from text.say import say
from viewer.documents.content import Content
from viewer.space.plane import median
from viewer.telling import figure, listed

__all__ = ["sheets_of"]

Json = dict[str, Any]
Curve = NDArray[np.float32]

_SPEED = 25.0  # mm for a second
_GAIN = 10.0  # mm for a millivolt
_MILLIVOLTS = {"nV": 1e-6, "µV": 1e-3, "uV": 1e-3, "mV": 1.0, "V": 1000.0}
_FAINT = 2.5  # mm: what is lower at this gain (an EEG has some microvolts) gets a scale of its own
_PAPER_SECONDS = 10.0  # of the usual sheet of twelve leads
_SHORT_SECONDS = 2.5  # one heartbeat, averaged: no need to share it out to four columns
_MOST_SECONDS = 60.0
_MOST_VALUES = 1 << 21  # of all sheets: 8 MB
_MOST_ROWS = 48
_HIGHEST = 60.0  # mm above the zero line and below it
_LEFT, _RIGHT, _EDGE = 15.0, 5.0, 5.0  # mm of the paper beside the curves
_LEADS = (("I", "II", "III"), ("AVR", "AVL", "AVF"), ("V1", "V2", "V3"), ("V4", "V5", "V6"))
"""The columns of the usual sheet."""

_LEAD = re.compile(r"(?:lead\s*)?(i{1,3}|av[rlf]|v[1-6])\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Trace:
    """A curve in millimeters, and where it begins in the array of all."""

    label: str
    values: Curve
    start: int

    def above(self) -> float:
        return min(_HIGHEST, max(7.0, _highest(self.values) + 3))

    def below(self) -> float:
        return min(_HIGHEST, max(4.0, _highest(-self.values) + 2))


_Row = list[tuple[_Trace, float, int, int]]
"""Parts of curves beside each other: the curve, mm from the left, first sample, number of samples."""


def sheets_of(content: Content, notes: list[str]) -> tuple[list[Json], Curve | None]:
    """Lay out the curves of a waveform; what is left out or has a scale of its own is told in the notes."""
    sheets: list[Json] = []
    parts: list[Curve] = []
    room = _MOST_VALUES
    for number, group in enumerate(content.more.get("groups", ()) if content.kind == "waveform" else (), 1):
        stored = content.arrays.get(f"group {number}")
        if stored is None:
            continue
        title = group["label"] or (say("core.doc.curves.group", number=number) if len(content.arrays) > 1 else "")
        called = title or say("core.doc.curves")
        rows = stored[:_MOST_ROWS]
        rate = group["rate"] if math.isfinite(group["rate"]) and group["rate"] > 0 else 0.0
        step = _SPEED / rate if rate else 0.1
        kept = min(rows.shape[1], round(_MOST_SECONDS * _SPEED / step) if step * rows.shape[1] > 1 else rows.shape[1], room // len(rows))
        if not kept:
            notes.append(say("core.sheet.room", title=called))
            continue
        if len(stored) > len(rows):
            notes.append(say("core.sheet.curves", title=called, shown=len(rows), n=len(stored)))
        if kept < rows.shape[1]:
            shown, whole = (round(count * step / _SPEED) for count in (kept, rows.shape[1]))
            notes.append(say("core.sheet.seconds", title=called, shown=shown, n=whole))
        traces, scale = _traces(rows[:, :kept], group["channels"], start=_MOST_VALUES - room)
        room -= kept * len(rows)
        parts += [trace.values for trace in traces]
        time = say("core.sheet.speed") if rate else say("core.sheet.speed.none")
        common = {"title": title, "text": listed([time, scale or say("core.sheet.gain")]), "pulse": not scale}
        sheets += _laid_out(traces, step, common)
    return sheets, np.concatenate(parts) if parts else None


def _laid_out(traces: list[_Trace], step: float, common: Json) -> list[Json]:
    seconds = len(traces[0].values) * step / _SPEED
    leads = {trace.label.upper(): trace for trace in traces}
    if not all(lead in leads for column in _LEADS for lead in column):
        return [_sheet([[(trace, 0.0, 0, len(trace.values))] for trace in traces], step, common)]
    if seconds <= _SHORT_SECONDS:
        wide = math.ceil((seconds * _SPEED + 5) / 5) * 5
        return [
            _sheet(
                [[(leads[column[row]], at * wide, 0, len(traces[0].values)) for at, column in enumerate(_LEADS)] for row in range(3)],
                step,
                common,
            )
        ]
    quarter = round(min(seconds, _PAPER_SECONDS) * _SPEED / step / 4)
    rows: list[_Row] = [
        [(leads[column[row]], at * quarter * step, at * quarter, quarter) for at, column in enumerate(_LEADS)] for row in range(3)
    ]
    rows.append([(leads["II"], 0.0, 0, 4 * quarter)])
    whole: list[_Row] = [[(trace, 0.0, 0, len(trace.values))] for trace in traces]
    title = common["title"]
    return [
        _sheet(rows, step, {**common, "title": say("core.sheet.leads.named", title=title) if title else say("core.sheet.leads")}),
        _sheet(whole, step, {**common, "title": say("core.sheet.whole.named", title=title) if title else say("core.sheet.whole")}),
    ]


def _sheet(rows: list[_Row], step: float, common: Json) -> Json:
    """Put rows of curves below each other."""
    zero = _EDGE
    lines: list[float] = []
    curves: list[Json] = []
    for row in rows:
        top = zero
        zero += math.ceil(max(trace.above() for trace, *_ in row))
        lines.append(zero)
        curves += [
            {"label": trace.label, "x": _LEFT + x, "y": zero, "top": top, "start": trace.start + first, "count": count, "step": step}
            for trace, x, first, count in row
        ]
        zero += math.ceil(max(trace.below() for trace, *_ in row))
    end = max(curve["x"] + curve["count"] * step for curve in curves)
    return {
        **common,
        "width": math.ceil((end + _RIGHT) / 5) * 5,
        "height": math.ceil((zero + _EDGE) / 5) * 5,
        "rows": lines,
        "curves": curves,
    }


def _traces(rows: Curve, channels: list[Json], *, start: int) -> tuple[list[_Trace], str]:
    """Turn values into millimeters; gives in words a scale that is not the usual one.

    Each curve is moved up or down as a whole, so that its middle lies on the zero line: amplifiers leave an offset that says nothing.
    """
    measured = np.where(np.isfinite(rows), rows, np.nan).astype(np.float64)
    level = np.array([median(row[~np.isnan(row)]) if not np.isnan(row).all() else 0.0 for row in measured])[:, None]
    measured -= level
    gains = [_MILLIVOLTS.get(channel["unit"], 0.0) * _GAIN for channel in channels[: len(rows)]]
    reach = max((_highest(np.abs(row)) * gain for row, gain in zip(measured, gains, strict=True)), default=0.0)
    scale = ""
    if not all(gains) or reach < _FAINT:
        own = [_own_gain(row) for row in measured]
        units = [channel["unit"] for channel in channels[: len(rows)]]
        if len(set(units)) == 1:  # curves of one unit are compared with each other: one scale for all of them
            own = [min(own)] * len(own)
            scale = say("core.sheet.gain.other", value=figure(_GAIN / own[0]), unit=units[0] or say("core.sheet.unit.none"))
        else:
            scales = (
                f"{channel['label']} {figure(_GAIN / gain)} {channel['unit']}".rstrip()
                for channel, gain in zip(channels, own, strict=False)
            )
            scale = say("core.sheet.gain.each", scales=listed(scales))
        gains = own
    with np.errstate(over="ignore", invalid="ignore"):
        drawn = np.clip(measured * np.array(gains)[:, None], -_HIGHEST, _HIGHEST).astype(np.float32)
    length = rows.shape[1]
    names = [_named(channel) for channel in channels]
    return [_Trace(name, row, start + at * length) for at, (name, row) in enumerate(zip(names, drawn, strict=False))], scale


def _named(channel: Json) -> str:
    """Return the name of a curve; that of an ECG's lead in short, as it stands on paper: I, aVR, V1."""
    for said in (channel["label"], channel["source"]):
        if found := _LEAD.match(said):
            return found[1].upper().replace("AV", "aV")
    return str(channel["label"])


def _own_gain(row: NDArray[np.float64]) -> float:
    """Return mm for a unit: a round number of units for 10 mm, so that the curve stays within 15 mm."""
    reach = _highest(np.abs(row))
    if not 1e-30 < reach < 1e30:
        return 1.0
    wanted = reach * _GAIN / 15
    power = 10.0 ** math.floor(math.log10(wanted))
    return _GAIN / next(power * factor for factor in (1, 2, 5, 10) if power * factor >= wanted * (1 - 1e-9))


def _highest(values: NDArray[Any]) -> float:
    there = values[~np.isnan(values)]
    return float(there.max()) if there.size else 0.0
