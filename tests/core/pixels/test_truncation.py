"""Pictures that end too early inside a file that is whole: told, and nothing said of those that only look odd (trap 5)."""

import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.core.frames import BASE, encapsulated, stored_in
from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.errors import BrokenFile, ViewerError
from viewer.pixels import codecs
from viewer.pixels.codestream import inspect
from viewer.pixels.decode import PixelFormat, decode, frame_index
from viewer.pixels.truncation import CUT, PERHAPS, Gap, ended
from viewer.render.picture import picture, thumbnail
from viewer.volume.frames import Frames

Frame = NDArray[Any]
ROWS, COLUMNS = 72, 83


def smooth(bits: int) -> Frame:
    """A gray frame with noise, nowhere the middle of its values for long."""
    y, x = np.mgrid[0 : 1 : ROWS * 1j, 0 : 1 : COLUMNS * 1j]
    values = (np.sin(9 * x + 4 * y) * 0.3 + 0.4 + np.random.default_rng(11).normal(0, 0.02, x.shape)) * (2**bits - 1)
    return np.clip(values, 0, 2**bits - 1).astype("u1" if bits <= 8 else "u2")


def colored() -> Frame:
    frame = smooth(8)
    return np.stack([frame, frame[::-1], frame[:, ::-1]], axis=-1)


def rle(frame: Frame) -> bytes:
    """Literal runs only, high bytes first (PS3.5 annex G)."""
    width = frame.itemsize
    planes = [frame.astype(f">u{width}").reshape(-1, 1).view("u1").reshape(-1, width)[:, number].tobytes() for number in range(width)]
    parts = [[raw[at : at + 128] for at in range(0, len(raw), 128)] for raw in planes]
    segments = [b"".join(bytes((len(part) - 1,)) + part for part in some) for some in parts]
    starts = [64 + sum(map(len, segments[:number])) for number in range(width)]
    return struct.pack("<16I", width, *starts, *(0,) * (15 - width)) + b"".join(segments)


def form_of(frame: Frame, syntax: str, *, photometric: str = "") -> PixelFormat:
    bits = 8 * frame.itemsize
    return PixelFormat(
        syntax=BASE + syntax, rows=frame.shape[0], columns=frame.shape[1], samples=3 if frame.ndim == 3 else 1, allocated=bits, stored=bits,
        high_bit=bits - 1, signed=False, photometric=photometric or ("RGB" if frame.ndim == 3 else "MONOCHROME2"),
    )  # fmt: skip


def told(stream: bytes, form: PixelFormat) -> list[str]:
    """What is said of a frame when our own decoder decodes it."""
    notes: list[str] = []
    decode(encapsulated([[stream]]), form, 0, notes=notes, decoder="imagecodecs")
    return [note for note in notes if note in (CUT, PERHAPS)]


def lossless(frame: Frame, predictor: int, **colors: Any) -> bytes:
    return bytes(imagecodecs.jpeg8_encode(frame, lossless=True, predictor=predictor, bitspersample=8 * frame.itemsize, **colors))


JPEG: dict[str, tuple[Callable[[], Frame], str, Callable[[Frame], bytes]]] = {
    "baseline": (lambda: smooth(8), ".4.50", lambda frame: bytes(imagecodecs.jpeg8_encode(frame, 90))),
    "baseline in color": (colored, ".4.50", lambda frame: bytes(imagecodecs.jpeg8_encode(frame, 90))),
    "extended": (lambda: smooth(12), ".4.51", lambda frame: bytes(imagecodecs.jpeg8_encode(frame, 90, bitspersample=12))),
    "lossless": (lambda: smooth(16), ".4.70", lambda frame: lossless(frame, 1)),
    "lossless by another predictor": (lambda: smooth(16), ".4.57", lambda frame: lossless(frame, 6)),
    "lossless in color": (colored, ".4.70", lambda frame: lossless(frame, 1, colorspace="RGB", outcolorspace="RGB")),
}


@pytest.mark.trap(5)
@pytest.mark.parametrize("name", JPEG)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.85])
def test_a_jpeg_that_is_cut_is_told(name: str, share: float) -> None:
    make, syntax, encode = JPEG[name]
    frame = make()
    stream = encode(frame)
    assert told(stream[: round(len(stream) * share)], form_of(frame, syntax)) == [CUT]


