"""Archives and images of discs made by the tests: with Python's own writers, with genisoimage and xorriso, and by hand where they are hostile."""

import hashlib
import hmac
import io
import os
import random
import shutil
import struct
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from tests.core.made import Memory
from viewer.errors import ViewerError
from viewer.source.archives import Opening, unfold
from viewer.source.entries import Entry

__all__ = ["FILES", "Counted", "by_hand", "encrypted", "image", "laid_out", "opened", "refused", "sealed", "tarred", "zipped"]

FILES = {
    "DICOMDIR": b"a table of contents",
    "IMAGES/IM000001": random.Random(1).randbytes(300_000),
    "IMAGES/IM000002": bytes(200_000) + random.Random(2).randbytes(150_001),
    "IMAGES/DEEP/IM000003": b"",
    "README.TXT": b"Double click on VIEWER.EXE\r\n" * 40,
}
"""What a small disc holds: noise, zeros, nothing, text."""


class Counted:
    """Bytes in memory, and how many of them were read."""

    def __init__(self, data: bytes, path: str = "disc.bin") -> None:
        self.data, self.path, self.size = data, path, len(data)
        self.read_bytes = 0
        self.most = 0

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        found = self.data[start:stop]
        self.read_bytes += len(found)
        self.most = max(self.most, len(found))
        return found


def opened(data: bytes | Entry, *passwords: str) -> dict[str, bytes]:
    """All files of an archive by their path below it, each read whole; what is refused is left out."""
    entry = Memory(data, "a") if isinstance(data, bytes) else data
    found = {}
    for member in unfold(entry, Opening(passwords)):
        try:
            found[member.path.removeprefix(f"{entry.path}/")] = member.read()
        except ViewerError:
            continue
    return found


def refused(data: bytes | Entry, *passwords: str) -> dict[str, ViewerError]:
    """What of an archive cannot be read, by path, and why."""
    entry = Memory(data, "a") if isinstance(data, bytes) else data
    found = {}
    for member in unfold(entry, Opening(passwords)):
        try:
            member.read()
        except ViewerError as error:
            found[member.path.removeprefix(f"{entry.path}/")] = error
    return found


def zipped(files: Mapping[str, bytes] = FILES, *, method: int = zipfile.ZIP_DEFLATED, streamed: bool = False) -> bytes:
    """A ZIP as Python writes it; `streamed` as servers do, that know a member's size only after it."""
    target = io.BytesIO()
    if streamed:
        target.seekable = lambda: False  # type: ignore[method-assign]
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def tarred(files: Mapping[str, bytes] = FILES, *, form: int = tarfile.PAX_FORMAT, mode: str = "w") -> bytes:
    """A TAR, or with mode "w:gz" one in GZIP."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            told = tarfile.TarInfo(name)
            told.size = len(data)
            archive.addfile(told, io.BytesIO(data))
    return target.getvalue()


def image(folder: Path, *options: str, tool: str = "genisoimage") -> bytes:
    """An image of a disc with the files of a folder, as a mastering program writes it."""
    program = shutil.which(tool)
    if program is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{tool} is not on this computer (Debian package {tool})")
    out = folder.parent / "image.iso"
    command = [program, *(["-as", "mkisofs"] if tool == "xorriso" else []), "-quiet", *options, "-o", str(out), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return out.read_bytes()


def laid_out(folder: Path, files: Mapping[str, bytes] = FILES) -> Path:
    """Write files into a folder."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def encrypted(name: str, data: bytes, password: bytes, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP with one member encrypted in the old way (APPNOTE 6.1), written from the specification."""
    body = zlib.compress(data, wbits=-15) if method == zipfile.ZIP_DEFLATED else data
    crc = zlib.crc32(data)
    keys = [0x12345678, 0x23456789, 0x34567890]

    def step(crc_: int, byte: int) -> int:
        crc_ ^= byte
        for _ in range(8):
            crc_ = crc_ >> 1 ^ (0xEDB88320 if crc_ & 1 else 0)
        return crc_

    def update(byte: int) -> None:
        keys[0] = step(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) % 2**32
        keys[2] = step(keys[2], keys[1] >> 24)

    for byte in password:
        update(byte)
    secret = bytearray()
    for byte in bytes(11) + bytes([crc >> 24]) + body:
        mask = keys[2] % 2**16 | 2
        secret.append(byte ^ (mask * (mask ^ 1) >> 8 & 0xFF))
        update(byte)
    return by_hand([(name.encode(), method, 1, crc, bytes(secret), len(data))])


def sealed(name: str, data: bytes, password: bytes, *, bits: int) -> bytes:
    """A ZIP with one stored member encrypted with AES (AE-2), written from WinZip's specification; OpenSSL is the cipher."""
    program = shutil.which("openssl")
    if program is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("openssl is not on this computer (Debian package openssl)")
    size = bits // 8
    salt = random.Random(7).randbytes(size // 2)
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, 1000, 2 * size + 2)
    counters = b"".join((1 + number).to_bytes(16, "little") for number in range(-(-len(data) // 16)))
    command = [program, "enc", f"-aes-{bits}-ecb", "-nopad", "-K", keys[:size].hex()]
    stream = subprocess.run(command, input=counters, check=True, capture_output=True).stdout
    secret = bytes(one ^ other for one, other in zip(data, stream, strict=False))
    body = salt + keys[2 * size :] + secret + hmac.digest(keys[size : 2 * size], secret, "sha1")[:10]
    extra = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", bits // 64 - 1, 0)
    return by_hand([(name.encode(), 99, 1, 0, body, len(data))], extra=extra)


Raw = tuple[bytes, int, int, int, bytes, int]


def by_hand(raw: Iterable[Raw], *, change: Callable[[dict[str, int]], None] = lambda _: None, extra: bytes = b"") -> bytes:
    """A ZIP of (name, method, flags, crc, packed bytes, size), each with `extra` fields; `change` may falsify what its end record says."""
    front, directory, count = b"", b"", 0
    for name, method, flags, crc, packed, size in raw:
        told = struct.pack("<HHHHIII", flags, method, 0, 0x21, crc, len(packed), size)
        directory += (
            b"PK\1\2"
            + struct.pack("<HH", 20, 20)
            + told
            + struct.pack("<5H2I", len(name), len(extra), 0, 0, 0, 0, len(front))
            + name
            + extra
        )
        front += b"PK\3\4" + struct.pack("<H", 20) + told + struct.pack("<2H", len(name), len(extra)) + name + extra + packed
        count += 1
    end = {"disc": 0, "count": count, "length": len(directory), "offset": len(front)}
    change(end)
    return (
        front + directory + b"PK\5\6" + struct.pack("<4H2IH", end["disc"], 0, end["count"], end["count"], end["length"], end["offset"], 0)
    )
