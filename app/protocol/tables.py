"""The tables of all messages, one for each direction: a name, the fields that it has, all of them each time, and what goes with it.

Runs under MicroPython, CPython and Pyodide alike. A message is a name and a JSON object; a few carry pixels or other bytes as well.
The person's files do not pass here: they go to the reader, and from it to the cell; `ports` has what passes between workers.
"""

__all__ = ["IN_PAGE", "TO_CELL", "TO_PAGE"]

TO_CELL = {
    # name: (fields, answer)
    "sample": ((), None),
    "arrange": (("views",), None),  # which views are on the screen, the active one first
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
        ("id", "error", "kind", "sort", "title", "patient", "facts", "personal", "summary", "blocks", "notes", "pictures", "missing", "sheets", "file"),
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

IN_PAGE = {
    # name: fields; what the page's own scripts tell its Python
    "boot": ("step", "done", "total"),  # bytes of the program that are there
    "core": ("state", "text"),  # it could not be started, and why
    "sealed": ("sealed", "offline"),
    "license": ("state", "until", "grace"),  # days as DICOM writes them, or None
    "intake": ("kind", "count"),  # something was handed over; count: of its files, None where that is not known yet
    "requests": ("count", "refused"),
    "closed": (),
    "crashed": ("text",),
    "trouble": ("text", "fatal"),
    # a PDF, page after page
    "leaf_open": ("leaves", "count"),  # pages that are shown, and that it has
    "leaf_at": ("leaf",),
    "leaf_zoom": ("zoom",),
    "leaf_locked": ("wrong",),  # whether a password was tried
    "leaf_broken": ("kind", "text", "leaf"),
}
