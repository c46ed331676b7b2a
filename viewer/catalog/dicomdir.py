"""A disc's table of contents (DICOMDIR, PS3.3 annex F) as a promise: what should be there, held against what is.

It names nothing: the files tell themselves what they are. It only tells which of them are missing, and of which series.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, Literal, NamedTuple

from text.say import say
from viewer.dicom.dataset import Dataset
from viewer.image.identity import Patient, Series, Study, identity

__all__ = ["Index", "Listed", "Promised", "compare", "index_steps", "read_index"]

_MOST_RECORDS = 100_000
_BREATH = 200  # records
_MOST_NAMED = 2_000
_MOST_SERIES = 2_000  # of which it is told one by one what is missing
_MOST_BYTES = 512  # of a file ID, which has eight parts of eight letters
_ABOVE = {"PATIENT": 0, "STUDY": 1, "SERIES": 2}
_PICTURES = {"IMAGE", "RT DOSE"}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Promised:
    """A file that the index tells of: its file ID as written, with slashes; its SOP Instance UID; whether it is a picture."""

    file: str
    uid: str
    picture: bool


@dataclass(slots=True)
class Listed:
    """A series of the index, and its files; whose and of which study it is."""

    patient: Patient
    study: Study
    series: Series
    files: list[Promised] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Index:
    """What one DICOMDIR tells; `path` is its own. `leads`: file IDs of further tables of contents, as old Philips discs have them."""

    path: str
    series: tuple[Listed, ...]
    leads: tuple[str, ...] = ()


def read_index(path: str, dataset: Dataset) -> Index:
    """Read the records of a DICOMDIR: by the places at which they say that the next one lies, else in their order.

    At most 100,000 records are read. Raises LimitExceeded as every data set does.
    """
    return next(index for index in index_steps(path, dataset) if index is not None)


def index_steps(path: str, dataset: Dataset) -> Iterator[Index | None]:
    """Do the same in small steps: None stands for a pause, the index comes last."""
    records: dict[int, _Record] = {}
    for item in islice(dataset.each("DirectoryRecordSequence"), _MOST_RECORDS):
        records[item.start] = _record(item)
        if len(records) % _BREATH == 0:
            yield None
    linked = list(_linked(records, dataset.integer("OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity", 0) or 0))
    # Programs that change a DICOMDIR and forget the places leave records that nothing leads to; their order is sound.
    whole = len(linked) == sum(record.used for record in records.values())
    series: dict[int, Listed] = {}
    leads: dict[str, None] = {}
    unit = 0  # the place of the nearest record above: a series, or what a broken index has instead
    facts: list[Any] = list(identity(dataset))
    for number, record in enumerate(linked if whole else records.values()):
        if number % _BREATH == 0:
            yield None
        level = _ABOVE.get(record.kind)
        if record.file and (record.further or level is not None):
            # Old Philips discs: the record of a patient, study or series names a DIRFILE, which has the pictures of it.
            leads[record.file] = None
        if level is not None:
            unit = record.item.start
            facts[level:] = identity(record.item)[level:]
        elif record.file and not record.further:
            if unit not in series:
                series[unit] = Listed(*facts)
            series[unit].files.append(Promised(record.file, record.uid, record.kind in _PICTURES))
    yield Index(path, tuple(series.values()), tuple(leads))


class _Record(NamedTuple):
    """One directory record (PS3.3 F.3.2.2): raw values, since a disc has ten thousand of them."""

    item: Dataset
    kind: str
    file: str
    uid: str
    used: bool
    beside: int
    below: int
    further: bool


_TAGS = (0x0004_1430, 0x0004_1500, 0x0004_1511, 0x0004_1410, 0x0004_1400, 0x0004_1420, 0x0004_1510)
_DIRECTORY = "1.2.840.10008.1.3.10"
_TABLES = frozenset(("DICOMDIR", "DIRFILE"))
"""Names of tables of contents: discs lead to them by records of any kind."""


def _record(item: Dataset) -> _Record:
    kind, file, uid, used, beside, below, sop_class = item.key(_TAGS)
    order: Literal["little", "big"] = "little" if item.little_endian else "big"
    names = [name for part in _text(file).split("\\") if (name := part.strip(" "))]
    further = _text(sop_class) == _DIRECTORY or (bool(names) and names[-1].upper() in _TABLES)
    return _Record(
        item, _text(kind).upper(), "/".join(names), _text(uid), used is None or any(used),
        int.from_bytes((beside or b"")[:4], order), int.from_bytes((below or b"")[:4], order), further,
    )  # fmt: skip


def _text(raw: bytes | None) -> str:
    return (raw or b"")[:_MOST_BYTES].decode("latin-1").strip(" \0")


def _linked(records: Mapping[int, _Record], first: int) -> Iterator[_Record]:
    """Follow the places: a record, what is below it, the one beside it; each once, whatever they say."""
    waiting, seen = [first], {0}
    while waiting:
        place = waiting.pop()
        record = records.get(place)
        if place in seen or record is None:
            continue
        seen.add(place)
        if record.used:
            yield record
        waiting += record.beside, record.below


def compare(index: Index, paths: Collection[str], pictures: Mapping[str, str]) -> Json:
    """Hold an index against the `paths` of all files that are there, and the SOP Instance UIDs of the `pictures` among them by path.

    A file is there when it lies where the index says, whatever became of its name on the way (small letters, `;1`, an ending), or
    when a picture with its identifier lies anywhere. Of files without identifier the names may begin above the index's own folder.
    Gives plain JSON values: see `viewer/__main__.py`.
    """
    folder = index.path.rpartition("/")[0]
    folder = f"{folder}/" if folder else ""
    above = _above(index, folder)
    here = {_key(path[len(start) :]) for start in {folder, _root(folder, above)} for path in paths if path.startswith(start)}
    uids = set(pictures.values())
    told: list[Json] = []
    known: set[str] = set()
    known_uids: set[str] = set()
    room = _MOST_NAMED
    for listed in index.series:
        promised = [file for file in listed.files if known.isdisjoint(_keys(file, above))]
        known |= {key for file in promised for key in _keys(file, above)}
        known_uids |= {file.uid for file in promised}
        missing = [file for file in promised if here.isdisjoint(_keys(file, above)) and (not file.uid or file.uid not in uids)]
        told.append(
            {
                **asdict(listed.series), "patient": listed.patient.id, "study": listed.study.uid, "study_date": listed.study.date,
                **_counts(promised, missing), "missing": [file.file for file in missing][:room],
            }
        )  # fmt: skip
        room -= len(told[-1]["missing"])
    total = {key: sum(series[key] for series in told) for key in ("promised", "found", "others_promised", "others_found")}
    unlisted = sum(
        _key(path[len(folder) :]) not in known and uid not in known_uids for path, uid in pictures.items() if path.startswith(folder)
    )
    return {
        "path": index.path,
        **total,
        "unlisted": unlisted,
        "text": _words(**total, unlisted=unlisted) if told or not index.leads else _leading(index, here, unlisted),
        "series": told if len(told) <= _MOST_SERIES else sorted(told, key=lambda one: not one["missing"])[:_MOST_SERIES],
    }


def _counts(promised: list[Promised], missing: list[Promised]) -> Json:
    pictures, lost = sum(file.picture for file in promised), sum(file.picture for file in missing)
    others, gone = len(promised) - pictures, len(missing) - lost
    return {"promised": pictures, "found": pictures - lost, "others_promised": others, "others_found": others - gone}


def _above(index: Index, folder: str) -> str:
    """Return the part of the file IDs that leads to the index's own folder, as a key; "" where they begin in it, as they have to.

    Philips' CT writes a DIRFILE into the folder of the series, S21570/S2020, and names the files from two folders higher. What is
    left of those folders depends on what was opened: the folder's name alone has to fit, and of loose files none.
    """
    own = _key(folder).rpartition("/")[2]
    for listed in index.series:
        for file in listed.files:
            names = [] if file.uid else _key(file.file).split("/")[:-1]
            while names and own and names[-1] != own:
                names.pop()
            if names:
                return "/".join(names) + "/"
    return ""


def _root(folder: str, above: str) -> str:
    """Return the folder from which such an index names its files, where it is among what was opened, else the index's own."""
    if not above or not f"/{_key(folder)}/".endswith(f"/{above}"):
        return folder
    return "".join(f"{name}/" for name in folder.split("/")[: -1 - above.count("/")])


