"""The bridge: answers the page's messages with the core, and works in the background on the stack that is shown.

Everything here is synchronous. JavaScript reads the files, several at once, and calls `scan` for each; it calls `handle`
for each message of the page; and it calls `work` again and again, a small piece each time, while there is something to do.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from app.cell.crew import Crew
from app.cell.documents import Documents
from app.cell.layers import Layers
from app.cell.reading import Reading
from app.cell.rehearsal import rehearsal
from app.cell.source import File, Shelf, Source, Upload
from app.cell.views import Views
from app.messages import to_page
from viewer import __version__
from viewer.catalogue import Catalogue, Skipped
from viewer.errors import ViewerError
from viewer.scan import scan
from viewer.stack import Stack
from viewer.view import picture, thumbnail, value_at
from viewer.volume import Volume
from viewer.window import Window

if TYPE_CHECKING:
    from viewer.frames import Frame

__all__ = ["Bridge"]

_MOST_PIXELS = 1536 << 20
"""Bytes of decoded pixels kept at most: WebAssembly grants 4 GiB in all, and one folder's other needs are in there too."""

_SHARE = 256 << 20
"""Bytes of decoded pixels for each GiB of the machine's memory, where that is less: a phone has two or four."""

_MOST_DECODERS = 6
"""Decoders beside the cell; one processor stays for everything else."""

_THUMBNAIL = 160
_ROOMY = 4
"""GiB of memory from which on decoders are called in."""

