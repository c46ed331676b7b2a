"""The bridge: answers the page's messages with the core, and works in the background on the stack that is shown.

Everything here is synchronous. JavaScript reads the files, several at once, and calls `scan` for each; it calls `handle`
for each message of the page; and it calls `work` again and again, a small piece each time, while there is something to do.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from app.cell.documents import Documents
from app.cell.layers import Layers
from app.cell.outlet import Outlet
from app.cell.pictures import Pictures, Request
from app.cell.reading import Reading
from app.cell.rehearsal import rehearsal
from app.cell.saved import SavedViews
from app.cell.source import File, Source, Upload
from app.protocol.messages import heard_in_cell, to_page
from text.say import say
from viewer import __version__
from viewer.catalog.catalog import Catalog, Skipped
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.errors import OutOfMemory, Unreadable, ViewerError
from viewer.render.picture import value_at
from viewer.telling import cut

__all__ = ["Bridge"]

_SLICE = 0.008
"""Seconds of background work in one go: a message of the page waits no longer than this and one frame."""

_APART = 0.25
"""Seconds between two words of how far reading is, and at least between two lists of what is open: both in one frame of the page."""

_LISTED_AT_ONCE = 2
"""New stacks of an opening that are listed the moment they are found; hostile files may each make one, and each list tells all."""


_MOST_CATALOG = 16_000_000
"""Letters of the list of what is open: so long that it holds the series of a whole department."""

_MOST_STACKS, _MOST_DOCUMENTS = 10_000, 5_000
"""What is listed; more would be files made to freeze the page: an archive of a whole department has some thousand."""

_MOST_REASONS, _MOST_FOR_ONE, _MOST_SKIPPED, _MOST_REASON = 300, 500, 2_500, 600
"""Of the files that are not shown: reasons that are told apart, files of one of them and of all, letters of a reason."""


class Bridge:
    """The state of one cell: one opened folder, from the first file to the closing of the study."""

    def __init__(
        self,
        post: Callable[[str, str], None],
        post_pixels: Callable[[str, str, Any], None],
        lend: Callable[[int, int, str, bytes], None],
        gigabytes: float,
        processors: int,
    ) -> None:
        self._outlet = outlet = Outlet(post, post_pixels)
        self._catalog = Catalog()
        self._documents = Documents(self._catalog, outlet)
        self._layers = Layers(self._catalog, outlet)
        self._saved = SavedViews(self._catalog, outlet)
        self._pictures = Pictures(self._saved, outlet, lend, gigabytes, processors)
        self.crew = self._pictures.crew
        self._reading = Reading()
        self._told = self._list_due = 0.0
        self._listed = _MOST_STACKS, _MOST_DOCUMENTS
        self._unlisted = 0  # stacks
        self._begun = 0  # stacks found since reading began
        self._thumbnails: list[Stack] = []
        self._comparing: Iterator[None] | None = None  # tables of contents with what is here
        self._rehearsal: Iterator[None] | None = rehearsal()

    # ---- reading -------------------------------------------------------------------------------------------------

    def ready(self, started_ms: float) -> None:
        """Tell the page that files are welcome."""
        self._outlet.say("ready", version=__version__, started_ms=round(started_ms))

    def begin(self) -> None:
        """Start reading."""
        self._rehearsal = self._comparing = None
        self._reading.begin()
        self._pictures.open()
        self._begun = 0
        self._progress()

    def counted(self, total: int) -> None:
        """The reader knows how many files there are in what was handed over."""
        self._reading.counted(total)

    def scan(self, source: Source) -> None:
        """Take in one file of the person's; what is in an archive follows in the background."""
        file = Upload(source)
        if self._reading.pieces.take(file):
            file.release()
        elif not self._reading.unfold(file):
            self.take(file)

    def take(self, file: File) -> None:
        """Take in one file; the first picture found is shown at once."""
        self._reading.count(file.size)
        stack = scan(file, self._catalog)
        if stack is None:
            file.release()
        else:
            self._joined(stack, file)
        now = time.monotonic()
        if now - self._told > _APART:
            self._progress()
            self._pictures.loaded(again=False)
        if now > self._list_due:
            self._list()

    def unreadable(self, path: str, error: str) -> None:
        """Note a file that the browser could not read."""
        self._reading.count()
        self._catalog.skipped.append(Skipped.of(path, Unreadable("file.browser", why=error)))

    def end(self, canceled: bool) -> None:  # noqa: FBT001 - called from JavaScript
        """All files are read, or reading was canceled; archives that are still open are read to their end, or left."""
        for member in () if canceled else self._reading.joined():
            self.take(member)
        if not self._reading.end(canceled=canceled):
            return
        self._pictures.settle(self._catalog.settle(self._pictures.drawn, complete=False))
        self._comparing = iter(()) if canceled else self._catalog.compare()
        self._compare()

    def _compare(self) -> None:
        """Hold some of what the disc's tables of contents promise against what is here; after the last of it, tell that reading is over."""
        until = time.monotonic() + _SLICE
        while self._comparing is not None:
            if next(self._comparing, self) is self:
                self._comparing = None
                self._list()
                self._tell_unlisted()
                self._pictures.loaded()  # before the word that reading is over: how much is still to be decoded
                if self._reading.locked:
                    self._outlet.say("locked", **self._reading.wanting())
                self._progress()
                self._thumbnails = list(self._catalog.stacks())
            elif time.monotonic() > until:
                return

    def _joined(self, stack: Stack, file: File) -> None:
        self._pictures.begin(stack, unread=self._reading.unread)
        if len(stack.instances) == 1:  # its first object
            self._begun += 1
            if self._begun <= _LISTED_AT_ONCE or time.monotonic() > self._list_due:
                self._list()
            self._pictures.thumbnail(stack)
        self._pictures.join(stack, file)

    # ---- the page's messages -------------------------------------------------------------------------------------

    def handle(self, name: str, text: str) -> None:
        """Answer one message."""
        try:
            getattr(self, f"_on_{name}")(**heard_in_cell(name, text))
        except ViewerError as error:
            self._outlet.say("trouble", text=str(error), fatal=False)
        except MemoryError:
            self._outlet.say("trouble", text=str(OutOfMemory()), fatal=False)
        except Exception as error:  # noqa: BLE001 - whatever it is, it costs this answer and not the cell
            self._outlet.say("trouble", text=say("core.trouble.unexpected", kind=type(error).__name__), fatal=False)

    def _on_arrange(self, views: list[int]) -> None:
        self._pictures.arrange(views)

    def _on_draw(self, **asked: Any) -> None:
        request = Request(**asked)
        found = self._catalog.stack(request.stack)
        if found is not None:
            self._pictures.draw(found, request)

    def _on_probe(self, view: int, stack: str, index: int, row: int, column: int) -> None:
        frames = self._pictures.pool.get(stack)
        if frames is not None:
            value = value_at(frames, index, row, column)
            self._outlet.say(
                "value", view=view, stack=stack, index=index, row=row, column=column, text=value.text, unit=value.unit, also=value.also,
                color=value.color,
            )  # fmt: skip

    def _on_values(self, stack: str, index: int) -> None:
        frames = self._pictures.pool.get(stack)
        if frames is not None:
            values = frames.values(index)
            samples = values.shape[2] if values.ndim == 3 else 1
            self._outlet.show(
                "values", np.ascontiguousarray(values), stack=stack, index=index, rows=values.shape[0], columns=values.shape[1],
                samples=samples,
            )  # fmt: skip

    def _on_check(self, stack: str) -> None:
        frames = self._pictures.pool.get(stack)
        if frames is not None:
            self._outlet.say("sum", stack=stack, sum=frames.sum())

    def _on_thumbnail(self, stack: str) -> None:
        found = self._catalog.stack(stack)
        if found is not None:
            self._pictures.thumbnail(found, middle=True)

    def _on_skipped(self) -> None:
        left_out, documents = self._catalog.left_out(), len(self._catalog.documents)
        counts = Counter[str]()
        files: list[dict[str, Any]] = []
        more = 0
        for at, item in enumerate(left_out):
            reason = cut(item.reason, _MOST_REASON)
            if reason not in counts and (len(counts) >= _MOST_REASONS or len(files) >= _MOST_SKIPPED):
                more += 1
                continue
            counts[reason] += 1
            if counts[reason] <= _MOST_FOR_ONE and len(files) < _MOST_SKIPPED:
                files.append({"path": item.path, "reason": reason, "code": item.code, "document": at < documents})
        if more:
            reason = say("core.skipped.reasons")
            counts[reason] = more
            files.append({"path": say("core.skipped.more", n=more), "reason": reason, "code": "", "document": False})
        self._outlet.say("skipped", files=files, counts=dict(counts.most_common()))

    def _on_document(self, id: str) -> None:  # noqa: A002 - a field of a message
        self._documents.tell(id)

    def _on_save(self, id: str, what: str) -> None:  # noqa: A002 - a field of a message
        self._documents.save(id, what)

    def _on_open(self, id: str) -> None:  # noqa: A002 - a field of a message
        self._documents.open(id)

    def _on_tags(self, stack: str | None, index: int, document: str | None, path: list[tuple[int, int]]) -> None:
        self._documents.tags(stack, index, document, path)

    def _on_layers(self, stack: str) -> None:
        self._layers.tell(stack)

    def _on_marks(self, view: int, stack: str, index: int, on: list[list[Any]]) -> None:
        self._layers.draw(view, stack, index, on)

    def _on_largest(self, stack: str, layer: int, segment: int) -> None:
        self._layers.largest(stack, layer, segment)

    def _on_beneath(self, view: int, stack: str, index: int, row: int, column: int, on: list[list[Any]]) -> None:
        self._layers.beneath(view, stack, index, row, column, on)

    def _on_over(self, document: str | None, stack: str | None) -> None:
        self._layers.home(document, stack)

    def _on_saved_views(self, stack: str) -> None:
        self._saved.tell(stack)

    def _on_host(self, stack: str) -> None:
        self._layers.host(stack)

    def _on_password(self, word: str) -> None:
        if self._reading.active or self._comparing is not None or not self._reading.locked:
            return
        again = self._reading.unlock(word)
        self._catalog.skipped[:] = [skipped for skipped in self._catalog.skipped if skipped.path not in again]
        self._progress()

    def _on_sample(self) -> None:
        self._rehearsal = None
        self._reading.show_sample()
        self._progress()

    def _on_cancel(self) -> None:
        """The reader has been told as well and ends what it reads; the sample is made here."""
        if self._reading.sampling:
            self.end(canceled=True)

    # ---- the background ------------------------------------------------------------------------------------------

    def work(self) -> bool:
        """Do a little of what is to be done; False when nothing is left."""
        if self._rehearsal is not None:
            try:
                next(self._rehearsal)
            except (StopIteration, MemoryError):  # without it the first pictures are only slower
                self._rehearsal = None
            return True
        self._unfold()
        self._compare()
        until = time.monotonic() + _SLICE
        if self._pictures.news and time.monotonic() > self._list_due:
            self._list()
        while time.monotonic() < until:
            if self._reading.sampling:
                self._read_sample()
                continue
            if self._pictures.decode(self._reading.unread):
                continue
            self._pictures.rest(coming=self._reading.unread > 0)
            if self._reading.active or self._comparing is not None:
                return self._reading.unfolding or self._comparing is not None
            if not self._thumbnails:
                if self._pictures.news:
                    self._list()
                return False
            self._pictures.thumbnail(self._thumbnails.pop(0), middle=True)
        if not self._reading.active:
            self._pictures.loaded(often=False)
        return True

    def _unfold(self) -> None:
        """Take in some of the files of the archive that is being read."""
        until = time.monotonic() + _SLICE
        while self._reading.unfolding and time.monotonic() < until:
            member = self._reading.member()
            if member is not None:
                self.take(member)
            elif not self._reading.unfolding and self._reading.handed_over:
                self.end(canceled=False)

    def _read_sample(self) -> None:
        file = self._reading.sample()
        if file is None:
            self.end(canceled=False)
        else:
            self.take(file)

    # ---- answers -------------------------------------------------------------------------------------------------

    def _list(self) -> None:
        started = time.monotonic()
        self._pictures.news = False
        text = self._told_whole()
        while len(text) > _MOST_CATALOG and any(self._listed):  # long names, each within its bound
            stacks, documents = (count * _MOST_CATALOG // len(text) * 9 // 10 for count in self._listed)
            self._listed = stacks, documents
            text = self._told_whole()
        self._outlet.text("catalog", text)
        now = time.monotonic()
        self._list_due = now + max(_APART, 20 * (now - started))  # a large folder is listed less often, not read more slowly

    def _told_whole(self) -> str:
        """Give the message of what is open, of so much as is listed."""
        stacks, documents = self._listed
        tree = self._catalog.describe(stacks, self._pictures.pool.findings)
        self._unlisted = sum(1 for _ in self._catalog.stacks()) - sum(1 for _ in _stacks_of(tree))
        told_of = [document.describe() for document in self._catalog.documents[:documents]]
        return to_page("catalog", {**tree, "documents": told_of, "places": self._pictures.places()}, bounded=False)

    def _tell_unlisted(self) -> None:
        """Say that there are more series or documents than are listed."""
        documents = max(0, len(self._catalog.documents) - self._listed[1])
        more = say("core.trouble.unlisted.series", n=self._unlisted) if self._unlisted > 0 else ""
        if documents:
            papers = say("core.trouble.unlisted.documents", n=documents)
            more = say("core.trouble.unlisted.both", series=more, documents=papers) if more else papers
        if more:
            self._outlet.say("trouble", text=say("core.trouble.unlisted", more=more), fatal=False)

    def _progress(self) -> None:
        self._told = time.monotonic()
        catalog = self._catalog
        skipped = len(catalog.skipped) + len(catalog.documents)
        self._outlet.say(
            "progress", **self._reading.describe() | ({"reading": True} if self._comparing is not None else {}), images=catalog.images,
            skipped=skipped, documents=len(catalog.documents), copies=catalog.copies,
        )  # fmt: skip


def _stacks_of(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for patient in tree["patients"]:
        for study in patient["studies"]:
            for series in study["series"]:
                yield from series["stacks"]
