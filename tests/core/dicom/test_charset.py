"""Text in DICOM's character sets, and names in reading order (trap 37)."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread

from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.dicom.charset import MARK, decode_text, language_guessed, person_name
from viewer.dicom.dataset import read_dataset
from viewer.source.entries import FileEntry

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
def test_a_set_is_known_however_it_is_spelled(declared: str, meant: str) -> None:
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
    ("raw", "charset", "text"),
    [
        (b"M\xc3\xbcller\xff^A", "ISO_IR 192", f"Müller{MARK}^A"),  # a broken byte costs itself
        (b"\xe4\xb8\x96\x83", "ISO_IR 192", f"世{MARK}"),
        (b"\xe4\xb8\x96\x83", "", MARK * 4),  # undeclared, one sign may be UTF-8 by chance: here it is two of GBK
    ],
)
def test_damaged_utf_8_keeps_its_sound_letters_where_it_is_declared(raw: bytes, charset: str, text: str) -> None:
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
        dataset = read_dataset(FileEntry(path, path=path.name))
        theirs = str(dcmread(path).get("PatientName", ""))
        assert dataset.text("PatientName").rstrip("=") == theirs, path.name
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


@pytest.mark.trap(37)
@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        ("髙橋^太郎".encode("cp932"), "ISO_IR 13", "髙橋^太郎"),  # an NEC sign that is in Windows' set only
        ("李镕基".encode("gbk"), "ISO_IR 58", "李镕基"),
        ("설믜".encode("cp949"), "ISO 2022 IR 149", "설믜"),
        (b"\x1b$)C" + "설믜".encode("cp949"), "\\ISO 2022 IR 149", "설믜"),
        (b"\x1b$)A" + "李镕基".encode("gbk"), "\\ISO 2022 IR 58", "李镕基"),
        (b"\x1b$Bz!\x1b(B", "\\ISO 2022 IR 87", b"\xed\x9f".decode("cp932", "replace")),
        # a pair that is none: what follows it is read as it should be (0xA2A1 and 0xFEFE are no hanzi of GB 2312)
        (b"\xd5\xc5\xff\xff\xb6\xab", "ISO_IR 58", f"张{MARK}东"),
        (b"\xc8\xab\xc9\xa1\xb1\xe6", "ISO 2022 IR 149", "홍" + b"\xc9\xa1".decode("cp949", "replace")[:1] + "길"),
    ],
)
def test_signs_that_are_in_the_larger_set_only_are_read_and_pairs_stay_pairs(raw: bytes, charset: str, text: str) -> None:
    assert decode_text(raw, charset) == text


UNDECLARED = [
    ("Cyrillic", "Иванов^Иван Петрович", ("cp1251", "iso8859-5", "koi8-r", "cp866")),
    ("Cyrillic", "Позвоночник поясничный", ("cp1251", "iso8859-5", "koi8-r")),
    ("Greek", "Παπαδόπουλος^Γιώργος", ("cp1253", "iso8859-7")),
    ("Hebrew", "בית חולים הדסה", ("cp1255", "iso8859-8")),
    ("Arabic", "محمد^أحمد علي", ("cp1256", "iso8859-6")),
    ("Thai", "สมชาย^ใจดี", ("cp874",)),
    ("Korean", "홍^길동", ("cp949",)),
    ("Korean", "서울대학교병원", ("cp949",)),
    ("Chinese", "王^小明", ("gbk", "gb2312")),
    ("Chinese", "北京协和医院", ("gbk",)),
    ("Chinese", "陳^美惠", ("big5",)),
    ("Japanese", "さとう^はなこ", ("cp932", "euc_jp")),
    ("Japanese", "ヤマダ^タロウ", ("cp932", "euc_jp")),
    ("Japanese", "高橋^健一", ("cp932",)),
]


@pytest.mark.trap(37)
@pytest.mark.parametrize(
    ("language", "text", "codec"), [(language, text, codec) for language, text, codecs in UNDECLARED for codec in codecs]
)
@pytest.mark.parametrize("charset", ["", "ISO_IR 100", "ISO_IR 192"])
def test_letters_that_nobody_declared_are_guessed_where_the_evidence_is_strong(language: str, text: str, codec: str, charset: str) -> None:
    """Written by Python's own codecs, and read back."""
    raw = text.encode(codec)
    assert decode_text(raw, charset) == text
    assert language_guessed(raw, charset) == language


