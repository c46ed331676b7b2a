"""One hostile file on its whole way through the viewer, with a sound one beside it."""

import json
from collections import Counter

import numpy as np

from tests.core.made import Memory, entry
from viewer.catalog.catalog import Catalog, Document
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.dicom.tagtree import describe, tags_of
from viewer.documents.prose import lines
from viewer.errors import ViewerError
from viewer.overlay.presentation import oriented, saved_of
from viewer.render.picture import picture, thumbnail, value_at
from viewer.source.archives import unfold
from viewer.volume.frames import Frames

__all__ = ["Wrong", "walked"]

SOUND_PIXELS = np.arange(30 * 40, dtype=np.int16).reshape(30, 40)
_BUDGET = 1 << 28
_MOST_TOLD = 100_000
_MOST_NOTES = 50
_MOST_TWICE = 1 << 16
_LARGE = 1 << 20


class Wrong(AssertionError):
    """The viewer broke a promise."""


def walked(data: bytes) -> Counter[str]:
    """Open `data` and a sound file together; count what came of it: pictures, picture-errors, skipped, documents.

    Raises Wrong when the hostile file was neither shown nor told, or the sound one suffered; whatever else is raised is a fault too.
    """
    catalog = Catalog()
    sound = entry(
        SOUND_PIXELS, path="sound.dcm", SOPInstanceUID="9.9.1", SeriesInstanceUID="9.9.2", StudyInstanceUID="9.9.3", PatientID="sound"
    )
    told: Counter[str] = Counter()
    hostile = Memory(data, "hostile.dcm")
    members = list(unfold(hostile))
    stacks = [scan(member, catalog) for member in members]
    stack = stacks[0] if members == [hostile] else None
    beside = scan(sound, catalog)
    for _ in catalog.compare():  # tables of contents are read, and held against the files
        told["indexes"] += not told["indexes"]
    if len(json.dumps(catalog.index, allow_nan=False)) > 10 * _MOST_TOLD:
        raise Wrong("more is told of a table of contents than the page can take")
    if len(json.dumps(catalog.describe(), allow_nan=False)) > _MOST_TOLD:  # what the page cannot parse would cost it everything
        raise Wrong("more is told than the page can take")
    if members != [hostile]:
        told["archives"] += 1
        if not members or not all(one.reason.strip() for one in catalog.left_out()):
            raise Wrong("an archive without a file and without a reason")
    elif stack is None:
        left_out = [one for one in catalog.left_out() if one.path == "hostile.dcm"]
        if len(left_out) != 1 or not left_out[0].reason.strip():
            raise Wrong("left out without a reason")
        told["documents" if catalog.documents else "skipped"] += 1
        for document in catalog.documents:
            _read_through(document, told)
            if document.saved_view and beside is not None:
                _put_on(document, beside, told)
    else:
        frames = Frames(stack, budget=_BUDGET)
        for index in sorted({0, len(stack) // 2, len(stack) - 1}):
            _looked_at(frames, index, told)
        for middle in (False, True):
            thumbnail(frames, size=160, middle=middle)
    if len(data) <= _MOST_TWICE:
        _among_its_own(data)
    if beside is None or beside is stack:
        raise Wrong("a sound file beside it is lost")
    shown = picture(Frames(beside, budget=_BUDGET), 0)
    if shown.rgba is None or shown.rgba.shape != (30, 40, 4) or shown.rgba[0, 0, 0] >= shown.rgba[-1, -1, 0]:
        raise Wrong("a sound file beside it is not shown as it is")
    return told


def _read_through(document: Document, told: Counter[str]) -> None:
    try:
        content = document.open()
    except ViewerError as error:
        if "could not be understood" in str(error):
            raise Wrong(f"a document failed in a way that nobody foresaw: {error.__cause__!r}") from error
        told["document-errors"] += 1
        return
    json.dumps(content.describe(), allow_nan=False)
    if len(json.dumps([content.title, content.facts[:300], content.notes])) > 10 * _MOST_TOLD or len(content.notes) > _MOST_NOTES:
        raise Wrong("more is told of a document than can be read")
    if not content.title or not lines(content):
        raise Wrong("a document without a word")
    told["documents-read"] += 1
    json.dumps(describe(tags_of(document.entry)), allow_nan=False)


def _put_on(document: Document, stack: Stack, told: Counter[str]) -> None:
    """Put a saved view on the sound picture, of which a seed speaks."""
    try:
        saved = saved_of(document.entry)
        places = saved.places(stack)
        shown = picture(Frames(stack, budget=_BUDGET), 0, saved=saved)
        json.dumps(shown.facts, allow_nan=False)
        if shown.rgba is None:
            raise Wrong(f"a saved view costs the picture: {shown.facts['error']}")
        if places:
            applied = saved.on(stack.frames[0])
            assert applied is not None
            json.dumps(applied.shapes, allow_nan=False)
            oriented(shown.rgba, applied)
            told["views-put-on"] += 1
    except ViewerError as error:
        if "damaged" in str(error):
            raise Wrong(f"a saved view failed in a way that nobody foresaw: {error.__cause__!r}") from error
        told["view-errors"] += 1


def _looked_at(frames: Frames, index: int, told: Counter[str]) -> None:
    shown = picture(frames, index)
    json.dumps(shown.facts, allow_nan=False)
    if shown.rgba is None:
        if not str(shown.facts["error"] or "").strip():
            raise Wrong("no picture, and no reason")
        told["picture-errors"] += 1
        return
    rows, columns = shown.facts["rows"], shown.facts["columns"]
    if shown.rgba.shape != (rows, columns, 4) or shown.rgba.dtype != np.uint8:
        raise Wrong(f"a picture of shape {shown.rgba.shape}, announced {rows} by {columns}")
    told["pictures"] += 1
    try:
        value_at(frames, index, rows // 2, columns // 2)
        frames.values(index)
    except ViewerError:
        told["value-errors"] += 1


def _among_its_own(data: bytes) -> None:
    """Open a file together with a copy of it and with one that has its identifiers and another end: each is shown, or told."""
    catalog = Catalog()
    other = data[:-1] + bytes((data[-1] ^ 0x55,)) if data else b""
    for path, content in (("one", data), ("again", data), ("other", other)):
        stack = scan(Memory(content, path), catalog)
        if stack is not None and stack.first.format.rows * stack.first.format.columns > _LARGE:
            return  # compared with others, it costs the seconds of several
    catalog.settle()
    json.dumps(catalog.describe(), allow_nan=False)
    shown = {instance.entry.path for stack in catalog.stacks() for instance in stack.instances}
    told = [one.path for one in catalog.left_out() if one.path not in shown]
    if sorted((*shown, *told)) != ["again", "one", "other"]:
        raise Wrong("of files with one identifier one is neither shown nor told")
