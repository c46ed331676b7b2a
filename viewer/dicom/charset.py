"""Text in DICOM's character sets (PS3.3 C.12.1.1.2, PS3.5 section 6.1), with a way out where the declared set is wrong.

What is certainly not what the file declares is read as what it is, or shows the replacement character; nothing is dropped.
"""

import re
from functools import lru_cache

from viewer.dicom.alphabets import central, convincing, guess, lettered, sibling, torn, western

__all__ = ["MARK", "decode_text", "language_guessed", "person_name"]

MARK = "\N{REPLACEMENT CHARACTER}"
"""Stands where bytes are no text in any set that they could be of."""

_CODECS = {
    # number of the registered set: Python's name of it (PS3.3 tables C.12-2 to C.12-5)
    "6": "ascii", "100": "latin-1", "101": "iso8859-2", "109": "iso8859-3", "110": "iso8859-4", "144": "iso8859-5", "127": "iso8859-6",
    "126": "iso8859-7", "138": "iso8859-8", "148": "iso8859-9", "203": "iso8859-15", "166": "iso8859-11", "13": "shift_jis",
    "87": "jis", "159": "jis", "149": "euc_kr", "58": "gb2312", "192": "utf-8", "18030": "gb18030", "GBK": "gbk",
}  # fmt: skip

_ESCAPES = {
    # what follows the escape character: which half it sets, and to what (PS3.3 tables C.12-3 and C.12-4)
    b"(B": (0, "ascii"), b"(J": (0, "ascii"), b")I": (1, "shift_jis"), b"-A": (1, "latin-1"), b"-B": (1, "iso8859-2"),
    b"-C": (1, "iso8859-3"), b"-D": (1, "iso8859-4"), b"-L": (1, "iso8859-5"), b"-G": (1, "iso8859-6"), b"-F": (1, "iso8859-7"),
    b"-H": (1, "iso8859-8"), b"-M": (1, "iso8859-9"), b"-b": (1, "iso8859-15"), b"-T": (1, "iso8859-11"), b"$B": (0, "jis"),
    b"$@": (0, "jis"), b"$(D": (0, "jis-2"), b"$)C": (1, "euc_kr"), b"$)A": (1, "gb2312"),
}  # fmt: skip

_UNUSED = re.compile("[\x80-\x9f]")
"""Control characters that no text has: a single-byte set that yields them is the wrong one."""

_WESTERN = frozenset(("latin-1", "iso8859-9"))
"""Sets whose texts are never UTF-8 by chance: a capital accented letter would stand before a symbol, throughout.

Texts of the others may be, in pairs of bytes ("PÓŁ" in Polish), but not in threes, except in Thai.
"""

_FOREIGN = re.compile("[^\0-\x7f]{4,}")

_WINDOWS = {"latin-1": "cp1252", "iso8859-2": "cp1250", "iso8859-5": "cp1251", "iso8859-7": "cp1253", "iso8859-9": "cp1254"}
"""What Windows gateways write and call by the registered set's name."""

_EAST_ASIAN = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]")
"""Signs of names in which the family comes first."""

_RESET = frozenset(b"\\^=\t\n\f\r")
_MOST = 1 << 20  # characters; no text that is shown is longer
_SHORT = 1 << 10
_MOST_PAIRED = 1 << 14  # bytes of damaged text that are decoded pair by pair, which takes long


def decode_text(raw: bytes, charset: str) -> str:
    """Decode the bytes of a text element under the declared sets (values of SpecificCharacterSet, joined by backslashes).

    Plain ASCII costs nothing. Undeclared bytes are UTF-8 where they can be, else western or central European; else what `language_guessed` tells.
    """
    if raw.isascii() and b"\x1b" not in raw:
        return raw.decode("ascii")
    return (_decoded if len(raw) <= _SHORT else _read)(raw[:_MOST], charset)[0]


def language_guessed(raw: bytes, charset: str) -> str:
    """Return of which language's letters a text was taken to be although the file does not say so, "" where nothing is guessed."""
    return "" if raw.isascii() else _decoded(raw[:_SHORT], charset)[1]


def _read(raw: bytes, charset: str) -> tuple[str, str]:
    sets = _sets(charset)
    first = sets[0]
    if b"\x1b" in raw and first not in ("utf-8", "gb18030", "gbk"):  # those use no escapes (PS3.3 C.12.1.1.2)
        return _escaped(raw, sets), ""
    if first in ("ascii", "jis"):  # upper bytes without an escape: of the other set, or Windows' form of the Japanese one
        first = next(("shift_jis" if name == "jis" else name for name in sets if name != "ascii"), first)
    return _plain(raw, first)


_decoded = lru_cache(maxsize=256)(_read)
"""For names and descriptions, which all pictures of a series share."""