EUROPEAN = (
    "Müller^Jürgen|Groß^Käthe|Schröder^Björn|MÜLLER^JÖRG|Höß|Fußknöchel|Öl|ÄÖÜ|Übersicht Thorax 10 µm|Gürtel² 3 cm³|Knöchel 45°|"
    "Lefèvre^Zoé|Désirée Bézier|Noël^Maëlle|Épaule droite|MÉLÈNE|Étude n°3|«Tête»|Muñoz^José|¿Cráneo?|Núñez^Íñigo|Conceição^João|"
    "CRÂNIO AVALIAÇÃO|Åström^Åke|Öberg^Märta|Pääskynen^Tiia|Sørensen^Søren|Ærø|Þórður^Guðrún|Niccolò^Cantù|Daniël^Zoë|"
    "Wałęsa^Lech|Żółć^Łucja|Łukasz Żak|ŁÓDŹ|ŻÓŁĆ|Kręgosłup lędźwiowy|Dvořák^Jiří|Žižka^Šárka|Szőke^Győző|Űrhajós^Ödön|Brâncuși|"
    "Đorđević^Željko|Çavuşoğlu^Gökçe|Yıldız^Ayşe|Šukys^Živilė|Ozoliņš^Jānis|Õunapuu^Ülle"
).split("|")  # fmt: skip
ELSEWHERE = re.compile("[\u0370-\u06ff\u0e00-\u0eff\u1100-\u11ff\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]")


@pytest.mark.trap(37)
@pytest.mark.parametrize("name", EUROPEAN)
def test_european_names_never_turn_into_those_of_another_part_of_the_world(name: str) -> None:
    for codec in (
        "cp1252",
        "latin-1",
        "iso8859-15",
        "cp1250",
        "iso8859-2",
        "iso8859-16",
        "cp1254",
        "iso8859-9",
        "cp1257",
        "iso8859-4",
        "utf-8",
        "cp850",
        "cp852",
        "mac_roman",
    ):
        try:
            raw = name.encode(codec)
        except UnicodeError:
            continue
        for charset in ("", "ISO_IR 100", "ISO_IR 192", "ISO_IR 148"):
            text = decode_text(raw, charset)
            assert not ELSEWHERE.search(text), (codec, charset, text)
            assert language_guessed(raw, charset) in ("", "Central European", "Western European")
            if codec == "utf-8" or (codec in ("cp1252", "latin-1") and charset != "ISO_IR 148" and name != "ÄÖÜ"):
                assert text == name, (codec, charset)


@pytest.mark.trap(37)
@pytest.mark.parametrize(("raw", "charset"), [(b"[\xbf\xdc\xba\xce DX]CHEST", ""), (b"\xb8\xb8\xb8\xb8", "")])
def test_too_few_letters_for_a_guess_are_marked_and_none_is_invented(raw: bytes, charset: str) -> None:
    """The first are two signs of Korean, between which a pair of bytes would be a letter in UTF-8."""
    text = decode_text(raw, charset)
    assert MARK in text
    assert not re.search("[\u0100-\ufffc]", text)
    assert language_guessed(raw, charset) == ""


@pytest.mark.trap(37)
@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        ("Иванов^Иван", "cp1251", "ISO_IR 144"),
        ("Смирнова^Ольга", "koi8-r", "ISO_IR 144"),
        ("محمد^أحمد علي", "cp1256", "ISO_IR 127"),
    ],
)
def test_windows_letters_under_the_name_of_the_standards_set_are_read(text: str, codec: str, declared: str) -> None:
    raw = text.encode(codec)
    assert decode_text(raw, declared) == text
    assert language_guessed(raw, declared)


@pytest.mark.trap(37)
@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        ("Люк", "iso8859-5", "ISO_IR 144"),
        ("Щукин^Эльдар", "iso8859-5", "ISO_IR 144"),
        ("Ђорђе^Њ", "iso8859-5", "ISO_IR 144"),
        ("قباني^لنزار", "iso8859-6", "ISO_IR 127"),
        ("ΞΨ^Ζωή", "iso8859-7", "ISO_IR 126"),
    ],
)
def test_what_is_rightly_declared_is_no_guess(text: str, codec: str, declared: str) -> None:
    assert (decode_text(text.encode(codec), declared), language_guessed(text.encode(codec), declared)) == (text, "")


@pytest.mark.trap(37)
@pytest.mark.parametrize("codec", ["cp949", "utf-8"])
def test_a_long_text_that_nobody_declared_is_read_to_its_end(codec: str) -> None:
    text = "복부 초음파 검사 " * 2000 + "정면"
    assert decode_text(text.encode(codec), "") == text