@pytest.mark.parametrize("name", JPEG)
@pytest.mark.parametrize("behind", [b"", b"\0" * 7, b"\xff", b" ", b"\x00\xd3\x0c\x99\xfa", None])
def test_a_jpeg_with_padding_or_junk_behind_it_or_with_nothing_missing_but_its_end_mark_is_whole(name: str, behind: bytes | None) -> None:
    """Junk of up to six bytes is behind each frame of an old angiography, an odd 0xFF or blank behind those of several archives."""
    make, syntax, encode = JPEG[name]
    frame = make()
    stream = encode(frame)
    assert told(stream[:-2] if behind is None else stream + behind, form_of(frame, syntax)) == []


def three_scans(frame: Frame) -> tuple[bytes, list[int]]:
    """A JPEG with one scan for each color, made of three gray ones; and where each of the scans ends."""
    head, scans = b"", []
    for number in range(3):
        gray = bytes(imagecodecs.jpeg8_encode(np.ascontiguousarray(frame[:, :, number]), 90))
        size, table, scan_at = gray.index(b"\xff\xc0"), gray.index(b"\xff\xc4"), gray.index(b"\xff\xda")
        if number == 0:
            rows_columns = gray[size + 5 : size + 9]
            parts = b"".join(bytes((part, 0x11, 0)) for part in (82, 71, 66))
            head = gray[:size] + b"\xff\xc0" + struct.pack(">HB", 17, 8) + rows_columns + b"\3" + parts
        scan_of = bytearray(gray[scan_at:-2])
        scan_of[5] = (82, 71, 66)[number]
        scans.append(gray[table:scan_at] + bytes(scan_of))
    ends = [len(head) + sum(map(len, scans[: number + 1])) for number in range(3)]
    return head + b"".join(scans) + b"\xff\xd9", ends


@pytest.mark.trap(5)
def test_of_a_jpeg_in_several_scans_nobody_can_say_whether_one_is_missing() -> None:
    frame = colored()
    stream, ends = three_scans(frame)
    form = form_of(frame, ".4.50")
    decoded = decode(encapsulated([[stream]]), form, 0, decoder="imagecodecs").astype(int)
    assert np.abs(decoded - frame).mean() < 5, "the stream is one"
    assert told(stream, form) == []
    for end in ends:
        assert told(stream[:end], form) == [PERHAPS]


def tiled() -> tuple[Frame, bytes, list[int]]:
    """A JPEG 2000 of two tiles one below the other, made of two streams of one tile; and where each of its tiles ends."""
    frame = smooth(16)[:64, :64]
    whole = np.concatenate([frame, frame[::-1]])
    head, tiles = b"", []
    for number, part in enumerate((frame, frame[::-1])):
        one = bytes(imagecodecs.jpeg2k_encode(np.ascontiguousarray(part), level=0, codecformat="j2k", reversible=True, resolutions=3))
        at = one.index(b"\xff\x90\x00\x0a")
        head = one[:12] + struct.pack(">I", 128) + one[16:at]
        tiles.append(one[at : at + 4] + struct.pack(">H", number) + one[at + 6 : -2])
    return whole, head + b"".join(tiles) + b"\xff\xd9", [len(head) + len(tiles[0]), len(head) + len(tiles[0]) + len(tiles[1])]


@pytest.mark.trap(5)
def test_a_jpeg_2000_that_lacks_a_tile_is_told() -> None:
    """OpenJPEG leaves it black, and says nothing."""
    frame, stream, (first, _) = tiled()
    form = form_of(frame, ".4.90")
    assert np.array_equal(decode(encapsulated([[stream]]), form, 0, decoder="imagecodecs"), frame)
    assert told(stream, form) == []
    assert told(stream[:first] + b"\xff\xd9", form) == [CUT]


@pytest.mark.trap(5)
def test_a_tile_that_announces_more_parts_than_there_are_is_not_whole() -> None:
    _, stream, (first, _) = tiled()
    account = inspect(stream)
    assert account is not None
    assert ended(stream, account)
    second = bytearray(stream)
    second[first + 11] = 2
    assert not ended(bytes(second), account)


