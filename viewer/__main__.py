"""The command line: the same core without a browser.

    python -m viewer list PATH... [--json] [--password WORD]
    python -m viewer render PATH... --series UID [--stack N] [--frame N] [--plane axial|coronal|sagittal] [--window C W] [--layers] [--as-taken] -o out.png
    python -m viewer render PATH... --series UID [--stack N] [--frame N] --presentation UID|FILE [--window C W] -o out.png
    python -m viewer render PATH... --series UID [--stack N] [--frame N] --values out.npy
    python -m viewer show FILE [--json | --tags] [-o OUT]

A path may be a folder, a file, an archive (ZIP, TAR, GZIP) or an image of a disc (ISO, UDF); what is in an archive has a path below it.

`list --json` prints
    {"patients": [{"id", "name", "birth_date", "sex",
      "studies": [{"uid", "date", "time", "description", "accession", "institution", "plain", "names",
        "series": [{"uid", "number", "description", "modality", "body_part",
          "stacks": [{"id", "frames", "rows", "columns", "spacing": [row, column, slice] in mm or null, "spacing_kind",
                      "spacing_note", "modality", "transfer_syntax", "syntax", "color", "color_profile", "overlays", "subtraction",
                      "notices": [sentences], "cut", "damaged", "origin": sentence, "localizer", "kind", "rate", "label", "plain",
                      "view": code of from where it is seen, "apart": [{"code", "text", "short"}] of what the label tells,
                      "again": which one of those with the same label, 0 where it is the only one,
                      "named": {"kind", "part", "seen", "look", "made"}, "names": codes of the kind and the part, "unit", "uptake", "window", "windows",
                      "course": where a volume lies {"frame" of reference, "normal", "places": [[index, x, y, z] of the middle, mm LPS]} or null,
                      "geometry": {"verdict": even | gaps | uneven | tilted | repeated | mixed | single | time | none, "text",
                                   "after": numbers of the pictures after which one is missing or shares the place,
                                   "angle": of a tilt in degrees}}]}]}]}],
     "documents": [{"id", "path", "kind", "brief": the kind in few words, "sort": its code, "title", "sop_class", "study", "series"}],
     "skipped": [{"path", "reason", "code"}],
     "index": for each table of contents (DICOMDIR) {"path", "text", "promised", "found" pictures, "others_promised", "others_found",
       "unlisted": pictures that it does not tell of,
       "series": [{"uid", "number", "description", "modality", "body_part", "patient": id, "study": uid, "study_date", "promised", "found",
                   "others_promised", "others_found", "missing": file IDs with slashes, 2000 in all at most}]}}

"plain" is a name in everybody's words, made of what the tags and the places of the pictures say: of a study "MRI of the left knee",
of a stack "MR left knee, seen from the side; fluid bright, fat dark"; "named" tells the parts of that name one by one, empty where there are none.
"names" is {"kinds", "parts" of the body, "side": L, R, B for both, or ""} of what such a name says, in the codes of `viewer/catalog/naming_rules.py`.

"uptake" is of a PET {"unit": in which its values are told, "text": where SUV comes from or why there is none, "missing": names}, else null.

"window" is the default, [center, width]; "windows" tells {"name", "center", "width", "voi"} for each that the file offers, where it
offers several: "voi" is the number of a VOI LUT, null for a window.

`render --presentation` puts a saved view on the picture: its grays, shutter and overlays, the part of the picture that it shows, turned and
mirrored as it says, with its lines. Its words are left out, as is the size on a screen.

`render --layers` draws what other files of the scan lay over the picture (segmentations, contours, doses from a tenth of the highest on),
as the browser does when all of it is switched on, and prints a line for each.

Angiographies that the file wants to be seen subtracted (Mask Subtraction, Recommended Viewing Mode SUB) are rendered so, as the browser shows
them; `--as-taken` leaves the mask out. `--values` are always those of the picture as it was taken. A stack has "subtraction", whether the file
says how.

`show` prints a document as text: a report, a dose report, marked pictures, an ECG, a saved view, contours, marked areas. `--json` prints
{"kind", "title", "facts", "blocks", "notes", …}, described in `viewer/documents/content.py` and the module of each kind. `-o` writes
what is inside, of a PDF, a CDA, a 3-D model or a film. `--tags` lists the elements of any DICOM file; those that can tell whose it is
are marked with a star.

Exit status: 0; 2 for unusable arguments; 1 when nothing could be read. Errors are one plain line on stderr.
"""

