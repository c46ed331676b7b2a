"""The one table of messages between the page and the cell.

Runs under MicroPython, CPython and Pyodide alike. A message is a name and a JSON object; a few carry pixels as well,
named in their last field and handled in JavaScript. The person's files do not pass here: they go to the reader, and from it to the cell.
`to_cell` and `to_page` build the JSON of one and refuse what the table does not know: both sides fail early and loudly.
"""

import json

__all__ = ["MOST", "TO_CELL", "TO_PAGE", "to_cell", "to_page"]

MOST = 3_000_000
"""Letters of a message to the page: what a hostile file makes longer the page would not live through."""

MOST_STRING = 2000
"""Letters of one text of such a message that is left."""

TOO_LONG = "There is more in this file than can be shown here."

TO_CELL = {
    # name: (fields, answer)
    "sample": ((), None),
    "arrange": (("views",), None),  # which views are on the screen, the active one first
    "show": (("view", "stack", "index"), None),
    "draw": (
        ("view", "seq", "stack", "index", "center", "width", "voi", "invert", "overlays", "saved", "subtract", "changed"), "picture",
    ),
    "probe": (("view", "stack", "index", "row", "column"), "value"),
    "values": (("stack", "index"), "values"),
    "check": (("stack",), "sum"),
    "thumbnail": (("stack",), None),  # once more, of a series that is far down a long list: the page keeps only some
    "skipped": ((), "skipped"),
    "document": (("id",), "content"),
    "save": (("id", "what"), "file"),
    "layers": (("stack",), "layers"),
    "marks": (("view", "stack", "index", "on"), "marks"),  # on: [number of the layer, numbers of its segments, threshold of a dose] for each
    "largest": (("stack", "layer", "segment"), "largest"),
    "beneath": (("view", "stack", "index", "row", "column", "on"), "beneath"),
    "over": (("document", "stack"), "over"),  # of a document, or of a stack where `document` is None
    "saved_views": (("stack",), "saved_views"),
    "host": (("stack",), "host"),  # which stack one of marks lies over
    "open": (("id",), "inside"),  # the PDF or film inside a document, to be seen
    "tags": (("stack", "index", "document", "path"), "tags"),  # of a picture, or of a document where `document` is not None
    "password": (("word",), None),
    "cancel": ((), None),
}  # fmt: skip

TO_PAGE = {
    "ready": (("version", "started_ms"), None),
    "progress": (("reading", "canceled", "files", "total", "images", "skipped", "documents", "copies", "bytes"), None),
    "catalog": (("patients", "index", "documents", "places"), None),
    "thumbnail": (("stack", "rows", "columns", "blank"), "RGBA pixels"),  # no pixels where it is blank because it cannot be decoded
    "picture": (
        (
            "view", "seq", "stack", "index", "count", "rows", "columns", "aspect", "spacing", "spacing_kind", "spacing_note", "regions", "center",
            "width", "voi", "invert", "saved", "color", "minimum", "maximum", "unit", "position", "number", "grid", "orientation", "orientation_words",
            "time_ms", "missing", "subtracted", "error",
        ),
        "RGBA pixels",
    ),
    "loaded": (("stack", "done", "first", "total", "bytes", "budget", "settled"), None),
    "value": (("view", "stack", "index", "row", "column", "text", "unit", "also", "color"), None),
    "values": (("stack", "index", "rows", "columns", "samples"), "the values"),
    "sum": (("stack", "sum"), None),
    "refused": (("count",), None),
    "decoders": (("kind", "wanted"), None),  # kind: "decoder" or "htj2k", which worker
    "stuck": (("decoder",), None),
    "skipped": (("files", "counts"), None),
    "content": (
        ("id", "error", "kind", "sort", "title", "patient", "facts", "summary", "blocks", "notes", "pictures", "missing", "sheets", "file"),
        "the curves",
    ),
    "file": (("name", "mime"), "its bytes"),
    "layers": (("stack", "layers", "notes"), None),
    "marks": (("view", "stack", "index", "shapes", "rows", "columns", "top", "left", "error"), "RGBA pixels of a part of the picture"),
    "largest": (("stack", "layer", "segment", "index"), None),
    "beneath": (("view", "stack", "index", "row", "column", "text"), None),
    "over": (("document", "stack", "home", "index", "path", "error"), None),
    "host": (("stack", "home"), None),
    "saved_views": (("stack", "views"), None),
    "drawn": (("view", "stack", "index", "shapes"), None),
    "inside": (("id", "opens", "error"), "its bytes"),
    "tags": (("stack", "index", "document", "path", "rows", "error"), None),
    "locked": (("archives", "files", "slow", "tried"), None),
    "trouble": (("text", "fatal"), None),
}  # fmt: skip


def to_cell(name: str, fields: dict[str, object]) -> str:
    """Give the JSON text of a message of the page; ValueError when the table does not know it or its fields."""
    return _message(name, TO_CELL[name][0] if name in TO_CELL else None, fields)


def to_page(name: str, fields: dict[str, object], *, bounded: bool = True) -> str:
    """Give the JSON text of a message of the cell; ValueError when the table does not know it or its fields.

    The last line of defense: a message that is longer than the page can take goes without its lists, and says so where it has an error.
    Not `bounded`: as it is; whoever sends it has to look at its length.
    """
    known = TO_PAGE[name][0] if name in TO_PAGE else None
    text = _message(name, known, fields)
    return text if len(text) <= MOST or not bounded else _message(name, known, _emptied(fields))


def _emptied(fields: dict[str, object]) -> dict[str, object]:
    """Give the fields of a message with nothing in its lists and of its texts the beginning."""
    left = {key: _empty(value) for key, value in fields.items()}
    if "error" in left:
        left["error"] = TOO_LONG
    return left


def _empty(value: object) -> object:
    """Give the beginning of a text, no list and no object, and all else as it is."""
    if isinstance(value, str):
        return value[:MOST_STRING]
    if isinstance(value, (list, tuple)):
        return []
    return None if isinstance(value, dict) else value


def _message(name: str, known: "tuple[str, ...] | None", fields: dict[str, object]) -> str:
    if known is None:
        raise ValueError("no such message: " + name)
    if set(fields) != set(known):
        raise ValueError("message " + name + " has the fields " + ", ".join(known) + ", not " + ", ".join(sorted(fields)))
    return json.dumps(fields)