_SLICE = 0.008
"""Seconds of background work in one go: a message of the page waits no longer than this and one frame."""


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
        self._post_text, self._post_pixels = post, post_pixels
        most = max(0, min(_MOST_DECODERS, processors - 1)) if gigabytes >= _ROOMY else 0
        self.crew = Crew(
            lambda wanted: self._post("decoders", wanted=wanted), lend, lambda decoder: self._post("stuck", decoder=decoder), most
        )
        self._budget = min(_MOST_PIXELS, round(gigabytes * _SHARE))
        self._catalogue = Catalogue()
        self._documents = Documents(self._catalogue, post, post_pixels)
        self._layers = Layers(self._catalogue, post, post_pixels)
        self._views = Views(self._catalogue, post)
        self._volume: Volume | None = None
        self._reading = Reading()
        self._shelf = Shelf()
        self._told = self._list_due = 0.0
        self._loaded_told = 0, 0, False  # pictures, from which one on, and whether no more are to come
        self._drawn: tuple[Stack, Frame] | None = None
        self._thumbnails: list[Stack] = []
        self._comparing: Iterator[None] | None = None  # tables of contents with what is here
        self._rehearsal: Iterator[None] | None = rehearsal()

    # ---- reading -------------------------------------------------------------------------------------------------

    def ready(self, started_ms: float) -> None:
        """Tell the page that files are welcome."""
        self._post("ready", version=__version__, started_ms=round(started_ms))

    def begin(self) -> None:
        """Start reading."""
        self._rehearsal = self._comparing = None
        self._reading.begin()
        self._progress()

    def counted(self, total: int) -> None:
        """The reader knows how many files there are in what was handed over."""
        self._reading.counted(total)

    def scan(self, source: Source) -> None:
        """Take in one file of the person's; what is in an archive follows in the background."""
        file = Upload(source)
        if not self._reading.unfold(file):
            self.take(file)

    def take(self, file: File) -> None:
        """Take in one file; the first picture found is shown at once."""
        self._reading.count(file.size)
        stack = scan(file, self._catalogue)
        if stack is None:
            file.release()
        else:
            self._joined(stack, file)
        now = time.monotonic()
        if now - self._told > 0.2:
            self._progress()
        if now > self._list_due:
            self._list()

    def unreadable(self, path: str, error: str) -> None:
        """Note a file that the browser could not read."""
        self._reading.count()
        reason = f"The browser could not read this file ({error}). A scratched disc or a stick that was taken out is the usual cause."
        self._catalogue.skipped.append(Skipped(path, reason))

    def end(self, cancelled: bool) -> None:  # noqa: FBT001 - called from JavaScript
        """All files are read, or reading was cancelled; archives that are still open are read to their end, or left."""
        if not self._reading.end(cancelled=cancelled):
            return
        self._catalogue.settle(self._drawn[1] if self._drawn else None, complete=False)
        if self._volume:
            self._volume.settle()
        self._comparing = iter(()) if cancelled else self._catalogue.compare()
        self._compare()

    def _compare(self) -> None:
        """Hold some of what the disc's tables of contents promise against what is here; after the last of it, tell that reading is over."""
        until = time.monotonic() + _SLICE
        while self._comparing is not None:
            if next(self._comparing, self) is self:
                self._comparing = None
                self._list()
                self._loaded()  # before the word that reading is over: how much is still to be decoded
                if self._reading.locked:
                    self._post("locked", **self._reading.wanting())
                self._progress()
                self._thumbnails = list(self._catalogue.stacks())
            elif time.monotonic() > until:
                return

    def _joined(self, stack: Stack, file: File) -> None:
        if self._volume is None:
            self._volume = Volume(stack, budget=self._budget)
            self._draw(stack, 0, window=None, voi=None, invert=False, overlays=True)
        if len(stack.instances) == 1:  # its first object
            self._list()
            self._thumbnail(stack)
        self._volume.grown()  # an object of many frames may have given some of them to several stacks
        if self._volume.stack is stack:
            self._shelf.keep(stack.instances[-1], file)
        else:
            file.release()

    # ---- the page's messages -------------------------------------------------------------------------------------

    def handle(self, name: str, text: str) -> None:
        """Answer one message."""
        try:
            getattr(self, f"_on_{name}")(**json.loads(text) if text else {})
        except ViewerError as error:
            self._post("trouble", text=str(error), fatal=False)
        except MemoryError:
            self._post("trouble", text="There is not enough memory for this in the browser. Close other tabs and try again.", fatal=False)
        except Exception as error:  # noqa: BLE001 - whatever it is, it costs this answer and not the cell
            self._post(
                "trouble", text=f"This could not be done: the viewer met something unexpected ({type(error).__name__}).", fatal=False
            )

    def _on_show(self, stack: str, index: int) -> None:
        found = self._catalogue.stack(stack)
        if found is None or (self._volume and self._volume.stack is found):
            return
        self._shelf.clear()
        self._volume = Volume(found, budget=self._budget)
        self._volume.near = index
        if not self._reading.active:
            self._volume.settle()
        self._loaded()

    def _on_view(
        self,
        stack: str,
        index: int,
        centre: float | None,
        width: float | None,
        voi: int | None,
        invert: bool,  # noqa: FBT001 - a field of a message
        overlays: bool,  # noqa: FBT001 - likewise
        saved: str | None,
    ) -> None:
        if self._volume is None or self._volume.stack.identity != stack:
            self._on_show(stack, index)
        found = self._catalogue.stack(stack)
        if found is not None:
            window = None if centre is None or width is None else Window(centre, width)
            self._draw(found, index, window=window, voi=voi, invert=invert, overlays=overlays, view=saved)

    def _on_probe(self, stack: str, index: int, row: int, column: int) -> None:
        if self._volume and self._volume.stack.identity == stack:
            value = value_at(self._volume, index, row, column)
            self._post(
                "value", stack=stack, index=index, row=row, column=column, text=value.text, unit=value.unit, also=value.also,
                colour=value.colour,
            )  # fmt: skip

    def _on_values(self, stack: str, index: int) -> None:
        if self._volume and self._volume.stack.identity == stack:
            values = self._volume.values(index)
            samples = values.shape[2] if values.ndim == 3 else 1
            body = to_page(
                "values", {"stack": stack, "index": index, "rows": values.shape[0], "columns": values.shape[1], "samples": samples}
            )
            self._post_pixels("values", body, np.ascontiguousarray(values))

    def _on_check(self, stack: str) -> None:
        if self._volume and self._volume.stack.identity == stack:
            self._post("sum", stack=stack, sum=self._volume.sum())

    def _on_skipped(self) -> None:
        left_out, documents = self._catalogue.left_out(), len(self._catalogue.documents)
        files = [{"path": item.path, "reason": item.reason, "document": at < documents} for at, item in enumerate(left_out)]
        self._post("skipped", files=files, counts=dict(Counter(item.reason for item in left_out).most_common()))

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

    def _on_marks(self, stack: str, index: int, on: list[list[Any]]) -> None:
        self._layers.draw(stack, index, on)

    def _on_largest(self, stack: str, layer: int, segment: int) -> None:
        self._layers.largest(stack, layer, segment)

    def _on_beneath(self, stack: str, index: int, row: int, column: int, on: list[list[Any]]) -> None:
        self._layers.beneath(stack, index, row, column, on)

    def _on_over(self, document: str | None, stack: str | None) -> None:
        self._layers.home(document, stack)

    def _on_views(self, stack: str) -> None:
        self._views.tell(stack)

    def _on_password(self, word: str) -> None:
        if self._reading.active or self._comparing is not None or not self._reading.locked:
            return
        again = self._reading.unlock(word)
        self._catalogue.skipped[:] = [skipped for skipped in self._catalogue.skipped if skipped.path not in again]
        self._progress()

    def _on_sample(self) -> None:
        self._rehearsal = None
        self._reading.show_sample()
        self._progress()

    def _on_cancel(self) -> None:
        """The reader has been told as well and ends what it reads; the sample is made here."""
        if self._reading.sampling:
            self.end(cancelled=True)

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
        while time.monotonic() < until:
            if self._reading.sampling:
                self._read_sample()
                continue
            if self._volume and self._decode(self._volume):
                continue
            self._shelf.clear()  # decoded on demand, or not to be decoded
            if self._volume and self._loaded_told != (self._volume.done, self._volume.first, self._volume.idle):
                self._loaded()
            if self._reading.active or self._comparing is not None:
                return self._reading.unfolding or self._comparing is not None
            if not self._thumbnails:
                return False
            self._thumbnail(self._thumbnails.pop(0), middle=True)
        if self._volume and not self._reading.active:
            self._loaded(often=False)
        return True

    def _unfold(self) -> None:
        """Take in some of the files of the archive that is being read."""
        until = time.monotonic() + _SLICE
        while self._reading.unfolding and time.monotonic() < until:
            member = self._reading.member()
            if member is not None:
                self.take(member)
            elif not self._reading.unfolding and self._reading.handed_over:
                self.end(cancelled=False)

    def _decode(self, volume: Volume) -> bool:
        """Decode the frame that is due, here; False when there is none."""
        unread = self._reading.unread  # most likely more of the same
        for given in self.crew.feed(volume, coming=unread > 0):
            self._shelf.release(given.instance)
        frame = volume.next()
        if frame is None:
            return False
        started = time.monotonic()
        volume.load(frame)
        self.crew.weigh(frame.instance.format.syntax, volume.waiting + unread, time.monotonic() - started)
        self._shelf.release(frame.instance)
        return True

    def _read_sample(self) -> None:
        file = self._reading.sample()
        if file is None:
            self.end(cancelled=False)
        else:
            self.take(file)

    # ---- answers -------------------------------------------------------------------------------------------------

    def _post(self, name: str, **fields: Any) -> None:
        self._post_text(name, to_page(name, fields))

    def _draw(
        self, stack: Stack, index: int, *, window: Window | None, voi: int | None, invert: bool, overlays: bool, view: str | None = None
    ) -> None:
        volume = self._volume
        if volume is None or volume.stack is not stack:
            return
        saved = self._views.saved(view)
        shown = picture(volume, index, window=window, voi=voi, invert=invert, overlays=overlays, saved=saved)
        self._drawn = stack, stack.frames[shown.facts["index"]]
        self._views.draw(view, saved, stack, shown.facts["index"])
        body = to_page("picture", shown.facts)
        if shown.rgba is None:
            self._post_text("picture", body)
        else:
            self._post_pixels("picture", body, shown.rgba)

    def _thumbnail(self, stack: Stack, *, middle: bool = False) -> None:
        rgba = thumbnail(stack, self._volume, size=_THUMBNAIL, middle=middle)
        if rgba is None:
            self._post("thumbnail", stack=stack.identity, rows=0, columns=0, blank="damaged")
            return
        blank = "even" if (rgba[..., :3] == rgba[0, 0, :3]).all() else ""  # nothing can be made out in it
        body = to_page("thumbnail", {"stack": stack.identity, "rows": rgba.shape[0], "columns": rgba.shape[1], "blank": blank})
        self._post_pixels("thumbnail", body, rgba)

    def _list(self) -> None:
        started = time.monotonic()
        tree = self._catalogue.describe()
        if self._drawn is not None:
            stack, frame = self._drawn
            at = next(index for index, one in enumerate(stack.frames) if one is frame)
            for told in _stacks_of(tree):
                if told["id"] == stack.identity:
                    told["at"] = at  # where the picture on screen stands now: others may have come in front of it
        self._post("catalogue", **tree, documents=[document.describe() for document in self._catalogue.documents])
        now = time.monotonic()
        self._list_due = now + max(0.25, 20 * (now - started))  # a large folder is listed less often, not read more slowly

    def _progress(self) -> None:
        self._told = time.monotonic()
        catalogue = self._catalogue
        skipped = len(catalogue.skipped) + len(catalogue.documents)
        self._post(
            "progress", **self._reading.describe() | ({"reading": True} if self._comparing is not None else {}), images=catalogue.images,
            skipped=skipped, documents=len(catalogue.documents), copies=catalogue.copies,
        )  # fmt: skip

    def _loaded(self, *, often: bool = True) -> None:
        volume = self._volume
        if volume is None or (not often and time.monotonic() - self._told < 0.1):
            return
        self._told = time.monotonic()
        done, first, settled = self._loaded_told = volume.done, volume.first, volume.idle
        self._post(
            "loaded", stack=volume.stack.identity, done=done, first=first, total=len(volume.stack), bytes=volume.bytes, budget=volume.budget,
            settled=settled,
        )  # fmt: skip


def _stacks_of(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for patient in tree["patients"]:
        for study in patient["studies"]:
            for series in study["series"]:
                yield from series["stacks"]
