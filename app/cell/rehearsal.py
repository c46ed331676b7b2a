"""A rehearsal while nobody waits: the sample and the common compressions go through everything once, and nothing is kept.

A browser first runs WebAssembly in code that it made quickly and that is slow; what runs often it compiles again, in the
background. Before that, the first sixty slices of a JPEG-LS series take three times as long as the others. So the code of a first
scan is run beforehand, in small steps, until the first file comes.
"""

import gc
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.phantom import head, slice_values
from viewer.pixels.decode import decode_encapsulated
from viewer.pixels.format import PixelFormat
from viewer.render.picture import picture
from viewer.volume.frames import Frames

__all__ = ["HIGH_THROUGHPUT", "SIDE", "rehearsal"]

SIDE = 96
"""Rows and columns of the picture in HIGH_THROUGHPUT, which lies in the middle of slice 20 of the sample."""

HIGH_THROUGHPUT = Path(__file__).with_suffix(".j2c")
"""That picture in HTJ2K, for which the cell has no encoder: what `imagecodecs.htj2k_encode(picture, reversible=True)` made of it."""

_SLICES = 40
_COMPRESSIONS: tuple[tuple[str, int, int, Callable[[NDArray[Any]], Any]], ...] = (
    # transfer syntax, side of the picture, how often, its encoder
    ("1.2.840.10008.1.2.4.80", 256, 48, imagecodecs.jpegls_encode),
    ("1.2.840.10008.1.2.4.70", 256, 24, lambda values: imagecodecs.jpeg8_encode(values, lossless=True)),
    ("1.2.840.10008.1.2.4.90", 96, 24, lambda values: imagecodecs.jpeg2k_encode(values, level=0, codecformat="j2k", reversible=True)),
    ("1.2.840.10008.1.2.4.201", SIDE, 24, lambda _: HIGH_THROUGHPUT.read_bytes()),
)


def rehearsal() -> Iterator[None]:
    """Do a small piece of what a first scan needs at each step: some milliseconds, once all is fast.

    The way to a first picture comes first; then the compressions take turns. To load a codec is one long step, and comes late for that.
    """
    yield from _sample()
    parts = [_decoding(*one) for one in _COMPRESSIONS]
    while parts:
        for part in parts[:]:
            yield
            if next(part, parts) is parts:
                parts.remove(part)
    gc.collect()  # its pictures hold each other, and would stay for a good while


def _sample() -> Iterator[None]:
    catalog = Catalog()
    frames = None
    for file in islice(head(), _SLICES):
        stack = scan(file, catalog)
        assert stack is not None  # noqa: S101 - for the type checker: the sample is sound
        yield
        frames = frames or Frames(stack, budget=1 << 30)
        frames.grown()
        frame = frames.next()
        if frame is not None:
            frames.load(frame)
        picture(frames, len(stack) - 1)
        yield
    catalog.settle()
    catalog.describe()


def _decoding(syntax: str, side: int, times: int, encode: Callable[[NDArray[Any]], Any]) -> Iterator[None]:
    stream = encode(np.ascontiguousarray(slice_values(20)[:side, :side].clip(0).astype(np.uint16)))
    form = PixelFormat(syntax=syntax, rows=side, columns=side)
    for _ in range(times):
        yield
        decode_encapsulated(stream, form)
