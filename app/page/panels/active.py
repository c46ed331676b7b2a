"""What stands around the panes and is of the active one: the title, the facts, the line below the picture, the buttons."""

from app.page import dom, sight
from app.page import state as states
from app.page.facts import overlays
from app.page.panels import guide, status, toolbar, transport
from text.say import say

__all__ = ["Active"]


class Active:
    """Shows what belongs to the active pane, in `details`, in the list of series (`cards`), and by the buttons."""

    def __init__(self, state, panes, cards, details):
        self.state, self.panes, self.cards, self.details = state, panes, cards, details
        transport.offer_speeds(None)

    def forget(self):
        """Forget the scan that was open."""
        self.empty()
        status.announce("")

    def series(self):
        """Show what belongs to the series, not to the single picture."""
        state, shown = self.state, self.state.shown
        if shown is None:
            self.empty()
            return
        entry = sight.seen(state)
        dom.text("now", self.title())
        self.details.series(entry, reading=state.reading)
        self.cards.press(shown.stack)
        transport.pictures(shown)
        transport.offer_speeds(entry.stack.get("rate") if entry else None)
        transport.playing(state.view.film is not None)
        self.loaded(state.loaded.get(shown.stack))
        self.buttons()
        self.subtraction()
        self.details.window(shown)

    def empty(self):
        """The active pane holds nothing: nothing of another one stands around it."""
        dom.text("now", "")
        self.details.series(None)
        self.details.offer((), False)
        self.details.window(None)
        transport.pictures(None)
        transport.playing(False)
        self.loaded(None)
        for name in ("invert", "overlays", "subtract"):
            toolbar.press(name, False)
        dom.show("overlays-button", False)
        dom.show("subtract-button", False)

    def title(self):
        """Return the title that stands above a narrow screen."""
        numbers, title = states.numbers(self.state), self.panes.active.corners.title
        if len(numbers) < 2:
            return title
        return say("page.pane.now", number=numbers.index(self.state.active) + 1, count=len(numbers), series=title)

    def picture(self, number):
        """Show what came with the picture of a view: over it, and around the panes where it is the active one."""
        pane = self.panes.here.get(number)
        if pane is None:
            return
        pane.show_picture()
        if number == self.state.active and self.state.shown is not None:
            transport.number(self.state.shown)
            self.details.window(self.state.shown)

    def number(self, number):
        """Another picture, or window, was asked for in a view: it is written with the picture, or after a while without it."""
        pane = self.panes.here.get(number)
        if pane is not None:
            pane.expect(lambda: self.picture(number))

    def playing(self, number):
        """A film plays, or has stopped."""
        if number == self.state.active:
            transport.playing(self.state.view.film is not None)

    def loaded(self, told):
        """Show how much of the series is in memory."""
        transport.loaded(told)
        status.memory(told)

    def grown(self):
        """There are more pictures."""
        transport.pictures(self.state.shown)

    # ---- the buttons

    def buttons(self):
        """Show what is on, and offer to hide drawings where there are any, in the file itself or from another one."""
        state, shown, entry = self.state, self.state.shown, states.entry(self.state)
        if shown is None:
            return
        toolbar.press("invert", shown.invert)
        toolbar.press("overlays", shown.overlays)
        dom.show("overlays-button", bool(entry and (entry.stack.get("overlays") or shown.saved or overlays.here(state))))

    def subtraction(self):
        """Offer to show pictures as they were taken where the file subtracts them, or the other way round."""
        shown, entry = self.state.shown, states.entry(self.state)
        dom.show("subtract-button", bool(entry and entry.stack.get("subtraction")))
        toolbar.press("subtract", bool((shown.picture or {}).get("subtracted") if shown.subtract is None else shown.subtract))

    def presets(self, color):
        """Offer the presets; color: whether the picture has none, being in color."""
        self.details.offer(self.state.presets, color)
        self.details.window(self.state.shown)

    def typed(self, name):
        """What was typed is not taken: the field shows again what holds."""
        dom.known.pop((name, "value"), None)
        self.details.window(self.state.shown)

    def tool(self):
        """Show what dragging does."""
        self.panes.use_tool()
        used = self.panes.active.tool
        toolbar.tool(used)
        guide.tool(used)

    def names(self):
        """Show that names are hidden."""
        toolbar.press("hide-names", self.state.names_hidden)
        status.names(self.state.names_hidden)
