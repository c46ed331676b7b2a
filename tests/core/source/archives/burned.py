"""Discs of several sessions, written by hand, and images of them as different programs lay them out.

A disc is the sessions' addresses in sectors, and their data.
"""

import struct
from collections.abc import Mapping, Sequence

__all__ = ["GAP", "Sessions", "burned_by_hand", "gapless", "plain", "raw_track", "written_at_once", "written_by_track"]

Sessions = Sequence[tuple[int, bytes]]

SECTOR = 2048
GAP = 11_400
"""Sectors between the end of a session and the beginning of the next one (ECMA-394; after the second it is 6,900)."""

_FOLDER = 18
"""Sector of a session in which its only folder begins, after the volume descriptor and the one that ends their list."""


def both(number: int) -> bytes:
    """A number in both orders of bytes (ECMA-119, 7.3.3)."""
    return struct.pack("<I", number) + struct.pack(">I", number)


def record(name: bytes, start: int, length: int, *, folder: bool = False) -> bytes:
    """A record of a folder (ECMA-119, 9.1)."""
    body = b"\0" + both(start) + both(length) + bytes(7) + bytes([2 * folder, 0, 0, 1, 0, 0, 1, len(name)]) + name
    body += b"\0" * ((len(body) + 1) % 2)
    return bytes([len(body) + 1]) + body