import argparse
import io
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from text.say import say
from viewer.catalog.catalog import Catalog, Skipped
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.dicom.dataset import Dataset, read_dataset
from viewer.dicom.tagtree import MOST_TAGS, Tag, level_of, tags_of
from viewer.documents import opened
from viewer.documents.prose import escaped, lines
from viewer.errors import Unreadable, ViewerError
from viewer.image.voi import Window
from viewer.overlay import layers_of
from viewer.overlay.burn import burn
from viewer.overlay.presentation import Saved, oriented, saved_of
from viewer.pixels.ending import ended
from viewer.pixels.remarks import NOTICES as REMARKS
from viewer.pixels.truncation import NOTICES, SHORT
from viewer.render.look import chosen
from viewer.render.picture import picture
from viewer.render.render import render
from viewer.source.archives import Opening, Pieces, unfold
from viewer.source.entries import Entry, FileEntry, files_below
from viewer.telling import listed
from viewer.volume.frames import Frames
from viewer.volume.slice import cuts
from viewer.volume.volume import native_plane

__all__ = ["main"]

_MOST_PRINTED = 20_000
_WASH_FROM, _OPACITY = 0.1, 0.7
"""As the page has them at first."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # names of any alphabet, and file names in none, on terminals that know few letters
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        if options.command == "show":
            return _show(options)
        catalog = _read(options.paths, options.password)
        return _list(catalog, as_json=options.json) if options.command == "list" else _render(catalog, options)
    except ViewerError as error:
        return _fail(str(error), 1)
    except _NotWritten as error:
        return _fail(str(error), 2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m viewer", description=say("cli.about"))
    commands = parser.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help=say("cli.help.list"))
    rendering = commands.add_parser("render", help=say("cli.help.render"))
    for command in (listing, rendering):
        command.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        command.add_argument("--password", action="append", default=[], metavar="WORD", help=say("cli.help.password"))
    listing.add_argument("--json", action="store_true", help=say("cli.help.json"))
    showing = commands.add_parser("show", help=say("cli.help.show"))
    showing.add_argument("file", type=Path, metavar="FILE")
    showing.add_argument("--json", action="store_true", help=say("cli.help.json"))
    showing.add_argument("--tags", action="store_true", help=say("cli.help.tags"))
    showing.add_argument("-o", dest="out", type=Path, metavar="OUT", help=say("cli.help.out"))
    rendering.add_argument("--series", required=True, metavar="UID")
    rendering.add_argument("--stack", type=_counted, default=1, metavar="N", help=say("cli.help.stack"))
    rendering.add_argument("--frame", type=_counted, metavar="N", help=say("cli.help.frame"))
    rendering.add_argument("--plane", choices=("axial", "coronal", "sagittal"), help=say("cli.help.plane"))
    rendering.add_argument("--window", nargs=2, type=_number, metavar=("C", "W"), help=say("cli.help.window"))
    rendering.add_argument("--presentation", metavar="UID|FILE", help=say("cli.help.presentation"))
    rendering.add_argument("--layers", action="store_true", help=say("cli.help.layers"))
    rendering.add_argument("--as-taken", action="store_true", help=say("cli.help.taken"))
    rendering.add_argument("-o", dest="image", type=Path, metavar="out.png")
    rendering.add_argument("--values", type=Path, metavar="out.npy", help=say("cli.help.values"))
    return parser


def _counted(text: str) -> int:
    """Read a number that counts from 1."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(say("cli.number.whole", text=repr(text)))
    return int(text)


def _number(text: str) -> float:
    """Read a number that has an end."""
    value = float(text)
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(say("cli.number", text=repr(text)))
    return value


class _NotWritten(Exception):
    """A file that was asked for cannot be written."""


def _written(path: Path, data: bytes) -> None:
    """Write a file; raises _NotWritten."""
    try:
        path.write_bytes(data)
    except (OSError, ValueError) as error:  # a name with a zero in it is a ValueError
        reason = getattr(error, "strerror", None) or str(error)
        if isinstance(error, FileNotFoundError):
            reason = say("cli.write.folder")
        raise _NotWritten(say("cli.write", path=str(path), reason=reason)) from error


def _read(paths: Sequence[Path], passwords: Sequence[str]) -> Catalog:
    catalog, pieces = Catalog(), Pieces()
    for named in paths:
        if not named.exists():
            raise Unreadable("path.nothing", path=str(named), do="spelling")
        for file in files_below([named]):
            path = file.relative_to(named).as_posix() if named.is_dir() else named.name
            try:
                entry = FileEntry(file, path=path)
                if not pieces.take(entry):
                    _take(entry, catalog, passwords)
            except Unreadable as error:
                catalog.skipped.append(Skipped.of(path, error))
    for whole in pieces.whole():
        _take(whole, catalog, passwords)
    catalog.settle()
    return catalog


