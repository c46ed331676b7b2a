"""The panes on the screen: as many as the layout has, one of them active; and the series that are dragged onto them."""

import js

from app.page import dom
from app.page import state as states
from app.page.panes.pane import Pane
from app.page.space import crossing, layouts
from app.page.update import arrangement, pictures
from text.say import say

__all__ = ["Panes"]

SERIES = "application/x-openmyscan-series"  # what is dragged from the list; its text is the id of a stack


class Panes:
    """All panes, by the numbers of their views; busy(number): whether a view waits for its picture."""

    def __init__(self, state, emit, oms, busy):
        self.state, self.emit, self.oms, self.busy = state, emit, oms, busy
        self.box = dom.element("panes")
        self.here = {}
        self.due = set()  # views whose films wait for the next frame
        for kind, callback in (("focusin", self.focused), ("dragover", self.over), ("dragleave", self.left), ("drop", self.dropped)):
            dom.listen(self.box, kind, callback)
        dom.listen(dom.element("lists"), "pointerdown", self.pressed)
        dom.listen(dom.element("lists"), "dragstart", self.dragged)

    @property
    def active(self):
        """The pane that keys and buttons are for."""
        return self.here[self.state.active]

    def all(self):
        """Return all panes by their numbers; dicts of MicroPython have no order."""
        return [self.here[number] for number in sorted(self.here)]

    def on(self, method):
        """Return what calls a method of the pane of a view, by its number; nothing where it is gone."""

        def call(number, *arguments):
            pane = self.here.get(number)
            return None if pane is None else method(pane, *arguments)

        return call

    # ---- layouts

    def show(self):
        """Have the panes of the layout on the screen, and no others."""
        state = self.state
        wanted, before = states.visible(state), dict(self.here)
        for number in wanted:
            if number not in before or before[number].view is not state.views[number]:
                self.here[number] = Pane(state, state.views[number], self.emit, self.oms, self.box)
        for number, pane in before.items():  # the active one is there by now, whatever ends with these
            if number not in wanted:
                del self.here[number]
            if self.here.get(number) is not pane:
                pane.remove()
        for number in wanted:
            self.box.append(self.here[number].block)
        dom.attribute("panes", "data-layout", state.layout if len(wanted) > 1 else "1")
        self.mark()
        self.measure()

    def measure(self):
        """Learn how much room each pane has."""
        for pane in self.all():
            pane.pointers.measure()

    def mark(self):
        """Mark the active pane, and say which of how many each is."""
        state, several = self.state, len(self.here) > 1
        for place, pane in enumerate(self.all()):
            active = pane.view.number == state.active
            pane.block.toggleAttribute("data-active", several and active)
            pane.part.show("enlarge", (several or state.large) and active)
            pane.part.attribute("enlarge", "aria-pressed", "true" if state.large else "false")
            label = say("page.pane.which", number=place + 1, count=len(self.here)) if several else say("page.pane.alone")
            pane.part.attribute("viewport", "aria-label", label)
        dom.show("tool-point", layouts.COUNTS[state.layout] > 1)

    def vacate(self):
        """The scan is closed: nothing is shown."""
        for pane in self.all():
            pane.empty()

    def focus(self):
        """The keys are for the active pane."""
        self.active.focus()

    # ---- all together

    def fade(self):
        """Let the pictures shine through what lies over them."""
        for pane in self.all():
            pane.marks.fade(self.state.layers.opacity)

    def use_tool(self):
        """Let dragging over each pane do what was chosen."""
        for pane in self.all():
            pane.use_tool()

    def cross(self):
        """Draw where the picture of the active pane crosses the others."""
        own = self.active.view.picture
        for pane in self.all():
            its = pane.view.picture
            drawn = self.state.links.lines and pane is not self.active and own and its
            pane.cross(crossing.line(own["grid"], own["rows"], own["columns"], its["grid"]) if drawn else None)

    def film(self, number):
        """Show the next picture of a film with the next frame of the display."""
        if number not in self.due:
            self.due.add(number)
            js.requestAnimationFrame(dom.guard(lambda *_: self.tick(number)))

    def tick(self, number):
        self.due.discard(number)
        self.emit(pictures.tick, number, js.performance.now(), busy=self.busy(number))

    # ---- what the person does

    def focused(self, event):
        block = event.target.closest("[data-pane]")
        if block is not None:
            self.emit(arrangement.activate, int(block.getAttribute("data-pane")))

    def pressed(self, event):
        card = event.target.closest("[data-stack]")
        if card is not None and event.pointerType == "mouse":
            card.draggable = True

    def dragged(self, event):
        card = event.target.closest("[data-stack]")
        if card is not None:
            event.dataTransfer.setData(SERIES, card.getAttribute("data-stack"))
            event.dataTransfer.effectAllowed = "copy"

    def over(self, event):
        block = event.target.closest("[data-pane]")
        if block is not None and SERIES in list(event.dataTransfer.types):
            event.preventDefault()
            block.toggleAttribute("data-target", True)

    def left(self, event):
        block = event.target.closest("[data-pane]")
        if block is not None and not block.contains(event.relatedTarget):
            block.toggleAttribute("data-target", False)

    def dropped(self, event):
        block = event.target.closest("[data-pane]")
        stack = event.dataTransfer.getData(SERIES)
        if block is None or not stack:
            return
        event.preventDefault()
        block.toggleAttribute("data-target", False)
        self.emit(arrangement.drop, int(block.getAttribute("data-pane")), stack)
