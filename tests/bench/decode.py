"""Measure the pixel path: milliseconds per frame of each syntax, of the lookup table and of rendering.

Run `python tests/bench/decode.py` natively, or call `measure()` inside Pyodide: it needs numpy and imagecodecs only. The frame is made
here: 512 by 512, 12 bits, a body-like shape with noise, so that the codecs have a CT's work to do. Judge by ratios inside one run.
"""

import struct
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from viewer.image.modality import Rescale
from viewer.image.voi import Window, automatic, lut
from viewer.pixels.decode import PixelFormat, decode, frame_index
from viewer.render.render import small
from viewer.render.rgba import draw
from viewer.volume.slice import Slice

SIZE = 512


def picture(size: int = SIZE) -> NDArray[np.uint16]:
    """Make a frame of 12 bits: ellipses of tissue in air, smooth shading and noise."""
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    values = np.zeros((size, size))
    for cx, cy, rx, ry, value in (
        (0, 0, 0.85, 0.65, 1060),
        (-0.35, 0, 0.25, 0.35, -800),
        (0.35, 0, 0.25, 0.35, -800),
        (0, 0.4, 0.1, 0.1, 900),
    ):
        values[((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1] += value
    values += 24 * np.sin(7 * x + 3 * y) * (values > 0)
    values += np.random.default_rng(1).normal(0, 12, values.shape)
    return np.clip(values, 0, 4095).astype(np.uint16)


def item(content: bytes) -> bytes:
    """Wrap bytes as an item of an encapsulated element, of even length."""
    content += b"\0" * (len(content) % 2)
    return b"\xfe\xff\x00\xe0" + struct.pack("<I", len(content)) + content


def rle(frame: NDArray[np.uint16]) -> bytes:
    """Encode a frame by RLE with literal runs and repeats as they come."""
    segments = [_packbits((frame >> shift & 255).astype(np.uint8).reshape(-1)) for shift in (8, 0)]
    offsets = [64, 64 + len(segments[0])]
    return struct.pack("<16I", 2, *offsets, *(0,) * 13) + b"".join(segments)


def _packbits(octets: NDArray[np.uint8]) -> bytes:
    out = bytearray()
    data = octets.tobytes()
    position = 0
    while position < len(data):
        run = 1
        while run < 128 and position + run < len(data) and data[position + run] == data[position]:
            run += 1
        if run > 1:
            out += bytes((257 - run, data[position]))
            position += run
            continue
        stop = position + 1
        while stop < len(data) and stop - position < 128 and not (stop + 1 < len(data) and data[stop] == data[stop + 1]):
            stop += 1
        out += bytes((stop - position - 1,)) + data[position:stop]
        position = stop
    return bytes(out) + b"\0" * (len(out) % 2)


def cases() -> Iterator[tuple[str, str, Callable[[NDArray[np.uint16]], bytes]]]:
    """Name each syntax with its UID and an encoder."""
    import imagecodecs as codec

    base = "1.2.840.10008.1.2"
    yield "uncompressed", f"{base}.1", lambda frame: frame.tobytes()
    yield "RLE", f"{base}.5", rle
    if hasattr(codec, "jpeg8_encode"):
        yield "JPEG lossless", f"{base}.4.70", lambda frame: codec.jpeg8_encode(frame, lossless=True, predictor=1, bitspersample=16)
        yield "JPEG 12 bit", f"{base}.4.51", lambda frame: codec.jpeg8_encode(frame, 90, bitspersample=12)
    yield "JPEG-LS", f"{base}.4.80", codec.jpegls_encode
    yield "JPEG 2000", f"{base}.4.90", lambda frame: codec.jpeg2k_encode(frame, level=0, codecformat="j2k", reversible=True)
    yield "HTJ2K", f"{base}.4.201", lambda frame: codec.htj2k_encode(frame, reversible=True)
    yield "JPEG XL", f"{base}.4.110", lambda frame: codec.jpegxl_encode(frame, lossless=True, bitspersample=16)


def median(action: Callable[[], object], *, seconds: float = 0.4) -> float:
    """Give the median duration in milliseconds of repeated calls, the first not counted."""
    action()
    spans: list[float] = []
    while (sum(spans) < seconds and len(spans) < 200) or len(spans) < 3:
        start = time.perf_counter()
        action()
        spans.append(time.perf_counter() - start)
    return float(np.median(spans)) * 1000


def measure() -> list[tuple[str, float]]:
    """Measure everything; rows of (what, milliseconds)."""
    frame = picture()
    rows: list[tuple[str, float]] = []
    for name, syntax, encode in cases():
        form = PixelFormat(syntax=syntax, rows=SIZE, columns=SIZE, allocated=16, stored=16, high_bit=15)
        content = bytes(encode(frame))
        data = content if name == "uncompressed" else item(b"") + item(content)
        try:
            rows.append((f"decode {name}", median(lambda data=data, form=form: decode(data, form, 0))))  # type: ignore[misc]
            index = frame_index(data, form)
            right = np.array_equal(decode(data, form, 0, frames=index), frame)
            if not right and name != "JPEG 12 bit":
                rows[-1] = (f"decode {name}: WRONG VALUES", rows[-1][1])
        except Exception as failure:  # noqa: BLE001 - a benchmark goes on with the next
            rows.append((f"decode {name}: {failure}"[:100], float("nan")))
    out = np.empty((SIZE, SIZE, 4), np.uint8)
    signed = (frame.astype(np.int16) - 1024).astype(np.int16)
    tables: dict[str, Any] = {}
    for name, width, function in (
        ("brain", 80, "LINEAR"),
        ("400", 400, "LINEAR"),
        ("4096", 4096, "LINEAR"),
        ("65535", 65535, "LINEAR"),
        ("400 sigmoid", 400, "SIGMOID"),
    ):
        window = Window(40.0, width, function)
        rows.append((f"lut {name}", median(lambda window=window: tables.update(t=lut(window, slope=1, intercept=-1024, dtype="i2")))))  # type: ignore[misc]
    rows.append(("render gray", median(lambda: draw(signed, tables["t"], out=out))))
    color = np.repeat((frame >> 4).astype(np.uint8)[..., None], 3, axis=2)
    rows.append(("render color", median(lambda: draw(color, None, out=out))))
    rows.append(("thumbnail 96", median(lambda: small(Slice(signed, Rescale(), voi=(("", Window(40, 400)),)), 96))))
    rows.append(("automatic window", median(lambda: automatic(signed, 1, 0))))
    return rows


def main() -> None:
    """Print the table."""
    for name, span in measure():
        print(f"{name:36} {span:8.3f} ms")


if __name__ == "__main__":
    main()
