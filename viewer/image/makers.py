"""Private elements in which makers tell how a picture was weighted and which part of the signal it shows.

A maker's block lies where its creator says (PS3.5 section 7.8.1), most often the first of its group; gateways move it, and write the
elements as UN or under another value representation. Sources: the makers' conformance statements, as dcm2niix and DCMTK read them.
"""

import math
import struct
from collections.abc import Hashable, Iterable

from viewer.dicom.dataset import Dataset

__all__ = ["B_VALUE", "COMPONENT", "DIRECTION", "block", "key", "numbers"]

B_VALUE, DIRECTION, COMPONENT = "b-value", "direction", "component"

_WORDS: tuple[tuple[int, str, dict[str, tuple[tuple[int, ...], str]]], ...] = (
    # the group, how the creator begins, and what is told in which elements of the block
    (0x0019, "SIEMENS", {B_VALUE: ((0x0C,), "IS"), DIRECTION: ((0x0E,), "FD")}),
    (0x0019, "GEMS", {DIRECTION: ((0xBB, 0xBC, 0xBD), "DS")}),
    (0x0043, "GEMS_PARM", {B_VALUE: ((0x39,), "IS"), COMPONENT: ((0x2F,), "SS")}),
    (0x2001, "PHILIPS", {B_VALUE: ((0x03,), "FL")}),
    (0x2005, "PHILIPS", {DIRECTION: ((0xB0, 0xB1, 0xB2), "FL")}),
    (0x0065, "IMAGE PRIVATE HEADER", {B_VALUE: ((0x09,), "FD"), DIRECTION: ((0x37,), "FD")}),  # United Imaging
)

_GROUPS = tuple(dict.fromkeys(group for group, _, _ in _WORDS))
_BLOCKS = range(0x10, 0x20)
_CREATORS = frozenset(group << 16 | block for group in _GROUPS for block in _BLOCKS)
_BINARY = {"SS": "h", "US": "H", "SL": "i", "UL": "I", "FL": "f", "FD": "d"}
_MOST_BYTES = 256
_MOST = 2e9  # GE adds a thousand million to its b-values
_LEAST = 1e-9  # what is smaller and not zero was no number of this kind


def _blocks(dataset: Dataset) -> Iterable[tuple[int, dict[str, tuple[tuple[int, ...], str]]]]:
    """Yield where a known maker's block begins, as the number of its first element, with what is told in it."""
    for tag in sorted(dataset.among(_CREATORS)):
        found = dataset.element(tag)
        creator = found[1].decode("latin-1").strip(" \0").upper() if found else ""
        for group, start, words in _WORDS:
            if group == tag >> 16 and creator.startswith(start):
                yield group << 16 | (tag & 0xFF) << 8, words


def block(dataset: Dataset, group: int, creator: str) -> int | None:
    """Return the number of the first element of the first block of a group whose creator begins so; None where there is none."""
    for tag in sorted(dataset.among(frozenset(group << 16 | at for at in _BLOCKS))):
        found = dataset.element(tag)
        if found and found[1].decode("latin-1").strip(" \0").upper().startswith(creator):
            return group << 16 | (tag & 0xFF) << 8
    return None


def key(dataset: Dataset) -> Hashable:
    """Return the raw bytes of all that `numbers` may read of a data set."""
    return tuple(
        dataset.key([block + number for elements, _ in words.values() for number in elements]) for block, words in _blocks(dataset)
    )


def numbers(dataset: Dataset, word: str) -> list[float]:
    """Return the numbers that the maker's block tells for `word`, in file order; empty where there is none."""
    for block, words in _blocks(dataset):
        if word not in words:
            continue
        elements, known = words[word]
        count = 3 // len(elements) if word == DIRECTION else 1
        found = [one for number in elements for one in _numbers(dataset, block + number, known, count)]
        if found:
            return found
    return []


def _numbers(dataset: Dataset, tag: int, known: str, count: int) -> list[float]:
    """Read one element by its own value representation, else as text, else as the binary kind that yields `count` sound numbers."""
    element = dataset.element(tag)
    if element is None or not 0 < len(element[1]) <= _MOST_BYTES:
        return []
    written, raw = element
    text = raw.strip(b" \0")
    if written not in _BINARY and text and not text.translate(None, b"0123456789+-.eE\\ "):
        try:
            return _sound([float(part) for part in text.decode("ascii").split("\\")])
        except ValueError:
            return []
    little = dataset.little_endian
    if written in _BINARY:
        return _unpacked(raw, written, little=little)
    fitting = [kind for kind in ("FD", "FL") if struct.calcsize("=" + _BINARY[kind]) * count == len(raw)]
    for kind in (*fitting, known, "SL", "SS"):
        # A gateway that does not know an element leaves the order of its bytes as it was.
        for order in (little, not little):
            if kind in _BINARY and (found := _unpacked(raw, kind, little=order)):
                return found
    return []


def _unpacked(raw: bytes, kind: str, *, little: bool) -> list[float]:
    size = struct.calcsize("=" + _BINARY[kind])
    if len(raw) % size:
        return []
    return _sound(list(struct.unpack(f"{'<' if little else '>'}{len(raw) // size}{_BINARY[kind]}", raw)))


def _sound(values: list[float]) -> list[float]:
    return values if all(math.isfinite(one) and (one == 0 or _LEAST <= abs(one) <= _MOST) for one in values) else []
