"""Text in DICOM's character sets, and names in reading order (trap 37)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread

from viewer.entries import FileEntry
from viewer.header import read_header
from viewer.text import MARK, decode_text, person_name

YAMADA = b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B"


@pytest.mark.trap(37)
@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        (b"plain", "", "plain"),
        ("Müller".encode("latin-1"), "ISO_IR 100", "Müller"),
        ("Łukasz Żółć".encode("iso8859-2"), "ISO_IR 101", "Łukasz Żółć"),
        ("PÓŁNOC".encode("iso8859-2"), "ISO_IR 101", "PÓŁNOC"),  # its bytes are UTF-8 as well, by chance
        ("Ġorġ".encode("iso8859-3"), "ISO_IR 109", "Ġorġ"),
        ("Jānis Ķīsis".encode("iso8859-4"), "ISO_IR 110", "Jānis Ķīsis"),
        ("Люк".encode("iso8859-5"), "ISO_IR 144", "Люк"),
        ("قباني".encode("iso8859-6"), "ISO_IR 127", "قباني"),
        ("Διονυσιος".encode("iso8859-7"), "ISO_IR 126", "Διονυσιος"),
        ("שרון".encode("iso8859-8"), "ISO_IR 138", "שרון"),
        ("Çavuşoğlu".encode("iso8859-9"), "ISO_IR 148", "Çavuşoğlu"),
        ("Œuvre".encode("iso8859-15"), "ISO_IR 203", "Œuvre"),
        ("สมชาย เขต".encode("iso8859-11"), "ISO_IR 166", "สมชาย เขต"),
        (b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3", "ISO_IR 13", "ﾔﾏﾀﾞ^ﾀﾛｳ"),
        ("王小明".encode(), "ISO_IR 192", "王小明"),
        ("王小东".encode("gb18030"), "GB18030", "王小东"),
        ("王小东".encode("gbk"), "GBK", "王小东"),
        # PS3.5 annex H.3.1 and H.3.2, I.2, K.2: the standard's own examples
        (YAMADA, "\\ISO 2022 IR 87", "Yamada^Tarou=山田^太郎=やまだ^たろう"),
        (
            b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J",
            "ISO 2022 IR 13\\ISO 2022 IR 87",
            "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
        ),
        (
            b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
            "\\ISO 2022 IR 149",
            "Hong^Gildong=洪^吉洞=홍^길동",
        ),
        (b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=", "\\ISO 2022 IR 58", "Zhang^XiaoDong=张^小东="),
        # the supplementary kanji, and two sets in one value
        ("丂丄".encode("euc_jp").replace(b"\x8f", b"").translate(bytes(range(128)) * 2).join((b"\x1b$(D", b"\x1b(B")), "\\ISO 2022 IR 159", "丂丄"),
        (b"J\xe9r\xf4me \x1b-L\xbb\xee\xda", "ISO 2022 IR 100\\ISO 2022 IR 144", "Jérôme Люк"),
        (b"\x1b-F\xc4\xe9\n\xe4", "ISO 2022 IR 100\\ISO 2022 IR 126", "Δι\nä"),  # each line begins with the first set again
    ],
)  # fmt: skip
def test_text_is_read_under_its_declared_set(raw: bytes, charset: str, text: str) -> None:
    assert decode_text(raw, charset) == text


@pytest.mark.trap(37)
@pytest.mark.parametrize(
    ("declared", "meant"),
    [("ISO-IR 100", "latin-1"), ("ISO IR 100", "latin-1"), ("iso_ir 100", "latin-1"), ("ISO 2022 IR 100", "latin-1"), ("ISO_IR192", "utf-8"), ("UTF-8", "utf-8")],
)  # fmt: skip
def test_a_set_is_known_however_it_is_spelt(declared: str, meant: str) -> None:
    assert decode_text("Grüße".encode(meant), declared) == "Grüße"


@pytest.mark.trap(37)
@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        ("Jörg".encode(), "", "Jörg"),
        ("Jörg".encode("latin-1"), "", "Jörg"),
        ("Jörg".encode(), "NO SUCH SET", "Jörg"),
        ("Jörg Müller".encode(), "ISO_IR 100", "Jörg Müller"),  # UTF-8 called western
        ("Łukasz".encode(), "ISO_IR 101", "Łukasz"),
        ("山田太郎".encode(), "ISO_IR 13", "山田太郎"),
        ("中文".encode(), "GB18030", "中文"),
        ("Jörg".encode("latin-1"), "ISO_IR 192", "Jörg"),  # western called UTF-8
        ("“Müller”".encode("cp1252"), "ISO_IR 100", "“Müller”"),  # Windows' own, called by the standard's name
        ("Łódź śmiało".encode("cp1250"), "ISO_IR 101", "Łódź śmiało"),
        ("山田".encode("shift_jis"), "\\ISO 2022 IR 87", "山田"),  # Windows' form without escapes
        ("홍길동".encode("euc_kr"), "\\ISO 2022 IR 149", "홍길동"),  # the escape was forgotten
        (b"\x1b$)C\xc8\xab^\xb1\xe6\xb5\xbf", "\\ISO 2022 IR 149", "홍^길동"),  # and here after a delimiter
        (YAMADA.split(b"=")[1], "", "山田^太郎"),  # escapes that nobody declared
    ],
)  # fmt: skip
def test_text_of_a_set_wrongly_declared_is_still_read(raw: bytes, charset: str, text: str) -> None:
    assert decode_text(raw, charset) == text


@pytest.mark.trap(37)
@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        ("王小明".encode()[:-1], "ISO_IR 192"),  # cut within a character, as gateways with fixed fields do
        ("王小明".encode()[:-1], ""),
        ("Петров".encode("cp1251"), ""),  # another alphabet that nobody declared
        ("山田太郎".encode("euc_jp"), ""),
        (b"\xc8", "ISO_IR 149"),
        (b"\x90Jerome\x9d", "ISO_IR 203"),
        (b"abc\x1b$Zdef", "\\ISO 2022 IR 87"),
        (b"\x1b$B;", "\\ISO 2022 IR 87"),
        (b"\xa1", "ISO_IR 127"),
    ],
)
def test_what_is_no_text_in_its_set_is_marked_and_never_silently_wrong(raw: bytes, charset: str) -> None:
    assert MARK in decode_text(raw, charset)


@given(
    st.binary(max_size=40),
    st.sampled_from(["", "ISO_IR 100", "\\ISO 2022 IR 87", "ISO 2022 IR 13\\ISO 2022 IR 159", "\\ISO 2022 IR 149", "GB18030", "9\\x"]),
)
def test_no_bytes_are_too_strange(raw: bytes, charset: str) -> None:
    assert isinstance(person_name(decode_text(raw, charset)), str)


@pytest.mark.trap(37)
@pytest.mark.corpus
@pytest.mark.reference("pydicom 3.0.2")
def test_real_names_in_fourteen_sets_are_read_as_pydicom_reads_them(corpus: Path) -> None:
    paths = sorted((corpus / "pydicom/src/pydicom/data/charset_files").glob("*.dcm"))
    read = 0
    for path in paths:
        header = read_header(FileEntry(path, path=path.name))
        theirs = str(dcmread(path).get("PatientName", ""))
        assert header.text("PatientName").rstrip("=") == theirs, path.name
        read += bool(theirs)
    assert read >= 14


@pytest.mark.trap(37)
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Doe^Jane", "Jane Doe"),
        ("Doe^Jane^Q^Dr^PhD", "Dr Jane Q Doe, PhD"),
        ("Doe", "Doe"),
        ("^^^^", ""),
        ("^^^^Jr", "Jr"),
        ("", ""),
        ("==", ""),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Tarou Yamada (山田 太郎)"),
        ("Wang^XiaoDong=王^小東=", "XiaoDong Wang (王 小東)"),
        ("=山田^太郎", "山田 太郎"),
        ("==やまだ^たろう", "やまだ たろう"),
        ("山田=山田", "山田"),
        ("a^b^c^d^e^f^g=h=i=j", "d b c a, e (h)"),
    ],
)
def test_a_person_name_is_put_into_reading_order(written: str, read: str) -> None:
    assert person_name(written) == read