def _keys(file: Promised, above: str) -> set[str]:
    """Return the places below the index's folder at which a file may lie."""
    key = _key(file.file)
    return {key, key[len(above) :]} if above and not file.uid and key.startswith(above) else {key}


def _key(path: str) -> str:
    """What remains of a name whatever happened to it on the way from disc to disc: case, `;1`, backslashes, an ending that was added."""
    key = path.replace("\\", "/").strip("/ ").casefold()
    name, _, version = key.rpartition(";")
    key = (name if name and version.isdigit() else key).rstrip(".")
    return key.removesuffix(".dcm")


def _words(*, promised: int, found: int, others_promised: int, others_found: int, unlisted: int) -> str:
    """Describe how promise and truth compare."""
    missing, gone = promised - found, others_promised - others_found
    if not promised and not others_promised:
        return say("core.index.empty")
    if not found and not others_found:
        return say("core.index.alone")
    if missing:
        facts = {
            "promised": say("core.index.pictures", n=promised), "found": say("core.index.are", n=found),
            "missing": say("core.index.gone", n=missing), "closer": say("core.index.closer"),
        }  # fmt: skip
        told = (
            say("core.index.missing.others", others=say("core.index.other", n=gone), **facts)
            if gone
            else say("core.index.missing", **facts)
        )
    elif gone:
        told = say("core.index.others", n=gone, pictures=say("core.index.pictures", n=promised), closer=say("core.index.closer"))
    else:
        told = say("core.index.whole", pictures=say("core.index.pictures", n=promised))
    return say("core.index.unlisted", text=told, n=unlisted) if unlisted else told


def _leading(index: Index, here: set[str], unlisted: int) -> str:
    """Return in words how many are here of the tables that a table of contents without pictures names."""
    count = len(index.leads)
    found = sum(_key(name) in here for name in index.leads)
    if found == count:
        told = say("core.index.leads", n=count)
    elif count == 1:
        told = say("core.index.leads.gone", closer=say("core.index.closer"))
    else:
        told = say("core.index.leads.some", n=count, found=say("core.index.are", n=found), closer=say("core.index.closer"))
    return say("core.index.there", text=told, n=unlisted) if unlisted else told
