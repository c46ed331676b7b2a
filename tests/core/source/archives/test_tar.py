"""TAR and GZIP."""

import gzip
import io
import random
import tarfile

import pytest

from tests.core.made import Memory
from tests.core.source.archives.packed import FILES, Counted, opened, refused, tarred
from viewer.errors import LimitExceeded
from viewer.source.archives import unfold

LONG = "/".join(["a folder with quite a long name"] * 8) + "/IM000001"


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_every_file_comes_out_as_it_went_in(form: int, mode: str) -> None:
    assert opened(tarred(form=form, mode=mode)) == FILES


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_and_names_with_umlauts(form: int) -> None:
    files = {LONG: b"1", "Schädel/Übersicht": b"2", "Größe" * 60: b"3"}
    assert opened(tarred(files, form=form)) == files


def test_of_a_tar_only_what_is_asked_for_is_read() -> None:
    archive = Counted(tarred({"a": bytes(60 << 20), "b": b"1" * 5000}))
    members = {member.path: member for member in unfold(archive)}
    assert archive.read_bytes < 2 << 20
    assert members["disc.bin/b"].read(10, 20) == b"1" * 10


def test_a_single_file_in_gzip_and_several_parts_in_one() -> None:
    data = random.Random(1).randbytes(700_000)
    assert opened(Memory(gzip.compress(data), "IM1.dcm.gz")) == {"IM1.dcm": data}
    assert opened(gzip.compress(data[:300_000]) + gzip.compress(data[300_000:])) == {"a": data}
    (member,) = unfold(Memory(gzip.compress(data), "IM1.dcm.gz"))
    assert member.size == len(data)


def test_links_folders_and_devices_are_no_files() -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            told = tarfile.TarInfo(f"odd{kind.decode()}")
            told.type, told.linkname = kind, "/etc/passwd"
            archive.addfile(told)
        told = tarfile.TarInfo("IM1")
        told.size = 3
        archive.addfile(told, io.BytesIO(b"one"))
    assert opened(target.getvalue()) == {"IM1": b"one"}
    assert refused(target.getvalue()) == {}


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_an_archive_that_is_cut_short_gives_its_whole_files_and_tells(mode: str) -> None:
    files = {f"IM{number}": random.Random(number).randbytes(40_000) for number in range(5)}
    cut = tarred(files, mode=mode)[:130_000]
    found = opened(cut)
    assert {name: found[name] for name in ("IM0", "IM1", "IM2")} == {name: files[name] for name in ("IM0", "IM1", "IM2")}
    assert any("ends too early" in str(error) for error in refused(cut).values())


def test_a_size_beyond_all_measure_is_told() -> None:
    """Sizes in GNU's binary form, up to 95 bits."""
    whole = bytearray(tarred({"a": b"1"}, form=tarfile.GNU_FORMAT))
    whole[124:136] = b"\x80" + b"\x7f" * 11
    whole[148:156] = b" " * 8
    whole[148:156] = b"%06o\0 " % sum(whole[:512])
    assert opened(bytes(whole)) == {}
    assert all("ends too early" in str(error) for error in refused(bytes(whole)).values())


def test_a_bomb_in_gzip_is_stopped() -> None:
    """Two gigabytes of zeros in two megabytes, and in a TAR that says so."""
    piece = gzip.compress(bytes(64 << 20))
    assert any(isinstance(error, LimitExceeded) for error in refused(piece * 20).values())
    front = tarfile.TarInfo("a")
    front.size = 1 << 40
    assert any(isinstance(error, LimitExceeded) for error in refused(gzip.compress(front.tobuf()) + piece).values())


@pytest.mark.parametrize("seed", range(30))
def test_no_damage_raises_or_hangs(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(tarred({LONG: b"hello" * 50, "b": b""}, form=tarfile.PAX_FORMAT, mode="w:gz" if seed % 3 == 0 else "w"))
    for _ in range(chance.randrange(1, 8)):
        data[chance.randrange(min(len(data), 4096))] = chance.choice((0, ord("7"), 0x80, 0xFF, chance.randrange(256)))
    opened(bytes(data)), refused(bytes(data))
