"""ZIP: whole, nested, streamed, cut short, locked, lying."""

import base64
import io
import random
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.core.made import Memory
from tests.core.source.archives.packed import FILES, Counted, by_hand, encrypted, opened, refused, sealed, zipped
from viewer.errors import BrokenFile, LimitExceeded, Locked, Unreadable, UnsupportedPixels
from viewer.source.archives import Opening, unfold
from viewer.source.archives.names import decoded

NOISE = random.Random(3).randbytes(400_000)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("streamed", [False, True])
def test_every_file_comes_out_as_it_went_in(method: int, streamed: bool) -> None:  # noqa: FBT001
    assert opened(zipped(method=method, streamed=streamed)) == FILES


def test_an_archive_in_an_archive_in_an_archive() -> None:
    inner = zipped()
    assert opened(zipped({"b.zip": zipped({"c": inner}), "x": b"y"})) == {f"b.zip/c/{name}": data for name, data in FILES.items()} | {
        "x": b"y"
    }


def test_a_large_member_is_read_at_random_and_agrees_with_itself() -> None:
    """Beyond 8 MiB inflating goes on from states that were kept."""
    chance = random.Random(4)
    data = b"".join(bytes([chance.randrange(256)]) * chance.randrange(1, 900) for _ in range(60_000))
    assert len(data) > 20 << 20
    (member,) = unfold(Memory(zipped({"big": data}), "a"))
    for _ in range(60):
        start = chance.randrange(len(data))
        stop = start + chance.randrange(400_000)
        assert member.read(start, stop) == data[start:stop]
    assert member.read() == data
    assert member.read(len(data) + 5, len(data) + 9) == b""


def test_of_a_stored_member_only_the_part_that_is_asked_for_is_read() -> None:
    archive = Counted(zipped({"a": bytes(40 << 20), "b": NOISE}, method=zipfile.ZIP_STORED))
    members = {member.path: member for member in unfold(archive)}
    assert archive.read_bytes < 2 << 20
    archive.read_bytes = 0
    assert members["disc.bin/a"].read(30 << 20, (30 << 20) + 100) == bytes(100)
    assert archive.read_bytes < 1 << 20


def test_of_a_deflated_member_the_front_costs_little() -> None:
    archive = Counted(zipped({"noise": random.Random(5).randbytes(20 << 20)}))
    (member,) = unfold(archive)
    member.read(0, 1000)
    assert archive.read_bytes < 1 << 20