@lru_cache(maxsize=64)
def _sets(charset: str) -> tuple[str, ...]:
    """Return Python's names of declared sets, however they are spelled: `ISO-IR 100`, `ISO 2022 IR 87`, `UTF-8`; unknown ones are ASCII."""
    found = []
    for part in charset.upper().split("\\"):
        if part.strip() in ("UTF-8", "UTF8", "ISO_10646"):
            number = "192"
        elif part.strip().startswith("GBK") or part.strip().endswith("GBK"):
            number = "GBK"
        else:
            number = (re.findall(r"\d+", part) or ["6"])[-1]
        found.append(_CODECS.get(number, "ascii"))
    return tuple(found) or ("ascii",)


def _plain(raw: bytes, codec: str, *, alone: bool = True) -> tuple[str, str]:
    """Decode bytes without escapes as `codec`, unless they cannot be that; with the language where it had to be guessed.

    Only of what is a text `alone` a language is guessed, not of one run among many.
    """
    as_utf = _strict(raw, "utf-8")
    if codec in ("ascii", "utf-8"):
        if as_utf is not None and (codec == "utf-8" or convincing(as_utf)):
            return as_utf, ""
        return _undeclared(raw, as_utf, unicode=codec == "utf-8", alone=alone)
    text = _strict(raw, codec) or _strict(raw, _SUPERSETS.get(codec, codec))
    if text is None:
        return (_by_pairs(raw, codec) if codec in _SUPERSETS else raw.decode(codec, "replace")) if as_utf is None else as_utf, ""
    strange = codec.startswith(("latin", "iso8859")) and _UNUSED.search(text) is not None
    likely = codec not in _WESTERN or convincing(as_utf or "")
    if as_utf is not None and likely and (strange or codec in _WESTERN or (max(raw) >= 0xE0 and codec != "iso8859-11")):
        return as_utf, ""
    if alone and codec in _MISTAKEN and not western(plain := raw.decode("cp1252", "replace")):
        if found := guess(raw):
            return found
        if as_utf is None and torn(plain) and (meant := central(raw)) is not None and not _FOREIGN.search(meant):
            return meant, _CENTRAL
    if as_utf is not None and codec in _WESTERN:
        return as_utf, ""
    if alone and (found := sibling(raw, codec)):
        return found
    if strange:
        windows = _WINDOWS.get(codec)
        return raw.decode(windows, "replace") if windows else _UNUSED.sub(MARK, text), ""
    return text, ""


def _undeclared(raw: bytes, as_utf: str | None, *, unicode: bool, alone: bool) -> tuple[str, str]:
    """Decode bytes of which nothing is known, or only that they are not the UTF-8 that they should be (`unicode`)."""
    plain = raw.decode("cp1252", "replace")
    found = guess(raw) if alone else None
    if found is not None and not western(plain):
        return found
    if as_utf is not None:
        return as_utf, ""
    loose = raw.decode("utf-8", "replace")
    sound = sum(letter > "\x7f" and letter != MARK for letter in loose)
    if sound > 2 * len(_MARKS.findall(loose.rstrip(MARK))) and (sound > 1 or (unicode and not western(plain))):
        return loose, ""  # cut or damaged UTF-8: the rest of it is sound; a single letter may be so by chance
    if western(plain):
        if alone and (text := central(raw, instead=plain)) is not None:
            return text, _CENTRAL
        return plain, _WESTERN_LETTERS if lettered(plain) else ""
    if unicode and sound >= loose.count(MARK) and western(loose.replace(MARK, "")):
        return loose, ""
    if (text := central(raw)) is not None and not _FOREIGN.search(text):
        return text, _CENTRAL
    return "".join(letter if letter <= "\x7f" else MARK for letter in plain), ""


_MARKS = re.compile(MARK + "+")
_CENTRAL, _WESTERN_LETTERS = "Central European", "Western European"

_MISTAKEN = frozenset(("latin-1", "iso8859-9", "iso8859-15"))
"""Sets that programs declare whatever they write: all bytes are sound in them."""

_SUPERSETS = {"shift_jis": "cp932", "gb2312": "gb18030", "euc_kr": "cp949"}
"""What is written under the name of a set that has fewer signs: rare surnames are in the larger one only."""


