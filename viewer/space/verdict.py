"""Whether the planes of a stack make a sound volume: evenly spaced, with gaps, tilted …; in one word, in one sentence and in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from viewer.space.plane import SAME, Plane, distances, median, same_way

__all__ = ["Verdict", "verdict"]

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a stack is a sound volume: one word for programs, one sentence for people, and the numbers behind them.

    `spacing` in mm from one picture to the next, None if uneven; `after`: numbers (from 1) of the pictures after which some are
    missing, or that share their place with the next; `angle` of the tilt in degrees.
    """

    kind: Literal["even", "gaps", "uneven", "tilted", "repeated", "mixed", "single", "time", "none"]
    text: str
    spacing: float | None = None
    after: tuple[int, ...] = ()
    angle: float = 0.0


def verdict(planes: Sequence[Plane], *, step: int = 1) -> Verdict:
    """Judge planes that are already in order along their normal, or against it where `step` is -1."""
    if len(planes) < 2:
        return Verdict("single", "A single picture.")
    if not all(same_way(planes[0], plane) for plane in planes):
        return Verdict("mixed", "These pictures look in different directions.")
    along = distances(planes) * step
    steps = np.diff(along)
    moved = steps > SAME
    if not moved.any():
        return Verdict("time", "Pictures of the same place, one after the other.")
    if not moved.all():
        return _repeated(moved)
    angle = _tilt(planes, along)
    tilted = f" The scanner was tilted by {angle:.1f}°." if angle else ""
    usual = median(steps)
    tolerance = max(0.02 * usual, min(0.01, 0.1 * usual))
    odd = np.abs(steps - usual) > tolerance
    if not odd.any():
        if angle:
            return Verdict("tilted", f"Evenly spaced, {usual:.2f} mm apart, with the scanner tilted by {angle:.1f}°.", usual, angle=angle)
        return Verdict("even", f"Evenly spaced, {_length(usual)} apart.", usual)
    multiples = steps[odd] / usual
    after = tuple(int(index) + 1 for index in np.flatnonzero(odd))
    if bool(np.all((np.abs(multiples - np.round(multiples)) < 0.05) & (np.round(multiples) >= 2))):
        missing = int(np.sum(np.round(multiples) - 1))
        pictures = "picture seems" if missing == 1 else "pictures seem"
        text = f"{missing} {pictures} to be missing, after number {_listed(after)}; the others are {_length(usual)} apart.{tilted}"
        return Verdict("gaps", text, after=after, angle=angle)
    text = f"Unevenly spaced: {_length(float(steps.min())).removesuffix(' mm')} to {_length(float(steps.max()))} apart.{tilted}"
    return Verdict("uneven", text, after=after, angle=angle)


def _repeated(moved: NDArray[np.bool_]) -> Verdict:
    """Return in words how many pictures share a place, and where when they are few."""
    same = np.flatnonzero(~moved)
    sizes = np.diff(np.concatenate(([-1], np.flatnonzero(moved), [len(moved)])))
    after = tuple(int(index) + 1 for index in same)
    if sizes.min() == sizes.max():
        return Verdict("repeated", f"{int(sizes[0])} pictures of each place, at {len(sizes)} places.", after=after)
    shared = int((sizes > 1).sum())
    where = "place has" if shared == 1 else "places have"
    text = f"{shared} of {len(sizes)} {where} more than one picture: number {_listed(after)} and the next."
    return Verdict("repeated", text, after=after)


def _tilt(planes: Sequence[Plane], along: Vector) -> float:
    """Return the angle in degrees by which the pictures are pushed over one another; 0 where they stand straight."""
    shift = np.array(planes[-1].position) - np.array(planes[0].position)
    length = abs(float(along[-1] - along[0]))
    across = float(np.linalg.norm(shift - float(shift @ planes[0].normal) * planes[0].normal))
    return float(np.degrees(np.arctan2(across, length))) if across > max(1.0, 0.02 * length) else 0.0


def _length(mm: float) -> str:
    return f"{mm:.2f} mm" if mm >= 0.1 else f"{mm:.4f} mm"


def _listed(numbers: Sequence[int]) -> str:
    more = "…" if len(numbers) > 5 else ""
    return ", ".join(map(str, numbers[:5])) + more
