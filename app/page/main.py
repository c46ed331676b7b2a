"""The page starts: makes all its parts, and has the tables of what each step does, and each command of the screen."""

import js

from app.page import dom, sight
from app.page import state as states
from app.page.automation import Automation
from app.page.facts import words
from app.page.input.history import History
from app.page.input.pressing import Pressing
from app.page.input.roving import Roving
from app.page.panels import guide, status
from app.page.panels.active import Active
from app.page.panels.cards import Cards
from app.page.panels.details import Details
from app.page.panels.document import Paper
from app.page.panels.documents import Documents
from app.page.panels.drawers import Drawers
from app.page.panels.legend import Legend
from app.page.panels.lock import Lock
from app.page.panels.opening import Opening
from app.page.panels.overview import Overview
from app.page.panels.picker import Picker
from app.page.panels.saved import SavedViews
from app.page.panels.screens import Screens
from app.page.panels.tags import Tags
from app.page.panels.toolbar import Tips
from app.page.panes.grid import Panes
from app.page.space.layouts import LAYOUTS
from app.page.store import Store
from app.page.update import arrangement, films, leading, pictures, saved
from app.page.wire import Wire
from text.say import say


class Page:
    """All that is on the page. Its parts read the state, and change it by `emit`; what one of them needs of another it is handed here."""

    def __init__(self, oms):
        self.oms = oms
        self.store = Store(dom.after, dom.after_frame)
        self.state, emit = self.store.state, self.store.dispatch
        self.wire = Wire(oms, emit, js.performance.now)
        send = self.wire.send
        self.screens = Screens()
        self.drawers = Drawers()
        self.cards = Cards(oms)
        self.documents = Documents()
        self.details = Details()
        self.legend = Legend(self.state, emit)
        self.saved = SavedViews(self.state)
        self.picker = Picker(self.state, emit)
        self.panes = Panes(self.state, emit, oms, self.wire.busy)
        self.active = Active(self.state, self.panes, self.cards, self.details)
        self.overview = Overview(self.state, emit, oms, self.screens.settle)
        self.opening = Opening(self.state, oms, self.overview.toggle)
        self.paper = Paper(self.state, emit, send, oms, self.screens.open)
        self.tags = Tags(send)
        self.automation = Automation(self.state, emit)
        self.lock = Lock(self.state, send, self.opening.consider)
        self.pressing = Pressing(self.state, emit, self.screen_commands(), self.target_commands(), self.drawers, self.panes.focus)
        self.store.doing.update(self.steps())
        self.wire.direct.update(self.direct())

    # ---- what the steps of an action do

    def steps(self):
        """Return the table: name of a step -> function that gets the rest of it."""
        on, pane = self.panes.on, {}
        for name in ("place", "mark", "view_says", "label"):
            pane[name] = on(lambda one, *rest, name=name: getattr(one, name)(*rest))
        return {
            # the cell
            "send": self.wire.send,
            "put": self.wire.put,
            "lost": self.wire.outbox.clear,
            "left": self.left,
            "close": self.oms.close,
            # a pane, by the number of its view
            "painted": self.painted,
            "picture": self.active.picture,
            "number": self.active.number,
            "pose": pane["place"],
            "corners": pane["label"],
            "measure": on(lambda one: one.pointers.measure()),
            "value": on(lambda one, told: one.corners.value(told)),
            "beneath": on(lambda one, text: one.corners.beneath(text) if one.marks.laid is not None else None),
            "marks": self.marks,
            "unmark": on(lambda one: one.marks.drop()),
            "mark": pane["mark"],
            "view": pane["view_says"],
            "film": self.panes.film,
            "playing": self.active.playing,
            # all panes
            "panes": self.show_panes,
            "active": self.panes.mark,
            "crossing": self.panes.cross,
            "fade": self.panes.fade,
            "focus": self.panes.focus,
            "vacate": self.panes.vacate,
            # what is around them
            "series": self.active.series,
            "buttons": self.active.buttons,
            "subtraction": self.active.subtraction,
            "presets": self.active.presets,
            "typed": self.active.typed,
            "tool": self.active.tool,
            "names": self.active.names,
            "loaded": self.active.loaded,
            "grown": self.active.grown,
            "legend": self.legend.write,
            "legend marks": self.legend.mark,
            "legend trouble": self.legend.trouble,
            "saved": self.saved.write,
            "link": lambda name, on: status.announce(self.picker.link(name, on)),
            "links": self.picker.links,
            "linked": lambda text: dom.text("link-told", text),
            # the lists, and the page of the disc
            "list": self.list_series,
            "mark cards": self.cards.mark,
            "reveal cards": self.cards.reveal,
            "blank": self.blank,
            "documents": lambda: self.documents.show(self.state.documents, self.state.patients, sight.hidden(self.state)),
            "disc": self.overview.change,
            "disc card": self.overview.card,
            "consider disc": self.opening.consider,
            "consider side by side": self.consider_side_by_side,
            "skipped count": lambda files: self.screens.skipped_count(self.state.progress, files) if self.state.progress else None,
            "skipped": lambda told, wanted: self.screens.skipped(told, sight.hidden(self.state), wanted),
            # documents and tags
            "document": self.paper.ask,
            "document written": self.paper.show,
            "over": self.paper.offers.take,
            "tags": self.show_tags,
            # screens, and what they say
            "switch": self.screens.switch,
            "received": self.screens.received,
            "starting": self.screens.starting,
            "progress": self.screens.progress,
            "unlocking": self.lock.progress,
            "nothing": lambda told: self.screens.nothing(told, self.state.index, self.state.documents, self.lock.told),
            "note": self.screens.note,
            "offer": self.screens.offer,
            "trouble": self.screens.trouble,
            "crash": lambda text, started: self.screens.crash(text, started=started),
            "announce": status.announce,
            "close dialogs": self.screens.close_dialogs,
            "drawer": lambda opened: self.drawers.set("panel", opened),
            "lead": self.lead,
            "sealed": status.sealed,
            "requests": status.requests,
            "license": status.license,
            "forget": self.forget,
        }

    def direct(self):
        """Return who takes the messages that change nothing of the state."""
        return {
            "locked": self.lock.take,
            "content": self.paper.take,
            "inside": self.paper.inside.take,
            "tags": self.tags.take,
            "drawn": lambda told: self.panes.on(lambda pane, told: pane.saved.show(told["shapes"]))(told["view"], told),
            "leaf_open": lambda told: self.paper.inside.leaf("open", told),
            "leaf_at": lambda told: self.paper.inside.leaf("at", told),
            "leaf_zoom": lambda told: self.paper.inside.leaf("zoom", told),
            "leaf_locked": lambda told: self.paper.inside.leaf("locked", told),
            "leaf_broken": lambda told: self.paper.inside.leaf("broken", told),
        }

    def left(self, number):
        """A view is off the screen."""
        self.wire.outbox.drop(number)
        self.active.playing(number)

    def painted(self, number):
        """A picture is on the canvas of a view."""
        pane = self.panes.here.get(number)
        if pane is not None:
            self.tell(pane.painted())

    def marks(self, number, told):
        """The marks of a picture are here."""
        pane = self.panes.here.get(number)
        if pane is not None:
            self.tell(pane.marks.take(told))

    def tell(self, error):
        """Say what could not be drawn; None where nothing was."""
        if error is not None:
            self.legend.trouble(error)

    def show_panes(self):
        self.panes.show()
        self.picker.show()

    def list_series(self):
        """List the series, with what lies over them; from one to the next one goes as they stand there."""
        state, homes = self.state, {}
        for told in state.documents:
            found = state.layers.homes.get(told["id"])
            if found is not None and found["home"] is not None:
                homes.setdefault(found["home"], []).append(told)
        self.cards.show(state, homes, state.hosts.known)
        state.order = self.cards.listing.order

    def blank(self, stack):
        self.cards.blank(stack, self.state.blank[stack])
        self.overview.blank(stack)

    def consider_side_by_side(self):
        """Offer series that belong together where nothing else is being told."""
        if js.document.querySelector("dialog[open]") is None and dom.element("note").hidden:
            self.store.dispatch(arrangement.offer)

    def show_tags(self, entry):
        shown = self.state.shown
        place = {"number": shown.index + 1, "count": shown.count}
        title = words.series_title(entry.series, entry.stack) if entry else ""
        about = say("page.going.tags", series=title, **place) if title else say("page.picture.place", **place)
        self.tags.ask(about, sight.hidden(self.state), stack=shown.stack, index=shown.index)
        self.screens.open("tags")

    def show_document_tags(self):
        """Show all elements of the file that the open document is in."""
        self.tags.ask(self.paper.called(), sight.hidden(self.state), document=self.paper.wanted)
        self.screens.open("tags")

    def lead(self, section):
        self.screens.note(None)
        self.drawers.lead(section)

    def forget(self):
        """Leave nothing of the scan on the page."""
        self.wire.outbox.clear()
        self.cards.clear()
        self.documents.clear()
        self.legend.write()
        self.saved.forget()
        self.automation.forget()
        self.active.forget()
        self.screens.forget()
        self.overview.forget()
        self.lock.forget()
        dom.show("skipped-button", False)
        dom.show("progress", False)

    # ---- what buttons and keys do, where it concerns the screen alone

    def screen_commands(self):
        """Return the table: command -> function."""
        emit, screens, paper = self.store.dispatch, self.screens, self.paper
        found = {
            "cine": lambda: emit(films.play, js.performance.now()),
            "layouts": self.picker.pick,
            "full-screen": self.full_screen,
            "disc": self.overview.toggle,
            "disc-notes": self.overview.lead,
            "copy-summary": self.overview.copy,
            "copy-request": screens.copy_request,
            "panel": lambda: self.drawers.toggle("panel"),
            "veil": lambda: self.drawers.toggle("panel"),
            "details": lambda: self.drawers.toggle("details"),
            "more": lambda: self.drawers.toggle("more"),
            "open-folder": self.oms.pickFolder,
            "close": self.oms.close,
            "restart": self.oms.close,
            "leave": self.leave,
            "privacy": lambda: screens.open("privacy"),
            "offline": lambda: screens.open("offline"),
            "help": lambda: screens.open("help"),
            "close-dialog": screens.close_dialog,
            "dismiss": lambda: screens.trouble(None),
            "dismiss-note": lambda: screens.note(None),
            "ask-password": self.lock.ask,
            "unlock": self.lock.send,
            "show-word": self.lock.toggle,
            "document-tags": self.show_document_tags,
            "show-over": lambda: paper.offers.show_over() if paper.wanted else emit(leading.find_over),
            "save-file": lambda: paper.save("file"),
            "save-text": lambda: paper.save("text"),
            "print-document": paper.print,
            "show-inside": paper.show_inside,
            "leaf-previous": lambda: paper.inside.step(-1),
            "leaf-next": lambda: paper.inside.step(1),
            "leaf-smaller": lambda: paper.inside.scale(-1),
            "leaf-larger": lambda: paper.inside.scale(1),
            "escape": self.escape,
        }
        found.update({"layout-" + name: lambda name=name: self.lay_out(name) for name, _ in LAYOUTS})
        return found

    def target_commands(self):
        """Return the table: command -> function that gets what was clicked."""
        emit = self.store.dispatch
        return {
            "show-series": self.show_series,
            "open-document": self.open_document,
            "show-outlines": lambda target: emit(leading.show_outlines, target.getAttribute("data-document")),
            "show-views": lambda target: emit(leading.show_views, target.getAttribute("data-stack")),
            "show-picture": lambda target: emit(leading.open_picture, *place_of(target)),
            "saved-view": lambda target: emit(saved.toggle, target.getAttribute("data-view")),
            "show-saved": lambda target: emit(leading.show_saved, self.paper.wanted, *place_of(target)),
            "lead": lambda target: self.lead(target.getAttribute("data-to")),
        }

    def lay_out(self, name):
        self.picker.close()
        self.store.dispatch(arrangement.lay_out, name)
        self.panes.focus()

    def full_screen(self):
        """Take the whole screen, or give it back."""
        self.picker.close()
        if js.document.fullscreenElement is not None:
            js.document.exitFullscreen()
        elif js.document.fullscreenEnabled:
            dom.root.requestFullscreen()

    def show_series(self, target):
        self.store.dispatch(pictures.choose, target.getAttribute("data-stack"))
        if self.screens.close_dialogs():
            self.panes.focus()

    def open_document(self, target):
        self.screens.close_dialogs()
        self.store.dispatch(films.stop_all)
        self.paper.open(target.getAttribute("data-document"))

    def leave(self):
        dom.element("leave-dialog").close()
        self.oms.close()

    def escape(self):
        """Close what is on top, one after the other."""
        if self.picker.close():
            dom.element("layout-button").focus()
        elif any(view.film is not None for view in states.seen_views(self.state)):
            self.store.dispatch(films.stop_all)
        elif self.state.large:
            self.store.dispatch(arrangement.enlarge)
        elif not self.drawers.close_one():
            self.screens.trouble(None)

    # ---- the start

    def settle_layout(self, *_):
        """Follow the room and the size of the letters."""
        layout = self.drawers.settle()
        if layout is not None:
            self.store.dispatch(arrangement.room, layout == "narrow")
            self.screens.settle()

    def start(self):
        """Show the first screen, and take what comes."""
        self.state.coarse = js.matchMedia("(pointer: coarse)").matches
        self.state.screen = "welcome"
        self.screens.switch("welcome")
        self.show_panes()
        self.active.tool()
        self.panes.fade()
        self.active.playing(self.state.active)
        dom.show("full-row", bool(js.document.fullscreenEnabled))  # not on an iPhone
        self.settle_layout()
        observer = js.ResizeObserver.new(dom.guard(self.settle_layout))
        observer.observe(js.document.body)
        observer.observe(dom.element("status"))  # its height follows the letters, when they are enlarged and the window is not
        self.pressing.start()
        self.automation.start(self.oms.exports)
        self.oms.on(dom.guard(self.wire.take))
        dom.listen(dom.element("disc-dialog"), "close", lambda _: self.consider_side_by_side())
        Tips()
        Roving("tools")
        dom.after(0, guide.fill)
        History(self.state, self.screens, self.drawers, self.oms.close)


def place_of(target):
    """Return the stack and the index that a button speaks of."""
    return target.getAttribute("data-stack"), int(target.getAttribute("data-index"))


try:
    page = Page(js.oms)
    dom.failed[0] = lambda text: page.screens.trouble(say("page.main.failed", text=text))
    page.start()
except Exception as problem:  # noqa: BLE001 - whatever it is, it is told
    dom.report(problem)
