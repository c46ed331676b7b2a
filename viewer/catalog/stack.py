"""A stack: pictures of one series that belong together in space or in time, in their right order."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from viewer.catalog.labels import Label
from viewer.image.instance import Frame, Instance
from viewer.image.modality import times
from viewer.image.suv import Uptake
from viewer.space.plane import Plane, distances, places, same_way
from viewer.space.verdict import Verdict, verdict
from viewer.telling import Sentence

if TYPE_CHECKING:
    from viewer.image.notices import Notices

__all__ = ["Stack", "localizer", "stack_key"]

_TIMED = frozenset({"US", "XA", "RF", "NM", "ES", "IVUS", "OPT"})
"""Modalities whose frames without positions follow one another in time."""


_LOCALIZER = frozenset({"LOCALIZER", "SCOUT", "TOPOGRAM"})


def stack_key(instance: Instance) -> Hashable:
    """Return which objects of a series may belong together: those of one size and color; direction and the rest come later.

    Pictures for planning stand apart, and so does an object of many frames that have no place: a film.
    """
    shape = instance.format
    film = (instance.uid, instance.entry.path) if len(instance.frames) > 1 and instance.frames[0].plane is None else ()
    return shape.rows, shape.columns, shape.samples, shape.photometric, localizer(instance), film


def localizer(instance: Instance) -> bool:
    """Whether it is a picture for planning (PS3.3 C.7.6.1.1.2)."""
    return not _LOCALIZER.isdisjoint(instance.image_type)


class Stack:
    """Frames in order: along the normal where positions are known, else as the file numbers them.

    `labels` tell what sets the stack apart from others of its series, beyond what can be seen of it; `film`: that its pictures are one
    place at many times is known, whatever the single ones tell.
    """

    def __init__(self, identity: str) -> None:
        self.identity = identity
        self.labels: tuple[Label, ...] = ()
        self.film = False
        self.found: list[Frame] = []  # in the order in which they were found
        self.instances: list[Instance] = []  # likewise
        self.overlays = False
        self.notices: Notices = {}

    def add(self, instance: Instance, frames: Sequence[Frame] | None = None) -> None:
        """Take in one more object, or some of its frames; the order is worked out again when next asked for."""
        self.instances.append(instance)
        self._note(instance)
        self.found.extend(instance.frames if frames is None else frames)
        self._forget()

    def _note(self, instance: Instance) -> None:
        self.overlays = self.overlays or instance.layers is not None
        for kind, notice in instance.notices.items():
            self.notices.setdefault(kind, notice)

    def hold(self, frames: Sequence[Frame], labels: tuple[Label, ...], *, film: bool = False) -> None:
        """Hold these frames from now on, in whatever order, and no others."""
        if film != self.film:
            self._forget()
        self.labels, self.film = labels, film
        if len(frames) != len(self.found) or any(one is not other for one, other in zip(frames, self.found, strict=True)):
            self.found = list(frames)
            self.instances = list(dict.fromkeys(frame.instance for frame in frames))
            self.overlays, self.notices = False, {}
            for instance in self.instances:
                self._note(instance)
            self._forget()

    def exchange(self, better: Mapping[Instance, Instance]) -> bool:
        """Put the pictures of better copies where those of worse ones are; False where there are none of them."""
        if better.keys().isdisjoint(self.instances):
            return False
        self.found = [better[frame.instance].frames[frame.index] if frame.instance in better else frame for frame in self.found]
        self.instances = [better.get(instance, instance) for instance in self.instances]
        self.overlays, self.notices = False, {}
        for instance in self.instances:
            self._note(instance)
        self._forget()
        return True

    def _forget(self) -> None:
        for name in ("frames", "verdict", "kind", "positions", "uptake"):
            self.__dict__.pop(name, None)

    @property
    def first(self) -> Instance:
        """An object that stands for all: what one stack shares is read from it."""
        return self.instances[0]

    def __len__(self) -> int:
        return len(self.found)

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """All pictures in order."""
        frames = self.found
        planes = _planes(frames)
        if planes is None or not all(same_way(planes[0], plane) for plane in planes):
            return tuple(sorted(frames, key=_as_numbered))
        where = places(planes).tolist()
        order = sorted(range(len(frames)), key=lambda index: (where[index], *_as_numbered(frames[index])))
        ordered = [frames[index] for index in order]
        if where[order[0]] == where[order[-1]]:
            return tuple(ordered)  # a film: the first comes first
        numbers = [frame.instance.number for frame in ordered]
        if all(frame.instance is ordered[0].instance for frame in ordered):
            numbers = [frame.index if frame.in_stack is None else frame.in_stack for frame in ordered]
        if None not in numbers:
            # The radiographer's numbering says from which end to look; the positions alone say what lies beside what.
            falling = sum(a > b for a, b in pairwise(numbers) if a is not None and b is not None)
            if falling > len(numbers) / 2:
                ordered.reverse()
        return tuple(ordered)

    @cached_property
    def positions(self) -> tuple[float, ...] | None:
        """The place of each picture in mm along the first one's normal; None where the file tells no positions."""
        planes = _planes(self.frames)
        return None if planes is None else tuple(float(value) for value in distances(planes))

    @cached_property
    def uptake(self) -> Uptake | None:
        """What is known of the SUV of a PET; with a factor only where every picture has one, of the same kind. None for other scans."""
        first = self.first.uptake
        if first is None:
            return None
        for frame in self.found:
            own = frame.instance.uptake
            if own is None or own.factor is None:
                return own
            if own.kind != first.kind or times(frame.rescale, frame.windows, own.factor, "") is None:
                return Uptake(None, "", Sentence("core.suv.differ"))
        return first

    def measured(self, index: int) -> Frame:
        """Return a frame with its values and windows in the unit in which they are told: PET in SUV where all of it can be, else as it is."""
        frame = self.frames[index]
        own = frame.instance.uptake
        if own is None or own.factor is None or self.uptake is None or self.uptake.factor is None:
            return frame
        told = times(frame.rescale, frame.windows, own.factor, own.unit)
        return frame if told is None else replace(frame, rescale=told[0], windows=told[1])

    @cached_property
    def verdict(self) -> Verdict:
        """Whether the stack is a sound volume."""
        planes = _planes(self.frames)
        if planes is None:
            many = len(self) > 1
            return Verdict("none", Sentence("core.verdict.none")) if many else Verdict("single", Sentence("core.verdict.single"))
        along = distances(planes)
        judged = verdict(planes, step=-1 if along[-1] < along[0] else 1)
        if judged.kind == "time" and not self._timed:
            if len(self.instances) > 1:
                return Verdict("none", Sentence("core.verdict.none.copies"))
            return Verdict("none", Sentence("core.verdict.none.place"))
        return judged

    @cached_property
    def kind(self) -> Literal["space", "time", "single"]:
        """What lies between one picture and the next: a step in space, a step in time, or there is just one."""
        if len(self) < 2:
            return "single"
        if self.verdict.kind == "time":
            return "time"
        timed = self.verdict.kind == "none" and (self.first.rate is not None or self.first.series.modality in _TIMED)
        return "time" if timed and len(self.first.frames) > 1 else "space"

    @property
    def _timed(self) -> bool:
        """Whether pictures of one place can be a film.

        They are none where one object lists slices without saying where (tomosynthesis, an eye), nor where several objects were taken
        at one time: one slice in several compressions, with an identifier for each.
        """
        first = self.found[0]
        if self.film or first.time_ms is not None or self.first.series.modality in _TIMED - {"OPT"}:
            return True
        return len({(frame.moment, frame.traits) for frame in self.found}) > 1


def _planes(frames: Iterable[Frame]) -> list[Plane] | None:
    planes = [frame.plane for frame in frames]
    return None if None in planes else [plane for plane in planes if plane is not None]


def _as_numbered(frame: Frame) -> tuple[float, float, float, int, str, int]:
    instance, moment = frame.instance, frame.moment
    return (
        moment.trigger or 0, moment.temporal or 0, moment.acquisition or 0, instance.number or 0,
        instance.entry.path, frame.index if frame.in_stack is None else frame.in_stack,
    )  # fmt: skip
