"""The table of transfer syntaxes, against pydicom's."""

import pydicom.uid

from viewer.syntaxes import SYNTAXES, family, syntax_of, words


def test_every_transfer_syntax_of_pydicom_has_words_of_its_own() -> None:
    for uid in pydicom.uid.AllTransferSyntaxes:
        assert uid in SYNTAXES, uid.name
    assert len({syntax.name for syntax in SYNTAXES.values()}) == len(SYNTAXES)


def test_native_and_compressed_are_told_apart_as_pydicom_does() -> None:
    for uid, syntax in SYNTAXES.items():
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
