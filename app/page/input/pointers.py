"""The pointers over a pane: their events go to `Gestures`, and what those ask for goes on."""

import js

from app.page import dom
from app.page.input.gestures import Gestures
from app.page.space import viewport

__all__ = ["Pointers"]


class Pointers:
    """Listens over the element of a pane. act(actions) gets what the gestures ask for; resized(room, ratio) tells of a new size, and how many pixels of the display a CSS pixel has."""

    def __init__(self, box, act, resized):
        self.box, self.act, self.resized = box, act, resized
        self.gestures = Gestures()
        self.left = self.top = 0.0
        self.room, self.ratio = viewport.Room(1, 1), 1
        self.count = 1
        self.gliding = False
        self.still = js.matchMedia("(prefers-reduced-motion: reduce)")
        for kind, callback in (
            ("pointerdown", self.down),
            ("pointermove", self.move),
            ("pointerup", self.up),
            ("pointercancel", self.cancel),
            ("pointerleave", self.leave),
            ("contextmenu", self.refuse),
            ("mousedown", self.refuse_middle),
        ):
            dom.listen(box, kind, callback)
        dom.listen(box, "wheel", self.wheel, passive=False)
        self.observer = js.ResizeObserver.new(dom.guard(lambda *_: self.measure()))
        self.observer.observe(box)

    def end(self):
        """The pane goes: its size is of no interest any more."""
        self.observer.disconnect()
        self.gestures.glide = None

    def measure(self):
        """Learn the size and place of the pane, and tell of another size."""
        box = self.box.getBoundingClientRect()
        self.left, self.top = box.left, box.top
        room = viewport.Room(max(1, box.width), max(1, box.height))
        ratio = js.devicePixelRatio or 1
        if room != self.room or ratio != self.ratio:
            self.room, self.ratio = room, ratio
            self.gestures.measure(room.height, self.count)
            self.resized(room, ratio)

    def counts(self, count):
        """Learn how many pictures there are to scroll through."""
        if count != self.count:
            self.count = count
            self.gestures.measure(self.room.height, count)

    def down(self, event):
        self.measure()
        kind = event.pointerType
        if event.target.closest("button") is not None:
            return  # of a note or of the progress, which lie over the picture: their clicks are theirs
        pointer = event.pointerId
        # A mouse has one pointer, however many buttons are down.
        self.box.setPointerCapture(pointer)
        x, y = event.clientX - self.left, event.clientY - self.top
        self.act([("press",)])
        self.act(self.gestures.down(pointer, x, y, button=event.button, kind=kind, shift=event.shiftKey))

    def move(self, event):
        self.act(self.gestures.move(event.pointerId, event.clientX - self.left, event.clientY - self.top, event.timeStamp))

    def up(self, event):
        x, y = event.clientX - self.left, event.clientY - self.top
        self.act(self.gestures.up(event.pointerId, x, y, event.timeStamp, kind=event.pointerType))
        if self.still.matches:
            self.gestures.glide = None
        elif self.gestures.glide is not None and not self.gliding:
            self.gliding = True
            js.requestAnimationFrame(dom.guard(self.coast))

    def coast(self, time):
        """Go on with what a finger has thrown, frame by frame."""
        self.act(self.gestures.coast(time))
        self.gliding = self.gestures.glide is not None
        if self.gliding:
            js.requestAnimationFrame(dom.guard(self.coast))

    def cancel(self, event):
        self.act(self.gestures.cancel(event.pointerId))

    def leave(self, event):
        self.act(self.gestures.leave(kind=event.pointerType))

    def wheel(self, event):
        event.preventDefault()
        x, y = event.clientX - self.left, event.clientY - self.top
        control = event.ctrlKey or event.metaKey
        self.act(self.gestures.wheel(event.deltaY, mode=event.deltaMode, control=control, x=x, y=y))

    def refuse(self, event):
        event.preventDefault()  # the right button zooms

    def refuse_middle(self, event):
        if event.button == 1:
            event.preventDefault()  # the middle button pans, and does not start the browser's own scrolling
