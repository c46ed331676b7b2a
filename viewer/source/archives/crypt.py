"""The old encryption of ZIP (PKWARE APPNOTE 6.1): weak, slow in Python (about a megabyte a second), and still what many programs write."""

import zlib

from viewer.source.archives.blocks import BLOCK, Blocks
from viewer.source.archives.opening import Opening
from viewer.source.entries import Entry

__all__ = ["MOST_ENCRYPTED", "Decrypted", "fits"]

MOST_ENCRYPTED = 64 << 20
"""Bytes of one encrypted member: more would take minutes."""

_FRONT = 12  # bytes of chance before the data, the last of which tells whether the password fits
_TABLE = [zlib.crc32(bytes([byte]), 0xFFFF_FFFF) ^ 0xFFFF_FFFF for byte in range(256)]

Keys = tuple[int, int, int]


class Decrypted(Blocks):
    """What a password makes of an encrypted member, front left out; `packed` is all that is stored of the member."""

    __slots__ = ("_keys", "_packed")

    def __init__(self, packed: Entry, password: bytes, opening: Opening) -> None:
        super().__init__(max(0, packed.size - _FRONT), opening, path=packed.path)
        self._packed = packed
        self._keys = [_run(_keys_of(password), packed.read(0, _FRONT))[0]]  # before each block

    def _make(self, number: int) -> bytes:
        block = b""
        for at in range(min(number, len(self._keys) - 1), number + 1):
            start = _FRONT + at * BLOCK
            keys, block = _run(self._keys[at], self._packed.read(start, start + BLOCK))
            if at + 1 == len(self._keys):
                self._keys.append(keys)
        return block


def fits(packed: Entry, password: bytes, check: int) -> bool:
    """Whether a password opens a member: its front ends with `check`; one wrong password of 256 does so too."""
    front = packed.read(0, _FRONT)
    return len(front) == _FRONT and _run(_keys_of(password), front)[1][-1] == check


def _keys_of(password: bytes) -> Keys:
    keys = 0x1234_5678, 0x2345_6789, 0x3456_7890
    for byte in password:
        keys = _turned(keys, byte)
    return keys


def _turned(keys: Keys, byte: int) -> Keys:
    first, second, third = keys
    first = first >> 8 ^ _TABLE[(first ^ byte) & 0xFF]
    second = ((second + (first & 0xFF)) * 134_775_813 + 1) & 0xFFFF_FFFF
    return first, second, third >> 8 ^ _TABLE[(third ^ second >> 24) & 0xFF]


def _run(keys: Keys, data: bytes) -> tuple[Keys, bytes]:
    """Decrypt; one loop without calls, since it runs once for every byte."""
    first, second, third = keys
    table = _TABLE
    plain = bytearray()
    for byte in data:
        mask = third & 0xFFFF | 2
        letter = byte ^ (mask * (mask ^ 1) >> 8 & 0xFF)
        plain.append(letter)
        first = first >> 8 ^ table[(first ^ letter) & 0xFF]
        second = ((second + (first & 0xFF)) * 134_775_813 + 1) & 0xFFFF_FFFF
        third = third >> 8 ^ table[(third ^ second >> 24) & 0xFF]
    return (first, second, third), bytes(plain)
