"""The encryption of newer ZIPs: AES in counter mode, as WinZip laid it down (AE-1 and AE-2, "AES Encryption Information", 2009).

The cipher is FIPS 197's, worked out for all 16-byte pieces of a block at once; SHA-1 and the derivation of keys (RFC 8018, 5.2)
are those of the standard library, as far as every Python has them: OpenSSL is not in the browser's.
"""

import hashlib
import hmac
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from viewer.errors import BrokenFile
from viewer.source.archives.blocks import BLOCK, Blocks
from viewer.source.archives.opening import Opening
from viewer.source.entries import Entry

__all__ = ["Decrypted", "Seal", "fits", "seal_of"]

_ROUNDS = 1000
_SHA1 = 20  # bytes of its digest
_CHECK, _MAC = 2, 10  # bytes that tell whether a password fits, before the data; and whether the data are sound, after them

Words = NDArray[np.uint32]


class Seal(NamedTuple):
    """How a member is encrypted: bytes of its key; the method by which it was packed before."""

    key: int
    method: int

    @property
    def salt(self) -> int:
        """Bytes of chance before the data."""
        return self.key // 2


def seal_of(extra: bytes) -> Seal | None:
    """Read the extra field 0x9901 of a member; None where it is not as it was laid down."""
    if len(extra) < 7 or extra[2:4] != b"AE" or extra[4] not in {1, 2, 3}:
        return None
    return Seal(8 + 8 * extra[4], int.from_bytes(extra[5:7], "little"))


def fits(packed: Entry, password: bytes, seal: Seal) -> bool:
    """Whether a password opens a member; one wrong password of 65,536 does so too."""
    front = packed.read(0, seal.salt + _CHECK)
    return front[seal.salt :] == _derived(password, front[: seal.salt], 2 * seal.key, _CHECK)


