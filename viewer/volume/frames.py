"""The decoded frames of one stack, within a memory budget: on demand for the picture on screen, nearest first for the rest.

Frames keep their stored type, and each its own slope and intercept: positron emission changes them from slice to slice.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.catalog.stack import Stack
from viewer.errors import LimitExceeded, OutOfMemory, ViewerError, unforeseen
from viewer.image.findings import Findings
from viewer.image.instance import Frame, Instance
from viewer.image.modality import Rescale
from viewer.image.notices import Notices
from viewer.image.subtraction import Plan, difference
from viewer.image.voi import Window, automatic
from viewer.pixels.remarks import NOTICES as REMARKS
from viewer.pixels.truncation import CUT, NOTICES, PERHAPS
from viewer.telling import Sentence
from viewer.volume.files import Files, gap_of
from viewer.volume.queue import Key, Queue, key_of, size_of

__all__ = ["Frames"]

Pixels = NDArray[Any]

_ASIDE = 4  # frames held beside the budget that lie far from what is on the screen: a mask that others are subtracted from
_LOOKED_AT = 4  # frames by which the window of subtracted ones is chosen


class Frames:
    """Frames of one stack; grows with it while a folder is still being read.

    `findings`: what decoding shows of the pictures goes there.
    """

    def __init__(self, stack: Stack, *, budget: int, findings: Findings | None = None) -> None:
        self.stack = stack
        self.budget = budget
        self.findings = Findings() if findings is None else findings
        self._known_kinds = set(self.findings.before({}, stack.instances))  # of notices
        self._news = False
        self.bytes = 0
        self.short = False
        """Whether less memory was granted than the budget says."""
        self._pixels: dict[Key, Pixels] = {}
        self._aside: dict[Key, Pixels] = {}  # the last of those that the budget has no room for
        self._failed: dict[Key, ViewerError] = {}
        self._short: dict[Key, str] = {}
        self._gaps: dict[Key, NDArray[np.bool_]] = {}
        self._lent: set[Key] = set()
        self._returned: dict[Key, Frame] = {}  # what could not be decoded elsewhere
        self._gone: set[Key] = set()
        self._queue = Queue(stack)
        self._change: Window | None = None
        self.files = Files()
        self.grown()

    @property
    def done(self) -> int:
        """How many frames are decoded, or known not to be decodable."""
        return len(self._pixels) + len(self._failed)

    @property
    def first(self) -> int:
        """The index of the first picture that is held, where the budget holds only those around the one on screen; else 0."""
        frames = self.stack.frames if self._queue.settled and self.done < len(self.stack) else ()
        if not frames or self.bytes + size_of(frames[0]) <= self.budget:
            return 0
        return next((index for index, frame in enumerate(frames) if key_of(frame) in self._pixels), 0)

    @property
    def need(self) -> int:
        """Bytes of all frames when they are decoded, about."""
        return len(self.stack) * size_of(self.stack.found[0])

    @property
    def idle(self) -> bool:
        """Whether nothing is left to decode ahead: all frames are held, or as many as the budget holds."""
        return not self._queue and not self._lent

    @property
    def waiting(self) -> int:
        """How many frames are in line to be decoded, a few of them perhaps twice."""
        return len(self._queue)

    def want(self, *indexes: int) -> None:
        """Take in what is on the screen: the frames nearest to any of `indexes` are decoded first and held longest."""
        if self._queue.want(indexes) and len(self._pixels) < len(
            self.stack
        ):  # where all are held, no order is needed, and scrolling is quick
            self._queue.order(self._room)

    def resize(self, budget: int) -> None:
        """Keep within another budget, in bytes, from now on; what lies farthest from the screen goes first."""
        if budget == self.budget:
            return
        self.budget = budget
        if self._queue.settled:
            self._queue.order(self._room)
            if self.bytes > budget:
                self._evict(0)

    def grown(self) -> None:
        """Take in what the stack has gained; while it grows, frames are decoded as they come."""
        self._queue.grow()

    def settle(self) -> None:
        """The stack is complete: from now on the frames nearest to the one on screen come first."""
        members = {key_of(frame) for frame in self.stack.found}  # pictures may have gone to stacks of their own
        for key in [key for key in self._pixels if key not in members]:
            self.bytes -= self._pixels.pop(key).nbytes
        for key in [key for key in self._failed if key not in members]:
            del self._failed[key]
        self._aside.clear()
        self._gone = self._lent - members
        self._lent &= members
        self._queue.settle()
        self._queue.order(self._room)

    def next(self, *, far: bool = False) -> Frame | None:
        """Return the frame to decode next, or with `far` last; None when all are there, or as many as the budget holds."""
        while self._queue:
            frame = self._queue.take(far=far)
            if key_of(frame) in self._pixels or key_of(frame) in self._failed or key_of(frame) in self._lent:
                continue
            if self.bytes + size_of(frame) > self.budget and not self._evict(size_of(frame)):
                self._queue.clear()
                return None
            return frame
        return None

    def load(self, frame: Frame) -> None:
        """Decode one frame; a failure is kept, to be told when the frame is looked at."""
        key = key_of(frame)
        self._returned.pop(key, None)
        try:
            notes: list[str] = []
            self._pixels[key] = pixels = self.files.decode(frame, notes)
            self.bytes += pixels.nbytes
            self._note(frame, notes)
        except ViewerError as error:
            self._failed[key] = error
            if not isinstance(error, LimitExceeded):
                self._hurt(frame)
        except MemoryError:
            # Less is granted than the budget hopes for: what there is becomes the budget.
            self.budget = max(self.bytes - size_of(frame), 0)
            self.short = True
            self._failed[key] = OutOfMemory()
        except Exception as error:  # noqa: BLE001 - what nobody foresaw, a fault of ours included, costs this picture only
            self._failed[key] = unforeseen("picture.damaged", error)
            self._hurt(frame)

    def lend(self, *, far: bool = True) -> Frame | None:
        """Return a frame that is to be decoded elsewhere, the farthest or the nearest first, until it is `put` or taken back."""
        kept = []
        while (frame := self.next(far=far)) is not None and key_of(frame) in self._returned:
            kept.append(frame)
        self._queue.put_first(reversed(kept))
        if frame is not None:
            self._lent.add(key_of(frame))
        return frame

    def returned(self) -> Frame | None:
        """Return a frame that was taken back and is still to be decoded, here; None when there is none."""
        return next((frame for key, frame in self._returned.items() if key not in self._pixels and key not in self._failed), None)

    def put(self, frame: Frame, pixels: Pixels) -> None:
        """Take the pixels of a frame that was decoded elsewhere."""
        key = key_of(frame)
        self._lent.discard(key)
        if key not in self._pixels and key not in self._gone:
            self._failed.pop(key, None)
            self._pixels[key] = pixels
            self.bytes += pixels.nbytes

    def take_back(self, frame: Frame) -> None:
        """Put a frame that was given away back in line, as the next: it is decoded here, and not given away again."""
        self._lent.discard(key_of(frame))
        if key_of(frame) not in self._gone:
            self._returned[key_of(frame)] = frame
            self._queue.put_first([frame])

    def frame(self, index: int) -> Pixels:
        """Return the stored values of a frame, shape (rows, columns), or (rows, columns, 3) in color; decodes it now if need be.

        Raises what decoding raised.
        """
        return self._stored(self.stack.frames[index])

    def subtracted(self, index: int) -> Pixels | None:
        """Return a frame less its mask, shape (rows, columns), signed; None where the file does not say how, or cannot be taken at its word.

        A mask that cannot be decoded costs the subtraction and not the picture.
        """
        frame = self.stack.frames[index]
        plan, how, bits = _plan(frame), frame.instance.subtraction, frame.instance.format.stored
        if plan is None or how is None:
            return None
        try:
            found = difference(plan, lambda at: how.comparable(self._stored(frame.instance.frames[at]), bits))
        except (ViewerError, ValueError):
            self._find(frame.instance, "mask", Sentence("core.notice.mask"))
            return None
        return found.astype(np.int16) if frame.instance.format.stored < 16 else found

    def change(self) -> Window:
        """Return the window that suits all subtracted frames of the stack: one for all, or a film would flicker."""
        if self._change is None:
            indexes = [at for at, frame in enumerate(self.stack.frames) if _plan(frame) is not None]
            some = [found for at in indexes[:: max(1, len(indexes) // _LOOKED_AT)] if (found := self.subtracted(at)) is not None]
            frame = self.stack.measured(0)
            slope = 1.0 if frame.rescale.table is not None else frame.rescale.slope
            self._change = automatic(np.stack(some), slope, 0.0) if some else Window(0.0, 256.0)
        return self._change

    def _stored(self, frame: Frame) -> Pixels:
        key = key_of(frame)
        if key not in self._pixels and key in self._aside:
            return self._aside[key]
        if key not in self._pixels:
            if isinstance(self._failed.get(key), LimitExceeded):  # there may be room by now
                del self._failed[key]
            if key not in self._failed:
                room = self.bytes + size_of(frame) <= self.budget or self._evict(size_of(frame))
                self.load(frame)
                if not room and self._queue.settled and key in self._pixels and key not in self._queue.wanted:
                    return self._put_aside(key)
            if key in self._failed:
                raise self._failed[key]
        return self._pixels[key]

    def _put_aside(self, key: Key) -> Pixels:
        pixels = self._aside[key] = self._pixels.pop(key)
        self.bytes -= pixels.nbytes
        if len(self._aside) > _ASIDE:
            del self._aside[next(iter(self._aside))]
        return pixels

    @property
    def notices(self) -> Notices:
        """What is to be said of the stack, by kind: what decoding has shown so far before what its files say."""
        return self.findings.before(self.stack.notices, self.stack.instances)

    def take_news(self) -> bool:
        """Return whether decoding has shown something of the stack since this was last asked."""
        news, self._news = self._news, False
        return news

    def missing(self, index: int) -> str | None:
        """Return the finding that a part of a decoded frame is missing, or may be; None where it is whole, as far as can be known."""
        return self._short.get(key_of(self.stack.frames[index]))

    def gap(self, index: int) -> NDArray[np.bool_] | None:
        """Return where nothing of a decoded frame was there, shape (rows, columns); None where it is whole, or that is not known."""
        return self._gaps.get(key_of(self.stack.frames[index]))

    def values(self, index: int) -> Pixels:
        """Return the modality values of a frame, of PET as SUV where it can be known: whole numbers or float32, or the stored values where nothing changes."""
        stored = self.frame(index)
        return stored if stored.ndim == 3 else self.stack.measured(index).rescale.values(stored)

    def sum(self) -> float:
        """Return the sum of all modality values of all frames that can be decoded; decodes what is missing."""
        total = 0.0
        for index in range(len(self.stack)):
            try:
                stored = self.frame(index)
            except ViewerError:
                continue
            total += (self.stack.measured(index).rescale if stored.ndim == 2 else Rescale()).total(stored)
        return total

    @property
    def _room(self) -> int:
        """How many frames the budget holds."""
        frames = self.stack.frames
        return self.budget // size_of(frames[0]) if frames else 0

    def _evict(self, need: int) -> bool:
        """Drop frames farther from the one on screen than all that are wanted, the farthest first, until `need` bytes fit."""
        if not self._queue.settled:
            return False
        frames = self.stack.frames
        far = [index for index, frame in enumerate(frames) if key_of(frame) in self._pixels and key_of(frame) not in self._queue.wanted]
        for index in sorted(far, key=self._queue.away, reverse=True):
            self.bytes -= self._pixels.pop(key_of(frames[index])).nbytes
            if self.bytes + need <= self.budget:
                return True
        return False

    def _note(self, frame: Frame, notes: list[str]) -> None:
        """Keep what was found missing in a frame, and what else decoding showed of it."""
        found = next((short for short in (CUT, PERHAPS) if short in notes), None)
        if found is not None:
            gap = gap_of(frame, notes)
            if gap is not None and gap.shape == (frame.instance.format.rows, frame.instance.format.columns):
                self._gaps[key_of(frame)] = gap
            if frame.instance.mosaic is None or gap is None or gap.any():  # a slice of a mosaic may be whole
                self._short[key_of(frame)] = found
            self._find(frame.instance, found, NOTICES[found])
        for remark in notes:
            if remark in REMARKS:
                self._find(frame.instance, remark, REMARKS[remark])

    def _find(self, instance: Instance, kind: str, notice: Sentence) -> None:
        self.findings.note(instance, kind, notice)
        if kind not in self._known_kinds and kind not in self.stack.notices:
            self._news = True
        self._known_kinds.add(kind)

    def _hurt(self, frame: Frame) -> None:
        self._news = self.findings.hurt(frame) or self._news


def _plan(frame: Frame) -> Plan | None:
    subtraction = frame.instance.subtraction
    return None if subtraction is None else subtraction.plan(frame.index, len(frame.instance.frames))