def test_numbers_of_zip64(tmp_path: Path) -> None:
    """A member that declares long sizes, as programs do for whatever they stream, and an end record of zip64."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        with archive.open("IM1", "w", force_zip64=True) as member:
            member.write(NOISE)
        archive.writestr("IM2", b"two")
    data = target.getvalue()
    end = data.rfind(b"PK\5\6")
    count, length, offset = struct.unpack_from("<8xHHI", data, end)[1], *struct.unpack_from("<12xII", data, end)
    long_end = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, length, offset)
    locator = b"PK\6\7" + struct.pack("<IQI", 0, end, 1)
    whole = data[:end] + long_end + locator + b"PK\5\6" + struct.pack("<4H2IH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFF_FFFF, 0xFFFF_FFFF, 0)
    (tmp_path / "long.zip").write_bytes(whole)
    assert zipfile.ZipFile(tmp_path / "long.zip").namelist() == ["IM1", "IM2"]  # another reader finds it sound
    assert opened(whole) == {"IM1": NOISE, "IM2": b"two"}


def test_something_in_front_of_the_archive_moves_all_places() -> None:
    """As in an archive to which a stub was added; recognized by its first member all the same."""
    whole = zipped()
    moved = whole[:40_000] + whole  # the remains of an interrupted copy in front of the next
    assert opened(moved) == FILES


@pytest.mark.parametrize("streamed", [False, True])
def test_of_a_download_that_broke_off_the_whole_files_are_shown_and_it_is_told(streamed: bool) -> None:  # noqa: FBT001
    files = {f"IM{number}": NOISE[number * 1000 : number * 1000 + 50_000] for number in range(6)}
    cut = zipped(files, streamed=streamed)[:170_000]
    found = opened(cut)
    assert found.items() <= files.items()
    assert len(found) == 3
    assert "ends too early" in str(refused(cut)["a"])


def test_a_damaged_member_is_told_and_costs_itself_only() -> None:
    whole = bytearray(zipped({"a": NOISE, "b": b"sound"}, method=zipfile.ZIP_STORED))
    packed = bytearray(zipped({"a": bytes(range(256)) * 2000, "b": b"sound"}))
    packed[60:90] = bytes(30)
    assert opened(bytes(packed)) == {"b": b"sound"}
    assert isinstance(refused(bytes(packed))["a"], BrokenFile)
    assert opened(bytes(whole))["b"] == b"sound"


def test_a_wrong_checksum_is_told() -> None:
    body = zlib.compress(b"hello" * 100, wbits=-15)
    assert "checksum" in str(refused(by_hand([(b"a", 8, 0, 12345, body, 500)]))["a"])


# ---- locked


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_right_password_opens_what_was_locked_in_the_old_way(method: int) -> None:
    data = encrypted("IM1", NOISE[:200_000], b"Geheim1", method=method)
    assert zipfile.ZipFile(io.BytesIO(data)).read("IM1", pwd=b"Geheim1") == NOISE[:200_000]  # another reader agrees
    assert opened(data, "wrong", "Geheim1") == {"IM1": NOISE[:200_000]}


def test_without_a_password_or_with_a_wrong_one_it_is_told_and_one_could_help() -> None:
    data = encrypted("IM1", NOISE[:1000], b"Geheim1")
    for passwords, words in (((), "locked with a password"), (("wrong",), "does not fit")):
        error = refused(data, *passwords)["IM1"]
        assert isinstance(error, Locked)
        assert error.password_helps
        assert words in str(error)


# Written by pyzipper 0.4.0, another program: a member "IM1", locked with AES of 128, 192 and 256 bits, deflated, stored, deflated.
SEALED = (
    (
        "UEsDBBQAAQBjAI0jd10AAAAALAAAAEwAAAADAAsASU0xAZkHAAIAQUUBCADpDUL1n8OScPHJq7mKGFyPB0hi7a6aHT2STQUciHbYpbgFsIkR6BLBFSY4aFBLAQIUAxQA"
        "AQBjAI0jd10AAAAALAAAAEwAAAADAAsAAAAAAAAAAACAAQAAAABJTTEBmQcAAgBBRQEIAFBLBQYAAAAAAQABADwAAABYAAAAAAA="
    ),
    (
        "UEsDBBQAAQBjAI0jd10AAAAAZAAAAEwAAAADAAsASU0xAZkHAAIAQUUCAABAvvEO0rP6Lsg+AAfRB+DvZS2yiaCw4tKb5G38ETbMSeTYGFPRRh9AN5qMOvp3tGKXQQNN"
        "F6eLNxxdaj0Vj+/hMrRtGdhz1IhDBZwX6mQJHKIkRRZBiA1IufOQIdaWvg0UKGknUEsBAhQDFAABAGMAjSN3XQAAAABkAAAATAAAAAMACwAAAAAAAAAAAIABAAAAAElN"
        "MQGZBwACAEFFAgAAUEsFBgAAAAABAAEAPAAAAJAAAAAAAA=="
    ),
    (
        "UEsDBBQAAQBjAI0jd10AAAAANAAAAEwAAAADAAsASU0xAZkHAAIAQUUDCACV471UjdrjPVe6F0oykVdm6m6etAb8yYDGTW8a8CTUhctvAr9z33PBCLh/XN58/h3JwWkH"
        "UEsBAhQDFAABAGMAjSN3XQAAAAA0AAAATAAAAAMACwAAAAAAAAAAAIABAAAAAElNMQGZBwACAEFFAwgAUEsFBgAAAAABAAEAPAAAAGAAAAAAAA=="
    ),
)


@pytest.mark.parametrize("archive", SEALED, ids=["AES-128", "AES-192", "AES-256"])
def test_the_right_password_opens_what_another_program_locked_with_aes(archive: str) -> None:
    data = base64.b64decode(archive)
    assert opened(data, "wrong", "Geheim1") == {"IM1": 4 * b"a slice of a scan, "}
    for passwords, words in (((), "locked with a password"), (("wrong",), "does not fit")):
        error = refused(data, *passwords)["IM1"]
        assert isinstance(error, Locked)
        assert error.password_helps
        assert words in str(error)


def test_what_was_changed_since_it_was_locked_with_aes_is_told() -> None:
    data = bytearray(base64.b64decode(SEALED[1]))
    data[data.index(b"\x99\x07") + 40] ^= 1  # a letter in the middle of what is stored
    assert "damaged or changed" in str(refused(bytes(data), "Geheim1")["IM1"])


@pytest.mark.native
@pytest.mark.parametrize("bits", [128, 192, 256])
def test_a_large_member_that_is_locked_with_aes_is_read_at_random(bits: int) -> None:
    data = sealed("IM1", NOISE, b"Geheim1", bits=bits)
    (member,) = unfold(Memory(data, "a"), Opening(["Geheim1"]))
    assert member.read(300_003, 300_103) == NOISE[300_003:300_103]
    assert member.read() == NOISE


def test_what_is_locked_in_a_way_of_its_maker_is_told_and_no_password_is_asked_for() -> None:
    error = refused(by_hand([(b"IM1", 99, 1, 0, bytes(100), 80)]))["IM1"]
    assert isinstance(error, Locked)
    assert not error.password_helps
    assert "cannot be opened here" in str(error)


@pytest.mark.parametrize(("method", "word"), [(9, "deflate64"), (14, "LZMA"), (12, "bzip2"), (77, "method 77")])
def test_a_way_of_packing_that_is_not_read_is_named(method: int, word: str) -> None:
    error = refused(by_hand([(b"IM1", method, 0, 0, bytes(100), 80)]))["IM1"]
    assert isinstance(error, UnsupportedPixels)
    assert word in str(error)


# ---- names


def test_no_name_leads_anywhere_and_none_is_given_twice() -> None:
    names = [b"../../etc/passwd", b"/abs/IM1", b"C:\\DICOM\\IM1", b"IM1", b"IM1", b"a/./b//c", b"x\0y", b"..", b"\xe2\x80\xaegnp"]
    data = by_hand([(name, 0, 0, 0, b"%d" % number, 1) for number, name in enumerate(names)])
    found = opened(data)
    assert found == {
        "etc/passwd": b"0", "abs/IM1": b"1", "DICOM/IM1": b"2", "IM1": b"3", "IM1 (2)": b"4", "a/b/c": b"5", "x/\ufffdy": b"6",
        "(no name)": b"7", "\ufffdgnp": b"8",
    }  # fmt: skip
    assert "5 names" in str(refused(data)["a"])


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "Schädel/Übersicht"), ("cp932", "画像/頭部0001"), ("cp437", "Größe/Schädel"), ("cp437", "März"), ("ascii", "IMG/0001")],
)
def test_names_that_do_not_tell_their_encoding(encoding: str, name: str) -> None:
    assert decoded(name.encode(encoding)) == name


def test_a_folder_is_no_file() -> None:
    assert opened(zipped({"IMAGES/": b"", "IMAGES/IM1": b"1"})) == {"IMAGES/IM1": b"1"}


# ---- hostile


def test_a_bomb_of_archives_in_archives_is_stopped_early_and_told() -> None:
    """As 42.zip: sixteen to the power of five files, of which the last level unpacks to petabytes."""
    data = zipped({"0": bytes(1 << 20)})
    for level in range(8):
        data = zipped({f"{level}{number}.zip": data for number in range(16)})
    archive = Counted(data)
    reasons = {type(error) for error in refused(archive).values()}
    assert LimitExceeded in reasons
    assert len(opened(archive)) == 0


def test_a_flat_bomb_is_stopped() -> None:
    """One member of zeros a thousand times its packed size, many times over: no more than the bound comes out."""
    zeros = zlib.compress(bytes(64 << 20), wbits=-15)
    crc = zlib.crc32(bytes(64 << 20))
    data = by_hand([(b"%d" % number, 8, 0, crc, zeros, 64 << 20) for number in range(400)])
    admitted = list(unfold(Memory(data, "a")))
    assert sum(member.size for member in admitted) <= max(1 << 30, 100 * len(data))
    with pytest.raises(LimitExceeded, match="unpack to more than"):
        admitted[-1].read()


def test_a_member_that_declares_more_than_it_has_gives_what_it_has() -> None:
    data = by_hand([(b"a", 8, 0, 0, zlib.compress(b"hello", wbits=-15), 900 << 20)])
    assert opened(data) == {"a": b"hello"}


def test_members_that_share_their_bytes_are_refused() -> None:
    """The trick by which ten megabytes hold petabytes: all records of the directory point at one member."""
    data = bytearray(by_hand([(b"%03d" % number, 0, 0, 0, NOISE[:2000], 2000) for number in range(50)]))
    at = data.find(b"PK\1\2")
    while at >= 0:
        data[at + 42 : at + 46] = bytes(4)
        at = data.find(b"PK\1\2", at + 4)
    assert len(opened(bytes(data))) == 1
    assert sum("shares its bytes" in str(error) for error in refused(bytes(data)).values()) == 49


@pytest.mark.parametrize(
    "lie",
    [
        lambda end: end.update(offset=0xFFFF_FFF0),
        lambda end: end.update(length=0xFFFF_FFF0),
        lambda end: end.update(length=end["length"] + 7),
        lambda end: end.update(length=end["length"] - 7),
        lambda end: end.update(count=0xFFFE),
        lambda end: end.update(disc=3),
    ],
)
def test_an_end_record_that_lies_ends_in_files_or_in_words(lie: object) -> None:
    data = by_hand([(b"%d" % number, 0, 0, 0, NOISE[:100], 100) for number in range(4)], change=lie)  # type: ignore[arg-type]
    assert opened(data) or any(isinstance(error, BrokenFile | Unreadable) for error in refused(data).values())


def test_claims_of_zip64_beyond_all_measure_are_not_believed() -> None:
    whole = zipped({"a": b"1"})
    end = whole.rfind(b"PK\5\6")
    long_end = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1 << 62, 1 << 62, 1 << 62, 1 << 61)
    data = whole[:end] + long_end + b"PK\6\7" + struct.pack("<IQI", 0, end, 1) + whole[end:]
    archive = Counted(data)
    assert opened(archive) == {"a": b"1"}  # found by what stands in front of the member
    assert archive.most < 1 << 20


def test_an_empty_archive_is_told() -> None:
    assert "empty" in str(refused(zipped({}))["a"])


def test_a_program_or_an_office_document_is_left_alone() -> None:
    for first in ("META-INF/MANIFEST.MF", "[Content_Types].xml"):
        entry = Memory(zipped({first: b"x", "other": b"y"}), "viewer.jar")
        assert list(unfold(entry)) == [entry]


def test_a_piece_of_a_split_archive_is_told() -> None:
    data = by_hand([(b"a", 0, 0, 0, b"1", 1)], change=lambda end: end.update(disc=2))
    assert "cut into several" in str(refused(data)["a"])


def test_how_many_files_there_are_is_known_early() -> None:
    opening = Opening()
    members = unfold(Memory(zipped({str(number): b"1" for number in range(50)}), "a"), opening)
    next(members)
    assert opening.expected == 50


def test_folders_are_not_counted_among_the_files() -> None:
    opening = Opening()
    assert len(list(unfold(Memory(zipped({"IMAGES/": b"", "IMAGES/A/": b"", "IMAGES/A/IM1": b"1"}), "a"), opening))) == 1
    assert opening.expected == 1


@pytest.mark.parametrize("seed", range(40))
def test_no_damage_raises_or_hangs(seed: int) -> None:
    """Bytes changed anywhere, mostly where the archive tells of itself: whatever comes out, it comes as entries."""
    chance = random.Random(seed)
    data = bytearray(zipped({"a": b"hello" * 50, "b.zip": zipped({"c": NOISE[:300]}), "d": b""}, streamed=bool(seed % 2)))
    for _ in range(chance.randrange(1, 12)):
        data[chance.randrange(len(data))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    if seed % 5 == 0:
        del data[chance.randrange(len(data)) :]
    opened(bytes(data)), refused(bytes(data))
