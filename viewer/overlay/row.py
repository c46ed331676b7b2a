"""Frames of marks in a row along the normal of the pictures: which of thousands lie on a picture is looked up, not searched for."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.space.plane import SAME

__all__ = ["Row"]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Frames by their `numbers` in the file, in the rising order of their `heights` in mm; each `reach`es so far to either side."""

    heights: NDArray[np.float64]
    numbers: NDArray[np.intp]
    reach: float

    def near(self, height: float) -> list[int]:
        """Return those that are nearest to a height, in the order of the file; none where even they do not reach it."""
        after = int(np.searchsorted(self.heights, height))
        least = min((abs(float(one) - height) for one in self.heights[max(0, after - 1) : after + 1]), default=math.inf)
        if not least <= self.reach:
            return []
        first, last = np.searchsorted(self.heights, (height - least - SAME, height + least + SAME))
        found: list[int] = np.sort(self.numbers[first:last]).tolist()
        return found
