"""The table of transfer syntaxes, against pydicom's."""

import pydicom.uid
import pytest

from tests.core.frames import BASE, encapsulated
from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.dicom.syntaxes import PHILIPS_RUNS, SYNTAXES, family, syntax_of, words


def test_every_transfer_syntax_of_pydicom_has_words_of_its_own() -> None:
    for uid in pydicom.uid.AllTransferSyntaxes:
        assert uid in SYNTAXES, uid.name
    assert len({syntax.name for syntax in SYNTAXES.values()}) == len(SYNTAXES)


def test_native_and_compressed_are_told_apart_as_pydicom_does() -> None:
    for uid, syntax in SYNTAXES.items():
        if uid == PHILIPS_RUNS:  # no transfer syntax
            continue
        known = pydicom.uid.UID(uid)
        if known.is_transfer_syntax and not known.is_private and uid != "1.2.840.10008.1.2.1.98":
            assert known.is_encapsulated == syntax.compressed, known.name


def test_every_syntax_that_pydicom_decodes_has_a_family() -> None:
    for uid in pydicom.uid.JPEGTransferSyntaxes + pydicom.uid.JPEGLSTransferSyntaxes + pydicom.uid.JPEG2000TransferSyntaxes:
        assert family(uid)


def test_video_and_streamed_pixels_have_none_and_say_what_they_are() -> None:
    assert family(pydicom.uid.MPEG4HP41) == ""
    assert "H.264 video" in words(pydicom.uid.MPEG4HP41)
    assert "server" in words("1.2.840.10008.1.2.4.94")


def test_an_unknown_syntax_is_named_by_its_number() -> None:
    syntax = syntax_of("1.2.3.4")
    assert syntax.family == ""
    assert "1.2.3.4" in syntax.name
    assert "no transfer syntax" in words("")


@pytest.mark.trap(10)
@pytest.mark.parametrize(
    "uid", [pytest.param(uid, marks=pytest.mark.reads("syntax", uid, verdict="no")) for uid, one in SYNTAXES.items() if not one.family]
)
def test_what_nothing_here_decodes_is_left_out_and_named(uid: str) -> None:
    ds = data_set()
    ds.PixelData = encapsulated([[b"\0\0\1\xb3 moving pictures"]], delimiter=False)
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    written = file_bytes(ds, syntax=f"{BASE}.4.50")
    old, new = (value.encode() + b"\0" * (len(value) % 2) for value in (f"{BASE}.4.50", uid))
    data = written.replace(b"UI" + bytes([len(old), 0]) + old, b"UI" + bytes([len(new), 0]) + new, 1)
    assert data != written
    catalog = Catalog()
    assert scan(Memory(data), catalog) is None
    assert words(uid) in catalog.left_out()[0].reason
