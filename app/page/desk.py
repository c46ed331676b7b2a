"""What a person can do with what is open: each command changes the state, asks the cell, and shows the change at once."""

import json

import js

from app.page import dom, mask, status, toolbar, transport, words
from app.page import state as states
from app.page.cards import Cards
from app.page.details import Details
from app.page.document import Paper
from app.page.documents import Documents
from app.page.hand import Hand
from app.page.hosts import Hosts
from app.page.layers import Layers
from app.page.linking import Linking
from app.page.lock import Lock
from app.page.opening import Opening
from app.page.outbox import Outbox
from app.page.overview import Overview
from app.page.panes import Panes
from app.page.presets import uptake
from app.page.saved import SavedViews
from app.page.screens import Screens
from app.page.tags import Tags
from app.protocol.messages import to_cell
from text.say import say

__all__ = ["Desk"]

LATE_MS = 60  # after which the number is shown although its picture is still on the way


class Desk:
    """The open scan and everything on the screen that shows it."""

    def __init__(self, oms):
        self.oms = oms
        self.outbox = Outbox(self.send, js.performance.now)
        self.state = states.State()
        self.screens = Screens()
        self.cards = Cards(oms)
        self.hosts = Hosts(self)
        self.details = Details()
        self.overview = Overview(self)
        self.opening = Opening(self)
        self.documents = Documents()
        self.paper = Paper(self)
        self.hand = Hand(self)
        self.listed = None  # patients and documents, and the two as JSON text
        self.behind = False  # whether what is around the picture is still that of the series before
        self.panes = None  # made last: each of them draws what the others here know
        self.tags = Tags(self.send)
        self.layers = Layers(self)
        self.saved = SavedViews(self)
        self.lock = Lock(self)
        self.linking = Linking(self)
        self.panes = Panes(self)
        self.layers.fade(self.layers.opacity)
        self.hand.use_tool()
        transport.offer_speeds(None)

    def send(self, kind, fields):
        self.oms.send(kind, to_cell(kind, fields))

    def forget(self):
        """Forget the scan that was open; the choices of the person stay."""
        self.stop_playing()
        self.state = states.closed(self.state)
        self.listed = None
        self.outbox.clear()
        self.cards.clear()
        self.hosts.forget()
        self.documents.clear()
        self.panes.forget()
        self.layers.forget()
        self.saved.forget()
        dom.text("now", "")
        self.details.series(None)
        self.screens.forget()
        self.overview.forget()
        self.opening.forget()
        self.lock.forget()
        status.announce("")
        status.memory(None)
        dom.show("skipped-button", False)
        dom.show("progress", False)

    # ---- showing

    def entry(self, view=None):
        """Return what the catalog tells of the stack in a view, the active one where none is named, as far as it may be seen."""
        shown = (view or self.state.view).shown
        entry = self.state.entries.get(shown.stack) if shown else None
        return mask.entry(entry) if entry is not None and self.state.names_hidden else entry

    @property
    def reading(self):
        """Whether files are still being read."""
        return bool(self.state.progress and self.state.progress.get("reading"))

    def ask(self, pane=None):
        """Ask for the picture that is to be seen in a pane, the active one where none is named."""
        pane = pane or self.panes.active
        self.layers.ask(pane)
        self.outbox.put("draw", states.request(pane.view))

    def stop_playing(self):
        for pane in self.panes.all():
            pane.player.stop()

    def show_corners(self, pane):
        """Write over the picture of a pane what series it is of."""
        entry = self.entry(pane.view)
        pane.corners.names(entry)
        pane.corners.series(entry)
        pane.vacant(False)
        pane.stage.counts(pane.view.shown.count)
        pane.corners.number(pane.view.shown)

    def show_series(self):
        """Show what belongs to the series in the active pane, not to the single picture."""
        shown, entry, pane = self.state.shown, self.entry(), self.panes.active
        if shown is None:
            dom.text("now", "")
            self.details.series(None)
            return
        self.show_corners(pane)
        dom.text("now", self.now(pane))
        self.details.series(entry, reading=self.reading)
        self.cards.press(shown.stack)
        transport.pictures(shown)
        transport.offer_speeds(entry.stack.get("rate") if entry else None)
        transport.playing(pane.player.playing)
        transport.loaded(self.state.loaded.get(shown.stack))
        status.memory(self.state.loaded.get(shown.stack))
        toolbar.press("invert", shown.invert)
        toolbar.press("overlays", shown.overlays)
        self.offer_overlays()
        self.offer_subtraction()
        self.offer_presets()
        self.layers.consider()
        self.saved.consider()

    def now(self, pane):
        """Return the title that stands above a narrow screen."""
        numbers = states.numbers(self.state)
        if len(numbers) < 2:
            return pane.corners.title
        return say("page.pane.now", number=numbers.index(pane.view.number) + 1, count=len(numbers), series=pane.corners.title)

    def offer_overlays(self):
        """Offer to hide drawings where there are any, in the file itself or from another one."""
        shown, entry = self.state.shown, self.entry()
        dom.show("overlays-button", bool(entry and (entry.stack.get("overlays") or shown.saved or self.layers.here())))

    def offer_subtraction(self):
        """Offer to show pictures as they were taken where the file subtracts them, or the other way round."""
        shown, entry = self.state.shown, self.entry()
        dom.show("subtract-button", bool(entry and entry.stack.get("subtraction")))
        toolbar.press("subtract", bool((shown.picture or {}).get("subtracted") if shown.subtract is None else shown.subtract))

    def offer_presets(self):
        shown, entry = self.state.shown, self.entry()
        picture = shown.picture or {}
        stack = entry.stack if entry else {}
        modality = entry.series.get("modality") if entry else ""
        unit = picture.get("unit") or stack.get("unit") or ""
        if picture and uptake(unit) != uptake(stack.get("unit") or ""):
            # More of the series was read, and now all of it can be told as SUV, or no longer: the window is of the other unit.
            shown.window = shown.voi = None
            self.ask()
        color = bool(picture.get("color", stack.get("color")))
        self.details.offer(
            modality, unit, shown.own, color=color, in_file=stack.get("window") is not None, named=stack.get("windows") or ()
        )
        self.hand.use_tool()
        self.details.window(shown)

    # ---- going through the pictures

    def announce(self, pane=None):
        view = (pane or self.panes.active).view
        shown, entry = view.shown, self.entry(view)
        place = {"number": str(shown.index + 1), "count": str(shown.count)}  # texts, as in Corners.number
        title = words.series_title(entry.series, entry.stack) if entry else ""
        status.announce(say("page.desk.place_in", series=title, **place) if title else say("page.desk.place", **place))

    def go(self, index, pane=None):
        """Go to a picture in a pane, the active one where none is named; what is linked with it follows."""
        pane = pane or self.panes.active
        shown = pane.view.shown
        if shown is None or not states.go(shown, index):
            return
        self.ask(pane)
        self.follow(pane)
        self.linking.place(pane)
        if not pane.player.playing:
            self.announce(pane)

    def follow(self, pane=None):
        """Let number, slider and window follow with the picture, in the same frame: a frame of their own would delay it.

        A picture that keeps one waiting is not waited for.
        """
        pane = pane or self.panes.active
        if pane.due is None:
            pane.due = dom.after(LATE_MS, lambda *_: self.catch_up(pane))

    def catch_up(self, pane):
        """Show number, slider and window as they are meant to be now."""
        dom.stop(pane.due)
        pane.due = None
        if pane.view.shown is None:
            return
        pane.show_picture()
        if pane is self.panes.active:
            transport.number(pane.view.shown)
            self.details.window(pane.view.shown)

    def step(self, by):
        """Go on by so many pictures."""
        shown = self.state.shown
        if shown is not None:
            self.go(shown.index + by)

    def choose(self, stack, index=None):
        """Show another series in the active pane: its picture and what stands over it; all around them follows in the next frame."""
        if stack is None or (stack not in self.state.entries and stack not in self.state.view.kept):
            return
        pane = self.panes.active
        pane.player.stop()
        shown = states.choose(self.state, stack)
        if index is not None:
            states.go(shown, index)
        self.ask()
        self.hand.leave(pane)
        dom.root.setAttribute("data-panel", "false")
        self.show_corners(pane)
        pane.show_picture()
        if not self.behind:
            self.behind = True
            dom.after_frame(self.settle_series)

    def settle_series(self, *_):
        """Let the lists, buttons and details be of the series in the active pane, which its picture has not waited for."""
        self.behind = False
        if self.state.shown is None:
            return  # the scan was closed meanwhile
        self.show_series()
        self.details.window(self.state.shown)
        self.announce()
        self.linking.lines()

    def neighbor(self, by):
        self.choose(states.neighbor(self.state, by))

    # ---- playing

    def tell_playing(self, pane):
        """The film in a pane plays, or has stopped."""
        if pane is self.panes.active:
            transport.playing(pane.player.playing)

    # ---- documents

    def list_series(self):
        """List the series, with what lies over them; from one to the next one goes as they stand there."""
        homes = {}
        for told in self.state.documents:
            found = self.layers.homes.get(told["id"])
            if found is not None and found["home"] is not None:
                homes.setdefault(found["home"], []).append(told)
        self.cards.show(self.state, homes, self.hosts.known)
        self.state.order = self.cards.listing.order

    def list_documents(self):
        state = self.state
        self.documents.show(state.documents, state.patients, self.hidden_words())

    def open_document(self, identity):
        """Open a document of the catalog, to be read."""
        self.stop_playing()
        self.paper.open(identity)

    def show_picture_of(self, stack, index):
        """Leave the document for a picture that it speaks of."""
        self.screens.close_dialogs()
        self.choose(stack, index)
        self.panes.active.focus()

    # ---- the rest

    def hide_names(self):
        hidden = self.state.names_hidden = not self.state.names_hidden
        toolbar.press("hide-names", hidden)
        status.names(hidden)
        self.list_series()
        self.overview.change()
        self.list_documents()
        self.paper.show()
        for pane in self.panes.all():
            if pane.view.shown is not None:
                self.show_corners(pane)
        self.show_series()

    def show_tags(self):
        """Show all elements of the file that the picture in the active pane is in."""
        self.panes.active.player.stop()
        shown, entry = self.state.shown, self.entry()
        place = {"number": shown.index + 1, "count": shown.count}
        title = words.series_title(entry.series, entry.stack) if entry else ""
        about = say("page.desk.tags", series=title, **place) if title else say("page.picture.place", **place)
        self.tags.ask(about, self.hidden_words(), stack=shown.stack, index=shown.index)
        self.screens.open("tags")

    def show_document_tags(self):
        """Show all elements of the file that the open document is in."""
        self.tags.ask(self.paper.called(), self.hidden_words(), document=self.paper.wanted)
        self.screens.open("tags")

    def hidden_words(self):
        """Give the words that nobody may see, or None while names are shown."""
        return mask.words_of(self.state.patients, self.state.documents) if self.state.names_hidden else None

    def cancel(self):
        """Stop reading. It shows at once, also while the cell is busy with one slow step; what it tells of this reading later is past."""
        told = dict(self.state.progress or {}, reading=False, canceled=True)
        if self.state.shown is None:
            self.oms.close()  # nothing is on the screen that would need the cell: a fresh one is the quickest end
            self.screens.nothing(told, (), ())
        else:
            self.send("cancel", {})
            self.state.stopping = True
            self.screens.progress(told)
            self.screens.note(say("page.desk.stopped"))
        self.state.progress = told
        self.overview.change()
        status.announce(say("page.desk.stopped_short"))

    def settle_down(self):
        """All is read: whoever has touched nothing yet sees the picture to begin with, which is seldom the one that was read first."""
        found = states.finest(self.state)
        self.state.settled = True
        if found is None:
            return
        stack, index = found
        if stack != self.state.shown.stack:
            self.choose(stack, index)
        else:
            self.go(index)

    def expect_more(self):
        """More is handed over beside what is open: remember what that was, so that the new can be told."""
        self.state.before = states.census(self.state)
        self.opening.past = True
        self.cards.mark()

    def tell_more(self):
        """All of it is read: tell what is new."""
        if self.state.before is None:
            return
        said = words.added(self.state.before, states.census(self.state))
        self.state.before = None
        self.cards.reveal()
        self.screens.note(said)
        status.announce(said)

    def told(self):
        """Return the JSON text of the state, for automation; the long list of all that is open is written once for each catalog."""
        told = states.snapshot(self.state)
        told["layers"] = self.layers.told()
        patients, documents = told.pop("patients"), told.pop("documents")
        if self.listed is None or self.listed[0] is not patients or self.listed[1] is not documents:
            self.listed = (patients, documents, '{"patients": ' + json.dumps(patients) + ', "documents": ' + json.dumps(documents) + ", ")
        return self.listed[2] + json.dumps(told)[1:]

    def told_views(self):
        """Return the JSON text of what each pane shows, for automation."""
        return json.dumps([states.seen(self.state, pane.view) for pane in self.panes.all()])
