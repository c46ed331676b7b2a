"""The panes on the screen: as many as the layout has, one of them active; and the picker of layouts and links."""

import js

from app.page import dom, layouts, status, words
from app.page import state as states
from app.page.pane import Pane
from text.say import say

__all__ = ["Panes"]

SERIES = "application/x-openmyscan-series"  # what is dragged from the list; its text is the id of a stack


class Panes:
    """All panes of a desk, by the numbers of their views."""

    def __init__(self, desk):
        self.desk = desk
        self.box = dom.element("panes")
        self.menu = dom.element("layouts")
        self.here = {}
        self.offered = False  # whether this disc's matching series were offered side by side
        self.show()
        for name in ("place", "pose", "window", "lines"):
            dom.listen(dom.element("link-" + name), "change", lambda event, name=name: self.link(name, event.target.checked))
        for kind, callback in (("focusin", self.focused), ("dragover", self.over), ("dragleave", self.left), ("drop", self.dropped)):
            dom.listen(self.box, kind, callback)
        dom.listen(dom.element("lists"), "pointerdown", self.pressed)
        dom.listen(dom.element("lists"), "dragstart", self.dragged)
        dom.listen(js.document, "pointerdown", self.elsewhere)
        dom.listen(dom.element("disc-dialog"), "close", lambda _: self.offer())

    @property
    def active(self):
        """The pane that keys and buttons are for."""
        return self.here[self.desk.state.active]

    def all(self):
        """Return all panes by their numbers; dicts of MicroPython have no order."""
        return [self.here[number] for number in sorted(self.here)]

    def others(self, pane):
        """Return all panes but this one."""
        return [other for other in self.all() if other is not pane]

    # ---- layouts

    def show(self):
        """Have the panes of the layout on the screen, and no others."""
        state = self.desk.state
        wanted = states.visible(state)
        before = dict(self.here)
        for number in wanted:
            if number not in before or before[number].view is not state.views[number]:
                self.here[number] = Pane(self.desk, state.views[number], self.box)
        for number, pane in before.items():  # the active one is there by now, whatever ends with these
            if number not in wanted:
                del self.here[number]
            if self.here.get(number) is not pane:
                pane.remove()
        for number in wanted:
            self.box.append(self.here[number].block)
        dom.attribute("panes", "data-layout", state.layout if len(wanted) > 1 else "1")
        for name, _ in layouts.LAYOUTS:
            button = self.menu.querySelector('[data-layout="' + name + '"]')
            button.setAttribute("aria-pressed", "true" if name == state.layout else "false")
        self.mark()

    def mark(self):
        """Mark the active pane, and say which of how many each is."""
        state, several = self.desk.state, len(self.here) > 1
        for place, pane in enumerate(self.all()):
            pane.block.toggleAttribute("data-active", several and pane.view.number == state.active)
            pane.part.show("enlarge", (several or state.large) and pane.view.number == state.active)
            pane.part.attribute("enlarge", "aria-pressed", "true" if state.large else "false")
            label = say("page.pane.which", number=place + 1, count=len(self.here)) if several else say("page.pane.alone")
            pane.part.attribute("viewport", "aria-label", label)
        dom.show("tool-point", layouts.COUNTS[state.layout] > 1)

    def lay_out(self, name):
        """Take a layout; panes that hold nothing yet get the series that fit best."""
        desk, state = self.desk, self.desk.state
        if name not in layouts.COUNTS or not state.begun:
            return
        states.arrange(state, name)
        self.show()
        self.tell()
        empty = [number for number in states.numbers(state) if state.views[number].shown is None]
        taken = [state.views[number].shown.stack for number in states.numbers(state) if state.views[number].shown is not None]
        if state.shown is not None:
            taken.sort(key=lambda stack: stack != state.shown.stack)
        for number, stack in zip(empty, layouts.fill(state.entries, state.order, taken, len(empty))):
            if stack is not None:
                states.choose(state, stack, state.views[number])
        self.refresh()
        status.announce(say("page.layout." + name))
        desk.linking.changed()

    def refresh(self):
        """Ask for what every pane shows, and write what belongs to its series; a new one has the tool and the opacity of the others."""
        self.desk.hand.use_tool()
        for pane in self.all():
            pane.marks.fade(self.desk.layers.opacity)
            pane.vacant(pane.view.shown is None)
            if pane.view.shown is not None:
                self.desk.ask(pane)
                self.desk.show_corners(pane)
        self.desk.show_series()

    def tell(self):
        """Let the cell know which views are on the screen, the active one first."""
        state = self.desk.state
        numbers = states.visible(state)
        self.desk.send("arrange", {"views": sorted(numbers, key=lambda number: number != state.active)})

    def enlarge(self):
        """Give the active pane all the room, or go back to the layout."""
        state = self.desk.state
        if state.large or layouts.COUNTS[state.layout] > 1:
            state.large = not state.large
            self.show()
            self.tell()
            self.refresh()
            self.active.focus()

    def matching(self):
        """Return the series of the same exam and direction as the active one, itself first."""
        state = self.desk.state
        return [] if state.shown is None else layouts.matching(state.entries, state.order, state.shown.stack)

    def offer(self):
        """All is read: offer series that belong together side by side, once a disc, where there is room and nothing else is told."""
        state = self.desk.state
        if self.offered or not state.settled or state.narrow or state.layout != "1":
            return
        if js.document.querySelector("dialog[open]") is not None or not dom.element("note").hidden:
            return
        count = len(self.matching())
        if count > 1:
            self.offered = True
            self.desk.screens.offer(words.alongside(count), say("page.pane.side_by_side"), "side-by-side")

    def side_by_side(self):
        """Show the series that belong together beside each other."""
        self.desk.screens.note(None)
        self.lay_out(layouts.fitting(len(self.matching())))
        self.active.focus()

    def forget(self):
        """The scan is closed: one empty pane is left."""
        self.offered = False
        self.show()
        for pane in self.all():
            pane.empty()
            pane.vacant(False)

    def room(self, narrow):
        """There is room for one pane only, or for all of them again."""
        if narrow != self.desk.state.narrow:
            self.desk.state.narrow = narrow
            self.show()
            if self.desk.state.shown is not None:
                self.tell()
                self.refresh()

    # ---- the active one

    def activate(self, number):
        """Let keys, buttons and the details be for this pane from now on."""
        state = self.desk.state
        if number == state.active or number not in self.here:
            return
        state.active = number
        self.mark()
        self.tell()
        self.desk.show_series()
        self.desk.linking.lines()
        if state.shown is not None:
            self.desk.announce(self.active)

    def neighbor(self, by):
        """Activate the next pane; where only one is seen at a time, it takes the place of the other."""
        state = self.desk.state
        numbers = states.numbers(state)
        number = numbers[(numbers.index(state.active) + by) % len(numbers)]
        if state.large or state.narrow:
            state.active = number
            self.show()
            self.tell()
            self.refresh()
        else:
            self.activate(number)
        self.active.focus()

    def focused(self, event):
        block = event.target.closest("[data-pane]")
        if block is not None:
            self.activate(int(block.getAttribute("data-pane")))

    # ---- a series from the list

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
        self.activate(int(block.getAttribute("data-pane")))
        self.desk.choose(stack)
        self.active.focus()

    # ---- the picker

    def pick(self):
        """Open the picker below its button, or close it."""
        opened = self.menu.hidden
        self.menu.hidden = not opened
        dom.attribute("layout-button", "aria-expanded", "true" if opened else "false")
        if opened:
            box, own = dom.element("layout-button").getBoundingClientRect(), self.menu.getBoundingClientRect()
            left = max(8, min(js.innerWidth - own.width - 8, box.left + box.width / 2 - own.width / 2))
            below = box.bottom + 8
            top = below if below + own.height < js.innerHeight - 8 else max(8, box.top - own.height - 8)
            self.menu.style.transform = "translate(%.0fpx,%.0fpx)" % (left, top)
            self.menu.querySelector('[aria-pressed="true"]').focus()

    def close(self):
        """Close the picker. Return whether it was open."""
        opened = not self.menu.hidden
        if opened:
            self.pick()
        return opened

    def elsewhere(self, event):
        if not self.menu.hidden and event.target.closest("#layouts, #layout-button") is None:
            self.pick()

    def link(self, name, on):
        """Switch what the panes do together."""
        setattr(self.desk.state.links, name, on)
        self.desk.linking.changed()

    def toggle(self, name):
        """Switch what the panes do together, by key."""
        box = dom.element("link-" + name)
        box.checked = not box.checked
        self.link(name, box.checked)
        status.announce(say("page.pane.on" if box.checked else "page.pane.off", what=box.parentElement.textContent.strip()))

    def use_tool(self, mouse, touch, *, free):
        """Let dragging over each pane do what was chosen."""
        for pane in self.all():
            pane.stage.gestures.free = free
            color = bool(pane.view.shown and pane.view.shown.picture and pane.view.shown.picture.get("color"))
            pane.stage.gestures.choose(
                "scroll" if color and mouse == "window" else mouse, "scroll" if color and touch == "window" else touch
            )
            pane.part.attribute(
                "viewport", "data-tool", pane.stage.gestures.touch_tool if self.desk.hand.coarse else pane.stage.gestures.mouse_tool
            )
