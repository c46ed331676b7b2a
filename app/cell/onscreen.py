"""The stack that is on the screen: decoded in the background within the memory that there is, drawn picture by picture when asked for."""

import time
from collections.abc import Callable
from typing import Any

from app.cell.crew import Crew
from app.cell.outlet import Outlet
from app.cell.source import File, Shelf
from app.cell.views import Views
from viewer.catalogue.stack import Stack
from viewer.image.findings import Findings
from viewer.image.instance import Frame
from viewer.image.voi import Window
from viewer.render.picture import picture, thumbnail
from viewer.volume.frames import Frames

__all__ = ["OnScreen"]

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


class OnScreen:
    """The frames of the shown stack, and what is drawn of it; answers go out by `outlet`."""

    def __init__(
        self,
        views: Views,
        outlet: Outlet,
        lend: Callable[[int, int, str, bytes], None],
        gigabytes: float,
        processors: int,
    ) -> None:
        self._views, self._outlet = views, outlet
        most = max(0, min(_MOST_DECODERS, processors - 1)) if gigabytes >= _ROOMY else 0
        self.crew = Crew(
            lambda kind, wanted: self._outlet.say("decoders", kind=kind, wanted=wanted),
            lend,
            lambda decoder: self._outlet.say("stuck", decoder=decoder),
            most,
        )
        self._budget = min(_MOST_PIXELS, round(gigabytes * _SHARE))
        self.findings = Findings()  # of all stacks that were decoded here
        self.frames: Frames | None = None
        self.drawn: tuple[Stack, Frame] | None = None
        self._way: dict[str, Any] = {}
        self.news = False  # something was found missing, which the list of all does not tell yet
        self._shelf = Shelf()
        self._told = 0.0
        self._loaded_told = 0, 0, False  # pictures, from which one on, and whether no more are to come

    def of(self, identity: str) -> Frames | None:
        """Return the frames that are held, if they are those of this stack."""
        return self.frames if self.frames is not None and self.frames.stack.identity == identity else None

    def show(self, stack: Stack, index: int, *, settled: bool) -> None:
        """Show another stack; `settled`: no more pictures are to come."""
        self._shelf.clear()
        self.frames = Frames(stack, budget=self._budget, findings=self.findings)
        self.frames.want(index)
        if settled:
            self.frames.settle()
        self.loaded()

    def begin(self, stack: Stack, *, unread: int) -> None:
        """Show the first picture of all at once; where something is shown already, that stays. `unread` files are to come."""
        if self.frames is None:
            self.crew.expect(stack.first.format.syntax, unread)  # decoders come up while this picture is drawn
            self.frames = Frames(stack, budget=self._budget, findings=self.findings)
            self.draw(stack, 0, window=None, voi=None, invert=False, overlays=True)

    def join(self, stack: Stack, file: File) -> None:
        """Take in that a file has joined a stack, and keep its bytes where it is soon to be decoded."""
        if self.frames is not None:
            self.frames.grown()  # an object of many frames may have given some of them to several stacks
        if self.frames is not None and self.frames.stack is stack:
            self._shelf.keep(stack.instances[-1], file)
            self._feed(coming=True)
        else:
            file.release()

    def draw(
        self,
        stack: Stack,
        index: int,
        *,
        window: Window | None,
        voi: int | None,
        invert: bool,
        overlays: bool,
        view: str | None = None,
        subtract: bool | None = None,
        changed: bool | None = None,
    ) -> None:
        """Draw a picture of the shown stack, with the saved view that has the identity `view`."""
        frames = self.frames
        if frames is None or frames.stack is not stack:
            return
        saved = self._views.saved(view)
        frames.want(index)
        shown = picture(
            frames, index, window=window, voi=voi, invert=invert, overlays=overlays, saved=saved, subtract=subtract, changed=changed
        )
        self._look(frames)
        self.drawn = stack, stack.frames[shown.facts["index"]]
        self._way = {"window": window, "voi": voi, "invert": invert, "overlays": overlays, "view": view}
        self._views.draw(view, saved, stack, shown.facts["index"])
        if shown.rgba is None:
            self._outlet.say("picture", **shown.facts)
        else:
            self._outlet.show("picture", shown.rgba, **shown.facts)

    def renew(self, frame: Frame) -> None:
        """Draw what is now in the place of the drawn picture, a better copy of it, in the same way."""
        if self.drawn is not None:
            stack = self.drawn[0]
            self.drawn = stack, frame
            index = next((number for number, one in enumerate(stack.frames) if one is frame), None)
            if index is not None:
                self.draw(stack, index, **self._way)

    def thumbnail(self, stack: Stack, *, middle: bool = False) -> None:
        """Draw the small picture of any stack; what is decoded of the shown one is used for it."""
        frames = self.of(stack.identity) or Frames(stack, budget=_FOR_THUMBNAIL, findings=self.findings)
        rgba = thumbnail(frames, size=_THUMBNAIL, middle=middle)
        self._look(frames)
        if rgba is None:
            self._outlet.say("thumbnail", stack=stack.identity, rows=0, columns=0, blank="damaged")
            return
        blank = "even" if (rgba[..., :3] == rgba[0, 0, :3]).all() else ""  # nothing can be made out in it
        self._outlet.show("thumbnail", rgba, stack=stack.identity, rows=rgba.shape[0], columns=rgba.shape[1], blank=blank)

    def decode(self, unread: int) -> bool:
        """Decode the frame that is due, here; False when there is none. `unread` files are to come, most likely more of the same."""
        frames = self.frames
        if frames is None:
            return False
        self._feed(coming=unread > 0)
        frame = frames.returned() if self.crew.leads(frames, coming=unread > 0) else frames.next()
        if frame is None:
            return False
        started = time.monotonic()
        frames.load(frame)
        self._look(frames)
        self.crew.weigh(frame.instance.format.syntax, frames.waiting + unread, time.monotonic() - started)
        self._shelf.release(frame.instance)
        return True

    def _feed(self, *, coming: bool) -> None:
        """Give frames of the shown stack to decoders that have room."""
        if self.frames is not None:
            for given in self.crew.feed(self.frames, coming=coming):
                self._shelf.release(given.instance)

    def rest(self) -> None:
        """Nothing is due: what is left is decoded on demand, or not to be decoded; the page is told what it does not know yet."""
        frames = self.frames
        if frames is not None and self.crew.leads(frames):
            self.loaded(often=False)
            return
        self._shelf.clear()
        if frames is not None and self._loaded_told != (frames.done, frames.first, frames.idle):
            self.loaded()

    def loaded(self, *, often: bool = True) -> None:
        """Tell how much of the stack is decoded; not `often`, ten times a second at most."""
        frames = self.frames
        if frames is None or (not often and time.monotonic() - self._told < 0.1):
            return
        self._told = time.monotonic()
        done, first, settled = self._loaded_told = frames.done, frames.first, frames.idle
        self._outlet.say(
            "loaded", stack=frames.stack.identity, done=done, first=first, total=len(frames.stack), bytes=frames.bytes, budget=frames.budget,
            settled=settled,
        )  # fmt: skip

    def _look(self, frames: Frames) -> None:
        """Look whether decoding has shown something that the list of all does not tell yet."""
        self.news = frames.take_news() or self.news
