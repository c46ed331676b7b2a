"""Whether the planes of a stack make a sound volume: evenly spaced, with gaps, tilted …; in one word, in one sentence and in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from text.say import number
from viewer.space.plane import SAME, Plane, distances, median, same_way
from viewer.telling import Listing, Sentence

__all__ = ["Verdict", "verdict"]

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a stack is a sound volume: one word for programs, one sentence for people, which is kept, and the numbers behind them.

    `spacing` in mm from one picture to the next, None if uneven; `after`: numbers (from 1) of the pictures after which some are
    missing, or that share their place with the next; `angle` of the tilt in degrees.
    """

    kind: Literal["even", "gaps", "uneven", "tilted", "repeated", "mixed", "single", "time", "none"]
    told: Sentence
    spacing: float | None = None
    after: tuple[int, ...] = ()
    angle: float = 0.0

    @property
    def text(self) -> str:
        """The sentence for people."""
        return str(self.told)


def verdict(planes: Sequence[Plane], *, step: int = 1) -> Verdict:
    """Judge planes that are already in order along their normal, or against it where `step` is -1."""
    if len(planes) < 2:
        return Verdict("single", Sentence("core.verdict.single"))
    if not all(same_way(planes[0], plane) for plane in planes):
        return Verdict("mixed", Sentence("core.verdict.mixed"))
    along = distances(planes) * step
    steps = np.diff(along)
    moved = steps > SAME
    if not moved.any():
        return Verdict("time", Sentence("core.verdict.time"))
    if not moved.all():
        return _repeated(moved)
    angle = _tilt(planes, along)
    usual = median(steps)
    tolerance = max(0.02 * usual, min(0.01, 0.1 * usual))
    odd = np.abs(steps - usual) > tolerance
    if not odd.any():
        if angle:
            return Verdict("tilted", Sentence("core.verdict.even.tilted", length=_length(usual), angle=angle), usual, angle=angle)
        return Verdict("even", Sentence("core.verdict.even", length=_length(usual)), usual)
    multiples = steps[odd] / usual
    after = tuple(int(index) + 1 for index in np.flatnonzero(odd))
    if bool(np.all((np.abs(multiples - np.round(multiples)) < 0.05) & (np.round(multiples) >= 2))):
        missing = int(np.sum(np.round(multiples) - 1))
        told = Sentence("core.verdict.gaps", n=missing, after=_listed(after), length=_length(usual))
        return Verdict("gaps", _tilted(told, angle), after=after, angle=angle)
    told = Sentence("core.verdict.uneven", least=_length(float(steps.min())), most=_length(float(steps.max())))
    return Verdict("uneven", _tilted(told, angle), after=after, angle=angle)


def _tilted(told: Sentence, angle: float) -> Sentence:
    return Sentence("core.verdict.tilted", text=told, angle=angle) if angle else told


def _repeated(moved: NDArray[np.bool_]) -> Verdict:
    """Return in words how many pictures share a place, and where when they are few."""
    same = np.flatnonzero(~moved)
    sizes = np.diff(np.concatenate(([-1], np.flatnonzero(moved), [len(moved)])))
    after = tuple(int(index) + 1 for index in same)
    if sizes.min() == sizes.max():
        return Verdict("repeated", Sentence("core.verdict.repeated.all", n=int(sizes[0]), places=len(sizes)), after=after)
    shared = int((sizes > 1).sum())
    return Verdict("repeated", Sentence("core.verdict.repeated", n=shared, places=len(sizes), after=_listed(after)), after=after)


def _tilt(planes: Sequence[Plane], along: Vector) -> float:
    """Return the angle in degrees by which the pictures are pushed over one another; 0 where they stand straight."""
    shift = np.array(planes[-1].position) - np.array(planes[0].position)
    length = abs(float(along[-1] - along[0]))
    across = float(np.linalg.norm(shift - float(shift @ planes[0].normal) * planes[0].normal))
    return float(np.degrees(np.arctan2(across, length))) if across > max(1.0, 0.02 * length) else 0.0


def _length(mm: float) -> str:
    return number(mm, 2 if mm >= 0.1 else 4)


def _listed(numbers: Sequence[int]) -> Listing | Sentence:
    listing = Listing(numbers[:5])
    return Sentence("core.verdict.more", numbers=listing) if len(numbers) > 5 else listing
