"""The dictionaries of elements and UIDs (PS3.6) and of makers' private elements, as pydicom keeps them.

They are read as plain tables: `import pydicom` itself starts all of that library, down to its download of examples, for which the cell
lacks the parts of the standard library, and takes a second.
"""

from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import Any

__all__ = ["known", "known_by_keyword", "known_private", "uid_name"]


def known(tag: int) -> tuple[str, str, str]:
    """Return name, keyword and value representation of an element of the standard; KeyError when there is none."""
    entry = _table("_dicom_dict", "DicomDictionary").get(tag)
    if entry is None:
        entry = _table("_dicom_dict", "RepeatersDictionary")[_repeating(tag)]
    return entry[2], entry[4], entry[0]


def known_by_keyword(keyword: str) -> tuple[int, str]:
    """Return the number and the value representation of an element of the standard; KeyError when there is none."""
    return _keywords()[keyword]


def known_private(tag: int, creator: str) -> tuple[str, str]:
    """Return name and value representation of a private element; KeyError when its maker's is not known.

    The block that a file put it in, the middle two digits, is free (PS3.5 section 7.8.1); a few tables leave the group free as well.
    """
    group, element = f"{tag >> 16:04X}", f"{tag & 0xFFFF:04X}"
    table = _table("_private_dict", "private_dictionaries")[creator]
    for key in (group + element, f"{group}xx{element[2:]}", f"{group[:2]}xxxx{element[2:]}"):
        if key in table:
            return table[key][2], table[key][0]
    raise KeyError(tag)


def uid_name(uid: str) -> str:
    """Return the name of a UID of the standard, or ""."""
    entry = _table("_uid_dict", "UID_dictionary").get(uid)
    return "" if entry is None else str(entry[0])


@cache
def _keywords() -> dict[str, tuple[int, str]]:
    return {entry[4]: (tag, entry[0]) for tag, entry in _table("_dicom_dict", "DicomDictionary").items()}


@cache
def _table(module: str, name: str) -> dict[Any, Any]:
    pydicom = find_spec("pydicom")  # finds the package without starting it
    spec = None if pydicom is None else PathFinder.find_spec(module, pydicom.submodule_search_locations)
    if spec is None or spec.loader is None:
        raise ImportError(f"pydicom has no {module}")
    loaded = module_from_spec(spec)
    spec.loader.exec_module(loaded)
    table: dict[Any, Any] = getattr(loaded, name)
    return table


@cache
def _masks() -> list[tuple[int, int, str]]:
    """Of groups and elements that repeat (60xx,3000): the digits that count, their value, and how the table writes it."""
    written = _table("_dicom_dict", "RepeatersDictionary")
    return [(int("".join("0" if digit == "x" else "F" for digit in text), 16), int(text.replace("x", "0"), 16), text) for text in written]


def _repeating(tag: int) -> str:
    if not tag >> 16 & 1:
        for mask, value, text in _masks():
            if tag & mask == value:
                return text
    raise KeyError(tag)