def _take(file: Entry, catalog: Catalog, passwords: Sequence[str]) -> None:
    for entry in unfold(file, Opening(passwords)):
        scan(entry, catalog)


def _list(catalog: Catalog, *, as_json: bool) -> int:
    tree = catalog.describe()
    tree["documents"] = [document.describe() for document in catalog.documents]
    tree["skipped"] = [asdict(skipped) for skipped in catalog.skipped]
    if as_json:
        print(_json(tree))
    else:
        _print(tree)
    if tree["patients"] or tree["documents"]:
        return 0
    if all(item.code == "file.other" for item in catalog.skipped):
        return _fail(say("cli.nothing.dicom"), 1)
    return _fail(say("cli.nothing"), 1)


def _json(found: dict[str, Any]) -> str:
    """Return JSON in the letters that the output knows."""
    return json.dumps(found, indent=1, ensure_ascii=(sys.stdout.encoding or "").lower().replace("-", "") != "utf8")


def _tell(line: str) -> None:
    """Print a line; what a terminal would obey is shown as such."""
    print(escaped(line))


def _print(tree: dict[str, Any]) -> None:
    for index in tree["index"]:
        _tell(f"{index['path']}: {index['text']}")
        for series in index["series"]:
            if series["missing"]:
                series_of = f"{series['modality']} {series['description']}"
                _tell("  " + say("cli.list.missing", series=series_of, files=listed(series["missing"])))
    for patient in tree["patients"]:
        _tell(f"{patient['name'] or say('cli.list.nameless')}  {patient['id']}  {patient['birth_date']}")
        for study in patient["studies"]:
            _tell(f"  {study['date']} {study['description']}  {study['plain']}".rstrip())
            for series in study["series"]:
                _tell(f"    {series['modality']} {series['description']}  {series['uid']}")
                for stack in series["stacks"]:
                    size = f"{stack['columns']} × {stack['rows']}"
                    _tell(f"      {stack['plain']}")
                    _tell(f"      {stack['frames']} × {size}  {stack['syntax']}. {stack['geometry']['text']} {stack['label']}".rstrip())
                    for notice in (*stack["notices"], *([stack["origin"]] if stack["origin"] else [])):
                        _tell(f"      {notice}")
    for document in tree["documents"]:
        _tell(f"{document['kind']}: {document['path']}")
    for skipped in tree["skipped"]:
        _tell(say("cli.list.skipped", path=skipped["path"], reason=skipped["reason"]))


def _show(options: argparse.Namespace) -> int:
    if not options.file.is_file():
        raise Unreadable("path.file", path=str(options.file), do="spelling")
    catalog = Catalog()
    entry = FileEntry(options.file, path=options.file.name)
    if options.tags:
        dataset, tags = read_dataset(entry), tags_of(entry)
        room = _print_tags(dataset, tags, 0, _MOST_PRINTED)
        if room <= 0:
            _tell(say("cli.show.more", n=_MOST_PRINTED))
        elif len(tags) >= MOST_TAGS:
            _tell(say("cli.show.more", n=MOST_TAGS))
        if dataset.truncated:
            _tell(say("cli.show.element"))
        elif _picture_ends_early(entry, dataset):
            _tell(say("cli.show.picture"))
        return 0
    scan(entry, catalog)
    content = opened(entry, catalog.documents[0].kind if catalog.documents else "")
    if options.out:
        if not content.files:
            return _fail(say("cli.show.empty"), 1)
        _written(options.out, next(iter(content.files.values())).read())
        return 0
    print(_json(content.describe()) if options.json else "\n".join(lines(content)))
    return 0


def _picture_ends_early(entry: Entry, dataset: Dataset) -> bool:
    pixels = dataset.pixels
    if pixels is None:
        return False
    if pixels.length is not None:
        return pixels.start + pixels.length > dataset.size
    return ended(entry, dataset, frames=max(1, dataset.integer("NumberOfFrames", 1) or 1)) is not None


def _print_tags(dataset: Dataset, tags: list[Tag], depth: int, room: int) -> int:
    """Print elements, those of items indented, at most `room` of them; give what is left of it."""
    for tag in tags[: max(0, room)]:
        room -= 1
        mark = "*" if tag.identifying else " "
        _tell(f"{'  ' * depth}{mark}({tag.number}) {tag.vr:2} {tag.name}: {tag.text}")
        for item in dataset.items(int(tag.number.replace(",", ""), 16)) if tag.items and room > 0 else ():
            room = _print_tags(item, level_of(item), depth + 1, room)
    return room


