"""What compressed frames say of themselves, against the encoders that wrote them."""

import imagecodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.pixels.codestream import begins, inspect

GRAY = np.arange(37 * 53, dtype=np.uint16).reshape(37, 53)
RGB = np.random.default_rng(0).integers(0, 255, (37, 53, 3)).astype(np.uint8)


@pytest.mark.parametrize(
    ("stream", "family", "precision"),
    [
        (imagecodecs.jpeg8_encode(GRAY.astype(np.uint8)), "jpeg", 8),
        (imagecodecs.jpeg8_encode(GRAY, 90, bitspersample=12), "jpeg", 12),
        (imagecodecs.jpeg8_encode(GRAY, lossless=True, bitspersample=16), "jpeg", 16),
        (imagecodecs.jpegls_encode(GRAY), "jpegls", 16),
        (imagecodecs.jpeg2k_encode(GRAY, level=0, codecformat="j2k"), "jpeg2000", 16),
        (imagecodecs.jpeg2k_encode(GRAY, level=0, codecformat="jp2"), "jpeg2000", 16),
        (imagecodecs.htj2k_encode(GRAY), "htj2k", 16),
        (imagecodecs.jpegxl_encode(GRAY, lossless=True), "jpegxl", 0),
        (imagecodecs.jpegxl_encode(GRAY, lossless=True, usecontainer=True), "jpegxl", 0),
    ],
)
def test_size_and_precision_are_read_from_the_stream(stream: bytes, family: str, precision: int) -> None:
    assert begins(bytes(stream[:16]))
    told = inspect(stream)
    assert told is not None
    assert (told.family, told.rows, told.columns, told.precision) == (family, 37, 53, precision)
    assert told.samples in (1, 0)


@pytest.mark.parametrize("shape", [(8, 8), (256, 256), (256, 264), (100, 300), (2000, 3), (480, 640), (1080, 1920), (300, 400)])
def test_every_form_of_the_jpeg_xl_size_is_read(shape: tuple[int, int]) -> None:
    told = inspect(imagecodecs.jpegxl_encode(np.zeros(shape, np.uint8), lossless=True))
    assert told is not None
    assert (told.rows, told.columns) == shape


def test_signs_and_color_transforms_of_jpeg_2000_are_seen() -> None:
    signed = inspect(imagecodecs.jpeg2k_encode(GRAY.astype(np.int16), level=0, codecformat="j2k"))
    color = inspect(imagecodecs.jpeg2k_encode(RGB, level=0, codecformat="j2k", reversible=True, mct=True))
    plain = inspect(imagecodecs.jpeg2k_encode(RGB, level=0, codecformat="j2k", reversible=True, mct=False))
    lossy = inspect(imagecodecs.jpeg2k_encode(RGB, level=40, codecformat="j2k", reversible=False))
    assert signed is not None and signed.signed
    assert color is not None and (color.color, color.lossless) == ("RGB", True)
    assert plain is not None and plain.color == ""
    assert lossy is not None and not lossy.lossless


@pytest.mark.trap(7)
def test_trap_7_what_the_colors_of_a_jpeg_are_is_read_from_its_markers() -> None:
    ybr = bytes(imagecodecs.jpeg8_encode(RGB, 90, subsampling="444"))
    thinned = bytes(imagecodecs.jpeg8_encode(RGB, 90, subsampling="420"))
    rgb = bytes(imagecodecs.jpeg8_encode(RGB, 90, colorspace="RGB", outcolorspace="RGB"))
    jfif = ybr.index(b"\xff\xe0")
    unmarked = ybr[:jfif] + ybr[jfif + 18 :]
    thinned_unmarked = thinned[:jfif] + thinned[jfif + 18 :]
    adobe = rgb.index(b"\xff\xee")
    by_letters = rgb[:adobe] + rgb[adobe + 16 :]

    def color(stream: bytes) -> str | None:
        told = inspect(stream)
        return told.color if told else None

    assert color(ybr) == "YBR"  # JFIF
    assert color(unmarked) == ""  # nothing tells: the label decides
    assert color(thinned_unmarked) == "YBR"  # thinned chroma is chroma
    assert color(rgb) == "RGB"  # Adobe's marker
    assert color(by_letters) == "RGB"  # components named R, G, B


def test_other_bytes_are_no_code_stream() -> None:
    for stream in (b"", b"\xff", b"\xff\xd8", b"\xff\xd8\xff", b"\0" * 64, b"\xff\xd8\xff\xd9", b"\xff\x4f\xff\x51\0\x29"):
        assert inspect(stream) is None


@given(
    st.sampled_from(
        [
            bytes(imagecodecs.jpeg8_encode(RGB)),
            bytes(imagecodecs.jpeg2k_encode(GRAY, level=0)),
            bytes(imagecodecs.htj2k_encode(GRAY)),
            bytes(imagecodecs.jpegxl_encode(GRAY, usecontainer=True)),
        ]
    ),
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 255)), max_size=8),
    st.integers(0, 300),
)
@settings(max_examples=400, deadline=None)
def test_damaged_fronts_are_read_or_not_but_never_fail(stream: bytes, changes: list[tuple[int, int]], length: int) -> None:
    hurt = bytearray(stream)
    for position, value in changes:
        hurt[position % len(hurt)] = value
    inspect(bytes(hurt[:length]))
    inspect(bytes(hurt))
