"""What the cell and the page's own JavaScript say, and what happens then: one function for each message."""

import json

from app.page import dom, status, transport, words
from app.page import state as states
from text.say import say

__all__ = ["Inbox"]

MOMENT_MS = 250


class Inbox:
    """Takes messages for a desk."""

    def __init__(self, desk):
        self.desk = desk

    def take(self, name, text):
        """Take one message; what the page does not know is not for it."""
        handler = getattr(self, "on_" + name, None)
        if handler is not None:
            handler(json.loads(text) if text else {})

    # ---- the page's own JavaScript

    def on_intake(self, told):
        """Something was handed over, perhaps more of it while the first is being read, or beside a scan that is open."""
        desk = self.desk
        desk.state.opened = True
        if desk.state.progress is not None and desk.state.progress["reading"]:
            return
        desk.state.progress = None
        if desk.state.begun:
            desk.expect_more()
        desk.screens.trouble(None)
        desk.screens.close_dialogs()
        if not desk.state.begun:
            desk.screens.received(told)
        if dom.root.getAttribute("data-core") == "ready":
            # The first picture is there in a moment: a screen that tells of reading would only delay it.
            dom.after(MOMENT_MS, self.still_reading)
        else:
            desk.screens.starting({})
            self.still_reading()

    def still_reading(self, *_):
        """Tell of the reading when there is no picture yet, or no word from the cell."""
        desk = self.desk
        progress = desk.state.progress
        if not desk.state.opened or (progress is not None and not progress["reading"]):
            return
        if not desk.state.begun:
            desk.screens.switch("reading")
        if progress is None and desk.state.core == "ready":
            desk.screens.progress({"reading": True})  # it is slow to begin, and can be stopped all the same

    def on_boot(self, told):
        if self.desk.state.opened and self.desk.state.progress is None:
            self.desk.screens.starting(told)

    def on_core(self, told):
        self.desk.state.core = told["state"]
        if told["state"] == "failed":
            self.desk.screens.crash(told.get("text") or say("page.inbox.no_reason"), started=False)

    def on_sealed(self, told):
        self.desk.state.sealed = bool(told.get("sealed"))
        self.desk.state.offline = bool(told.get("offline"))
        status.sealed(told)

    def on_requests(self, told):
        self.desk.state.requests = told.get("count") or 0
        status.requests(told)

    def on_license(self, told):
        self.desk.state.license = told["state"]
        status.license(told)

    def on_closed(self, _):
        self.desk.forget()
        self.desk.state.core = "loading"
        self.desk.screens.trouble(None)
        self.desk.screens.crash(None)
        self.desk.screens.close_dialogs()
        self.desk.screens.switch("welcome")
        status.announce(say("page.inbox.closed"))

    def on_crashed(self, told):
        self.desk.stop_playing()
        self.desk.outbox.clear()
        self.desk.screens.crash(told.get("text") or say("page.inbox.no_reason"))

    # ---- the cell

    def on_ready(self, _):
        self.desk.state.core = "ready"
        if self.desk.state.opened and self.desk.state.progress is None:
            self.desk.screens.progress({"reading": True})

    def on_progress(self, told):
        desk = self.desk
        if desk.state.stopping:
            if told["reading"]:
                return
            desk.state.stopping = False
            if desk.state.progress is None:
                return  # more was handed over meanwhile: its own progress follows
        desk.state.progress = told
        desk.lock.progress(told)
        desk.screens.progress(told)
        desk.screens.skipped_count(told)
        if told["reading"]:
            desk.overview.read_on()
            return
        desk.tell_more()
        desk.overview.settle()
        desk.paper.ask()
        desk.layers.consider(again=True)
        desk.layers.seek()
        desk.hosts.seek()
        if desk.state.shown is not None:
            desk.show_series()  # only now it is known how its pictures lie to each other
            desk.settle_down()
            desk.opening.consider()
            dom.after(MOMENT_MS, lambda *_: desk.panes.offer())  # unless the page of the disc opens first
        if not told.get("images") and not desk.state.begun and desk.state.opened:
            desk.screens.nothing(told, desk.state.index, desk.state.documents, desk.lock.told)
            if told.get("skipped"):
                desk.send("skipped", {})
        else:
            # Pictures that were found later may have come in front of the one that is shown.
            for pane in desk.panes.all():
                shown = pane.view.shown
                picture = shown.picture if shown is not None and not desk.outbox.busy("draw", pane.view.number) else None
                if picture is not None and picture["count"] != shown.count:
                    desk.ask(pane)

    def on_catalog(self, told):
        desk = self.desk
        desk.state.index, desk.state.documents = told["index"], told["documents"]
        busy = [number for number in desk.state.views if desk.outbox.busy("draw", number)]
        grown = states.read_catalog(desk.state, told["patients"], told["places"], busy=busy)
        desk.list_documents()
        desk.overview.change()
        if not desk.state.order:
            return
        desk.list_series()
        if not desk.state.begun:
            desk.screens.switch("viewing")
            desk.panes.active.stage.measure()
            desk.choose(desk.state.order[0])
            self.greet()
        elif states.anatomy(desk.state) is not None:
            desk.choose(states.anatomy(desk.state))
        else:
            desk.show_series()
        if grown:
            transport.pictures(desk.state.shown)
        desk.opening.consider()

    def on_picture(self, told):
        desk, number = self.desk, told["view"]
        if told["seq"]:
            desk.outbox.answered("draw", number)
        first = not desk.state.begun
        view, pane = states.adopt(desk.state, told), desk.panes.here.get(number)
        if view is None or pane is None:
            return  # the pane is gone
        if first:
            desk.state.opened = True
            desk.screens.switch("viewing")
            pane.stage.measure()
        desk.saved.painted(pane)
        pane.place_if_moved(told)
        desk.layers.painted(pane)
        if first:
            dom.after_frame(self.settle_in)  # the very first picture does not wait for the words around it
        elif view.painted is view.shown:
            self.write(pane)
        desk.linking.painted(pane)
        desk.opening.consider()

    def settle_in(self, *_):
        """Fill the room around the first picture."""
        desk = self.desk
        if desk.state.shown is not None:
            desk.show_series()
            self.write(desk.panes.active)
            self.greet()

    def write(self, pane):
        """Write what came with the picture that is on the canvas of a pane."""
        shown = pane.view.shown
        if shown.fresh and pane is self.desk.panes.active:
            shown.fresh = False
            self.desk.offer_presets()
            self.desk.offer_subtraction()
        self.desk.catch_up(pane)
        self.desk.hand.probe(pane)

    def greet(self):
        """The first picture is there: the keyboard belongs to it."""
        self.desk.panes.active.focus()
        self.desk.announce()

    def on_loaded(self, told):
        desk = self.desk
        desk.state.loaded[told["stack"]] = told
        if desk.state.shown is not None and told["stack"] == desk.state.shown.stack:
            transport.loaded(told)
            status.memory(told)

    def on_value(self, told):
        self.desk.outbox.answered("probe", told["view"])
        pane = self.desk.panes.here.get(told["view"])
        if pane is not None and pane.pointed == (told["row"], told["column"]):
            pane.corners.value(told)

    def on_skipped(self, told):
        screens = self.desk.screens
        self.desk.overview.skipped(told)
        if self.desk.state.progress is not None:
            screens.skipped_count(self.desk.state.progress, told["files"])
        if screens.wanted or screens.view == "nothing":
            screens.skipped(told, self.desk.hidden_words())
        self.desk.opening.consider()

    def on_content(self, told):
        self.desk.paper.take(told)

    def on_layers(self, told):
        self.desk.layers.take(told)

    def on_marks(self, told):
        self.desk.layers.take_marks(told)

    def on_largest(self, told):
        self.desk.layers.take_largest(told)

    def on_beneath(self, told):
        self.desk.layers.take_beneath(told)

    def on_over(self, told):
        self.desk.layers.take_over(told)

    def on_host(self, told):
        self.desk.hosts.take(told)

    def on_saved_views(self, told):
        self.desk.saved.take(told)

    def on_drawn(self, told):
        self.desk.saved.draw(told)

    def on_inside(self, told):
        self.desk.paper.inside.take(told)

    def on_leaf(self, told):
        self.desk.paper.inside.leaf(told)

    def on_tags(self, told):
        self.desk.tags.take(told)

    def on_locked(self, told):
        """Ask for the password of an archive; whoever has none sees the files among those that were left out."""
        self.desk.lock.take(told)

    def on_thumbnail(self, told):
        """Say where a small picture shows nothing, and why; the pixels themselves are painted by link.js."""
        self.desk.state.blank[told["stack"]] = words.BLANK.get(told["blank"], "")
        self.desk.cards.blank(told["stack"], self.desk.state.blank[told["stack"]])
        self.desk.overview.blank(told["stack"])

    def on_trouble(self, told):
        if told.get("fatal"):
            self.on_crashed(told)
        else:
            self.desk.screens.trouble(told.get("text"))
