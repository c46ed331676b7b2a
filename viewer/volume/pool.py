"""The decoded frames of all stacks that are looked at, within one memory budget.

What is on the screen has its share of the budget for sure. What was on it before stays as long as there is room, so that going back to a
series decodes nothing again.
"""

from collections.abc import Iterable, Sequence

from viewer.catalog.stack import Stack
from viewer.image.findings import Findings
from viewer.volume.frames import Frames

__all__ = ["Pool", "shares"]

_MOST_KEPT = 100
"""Stacks that are kept though they are not on the screen; each costs a little beside its pixels."""


def shares(budget: int, needs: Sequence[int]) -> list[int]:
    """Divide a budget in bytes: whoever needs less than an even share gets what it needs, the others divide the rest evenly.

    What nobody needs goes to all alike, since a stack may still grow.
    """
    found = [0] * len(needs)
    left = budget
    for done, place in enumerate(sorted(range(len(needs)), key=needs.__getitem__)):
        found[place] = min(needs[place], left // (len(needs) - done))
        left -= found[place]
    return [share + left // max(1, len(needs)) for share in found]


class Pool:
    """Frames by the identity of their stack; `findings` gathers what decoding shows of all of them."""

    def __init__(self, budget: int) -> None:
        self.findings = Findings()
        self.seen: list[Frames] = []
        """Those of what is on the screen, the most important first."""
        self._budget = budget
        self._held: dict[str, Frames] = {}  # what was on the screen last stands at the end

    def get(self, identity: str) -> Frames | None:
        """Return the frames of the stack with this identity, None where none are held."""
        return self._held.get(identity)

    def see(self, wanted: Iterable[tuple[Stack, int]], *, settled: bool) -> None:
        """Take in what is on the screen: stacks and the indexes of their pictures, the most important first.

        `settled`: no more files are to come.
        """
        indexes: dict[str, list[int]] = {}
        seen: dict[str, Frames] = {}
        for stack, index in wanted:
            frames = seen.get(stack.identity) or self._of(stack, settled=settled)
            seen[stack.identity] = frames
            indexes.setdefault(stack.identity, []).append(index)
        if list(seen.values()) != self.seen:
            self.seen = list(seen.values())
            for identity, frames in reversed(seen.items()):
                self._held[identity] = self._held.pop(identity, frames)
            self._divide()
        for frames in self.seen:
            frames.want(*indexes[frames.stack.identity])

    def _of(self, stack: Stack, *, settled: bool) -> Frames:
        frames = self._held.get(stack.identity)
        if frames is None or frames.stack is not stack:
            frames = self._held[stack.identity] = Frames(stack, budget=self._budget, findings=self.findings)
            if settled:
                frames.settle()
        elif frames not in self.seen:
            frames.grown()
            if settled:
                frames.settle()
        return frames

    def grown(self) -> None:
        """Take in that a file has joined: one of many frames may have given some of them to several stacks."""
        for frames in self.seen:
            frames.grown()

    def settle(self) -> None:
        """All files are read: each stack is complete, some have lost pictures to new ones."""
        for frames in self._held.values():
            frames.settle()
        self._divide()

    def trim(self) -> None:
        """Let go of what is not on the screen, the longest ago first, until the budget holds all."""
        if any(frames.short for frames in self.seen):  # less was granted than hoped for: what there is becomes the budget
            self._budget = sum(frames.bytes for frames in self.seen)
            for frames in self.seen:
                frames.short = False
            self._divide()
        hidden = [identity for identity, frames in self._held.items() if frames not in self.seen]
        while hidden and (self.bytes > self._budget or len(hidden) > _MOST_KEPT):
            del self._held[hidden.pop(0)]

    @property
    def bytes(self) -> int:
        """Bytes of all decoded pixels."""
        return sum(frames.bytes for frames in self._held.values())

    def take_news(self) -> bool:
        """Return whether decoding has shown something of what is on the screen since this was last asked."""
        news = [frames.take_news() for frames in self.seen]  # of each, also after the first that has some
        return any(news)

    def _divide(self) -> None:
        """Give each of what is on the screen its share."""
        if len(self.seen) == 1:
            self.seen[0].resize(self._budget)
            return
        for frames, share in zip(self.seen, shares(self._budget, [frames.need for frames in self.seen]), strict=True):
            frames.resize(share)