@pytest.mark.trap(5)
@pytest.mark.parametrize("boxed", ["j2k", "jp2"])
def test_a_jpeg_2000_that_is_cut_does_not_reach_its_end(boxed: str) -> None:
    """In whatever way: without an end mark, or with one put behind what is left."""
    stream = bytes(imagecodecs.jpeg2k_encode(smooth(16), level=0, codecformat=boxed, reversible=True))
    account = inspect(stream)
    assert account is not None
    assert ended(stream, account)
    assert ended(stream + b"\0\0\0", account)
    half = stream[: len(stream) // 2]
    assert not ended(half, account)
    assert not ended(half + b"\xff\xd9", account)
    with pytest.raises(BrokenFile):
        decode(encapsulated([[half]]), form_of(smooth(16), ".4.90"), 0, decoder="imagecodecs")


def test_a_jpeg_2000_of_one_tile_without_a_length_reaches_to_the_end_mark() -> None:
    """Encoders that write as they go leave it out (T.800 A.4.2)."""
    stream = bytearray(imagecodecs.jpeg2k_encode(smooth(16), level=0, codecformat="j2k", reversible=True))
    struct.pack_into(">I", stream, stream.index(b"\xff\x90\x00\x0a") + 6, 0)
    assert told(bytes(stream), form_of(smooth(16), ".4.90")) == []


@pytest.mark.parametrize("cut", [0, 2, 9, 500])
def test_a_jpeg_ls_is_whole_or_refused(cut: int) -> None:
    frame = smooth(16)
    stream = bytes(imagecodecs.jpegls_encode(frame))
    data, form = stream[: len(stream) - cut], form_of(frame, ".4.80")
    if cut > 2:
        with pytest.raises(BrokenFile):
            told(data, form)
    else:
        assert told(data, form) == []


@pytest.mark.native
def test_a_jpeg_ls_of_which_only_another_decoder_makes_a_picture_may_be_incomplete() -> None:
    """Where pylibjpeg is installed: on the command line, never in the browser."""
    frame = smooth(16)
    stream = bytes(imagecodecs.jpegls_encode(frame))
    for data in (stream[:9000], stream[:9000] + b"\xff\xd9", stream[:6000] + stream[7000:]):
        notes: list[str] = []
        decode(encapsulated([[data]]), form_of(frame, ".4.80"), 0, notes=notes)
        assert PERHAPS in notes


@pytest.mark.trap(5)
@pytest.mark.parametrize(
    ("syntax", "stream"),
    [
        (".4.80", bytes(imagecodecs.jpegls_encode(smooth(16)))),
        (".4.90", bytes(imagecodecs.jpeg2k_encode(smooth(16), level=0, codecformat="j2k", reversible=True))),
        (".4.201", bytes(imagecodecs.htj2k_encode(smooth(16), reversible=True))),
    ],
)
def test_a_stream_without_its_end_is_not_handed_to_a_codec_elsewhere(syntax: str, stream: bytes) -> None:
    form = form_of(smooth(16), syntax)
    whole = codecs.bare(stream + b"\0", form)
    assert whole is not None
    assert bytes(whole[1]) == stream + b"\0"
    for cut in (1, 2, len(stream) // 2):
        with pytest.raises(BrokenFile, match="ends too early"):
            codecs.bare(stream[:-cut], form)


@pytest.mark.trap(5)
@pytest.mark.parametrize("bits", [8, 16])
def test_an_rle_plane_that_is_too_short_is_told(bits: int) -> None:
    frame = smooth(bits)
    stream, form = rle(frame), form_of(frame, ".5")
    assert told(stream, form) == []
    assert told(stream + bytes(6), form) == []
    for cut in (2, 40, 90, len(stream) // 3):
        assert told(stream[:-cut], form) == [CUT]


@pytest.mark.trap(5)
@pytest.mark.parametrize("cut", [50, 89, 300])  # 89: just one run
def test_an_rle_plane_in_front_that_is_too_short_is_told(cut: int) -> None:
    """The low bytes are all there, the high ones are not: steps of gray without an edge."""
    frame = smooth(16)
    stream = rle(frame)
    second = struct.unpack_from("<3I", stream)[2]
    short = struct.pack("<16I", 2, 64, second - cut, *(0,) * 13) + stream[64 : second - cut] + stream[second:]
    assert told(short, form_of(frame, ".5")) == [CUT]


@pytest.mark.trap(5)
def test_a_frame_whose_unpacked_bytes_are_too_few_is_told() -> None:
    frame = smooth(16)
    raw = frame.tobytes()
    form = form_of(frame, ".8.1")

    def packed(data: bytes) -> bytes:
        maker = zlib.compressobj(wbits=-15)
        return maker.compress(data) + maker.flush()

    notes: list[str] = []
    decode(encapsulated([[packed(raw)]]), form, 0, notes=notes)
    assert CUT not in notes
    decode(encapsulated([[packed(raw[:-100])]]), form, 0, notes=notes)
    assert CUT in notes


@pytest.mark.trap(5)
def test_of_native_frames_the_one_that_is_cut_is_told() -> None:
    frames = np.stack([smooth(16)] * 3)
    form = replace(form_of(frames[0], ".1"), frames=3)
    data = frames.tobytes()[:-1000]
    found: list[list[str]] = [[], [], []]
    for index in range(3):
        decode(data, form, index, frames=frame_index(data, form), notes=found[index])
    assert found == [[], [], [CUT]]


def stack_of(*streams: bytes, syntax: str = ".4.50") -> tuple[Catalog, Stack]:
    catalog = Catalog()
    for number, stream in enumerate(streams):
        data = data_set(smooth(8), SOPInstanceUID=f"1.9.{number}", InstanceNumber=number, ImagePositionPatient=[0, 0, number])
        data.PixelData = encapsulated([[stream]], delimiter=False)
        data["PixelData"].VR, data["PixelData"].is_undefined_length = "OB", True
        scan(Memory(file_bytes(data, syntax=BASE + syntax), path=f"{number}"), catalog)
    catalog.settle()
    (stack,) = catalog.stacks()
    return catalog, stack


def listed(catalog: Catalog, volume: Frames | None = None) -> dict[str, Any]:
    """Return what is told of the first stack, with what decoding has shown of it."""
    findings = None if volume is None else volume.findings
    found: dict[str, Any] = catalog.describe(findings=findings)["patients"][0]["studies"][0]["series"][0]["stacks"][0]
    return found


@pytest.mark.trap(5)
def test_the_picture_says_it_and_once_it_is_decoded_its_series_as_well() -> None:
    whole = bytes(imagecodecs.jpeg8_encode(smooth(8), 90))
    catalog, stack = stack_of(whole, whole[: len(whole) // 2], whole[:-2])
    volume = Frames(stack, budget=1 << 20)
    assert not listed(catalog, volume)["cut"]
    assert [picture(volume, index).facts["missing"] for index in range(3)] == [None, "Part of this picture is missing", None]
    assert listed(catalog, volume)["cut"]
    assert (
        listed(catalog, volume)["notices"][0]
        == "The stored data of a picture ends too early. The rest of what you see is filler, not your scan"
    )
    catalog.settle()
    assert listed(catalog, volume)["cut"], "also when stacks are put together anew"


def test_what_may_be_missing_is_a_notice_and_no_cut() -> None:
    whole, (first, *_) = three_scans(colored())
    catalog = Catalog()
    data = data_set(colored())
    data.PixelData = encapsulated([[whole[:first]]], delimiter=False)
    data["PixelData"].VR, data["PixelData"].is_undefined_length = "OB", True
    scan(Memory(file_bytes(data, syntax=BASE + ".4.50")), catalog)
    (stack,) = catalog.stacks()
    volume = Frames(stack, budget=1 << 20)
    assert picture(volume, 0).facts["missing"] == "This picture may be incomplete"
    assert not listed(catalog, volume)["cut"]
    assert listed(catalog, volume)["notices"][0] == "The stored data of a picture has no end mark: part of it may be missing"


@pytest.mark.corpus
def test_of_real_files_only_those_that_are_cut_are_told(corpus: Path) -> None:
    """It is pydicom's MR_truncated which lacks its last rows, and gcp-adapter's example3, a data set inside the pixels of another.

    The latter's progressive JPEG lacks 156 bytes of the 8,038 that its item announces. Streams that say nothing sensible are refused.
    """
    found = set()
    for path in sorted(file for file in corpus.rglob("*") if file.is_file()):
        try:
            value, form, _ = stored_in(path)
            frames = frame_index(value, form)
        except (ViewerError, ValueError, AssertionError):
            continue
        for index in {0, frames.count // 2, frames.count - 1}:
            notes: list[str] = []
            try:
                decode(value, form, index, frames=frames, notes=notes)
            except ViewerError:
                continue
            if CUT in notes or PERHAPS in notes:
                found.add(path.name)
    assert found == {"MR_truncated.dcm", "example3.dcm"}


# ---- where it is missing, and how that is drawn


def drawn(stream: bytes, form: PixelFormat, frame: Frame) -> Frame:
    """Where decoding says that something is missing, True there."""
    notes: list[str] = []
    decode(encapsulated([[stream]]), form, 0, notes=notes)
    (gap,) = (note for note in notes if isinstance(note, Gap))
    assert gap.mask.shape == frame.shape[:2]
    return gap.mask


@pytest.mark.trap(5)
@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize("cut", [1, 2, 100, 900])
def test_what_is_missing_of_an_uncompressed_picture_is_dark_and_hatched_and_never_white(photometric: str, cut: int) -> None:
    frame = np.full((20, 30), 900, np.int16)
    raw = file_bytes(data_set(frame, PhotometricInterpretation=photometric, WindowCenter="0", WindowWidth="10"))
    catalog = Catalog()
    scan(Memory(raw[:-cut]), catalog)
    (stack,) = catalog.stacks()
    volume = Frames(stack, budget=1 << 20)
    shown = picture(volume, 0)
    assert shown.rgba is not None
    there = (frame.nbytes - cut) // 2
    grays = shown.rgba.reshape(-1, 4)
    assert (grays[:there, :3] == (0 if photometric == "MONOCHROME1" else 255)).all()
    assert set(grays[there:, 0].tolist()) <= {24, 72}
    assert (grays[:, 3] == 255).all()
    if cut == 900:
        assert set(grays[there:, 0].tolist()) == {24, 72}, "hatched"
        small = thumbnail(volume, size=20)
        assert small is not None
        assert int(small[-2, :, 0].max()) <= 72


@pytest.mark.trap(5)
@pytest.mark.parametrize("planar", [0, 1])
def test_of_a_color_picture_is_missing_where_one_of_the_colors_is(planar: int) -> None:
    frame = np.full((10, 12, 3), 200, np.uint8)
    form = replace(form_of(frame, ".1"), planar=planar)
    notes: list[str] = []
    decode(frame.tobytes()[:-30], form, 0, notes=notes)
    (gap,) = (note for note in notes if isinstance(note, Gap))
    assert int(gap.mask.sum()) == (30 if planar else 10)
    assert gap.mask.reshape(-1)[-1]


@pytest.mark.trap(5)
@pytest.mark.parametrize("name", JPEG)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.85])
def test_where_a_cut_jpeg_was_filled_up_is_found(name: str, share: float) -> None:
    """By the decoder's own picture of the whole stream: what is not marked is the same in both, but for the last block or line begun."""
    make, syntax, encode = JPEG[name]
    frame = make()
    stream = encode(frame)
    form = form_of(frame, syntax)
    part = stream[: round(len(stream) * share)]
    mask = drawn(part, form, frame)
    whole, some = (decode(encapsulated([[one]]), form, 0) for one in (stream, part))
    wrong = whole != some if frame.ndim == 2 else (whole != some).any(axis=2)
    assert 0.05 < mask.mean() < 0.95
    assert (wrong & ~mask).sum() <= 3 * 16 * 16
    assert (~wrong & mask).mean() < 0.1


@pytest.mark.trap(5)
def test_of_a_jpeg_2000_the_tile_that_is_not_there_is_marked() -> None:
    frame, stream, (first, _) = tiled()
    mask = drawn(stream[:first] + b"\xff\xd9", form_of(frame, ".4.90"), frame)
    assert (mask[:64].any(), mask[64:].all()) == (False, True)


@pytest.mark.trap(5)
def test_of_an_rle_picture_is_missing_where_one_of_its_planes_is() -> None:
    frame = smooth(16)
    stream = rle(frame)
    mask = drawn(stream[: round(len(stream) * 0.9)], form_of(frame, ".5"), frame)
    assert mask.any()
    first = int(np.argmax(mask.reshape(-1)))
    whole, some = (decode(encapsulated([[one]]), form_of(frame, ".5"), 0) for one in (stream, stream[: round(len(stream) * 0.9)]))
    last = first - 1  # the byte that makes a fragment even may count as one more value
    assert np.array_equal(whole.reshape(-1)[:last], some.reshape(-1)[:last])
    assert mask.reshape(-1)[first:].all()


# ---- one broken picture costs only itself


@pytest.mark.parametrize("middle", [False, True])
def test_the_small_picture_of_a_series_comes_from_a_neighbor_where_its_own_is_broken(*, middle: bool) -> None:
    whole = bytes(imagecodecs.jpeg8_encode(smooth(8), 90))
    rubbish = whole[:40]
    catalog, stack = stack_of(rubbish, rubbish, rubbish, whole, whole)
    volume = Frames(stack, budget=1 << 29)
    small = thumbnail(volume, size=32, middle=middle)
    assert small is not None
    assert len(np.unique(small[..., 0])) > 20
    assert listed(catalog, volume)["damaged"] >= 1
    assert thumbnail(Frames(stack_of(rubbish, rubbish)[1], budget=1 << 29), size=32) is None


def test_pictures_that_cannot_be_decoded_are_counted_and_the_others_shown() -> None:
    whole = bytes(imagecodecs.jpeg8_encode(smooth(8), 90))
    catalog, stack = stack_of(whole, whole[:40], whole, whole[:40])
    volume = Frames(stack, budget=1 << 20)
    assert listed(catalog, volume)["damaged"] == 0
    assert [picture(volume, index).rgba is None for index in range(4)] == [False, True, False, True]
    assert listed(catalog, volume)["damaged"] == 2
    catalog.settle()
    assert listed(catalog, volume)["damaged"] == 2
