"""What stacks hang on: patient, study and series as branches of one tree, and at their ends the stacks of one size, a family."""

from collections.abc import Hashable
from typing import Any

from viewer.catalog.stack import Stack
from viewer.image.instance import Frame
from viewer.space.plane import same_way

__all__ = ["Branch", "Family"]

_MOST_DIRECTIONS = 6
"""Directions of single pictures beyond which they are one turning picture and no longer a few views."""


class Branch:
    """A patient, study or series with what hangs on it; the facts are those of the first object found."""

    __slots__ = ("below", "facts")

    def __init__(self, facts: Any) -> None:
        self.facts = facts
        self.below: dict[Hashable, Any] = {}

    def grow(self, key: Hashable, facts: Any) -> "Branch":
        """Return the branch of this key, a new one where there is none."""
        branch: Branch | None = self.below.get(key)
        if branch is None:
            branch = self.below[key] = Branch(facts)
        return branch


class Family:
    """The stacks of one series that share a key: pictures of one size, by their direction at once, by the rest when all are there."""

    __slots__ = ("settled", "stacks")

    def __init__(self) -> None:
        self.stacks: list[Stack] = []
        self.settled = 0

    def stack_for(self, frame: Frame) -> Stack | None:
        """Find the stack whose pictures look the same way."""
        return next((stack for stack in self.stacks if same_way(stack.found[0].plane, frame.plane)), None)

    def pools(self) -> list[list[Stack]]:
        """Group stacks by direction; all in one group where nearly each picture has its own, as a projection that is turned has."""
        pools: list[list[Stack]] = []
        for stack in self.stacks:
            home = next((pool for pool in pools if same_way(pool[0].found[0].plane, stack.found[0].plane)), None)
            if home is None:
                pools.append([stack])
            else:
                home.append(stack)
        if len(pools) > _MOST_DIRECTIONS and sum(map(len, self.stacks)) <= 2 * len(pools):
            return [self.stacks]
        return pools