def _render(catalog: Catalog, options: argparse.Namespace) -> int:
    if (options.image is None) == (options.values is None):
        return _fail(say("cli.render.target"), 2)
    if options.values is not None and options.values.suffix != ".npy":
        return _fail(say("cli.render.array", name=options.values.name), 2)
    stacks = [stack for stack in catalog.stacks() if stack.first.series.uid == options.series]
    if not 1 <= options.stack <= len(stacks):
        return _fail(say("cli.render.stack", stack=str(options.stack), series=options.series, found=len(stacks)), 2)
    stack = stacks[options.stack - 1]
    plane = stack.frames[0].plane
    if options.plane and (plane is None or options.plane != native_plane(plane)):
        if options.layers:
            return _fail(say("cli.render.layers"), 2)
        return _render_plane(stack, options)
    saved = _presentation(catalog, options.presentation) if options.presentation else None
    places = [] if saved is None else saved.places(stack)
    number = options.frame or (places[0] if places else len(stack) // 2) + 1
    if not 1 <= number <= len(stack):
        return _fail(say("cli.render.picture", number=str(number), found=len(stack)), 2)
    if saved is not None and number - 1 not in places:
        return _fail(say("cli.render.saved", number=str(number), n=len(places)), 2)
    frames = Frames(stack, budget=1 << 31)
    if options.values:
        _save(options.values, frames.values(number - 1))
        _warn(frames, number - 1)
        return 0
    window = Window(*options.window) if options.window else None
    shown = picture(frames, number - 1, window=window, saved=saved, subtract=False if options.as_taken else None)
    if shown.rgba is None:
        return _fail(str(shown.facts["error"]), 1)
    _warn(frames, number - 1)
    if shown.facts["subtracted"]:
        print(say("cli.render.subtracted"))
    if options.layers:
        _lay(shown.rgba, stack, number - 1, catalog)
    applied = None if saved is None else saved.on(stack.frames[number - 1])
    _write_png(options.image, shown.rgba if applied is None else oriented(shown.rgba, applied))
    return 0


def _warn(frames: Frames, index: int) -> None:
    """Print that a part of a picture is missing, or may be, and what else only decoding it told."""
    if short := frames.missing(index):
        _tell(f"{SHORT[short]}.")
    notices = frames.notices
    for kind, notice in REMARKS.items():
        if kind in notices:
            _tell(f"{notice}.")


def _lay(rgba: NDArray[np.uint8], stack: Stack, index: int, catalog: Catalog) -> None:
    """Draw all layers of a stack into a picture, and print what they are."""
    layers, notes = layers_of(stack, catalog)
    for layer in layers:
        about = layer.about
        names = listed(segment.name for segment in about.segments)
        _tell(f"{about.title} ({about.path}): {names}. {about.note}".rstrip())
        burn(rgba, layer.on(stack.frames[index], {segment.number for segment in about.segments}, threshold=_WASH_FROM), opacity=_OPACITY)
    for note in notes:
        _tell(note)


def _presentation(catalog: Catalog, wanted: str) -> Saved:
    """Find a saved view among the files by its identifier, or read the file of that name; raises Unreadable, and what reading raises."""
    if Path(wanted).is_file():
        return saved_of(FileEntry(Path(wanted), path=Path(wanted).name))
    for document in catalog.documents:
        if document.saved_view and (dataset := read_dataset(document.entry)).text("SOPInstanceUID") == wanted:
            return saved_of(document.entry, dataset)
    raise Unreadable("view.absent", wanted=wanted)


def _render_plane(stack: Stack, options: argparse.Namespace) -> int:
    """Render a picture of another plane than the one in which the stack was taken."""
    frames = Frames(stack, budget=1 << 31)
    slices = cuts(frames, options.plane)
    if slices.note:
        _tell(slices.note)
    if short := next(filter(None, map(frames.missing, range(len(stack)))), None):
        _tell(f"{NOTICES[short]}.")
    number = options.frame or len(slices) // 2 + 1
    if not 1 <= number <= len(slices):
        return _fail(say("cli.render.plane", number=str(number), found=len(slices)), 2)
    if options.values:
        _save(options.values, slices.values[number - 1])
        return 0
    shown = slices[number - 1]
    _write_png(options.image, render(shown, chosen(shown, Window(*options.window) if options.window else None)))
    return 0


def _save(path: Path, values: NDArray[Any]) -> None:
    target = io.BytesIO()
    np.save(target, values)
    _written(path, target.getvalue())


def _write_png(path: Path, rgba: NDArray[np.uint8]) -> None:
    import imagecodecs  # late: `list` does without

    _written(path, bytes(imagecodecs.png_encode(np.ascontiguousarray(rgba[..., :3]))))


def _fail(text: str, status: int) -> int:
    print(escaped(text), file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