def burned_by_hand(*sessions: Mapping[str, bytes], linked: Sequence[bool] = ()) -> list[tuple[int, bytes]]:
    """Write sessions one after the other, each with the files it is to list.

    What was on the disc before under that name, with these bytes, stays in its place and is listed again; where `linked` of the second,
    third … session is False it knows nothing of the earlier ones and writes all anew.
    """
    written: dict[tuple[str, bytes], int] = {}
    disc: list[tuple[int, bytes]] = []
    start = 0
    for number, files in enumerate(sessions):
        if number and number <= len(linked) and not linked[number - 1]:
            written = {}
        length = SECTOR * (1 + 60 * len(files) // SECTOR)
        data = b""
        records = b""
        for name, value in files.items():
            address = written.get((name, value))
            if address is None:
                address = start + _FOLDER + (length + len(data)) // SECTOR
                written[name, value] = address
                data += value.ljust(-(-len(value) // SECTOR) * SECTOR, b"\0")
            records = added(records, record(name.encode() + b".;1", address, len(value)))
        root = start + _FOLDER
        own = record(b"\0", root, length, folder=True)
        folder = added(own + record(b"\1", root, length, folder=True), b"", then=records)
        size = _FOLDER + (length + len(data)) // SECTOR + 300
        told = bytearray(SECTOR)
        told[:7] = b"\1CD001\1"
        told[80:88] = both(size)
        told[128:132] = struct.pack("<H", SECTOR) + struct.pack(">H", SECTOR)
        told[156:190] = own
        ended = b"\xffCD001\1".ljust(SECTOR, b"\0")
        whole = bytes(16 * SECTOR) + bytes(told) + ended + folder.ljust(length, b"\0") + data
        disc.append((start, whole.ljust(size * SECTOR, b"\0")))
        start += size + GAP
    return disc


def added(folder: bytes, one: bytes, then: bytes = b"") -> bytes:
    """Put records behind those of a folder: none goes over the end of a sector."""
    for part in (one, *parts(then)):
        if len(folder) // SECTOR != (len(folder) + len(part) - 1) // SECTOR and part:
            folder = folder.ljust(-(-len(folder) // SECTOR) * SECTOR, b"\0")
        folder += part
    return folder


def parts(folder: bytes) -> list[bytes]:
    """The records of a folder, one by one."""
    found, at = [], 0
    while at < len(folder):
        size = folder[at]
        if size:
            found.append(folder[at : at + size])
        at += size or 1
    return found


def plain(sessions: Sessions) -> bytes:
    """An image with all that lies between the sessions, as zeros."""
    image = b""
    for start, data in sessions:
        image = image.ljust(start * SECTOR, b"\0") + data
    return image


def gapless(sessions: Sessions) -> bytes:
    """An image of the sessions alone."""
    return b"".join(data for _, data in sessions)


def raw_track(start: int, data: bytes, mode: int, *, subchannels: bool = False) -> bytes:
    """Whole sectors (ECMA-130, 14): a sync mark, the address, the mode; the subheader of mode 2; the data; what would be its checksums."""
    sectors = []
    for number in range(len(data) // SECTOR):
        minute, rest = divmod(start + number + 150, 60 * 75)
        second, frame = divmod(rest, 75)
        front = b"\0" + b"\xff" * 10 + b"\0" + bytes(int(str(part), 16) for part in (minute, second, frame)) + bytes([mode])
        subheader = b"\0\0\x08\0" * 2 if mode == 2 else b""
        sector = (front + subheader + data[number * SECTOR : (number + 1) * SECTOR]).ljust(2352, b"\x55")
        sectors.append(sector + b"\x99" * 96 * subchannels)
    return b"".join(sectors)


def mode_2(data: bytes) -> bytes:
    """Sectors of 2336 bytes: subheader, data, checksums."""
    return b"".join((b"\0\0\x08\0" * 2 + data[at : at + SECTOR]).ljust(2336, b"\x55") for at in range(0, len(data), SECTOR))


def chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack(">I", len(data)) + data


def closed(image: bytes, chunks: bytes, *, version: int) -> bytes:
    """Put Nero's list of chunks behind an image, and the mark that tells where it begins."""
    chunks += chunk(b"MTYP", struct.pack(">I", 1)) + chunk(b"END!", b"")
    return image + chunks + (b"NER5" + struct.pack(">Q", len(image)) if version == 2 else b"NERO" + struct.pack(">I", len(image)))


def written_by_track(sessions: Sessions, *, version: int) -> bytes:
    """An image by Nero of a disc written track by track: the first session bare, the second of mode 2, all others raw."""
    image, chunks = b"", b""
    for number, (start, data) in enumerate(sessions):
        track, mode = [(data, 0), (mode_2(data), 3), (raw_track(start, data, 1), 5)][min(number, 2)]
        if version == 2:
            chunks += chunk(b"ETN2", struct.pack(">QQIIII", len(image), len(track), mode, start, 0, len(data) // SECTOR))
        else:
            chunks += chunk(b"ETNF", struct.pack(">IIIII", len(image), len(track), mode, start, 0))
        chunks += chunk(b"SINF", struct.pack(">I", 1))
        image += track
    return closed(image, chunks, version=version)


def written_at_once(sessions: Sessions, *, version: int) -> bytes:
    """An image by Nero of a disc whose sessions were each written at once: raw sectors, before each track its pause of two seconds.

    The first session begins with a track of music.
    """
    image, chunks = b"", b""
    for number, (start, data) in enumerate(sessions):
        tracks = b""
        for track, mode in [(b"\x11" * 2352 * 30, 7)] * (number == 0) + [(raw_track(start, data, 1), 5)]:
            places = len(image), len(image) + 150 * 2352, len(image) + 150 * 2352 + len(track)
            tracks += bytes(12) + struct.pack(">HBBH", 2352, mode, 0, 1) + struct.pack(">3Q" if version == 2 else ">3I", *places)
            image += bytes(150 * 2352) + track
        count = 2 if number == 0 else 1
        cues = bytes(4) + b"".join(bytes([0x41, track, index, 0]) + struct.pack(">i", start) for track in range(count) for index in (0, 1))
        front = struct.pack("<I", 22 + len(tracks)) + bytes(14) + struct.pack(">HBB", 0, 1, count)
        chunks += chunk(b"CUEX" if version == 2 else b"CUES", cues) + chunk(b"DAOX" if version == 2 else b"DAOI", front + tracks)
        chunks += chunk(b"SINF", struct.pack(">I", count))
    return closed(image, chunks, version=version)
