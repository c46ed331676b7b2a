"""Which frames of a stack are decoded next: as they come while the stack grows, then those nearest to what is on the screen."""

from collections import deque
from collections.abc import Iterable

from viewer.catalog.stack import Stack
from viewer.image.instance import Frame

__all__ = ["Key", "Queue", "key_of", "size_of"]

Key = tuple[int, int]
"""Which frame of which object; it holds while the stack holds the object."""


def key_of(frame: Frame) -> Key:
    """Return the key of a frame."""
    return id(frame.instance), frame.index


def size_of(frame: Frame) -> int:
    """Return the bytes that a frame takes when it is decoded."""
    form = frame.instance.format
    return form.rows * form.columns * (form.dtype.itemsize if form.gray else 3)


class Queue:
    """Frames in line; `wanted`: once settled, the keys of those that there is room for around what is on the screen."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._near: tuple[int, ...] = (0,)
        self._waiting: deque[Frame] = deque()
        self._known = 0
        self.settled = False
        self.wanted: set[Key] = set()

    def __len__(self) -> int:
        return len(self._waiting)

    def grow(self) -> None:
        """Take in what the stack has gained."""
        found = self._stack.found
        self._waiting.extend(found[self._known :])
        self._known = len(found)

    def settle(self) -> None:
        """The stack is complete: from now on its frames have an order."""
        self.settled = True
        self._known = len(self._stack.found)

    def want(self, indexes: Iterable[int]) -> bool:
        """Take in what is on the screen, the pictures with these indexes; return whether the order is another one by that."""
        last = max(0, len(self._stack) - 1)
        near = tuple(min(max(index, 0), last) for index in indexes) or (0,)
        changed = near != self._near
        self._near = near
        return changed and self.settled

    def order(self, room: int) -> None:
        """Put the frames nearest to what is on the screen in line, as many as there is `room` for."""
        frames = self._stack.frames
        order = sorted(range(len(frames)), key=self.away)[: max(1, room)]
        self._waiting = deque(frames[index] for index in order)
        self.wanted = {key_of(frame) for frame in self._waiting}

    def away(self, index: int) -> int:
        """Return how many pictures lie between a frame and the nearest one on the screen."""
        return min(abs(index - near) for near in self._near)

    def take(self, *, far: bool = False) -> Frame:
        """Return the first frame in line, or with `far` the last; raises IndexError where there is none."""
        return self._waiting.pop() if far else self._waiting.popleft()

    def put_first(self, frames: Iterable[Frame]) -> None:
        """Put frames before all others, the last of them first."""
        self._waiting.extendleft(frames)

    def clear(self) -> None:
        """Forget all that wait."""
        self._waiting.clear()