@pytest.mark.trap(37)
def test_polish_names_that_nobody_declared_are_told_as_a_guess() -> None:
    raw = "Małgorzata Wójcik".encode("cp1250")
    assert (decode_text(raw, ""), language_guessed(raw, "")) == ("Małgorzata Wójcik", "Central European")


CENTRAL = (
    "Kowalski^Łukasz|Żuk^Żaneta|Stępień^Jan|Świderska^Anna|Świątek^Iga|żaneta|Dvořák^Jiří|Kovář^Tomáš|Kříž^Petr|Dvořáková^Alena|"
    "Ştefan Bucureşti|Şerban^Ion|Šimić^Željko|Ľuboš^Ján|Gazdík^Ľudovít|Łódź"
).split("|")  # fmt: skip


@pytest.mark.trap(37)
@pytest.mark.parametrize("name", CENTRAL)
def test_names_of_central_europe_are_read_where_western_letters_would_make_no_words(name: str) -> None:
    """Written by Python's own codec, and read back: the western reading has a symbol in a word, or letters that no language has together."""
    raw = name.encode("cp1250")
    assert raw.decode("cp1252", "replace") != name
    assert (decode_text(raw, ""), language_guessed(raw, "")) == (name, "Central European")


@pytest.mark.trap(37)
@pytest.mark.parametrize("name", ["Kowalski^Łukasz", "Małgorzata Wójcik", "Żuk^Żaneta", "Świderska^Anna", "Ştefan Bucureşti"])
def test_symbols_in_words_show_that_the_declared_western_set_is_not_meant(name: str) -> None:
    raw = name.encode("cp1250")
    assert (decode_text(raw, "ISO_IR 100"), language_guessed(raw, "ISO_IR 100")) == (name, "Central European")
    assert decode_text("Stêpieñ^Jan".encode("latin-1"), "ISO_IR 100") == "Stêpieñ^Jan"  # letters alone do not


@pytest.mark.trap(37)
@pytest.mark.parametrize("name", ["Müller^Jürgen", "Núñez^Íñigo", "Sørensen^Søren", "Þórður^Guðrún"])
def test_western_letters_that_nobody_declared_are_told_as_a_guess(name: str) -> None:
    raw = name.encode("cp1252")
    assert (decode_text(raw, ""), language_guessed(raw, "")) == (name, "Western European")
    assert language_guessed(raw, "ISO_IR 100") == ""


@pytest.mark.trap(37)
@pytest.mark.parametrize("text", ["Thorax 10 µm", "45° «AP»", "Mª Pilar", "1ª fase", "25 £", "cm³", "¿dolor?"])
def test_signs_that_every_western_text_has_are_no_guess(text: str) -> None:
    raw = text.encode("cp1252")
    assert (decode_text(raw, ""), language_guessed(raw, "")) == (text, "")


@pytest.mark.trap(37)
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("王^小明", "王 小明"),
        ("王小明", "王小明"),
        ("홍^길동", "홍 길동"),
        ("山田^太郎", "山田 太郎"),
        ("ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎", "ﾔﾏﾀﾞ ﾀﾛｳ (山田 太郎)"),
        ("Иванов^Иван", "Иван Иванов"),
    ],
)
def test_names_in_the_signs_of_east_asia_keep_their_order(written: str, read: str) -> None:
    assert person_name(written) == read


@pytest.mark.trap(37)
def test_a_guess_is_told_with_the_picture() -> None:
    data = file_bytes(data_set(PatientName="Hong^Gil", SpecificCharacterSet="ISO_IR 100")).replace(
        b"Hong^Gil", b"\xc8\xab^\xb1\xe6\xb5\xbf "
    )
    catalog = Catalog()
    stack = scan(Memory(data), catalog)
    assert stack is not None
    assert stack.first.patient.name == "홍 길동"
    assert "Korean" in str(stack.notices["letters"]) and "guess" in str(stack.notices["letters"])
    plain = scan(Memory(file_bytes(data_set(PatientName="Müller^Jörg", SpecificCharacterSet="ISO_IR 100"))), Catalog())
    assert plain is not None and "letters" not in plain.notices


@given(st.binary(min_size=1, max_size=60))
def test_no_bytes_are_too_strange_for_a_guess(raw: bytes) -> None:
    assert language_guessed(raw, "") in {"", "Central European", "Western European", *(language for language, _, _ in UNDECLARED)}
