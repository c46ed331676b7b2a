"""What is in a folder: patients, their studies, series, stacks; documents; and every file that was left out, with the reason."""

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from text.say import say
from viewer.catalog import describe as listing
from viewer.catalog.copies import SHARED, Copies
from viewer.catalog.dicomdir import compare, index_steps
from viewer.catalog.split import separate
from viewer.catalog.stack import Stack, stack_key
from viewer.catalog.tree import Branch, Family
from viewer.dicom.classes import saved_view
from viewer.errors import UNFORESEEN, ViewerError
from viewer.image.findings import Findings
from viewer.image.identity import Patient
from viewer.image.instance import Frame, Instance
from viewer.source.entries import Entry
from viewer.space.plane import same_way

if TYPE_CHECKING:
    from viewer.dicom.dataset import Dataset
    from viewer.documents import Content

__all__ = ["Catalog", "Document", "Skipped"]

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """A sound object without pictures: what kind it is in words, in a few (`brief`) and by its code (`sort`, "" for none), where and whose.

    `reason` says why no picture of it is shown.

    `patient` is None for a file that does not name one where the catalog looks, as a loose PDF.
    """

    id: str
    path: str
    kind: str
    brief: str
    sort: str
    title: str
    sop_class: str
    study: str
    series: str
    patient: Patient | None
    reason: str
    entry: Entry = field(compare=False, repr=False)

    @property
    def saved_view(self) -> bool:
        """Whether it is a presentation state (PS3.4 B.5)."""
        return saved_view(self.sop_class)

    def open(self) -> "Content":
        """Read what is inside; raises what `viewer.documents.opened` raises."""
        from viewer.documents import opened  # late: nothing of them is needed until somebody asks for one

        return opened(self.entry, self.kind)

    def describe(self) -> Json:
        """Return it as plain JSON values, without its inside."""
        told = {name: getattr(self, name) for name in ("id", "path", "kind", "brief", "sort", "title", "sop_class", "study", "series")}
        return {**told, "patient": self.patient and asdict(self.patient)}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not shown, and why: in words, and as a code: of the error, "document", "contents" of a disc, "copy" or "worse"."""

    path: str
    reason: str
    code: str

    @classmethod
    def of(cls, path: str, error: ViewerError) -> "Skipped":
        """Return a file that could not be read."""
        return cls(path, str(error), error.code)


_MOST_STACKS = 64
"""Stacks of one family: hostile frames may each look elsewhere."""

_MOST_INDEXED = 4000
"""Series of all tables of contents of which is told what is missing."""

_MOST_DIRECTORIES = 32
"""Tables of contents: each costs a walk through all paths."""


class Catalog:
    """Grows object by object while a folder is read; each stack has an identity that never changes ("s1", "s2", …)."""

    def __init__(self) -> None:
        self._root = Branch(None)
        self._stacks: dict[str, Stack] = {}
        self._copies = Copies()
        self._numbered = 0
        self.documents: list[Document] = []
        self.skipped: list[Skipped] = []
        self.saved_views: set[str] = set()  # series UIDs of the pictures that presentation states speak of
        self.paths: set[str] = set()  # of all files that could be read, pictures or not
        self.directories: list[tuple[str, Dataset]] = []  # the tables of contents (DICOMDIR) among them, with their paths
        self.index: list[Json] = []
        self.images = 0
        self.copies = 0
        """How many of the skipped files are second copies of pictures that are here."""

    def add(self, instance: Instance) -> Stack | None:
        """Put an object where it belongs and give its stack; None when the very same picture is there already.

        Identifiers decide, not descriptions: the time of a study differs from slice to slice on some scanners.
        """
        if instance.uid and self._copy(instance):
            return None
        patient, study, series = instance.patient, instance.study, instance.series
        branch = self._root.grow(patient, patient).grow(study.uid or study, study).grow(series.uid or series, series)
        key = stack_key(instance)
        family: Family | None = branch.below.get(key)
        if family is None:
            family = branch.below[key] = Family()
        self.images += len(instance.frames)
        if len(instance.frames) == 1:
            stack = family.stack_for(instance.frames[0]) or (self._new(family) if len(family.stacks) < _MOST_STACKS else family.stacks[0])
            stack.add(instance)
            return stack
        joined: dict[int, tuple[Stack, list[Frame]]] = {}
        last: tuple[Stack, list[Frame]] | None = None
        for frame in instance.frames:
            if last is None or not same_way(last[1][0].plane, frame.plane):
                last = next((one for one in joined.values() if same_way(one[1][0].plane, frame.plane)), None)
                if last is None:
                    there = family.stack_for(frame)
                    if there is None and len(family.stacks) + len(joined) >= _MOST_STACKS:
                        there = next(iter(joined.values()))[0] if joined else family.stacks[0]
                    last = joined.setdefault(id(there), (there, [])) if there is not None else (Stack(""), [])
                    joined[id(last[0])] = last
            last[1].append(frame)
        for stack, frames in joined.values():
            if not stack.identity:
                self._register(stack, family)
            stack.add(instance, frames)
        return next(iter(joined.values()))[0]

    def _copy(self, instance: Instance) -> bool:
        """Whether an object is another copy of one that is here; if it is the better one, it takes its place once all are there."""
        what = self._copies.judge(instance, _told_of(instance))
        if what == "another":
            instance.notices = {**instance.notices, "identifier": SHARED}
        if what not in ("copy", "worse", "better"):
            return False
        self.copies += 1
        if what != "better":
            self.skipped.append(Skipped(instance.entry.path, say("core.skipped.copy" if what == "copy" else "core.skipped.worse"), what))
            return True
        worse = {other.entry.path for other in self._copies.worse(instance)}
        if len(worse) > 1:  # copies of the one that was the best so far
            self.skipped[:] = [item for item in self.skipped if item.path not in worse]
        self.skipped += [Skipped(path, say("core.skipped.worse"), "worse") for path in sorted(worse)]
        return True

    def _exchange(self, shown: Frame | None) -> Frame | None:
        """Put better copies where the worse ones were; give the frame that is now in the place of `shown`."""
        exchanged = self._copies.exchanged()
        if not exchanged:
            return shown
        for family in self._families():
            for stack in family.stacks:
                if stack.exchange(exchanged):
                    family.settled = -1
        better = exchanged.get(shown.instance) if shown is not None else None
        return better.frames[shown.index] if shown is not None and better is not None else shown

    def settle(self, shown: Frame | None = None, *, complete: bool = True) -> Frame | None:
        """All files are read: split stacks by what sets pictures at one place apart; the stack of `shown` keeps that picture.

        Gives `shown`, or the same of a better copy that has come.

        What is there is held against the tables of contents, unless the reading stopped before it was `complete`. A stack keeps its identity as long as it has pictures; nothing changes where nothing came since the last time.
        """
        shown = self._exchange(shown)
        for family in self._families():
            count = sum(map(len, family.stacks))
            if count != family.settled:
                family.settled = count
                family.stacks = [stack for pool in family.pools() for stack in self._split(pool, shown)]
        alive = {stack.identity for family in self._families() for stack in family.stacks}
        self._stacks = {identity: stack for identity, stack in self._stacks.items() if identity in alive}
        self.index = []
        if complete:
            for _ in self.compare():
                pass
        return shown

    def compare(self) -> Iterator[None]:
        """Hold each table of contents against the files, in small steps; at the end `index` tells what it promises and what is here.

        One that cannot be read is left out, and told where it was noted when it was scanned.
        """
        if not self.directories:
            return
        found: list[Json] = []
        pictures = {instance.entry.path: instance.uid for stack in self.stacks() for instance in stack.instances}
        for directory in self.directories[:_MOST_DIRECTORIES]:
            path, dataset = directory
            try:
                for index in index_steps(path, dataset):
                    yield
                    if index is not None:
                        found.append(compare(index, self.paths, pictures))
            except (ViewerError, *UNFORESEEN):
                self.directories.remove(directory)
                self.skipped[:] = [item for item in self.skipped if item.path != path]
                self.skipped.append(Skipped(path, say("core.skipped.contents.damaged"), "contents"))
        share = _MOST_INDEXED // max(1, len(found))
        for told in found:
            told["series"] = told["series"][:share]
        self.index = found

    def _split(self, pool: list[Stack], shown: Frame | None) -> list[Stack]:
        """Share the pictures of stacks that look the same way out to as many as are needed, the old ones first."""
        parts = separate([frame for stack in pool for frame in stack.found])
        if len(parts) == 1 and len(pool) == 1:
            pool[0].labels = parts[0].labels
            return pool
        owner = {id(frame): at for at, stack in enumerate(pool) for frame in stack.found}
        shares = Counter((owner[id(frame)], number) for number, part in enumerate(parts) for frame in part.frames)
        here = next((number for number, part in enumerate(parts) for frame in part.frames if frame is shown), None)
        # The picture on screen decides first, then where most of a stack's pictures went, then the order.
        order = sorted(shares, key=lambda pair: (pair[1] != here or pair[0] != owner[id(shown)], -shares[pair], pair))
        taken: dict[int, Stack] = {}
        for at, number in order:
            if number not in taken and all(pool[at] is not stack for stack in taken.values()):
                taken[number] = pool[at]
        result = []
        for number, part in enumerate(parts):
            stack = taken.get(number)
            if stack is None:
                stack = Stack("")
                self._register(stack, None)
            stack.hold(part.frames, part.labels, film=part.film)
            result.append(stack)
        return result

    def _new(self, family: Family) -> Stack:
        stack = Stack("")
        self._register(stack, family)
        return stack

    def _register(self, stack: Stack, family: Family | None) -> None:
        self._numbered += 1
        stack.identity = f"s{self._numbered}"
        self._stacks[stack.identity] = stack
        if family is not None:
            family.stacks.append(stack)

    def _families(self) -> Iterator[Family]:
        for patient in self._root.below.values():
            for study in patient.below.values():
                for series in study.below.values():
                    yield from series.below.values()

    def stack(self, identity: str) -> Stack | None:
        """Find a stack by its identity."""
        return self._stacks.get(identity)

    def stacks(self) -> Iterator[Stack]:
        """Return all stacks, in the order in which they were found."""
        return iter(self._stacks.values())

    def left_out(self) -> list[Skipped]:
        """Return every file that shows no picture: sound documents first, each named for what it is, then what was skipped."""
        return [Skipped(item.path, item.reason, "document") for item in self.documents] + self.skipped

    def document(self, identity: str) -> Document | None:
        """Find a document by its identity ("d1", "d2", …)."""
        return next((document for document in self.documents if document.id == identity), None)

    def describe(self, most: int | None = None, findings: Findings | None = None) -> Json:
        """Return the tree as plain JSON values: patients, studies by date, series by number, those to be laid over others last, stacks; what the disc promised.

        With `most`, of so many stacks at most; with `findings`, also what decoding has shown so far.
        """
        return {
            "index": self.index,
            "patients": listing.patients(self._root.below.values(), self.saved_views, findings or Findings(), most),
        }


def _told_of(instance: Instance) -> Hashable:
    """What two copies of one object agree in: some programs gave one identifier to all pictures of a series."""
    form, frame = instance.format, instance.frames[0]
    whose = instance.patient, instance.study.uid, instance.series.uid  # and a picture under another name is not lost for it
    return whose, instance.number, form.rows, form.columns, len(instance.frames), frame.plane
