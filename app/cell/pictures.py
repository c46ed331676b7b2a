"""The pictures on the screen: decoded in the background within the memory that there is, drawn view by view when asked for."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.cell.crew import Crew
from app.cell.outlet import Outlet
from app.cell.saved import SavedViews
from app.cell.source import File, Shelf
from viewer.catalog.stack import Stack
from viewer.image.instance import Frame
from viewer.image.voi import Window
from viewer.render.picture import picture, thumbnail
from viewer.volume.frames import Frames
from viewer.volume.pool import Pool

__all__ = ["FIRST", "Pictures", "Request"]

FIRST = 1
"""The view that is there from the beginning, in which the first picture of all comes unasked."""

_MOST_VIEWS = 9

_MOST_PIXELS = 1536 << 20
"""Bytes of decoded pixels kept at most: the cell's memory ends below 2 GiB (building/interpreter.py), and one folder's other needs are in there too."""

_SHARE = 256 << 20
"""Bytes of decoded pixels for each GiB of the machine's memory, where that is less: a phone has two or four."""

_MOST_DECODERS = 6
"""Decoders beside the cell; one processor stays for everything else."""

_ROOMY = 4
"""GiB of memory from which on decoders are called in."""

_THUMBNAIL = 160

_FOR_THUMBNAIL = 1 << 29
"""Bytes of decoded pixels kept while a small picture is looked for in a stack that is not shown."""


@dataclass(frozen=True, slots=True)
class Request:
    """What one view of the page is to show; the answer repeats `view` and `seq`. The rest is as `render.picture` takes it."""

    stack: str
    index: int
    center: float | None = None
    width: float | None = None
    voi: int | None = None
    invert: bool = False
    overlays: bool = True
    saved: str | None = None
    subtract: bool | None = None
    changed: bool | None = None
    view: int = FIRST
    seq: int = 0

    @property
    def window(self) -> Window | None:
        """The window that it asks for, None for the file's own."""
        return None if self.center is None or self.width is None else Window(self.center, self.width)


