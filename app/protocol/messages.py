"""Writes and reads messages: both ends of a line refuse what the table does not know, so that a mistake is found where it is made.

Runs under MicroPython, CPython and Pyodide alike. Only names are checked, of each message: 0.02 ms for the longest, in MicroPython.
"""

import json

from app.protocol.tables import IN_PAGE, TO_CELL, TO_PAGE

__all__ = ["MOST", "heard_in_cell", "heard_in_page", "to_cell", "to_page"]

MOST = 3_000_000
"""Letters of a message to the page: what a hostile file makes longer the page would not live through."""

MOST_STRING = 2000
"""Letters of one text of such a message that is left."""

TOO_LONG = "There is more in this file than can be shown here."


def to_cell(name: str, fields: dict[str, object]) -> str:
    """Return the JSON text of a message of the page; ValueError when the table does not know it or its fields."""
    return json.dumps(_checked(name, TO_CELL[name][0] if name in TO_CELL else None, fields))


def heard_in_cell(name: str, text: str) -> dict[str, object]:
    """Return the fields of a message that came from the page; ValueError as in `to_cell`."""
    return _checked(name, TO_CELL[name][0] if name in TO_CELL else None, json.loads(text))


def to_page(name: str, fields: dict[str, object], *, bounded: bool = True) -> str:
    """Return the JSON text of a message of the cell; ValueError when the table does not know it or its fields.

    The last line of defense: a message that is longer than the page can take goes without its lists, and says so where it has an error.
    Not `bounded`: as it is; whoever sends it has to look at its length.
    """
    text = json.dumps(_checked(name, TO_PAGE[name][0] if name in TO_PAGE else None, fields))
    return text if len(text) <= MOST or not bounded else json.dumps(_emptied(fields))


def heard_in_page(name: str, text: str) -> dict[str, object]:
    """Return the fields of a message that came from the cell or from the page's own scripts; ValueError as in `to_page`."""
    known = TO_PAGE[name][0] if name in TO_PAGE else IN_PAGE.get(name)
    return _checked(name, known, json.loads(text))


def _checked(name: str, known: "tuple[str, ...] | None", fields: dict[str, object]) -> dict[str, object]:
    if known is None:
        raise ValueError("no such message: " + name)
    # Not by comparing sets: to make them costs MicroPython seven times as much.
    if len(fields) == len(known):
        for field in known:
            if field not in fields:
                break
        else:
            return fields
    raise ValueError("message " + name + " has the fields " + ", ".join(known) + ", not " + ", ".join(sorted(fields)))


def _emptied(fields: dict[str, object]) -> dict[str, object]:
    """Return the fields of a message with nothing in its lists and of its texts the beginning."""
    left = {key: _empty(value) for key, value in fields.items()}
    if "error" in left:
        left["error"] = TOO_LONG
    return left


def _empty(value: object) -> object:
    """Return the beginning of a text, no list and no object, and all else as it is."""
    if isinstance(value, str):
        return value[:MOST_STRING]
    if isinstance(value, (list, tuple)):
        return []
    return None if isinstance(value, dict) else value