def _strict(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeError:
        return None


def _by_pairs(raw: bytes, codec: str) -> str:
    """Decode signs of two bytes of which some are not known: such a pair is marked, and the next begins where it should."""
    out: list[str] = []
    at = 0
    while at < min(len(raw), _MOST_PAIRED):
        size = 1 if raw[at] < 0x80 or (codec == "shift_jis" and 0xA1 <= raw[at] <= 0xDF) else 2
        pair = raw[at : at + size]
        text = _strict(pair, codec) or _strict(pair, _SUPERSETS[codec])
        if text is None and size == 2 and pair[1:] < b"\x40":  # a lone byte before a blank, a delimiter or the end
            size = 1
        out.append(text or MARK)
        at += size
    return "".join(out) + raw[at:].decode(_SUPERSETS[codec], "replace")


def _escaped(raw: bytes, sets: tuple[str, ...]) -> str:
    """Decode text that changes its sets by escape sequences; each line, value and part of a name begins with the first one again.

    PS3.5 section 6.1.2.5.3. The lower half of the bytes is in set `low`, the upper in `high`.
    """
    first = sets[0] if sets[0] not in ("ascii", "jis") else ""
    double = [name for name in sets if name in ("euc_kr", "gb2312")]
    low, high = "ascii", first
    out: list[str] = []
    at = 0
    while at < len(raw):
        byte = raw[at]
        if byte == 0x1B:
            sequence = next((raw[at + 1 : at + 1 + size] for size in (3, 2) if raw[at + 1 : at + 1 + size] in _ESCAPES), None)
            if sequence is None:
                out.append(MARK)
                at += 1
                continue
            half, name = _ESCAPES[sequence]
            low, high = (name, high) if half == 0 else (low, name)
            at += 1 + len(sequence)
        elif byte >= 0x80:
            end = _while(raw, at, upper=True)
            # Many forget to say again, after a delimiter, which set the upper half is in.
            name = high or (double[0] if double else "ascii")
            if name in _SUPERSETS and (end - at) % 2 and _strict(raw[at : end + 1], _SUPERSETS[name]) and raw[end : end + 1] >= b"\x40":
                end += 1  # the larger sets have signs whose second byte is of the lower half
            out.append(_plain(raw[at:end], name, alone=False)[0])
            at = end
        elif byte < 0x21 or low == "ascii":
            if byte in _RESET:
                low, high = "ascii", first
            out.append(chr(byte))
            at += 1
        else:
            end = _while(raw, at, upper=False)
            out.append(_double(raw[at:end], low))
            at = end
    return "".join(out)


def _while(raw: bytes, at: int, *, upper: bool) -> int:
    """Return where the run of bytes of one half ends."""
    while at < len(raw) and raw[at] != 0x1B and (raw[at] >= 0x80 if upper else 0x21 <= raw[at] < 0x80):
        at += 1
    return at


def _double(run: bytes, name: str) -> str:
    """Decode characters of two 7-bit bytes (JIS X 0208, or JIS X 0212 as `jis-2`), by way of the EUC form of the same tables."""
    lead = b"\x8f" if name == "jis-2" else b""
    out = []
    for at in range(0, len(run), 2):
        pair = run[at : at + 2]
        text = _strict(lead + bytes(byte | 0x80 for byte in pair), "euc_jp") if len(pair) == 2 else None
        out.append(text or (_strict(_shifted(pair), "cp932") if len(pair) == 2 and not lead else None) or MARK)
    return "".join(out)


def _shifted(pair: bytes) -> bytes:
    """Return a pair of JIS in the form of Shift JIS, whose table has the signs of Windows as well."""
    first, second = pair
    second += (0x1F if second < 0x60 else 0x20) if first % 2 else 0x7E
    return bytes(((first + 1 >> 1) + (0x70 if first < 0x5F else 0xB0), second))


def person_name(value: str) -> str:
    """Turn a person name (PS3.5 6.2.1) into reading order: `Doe^Jane^^Dr` becomes `Dr Jane Doe`.

    The ideographic form follows in brackets, as it is read, the family first: `Tarou Yamada (山田 太郎)`. The phonetic one is shown
    only where there is no other. Where the first form is written in such signs it keeps their order as well.
    """
    letters, signs, sounds = (_parts(group) for group in [*value.split("="), "", "", ""][:3])
    family, given, middle, prefix, suffix = letters
    if _EAST_ASIAN.search(value.partition("=")[0]):
        name, suffix = _native(letters), ""
    else:
        name = " ".join(part for part in (prefix, given, middle, family) if part)
    if suffix:
        name = f"{name}, {suffix}" if name else suffix
    native = _native(signs) or ("" if name else _native(sounds))
    if not name or name == native:
        return native or name
    return f"{name} ({native})" if native else name


def _parts(group: str) -> list[str]:
    return [*(part.strip() for part in group.split("^")), "", "", "", "", ""][:5]


def _native(parts: list[str]) -> str:
    """A name in the order in which it is written in Japan, China and Korea."""
    family, given, middle, prefix, suffix = parts
    return " ".join(part for part in (prefix, family, given, middle, suffix) if part)