class Pictures:
    """The decoded frames of what is on the screen, and what is drawn of them; answers go out by `outlet`."""

    def __init__(
        self,
        saved: SavedViews,
        outlet: Outlet,
        lend: Callable[[int, int, str, bytes], None],
        gigabytes: float,
        processors: int,
    ) -> None:
        self._saved, self._outlet = saved, outlet
        most = max(0, min(_MOST_DECODERS, processors - 1)) if gigabytes >= _ROOMY else 0
        self.crew = Crew(
            lambda kind, wanted: self._outlet.say("decoders", kind=kind, wanted=wanted),
            lend,
            lambda decoder: self._outlet.say("stuck", decoder=decoder),
            most,
        )
        self.pool = Pool(min(_MOST_PIXELS, round(gigabytes * _SHARE)))
        self.news = False  # something was found missing, which the list of all does not tell yet
        self._order: tuple[int, ...] = (FIRST,)  # of the views on the screen, the active one first
        self._views: dict[int, tuple[Stack, Request]] = {}  # what each is to show
        self._drawn: dict[int, tuple[Stack, Frame]] = {}
        self._settled = True
        self._turn = 0
        self._shelf = Shelf()
        self._told = 0.0
        self._loaded_told: dict[str, tuple[int, int, bool]] = {}  # pictures, from which one on, and whether no more are to come

    def __bool__(self) -> bool:
        """Whether any picture is on the screen."""
        return bool(self._views)

    @property
    def drawn(self) -> Frame | None:
        """The frame in the first of the views that has one."""
        return next((self._drawn[view][1] for view in self._order if view in self._drawn), None)

    def places(self) -> dict[int, int]:
        """Return at which index the picture of each view stands now: others may have come in front of it."""
        found: dict[int, int] = {}
        for view, (stack, frame) in self._drawn.items():
            index = next((number for number, one in enumerate(stack.frames) if one is frame), None)
            if index is not None:
                found[view] = index
        return found

    # ---- reading

    def begin(self, stack: Stack, *, unread: int) -> None:
        """Show the first picture of all at once; where something is shown already, that stays. `unread` files are to come."""
        if not self._views:
            self.draw(stack, Request(stack.identity, 0))
            self.crew.expect(
                stack.first.format.syntax, unread
            )  # not before: as they come up they take the processors that draw this picture

    def join(self, stack: Stack, file: File) -> None:
        """Take in that a file has joined a stack, and keep its bytes where it is soon to be decoded."""
        self.pool.grown()
        if any(frames.stack is stack for frames in self.pool.seen):
            self._shelf.keep(stack.instances[-1], file)
            self._feed(coming=True)
        else:
            file.release()

    def open(self) -> None:
        """Files are about to come: stacks grow until `settle`."""
        self._settled = False

    def settle(self, first: Frame | None) -> None:
        """All files are read: draw anew where a better copy has come, `first` in the first view, or where a picture went to another stack."""
        self._settled = True
        self.pool.settle()
        for view in [view for view in self._order if view in self._drawn]:
            stack, frame = self._drawn[view]
            now, first = (frame if first is None else first), None
            index = next((at for at, one in enumerate(stack.frames) if one is now), None)
            if now is not frame or index is None:
                asked = self._views[view][1]
                self.draw(stack, replace(asked, index=asked.index if index is None else index, seq=0))

    # ---- views

    def arrange(self, views: Sequence[int]) -> None:
        """These views are on the screen, the active one first, and no others."""
        self._order = tuple(dict.fromkeys(views))[:_MOST_VIEWS]
        self._views = {view: self._views[view] for view in self._order if view in self._views}
        self._drawn = {view: self._drawn[view] for view in self._order if view in self._drawn}
        self._saved.keep(self._order)
        self._see()

    def _show(self, stack: Stack, request: Request) -> None:
        """From now on a view shows this; its stack is decoded."""
        if request.view not in self._order:
            return
        known = self._views.get(request.view)
        self._views[request.view] = stack, request
        if known is None or known[0] is not stack:
            self._shelf.clear()
            self._see()
            self.loaded()
        else:
            self._see()

    def draw(self, stack: Stack, request: Request) -> None:
        """Draw the picture of a view."""
        self._show(stack, request)
        frames = self.pool.get(stack.identity)
        if frames is None or request.view not in self._order:
            return
        saved = self._saved.saved(request.saved)
        shown = picture(
            frames, request.index, window=request.window, voi=request.voi, invert=request.invert, overlays=request.overlays, saved=saved,
            subtract=request.subtract, changed=request.changed,
        )  # fmt: skip
        self._look()
        index = shown.facts["index"]
        self._drawn[request.view] = stack, stack.frames[index]
        self._saved.draw(request.view, request.saved, saved, stack, index)
        fields = {**shown.facts, "view": request.view, "seq": request.seq}
        if shown.rgba is None:
            self._outlet.say("picture", **fields)
        else:
            self._outlet.show("picture", shown.rgba, **fields)

    def thumbnail(self, stack: Stack, *, middle: bool = False) -> None:
        """Draw the small picture of any stack; what is decoded of it is used for it."""
        frames = self.pool.get(stack.identity) or Frames(stack, budget=_FOR_THUMBNAIL, findings=self.pool.findings)
        rgba = thumbnail(frames, size=_THUMBNAIL, middle=middle)
        self.news = frames.take_news() or self.news
        if rgba is None:
            self._outlet.say("thumbnail", stack=stack.identity, rows=0, columns=0, blank="damaged")
            return
        blank = "even" if (rgba[..., :3] == rgba[0, 0, :3]).all() else ""  # nothing can be made out in it
        self._outlet.show("thumbnail", rgba, stack=stack.identity, rows=rgba.shape[0], columns=rgba.shape[1], blank=blank)

    # ---- the background

    def decode(self, unread: int) -> bool:
        """Decode a frame that is due, here; False when there is none. `unread` files are to come, most likely more of the same.

        The stacks on the screen take turns.
        """
        self._feed(coming=unread > 0)
        seen = self.pool.seen
        for step in range(len(seen)):
            frames = seen[(self._turn + step) % len(seen)]
            frame = frames.returned() if self.crew.leads(frames, coming=unread > 0) else frames.next()
            if frame is None:
                continue
            self._turn += step + 1
            started = time.monotonic()
            frames.load(frame)
            self._look()
            self.crew.weigh(frame.instance.format.syntax, frames.waiting + unread, time.monotonic() - started)
            self._shelf.release(frame.instance)
            self.pool.trim()
            return True
        return False

    def rest(self, *, coming: bool) -> None:
        """Nothing is due: what is left is decoded on demand, or not to be decoded; the page is told what it does not know yet.

        While files are `coming` it is told together with how far reading is: each time costs the page a layout.
        """
        led = any(self.crew.leads(frames, coming=coming) for frames in self.pool.seen)
        if not led:
            self._shelf.clear()
        if not coming:
            self.loaded(often=not led, again=False)

    def loaded(self, *, often: bool = True, again: bool = True) -> None:
        """Tell how much of what is on the screen is decoded; not `often`, four times a second at most; not `again`, only what is new."""
        if not self.pool.seen or (not often and time.monotonic() - self._told < 0.25):
            return
        self._told = time.monotonic()
        for frames in self.pool.seen:
            done, first, settled = state = frames.done, frames.first, frames.idle
            if again or self._loaded_told.get(frames.stack.identity) != state:
                self._outlet.say(
                    "loaded", stack=frames.stack.identity, done=done, first=first, total=len(frames.stack), bytes=frames.bytes,
                    budget=frames.budget, settled=settled,
                )  # fmt: skip
            self._loaded_told[frames.stack.identity] = state

    def _see(self) -> None:
        wanted = [self._views[view] for view in self._order if view in self._views]
        self.pool.see([(stack, request.index) for stack, request in wanted], settled=self._settled)
        self.pool.trim()

    def _feed(self, *, coming: bool) -> None:
        """Give frames of what is on the screen to decoders that have room."""
        for frames in self.pool.seen:
            for given in self.crew.feed(frames, coming=coming):
                self._shelf.release(given.instance)

    def _look(self) -> None:
        """Look whether decoding has shown something that the list of all does not tell yet."""
        self.news = self.pool.take_news() or self.news