class Decrypted(Blocks):
    """What a password makes of an encrypted member; `packed` is all that is stored of it: salt, check, data, authentication code."""

    __slots__ = ("_front", "_keys", "_mac", "_next", "_packed")

    def __init__(self, packed: Entry, password: bytes, seal: Seal, opening: Opening) -> None:
        self._front = seal.salt + _CHECK
        super().__init__(max(0, packed.size - self._front - _MAC), opening, path=packed.path)
        self._packed = packed
        keys = _derived(password, packed.read(0, seal.salt), 0, 2 * seal.key)
        self._keys = _expanded(keys[: seal.key])
        self._mac = hmac.new(keys[seal.key :], digestmod="sha1")
        self._next = 0  # the block with which the authentication code goes on

    def _make(self, number: int) -> bytes:
        start = self._front + number * BLOCK
        data = self._packed.read(start, min(start + BLOCK, self._front + self.size))
        if number == self._next:
            self._mac.update(data)
            self._next += 1
            if self._next * BLOCK >= self.size:
                self._check()
        stream = _stream(self._keys, 1 + number * BLOCK // 16, -(-len(data) // 16))
        return (np.frombuffer(data, np.uint8) ^ stream[: len(data)]).tobytes()

    def _check(self) -> None:
        """Hold all that was read against the authentication code (HMAC-SHA1-80); raises BrokenFile."""
        end = self._front + self.size
        if self._packed.read(end, end + _MAC) != self._mac.digest()[:_MAC]:
            raise BrokenFile("locked.changed", do="new")


def _derived(password: bytes, salt: bytes, start: int, count: int) -> bytes:
    """Return `count` bytes of a key from `start` on (PBKDF2 with HMAC-SHA1); only the pieces that are asked for are worked out."""
    if len(password) > 64:
        password = hashlib.sha1(password, usedforsecurity=False).digest()
    key = password.ljust(64, b"\0")
    inner = hashlib.sha1(bytes(byte ^ 0x36 for byte in key), usedforsecurity=False)
    outer = hashlib.sha1(bytes(byte ^ 0x5C for byte in key), usedforsecurity=False)
    first, beyond = start // _SHA1, -(-(start + count) // _SHA1)
    made = b""
    for piece in range(first, beyond):
        last, total = salt + (piece + 1).to_bytes(4, "big"), 0
        for _ in range(_ROUNDS):
            one, two = inner.copy(), outer.copy()
            one.update(last)
            two.update(one.digest())
            last = two.digest()
            total ^= int.from_bytes(last, "big")
        made += total.to_bytes(_SHA1, "big")
    return made[start - first * _SHA1 :][:count]


@cache
def _tables() -> tuple[NDArray[np.uint8], Words]:
    """Make the S-box (FIPS 197, 5.1.1), shape (256,), and what a byte of each of the 4 rows adds to a mixed column, shape (4, 256)."""
    box = np.zeros(256, np.uint8)
    power = inverse = 1
    for _ in range(255):  # 3 makes all of the field; its inverse goes the other way round
        power ^= power << 1 & 0xFF ^ (0x1B if power & 0x80 else 0)
        inverse ^= inverse << 1
        inverse ^= inverse << 2
        inverse = (inverse ^ inverse << 4) & 0xFF
        inverse ^= 0x09 if inverse & 0x80 else 0
        twice = inverse << 8 | inverse
        box[power] = (inverse ^ twice >> 7 ^ twice >> 6 ^ twice >> 5 ^ twice >> 4 ^ 0x63) & 0xFF
    box[0] = 0x63
    single = box.astype(np.uint32)
    double = single << 1 & 0xFF ^ (single >> 7) * 0x1B
    column = double | single << 8 | single << 16 | (double ^ single) << 24
    return box, np.stack([column << 8 * row | column >> (32 - 8 * row) if row else column for row in range(4)])


def _expanded(key: bytes) -> Words:
    """Expand a key (FIPS 197, 5.2): shape (rounds + 1, 4), a column in each word, its first row lowest."""
    box, _ = _tables()
    count = len(key) // 4
    words = [key[at : at + 4] for at in range(0, len(key), 4)]
    factor = 1
    for at in range(count, 4 * (count + 7)):
        word = words[-1]
        if at % count == 0:
            word = bytes(box[byte] for byte in word[1:] + word[:1])
            word = bytes([word[0] ^ factor]) + word[1:]
            factor = factor << 1 ^ (0x11B if factor & 0x80 else 0)
        elif count == 8 and at % count == 4:
            word = bytes(box[byte] for byte in word)
        words.append(bytes(one ^ other for one, other in zip(words[at - count], word, strict=True)))
    return np.frombuffer(b"".join(words), "<u4").astype(np.uint32).reshape(-1, 4)


def _stream(keys: Words, first: int, count: int) -> NDArray[np.uint8]:
    """Encrypt `count` counters from `first` on, each of 16 bytes, the lowest in front; all bytes after each other."""
    box, mixed = _tables()
    counters = first + np.arange(count, dtype=np.uint64)
    empty = np.zeros(count, np.uint32)
    columns = [counters.astype(np.uint32), (counters >> np.uint64(32)).astype(np.uint32), empty, empty]
    columns = [column ^ key for column, key in zip(columns, keys[0], strict=True)]
    for key in keys[1:-1]:
        rows = [[column >> 8 * row & 0xFF for column in columns] for row in range(4)]
        columns = [
            mixed[0][rows[0][at]]
            ^ mixed[1][rows[1][(at + 1) % 4]]
            ^ mixed[2][rows[2][(at + 2) % 4]]
            ^ mixed[3][rows[3][(at + 3) % 4]]
            ^ key[at]
            for at in range(4)
        ]
    rows = [[box[column >> 8 * row & 0xFF] for column in columns] for row in range(4)]
    last = np.stack([rows[row][(at + row) % 4] for at in range(4) for row in range(4)], axis=1)
    whole: NDArray[np.uint8] = last ^ keys[-1].astype("<u4").view(np.uint8)
    return whole.reshape(-1)
