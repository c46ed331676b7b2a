"""Playing the series in a pane: asks for the picture that is due, once for each frame of the display."""

import js

from app.page import dom
from app.page.cine import SPEEDS, Cine, rate

__all__ = ["Player"]


class Player:
    """Plays what a pane shows."""

    def __init__(self, desk, pane):
        self.desk, self.pane = desk, pane
        self.cine = None
        self.timer = None
        self.ticking = dom.guard(self.tick)

    @property
    def playing(self):
        return self.cine is not None

    def toggle(self):
        """Play, or stop playing."""
        shown = self.pane.view.shown
        if self.playing:
            self.stop()
        elif shown is not None and shown.count > 1:
            self.start()

    def start(self):
        shown, entry = self.pane.view.shown, self.desk.entry(self.pane.view)
        per_second = rate(entry.stack.get("rate") if entry else None, self.desk.state.speed)
        self.cine = Cine(shown.index, js.performance.now(), per_second)
        self.desk.tell_playing(self.pane)
        self.pane.corners.value(None)
        if self.timer is None:
            self.timer = js.requestAnimationFrame(self.ticking)

    def tick(self, *_):
        self.timer = None
        shown = self.pane.view.shown
        if not self.playing or shown is None:
            return
        if not self.desk.outbox.busy("draw", self.pane.view.number):
            self.desk.go(self.cine.due(js.performance.now(), shown.count), self.pane)
        self.timer = js.requestAnimationFrame(self.ticking)

    def stop(self):
        if not self.playing:
            return
        self.cine = None
        self.desk.tell_playing(self.pane)
        if self.pane.view.shown is not None:
            self.desk.announce(self.pane)

    def speed(self, speed):
        """Play at so many times the ordinary rate."""
        self.desk.state.speed = speed if speed in SPEEDS else 1.0
        if self.playing:
            self.start()
