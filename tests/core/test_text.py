"""Text in DICOM's character sets, and names in reading order."""

import pytest

from viewer.text import decode_text, person_name


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        (b"plain", "", "plain"),
        ("Müller".encode("latin-1"), "ISO_IR 100", "Müller"),
        ("Люк".encode("iso8859-5"), "ISO_IR 144", "Люк"),
        ("王小明".encode(), "ISO_IR 192", "王小明"),
        ("王小东".encode("gb18030"), "GB18030", "王小东"),
        (b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B", "\\ISO 2022 IR 87", "Yamada^Tarou=山田^太郎"),
    ],
)
def test_text_is_read_under_its_declared_set(raw: bytes, charset: str, text: str) -> None:
    assert decode_text(raw, charset) == text


def test_utf_8_that_was_declared_as_nothing_is_still_read() -> None:
    assert decode_text("Jörg".encode(), "") == "Jörg"


def test_western_bytes_that_were_declared_as_nothing_are_still_read() -> None:
    assert decode_text("Jörg".encode("latin-1"), "") == "Jörg"


def test_an_unknown_set_loses_nothing() -> None:
    assert decode_text("Jörg".encode(), "NO SUCH SET") == "Jörg"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Doe^Jane", "Jane Doe"),
        ("Doe^Jane^Q^Dr^PhD", "Dr Jane Q Doe, PhD"),
        ("Doe", "Doe"),
        ("^^^^", ""),
        ("", ""),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Tarou Yamada"),
        ("=山田^太郎", "太郎 山田"),
    ],
)
def test_a_person_name_is_put_into_reading_order(written: str, read: str) -> None:
    assert person_name(written) == read
