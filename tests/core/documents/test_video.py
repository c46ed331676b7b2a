"""Films come out of their files as a video program takes them."""

import pytest
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.uid import HEVCMP51, MPEG2MPML, MPEG4HP41, RLELossless

from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.documents import opened
from viewer.errors import BrokenFile

MP4 = b"\0\0\0\x18ftypisom" + bytes(range(200))
ANNEX_B = b"\0\0\0\1\x67" + bytes(95)


def film(*pieces: bytes, syntax: str = MPEG4HP41, data: bytes | None = None, **keywords: object) -> Memory:
    ds: Dataset = data_set(NumberOfFrames=50, FrameTime=40, Modality="ES", BitsAllocated=8, BitsStored=8, HighBit=7, **keywords)
    ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.PlanarConfiguration = 3, "YBR_PARTIAL_420", 0
    ds.PixelData = encapsulate(list(pieces), has_bot=False) if data is None else data
    ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
    return Memory(file_bytes(ds, syntax=syntax))


@pytest.mark.parametrize(
    ("start", "syntax", "container", "codec", "mime", "name"),
    [
        (MP4, MPEG4HP41, "mp4", "h264", "video/mp4", "film.mp4"),
        (ANNEX_B, MPEG4HP41, "es", "h264", "video/h264", "film.h264"),
        (ANNEX_B, f"{MPEG4HP41}.1", "es", "h264", "video/h264", "film.h264"),
        (ANNEX_B, HEVCMP51, "es", "hevc", "video/h265", "film.h265"),
        (b"\0\0\1\xb3" + bytes(96), MPEG2MPML, "es", "mpeg2", "video/mpeg", "film.mpg"),
        (b"\0\0\1\xba" + bytes(96), MPEG2MPML, "ps", "mpeg2", "video/mpeg", "film.mpg"),
        ((b"\x47" + bytes(187)) * 3, MPEG4HP41, "ts", "h264", "video/mp2t", "film.ts"),
    ],
)
def test_a_film_is_told_by_its_bytes_and_comes_out_whole(
    start: bytes, syntax: str, container: str, codec: str, mime: str, name: str
) -> None:
    content = opened(film(start, syntax=syntax))
    assert content.files["film"].read() == start
    told = content.more
    assert (told["container"], told["codec"], told["mime"], told["name"]) == (container, codec, mime, name)
    assert (told["frames"], told["rate"]) == (50, 25.0)
    assert ["Length", "50 pictures, 2 seconds"] in content.facts


def test_a_film_in_pieces_is_joined_in_their_order() -> None:
    assert opened(film(MP4[:100], MP4[100:])).files["film"].read() == MP4


def test_a_film_whose_table_of_offsets_is_filled_does_not_begin_with_it() -> None:
    assert opened(film(data=encapsulate([MP4]))).files["film"].read() == MP4
    assert opened(film(data=encapsulate_extended([MP4])[0])).files["film"].read() == MP4


def test_a_film_that_is_cut_short_is_told() -> None:
    whole = film(MP4)
    content = opened(Memory(whole.data[:-100]))
    assert MP4.startswith(content.files["film"].read())
    assert "cut short" in content.notes[0]


def test_a_film_without_a_byte_is_told() -> None:
    with pytest.raises(BrokenFile, match="empty"):
        opened(film(data=b"\xfe\xff\0\xe0\0\0\0\0"))


def test_the_catalog_keeps_a_film_as_a_document_and_tells_as_before_what_to_do() -> None:
    catalog = Catalog()
    scan(film(MP4), catalog)
    document = catalog.document("d1")
    assert document is not None
    assert document.kind.startswith("Film (MPEG-4 AVC/H.264 video")
    assert document.open().files["film"].read() == MP4
    assert "Play it with a video program" in catalog.left_out()[0].reason


def test_pictures_in_another_syntax_are_no_film() -> None:
    catalog = Catalog()
    scan(film(MP4, syntax=RLELossless), catalog)
    assert catalog.documents == []
