"""What passes between workers besides the messages of `tables`: the program, the person's files, single frames, the leaves of a PDF.

It is said in JavaScript and read there; nothing is checked while it runs, and neither the page nor the cell is sent this table: it is for
whoever reads those scripts, and for the test that holds them to it. Of each script, every object that it posts, by its fields; `...` is what
else a codec gives.
"""

__all__ = ["PORTS"]

PORTS = {
    "static/viewer/wire.js": (("name", "json"),),  # to the cell: a message of `tables`
    "static/viewer/cell.js": (
        ("boot",),  # to the cell: what Python starts with
        ("packages", "language"),  # and the rest, with the language that is spoken: its JSON, "" for English
        ("port",),  # to the cell and the reader: what connects them
    ),
    "static/viewer/handover.js": (
        ("items", "last"),  # to the reader: files and folders; whether these are the last
        ("cancel",),
    ),
    "static/viewer/helpers.js": (
        ("lost",),  # to the cell: the number of a decoder that ended
        ("decoder", "kind"),  # its port
        ("jobs", "compiled"),  # to the decoder: the other end, and its programs
    ),
    "static/viewer/unpack.js": (("jobs", "compiled"), ("number", "codec", "data")),
    "static/viewer/leaves.js": (
        ("port",),  # to the worker; the rest by it
        ("open",),
        ("password",),
        ("draw", "wide"),
    ),
    "app/cell/cell.js": (
        ("name", "json", "pixels"),  # to the page: a message of `tables`
        ("number", "codec", "data"),  # to a decoder: one frame
        ("taken",),  # to the reader: how many files more than it was last told
    ),
    "app/cell/reader.js": (  # to the cell
        ("begin",),
        ("total",),
        ("path", "file", "data"),  # its first bytes
        ("path", "error"),
        ("end", "canceled"),
    ),
    "app/cell/jobs.js": (
        ("up",),
        ("number", "..."),  # what it decoded
        ("number",),  # it could not
    ),
    "app/cell/pdf.js": (
        ("locked", "wrong"),
        ("opened", "width", "height"),
        ("drawn", "picture", "width", "height", "texts", "short"),
        ("failed", "kind", "text"),
    ),
}
