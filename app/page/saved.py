"""Saved views in the details: what was saved of the shown pictures, and the switch that puts one on them.

A view is off until somebody wants it: it changes how the pictures look. While one is on, each picture that it is about has its own window,
until the person turns the window; the pictures that it is not about stay as they are in the file.
"""

import js

from app.page import dom, mask, parts, status, toolbar, viewport, words
from text.say import say

__all__ = ["SavedViews"]

MM = 96 / 25.4  # CSS pixels of a millimeter, as browsers take them; a screen may be larger or smaller than they think


class SavedViews:
    """The saved views of the shown stack, and the one that is on."""

    def __init__(self, desk):
        self.desk = desk
        self.known = {}  # stack id -> list of views
        self.asked = None  # for which stack, at which state of the catalog
        self.written = None
        self.wanted = None  # (document, stack, index): to be shown as soon as the views of that stack are known

    def forget(self):
        """Forget the scan that was open."""
        self.known, self.asked, self.written, self.wanted = {}, None, None, None
        dom.show("views-section", False)

    # ---- what there is

    def consider(self):
        """Ask for the views of the shown stack where there are any, anew when more was read."""
        shown, entry = self.desk.state.shown, self.desk.entry()
        if shown is None or entry is None:
            return
        if entry.stack.get("saved_views"):
            asked = (shown.stack, shown.count, len(self.desk.state.documents))
            if asked != self.asked:
                self.asked = asked
                self.desk.send("saved_views", {"stack": shown.stack})
        self.write()

    def take(self, told):
        """Take a `saved_views` message."""
        self.known[told["stack"]] = told["views"]
        shown = self.desk.state.shown
        if self.wanted is not None and self.wanted[1] == told["stack"]:
            identity, stack, index = self.wanted
            self.wanted = None
            if shown is not None and shown.stack == stack:
                self.switch(identity, index)
                if shown.saved != identity:
                    self.desk.screens.note(next((view["error"] for view in told["views"] if view["id"] == identity), None))
        self.write()

    def here(self):
        """Give the views of the shown stack."""
        shown = self.desk.state.shown
        return self.known.get(shown.stack) or () if shown is not None else ()

    def write(self):
        """Write the list, where it is another one."""
        shown, views, hidden = self.desk.state.shown, self.here(), self.desk.hidden_words()
        dom.show("views-section", bool(views))
        on = shown.saved if shown is not None else None
        key = (shown.stack if shown is not None else None, views, on, hidden)
        if key == self.written:
            return
        self.written = key
        rows = dom.element("views-list")
        dom.clear(rows)
        for view in views:
            self.row(rows, view, view["id"] == on, hidden)
        dom.show("views-file", on is not None)

    def row(self, rows, view, on, hidden):
        title = mask.text(view["title"], hidden) if hidden is not None else view["title"]
        row = dom.make("div", "view", None, rows)
        button = dom.make("button", "switch", None, row)
        button.type = "button"
        button.setAttribute("role", "switch")
        button.setAttribute("aria-checked", "true" if on else "false")
        button.setAttribute("data-do", "saved-view")
        button.setAttribute("data-view", view["id"])
        button.setAttribute("data-testid", "saved-view")
        button.disabled = bool(view["error"])
        dom.make("span", None, words.first_capital(title), button)
        when = "" if hidden is not None else parts.dotted((words.date(view["date"]), words.time(view["time"])))
        author = say("page.view.by", name=view["by"]) if view["by"] and hidden is None else ""
        told = [view["label"] if hidden is None else "", author, when]
        if not view["error"]:
            told.append(say("page.view.places", count=len(view["places"]), n=self.desk.state.shown.count))
        dom.make("p", "muted", parts.dotted(told), row)
        for note in [view["error"]] if view["error"] else view["notes"] if on else ():
            dom.make("p", "muted", note if hidden is None else mask.text(note, hidden), row)

    # ---- the switch

    def toggle(self, identity=None):
        """Put a view on the pictures or take it off; without one that is named, the first that there is."""
        shown = self.desk.state.shown
        if shown is None:
            return
        if identity is None:
            usable = [view["id"] for view in self.here() if not view["error"]]
            identity = shown.saved or (usable[0] if usable else None)
        if identity is not None:
            self.switch(None if identity == shown.saved else identity)

    def switch(self, identity, index=None):
        """Put this view on the pictures, going to one that it is about; None takes it off, and all is as it was before."""
        shown = self.desk.state.shown
        view = [one for one in self.here() if one["id"] == identity and not one["error"]]
        if shown is None or identity == shown.saved or (identity is not None and not view):
            return
        if shown.saved is not None:
            shown.window, shown.own, shown.voi, shown.own_voi, shown.invert, shown.pose = shown.before
        shown.saved, shown.lies_as, shown.each = identity, None, identity is not None
        if identity is not None:
            shown.before = (shown.window, shown.own, shown.voi, shown.own_voi, shown.invert, shown.pose)
            shown.window = shown.voi = None
            shown.invert = False
            self.desk.hand.drawings(True)
            places = view[0]["places"]
            if index is None:
                index = min(places, key=lambda place: abs(place - shown.index))
            self.desk.panes.active.player.stop()
            shown.index = index
        toolbar.press("invert", shown.invert)
        self.desk.panes.active.place()
        self.desk.ask()
        self.desk.follow()
        self.desk.offer_overlays()
        self.write()
        status.announce(say("page.view.on" if identity is not None else "page.view.off"))

    def show(self, identity, stack, index):
        """Leave the document of a view for a picture that it is about, with the view on it."""
        self.wanted = (identity, stack, index)
        self.desk.show_picture_of(stack, index)
        self.asked = None
        self.consider()

    # ---- the picture

    def painted(self, pane):
        """A picture is on the canvas of a pane: let it lie as the view says, where that is another way than the last one's."""
        shown = pane.view.painted
        if shown.saved is None and not pane.told:
            return  # as nearly always: scrolling is not to wait for this
        picture = shown.picture
        saved = picture["saved"] if shown.saved is not None else None
        told = ""
        if shown.saved is not None:
            told = say("page.view.changed" if saved is not None else "page.view.outside")
        pane.told = told
        pane.part.text("overlay-saved", told)
        if saved is not None and saved != shown.lies_as:
            shown.lies_as = saved
            self.frame(pane, shown, saved)
            pane.lies = None
        pane.saved.visible(shown.overlays)

    def frame(self, pane, shown, saved):
        """Let the picture lie in the room of a pane as the view says."""
        picture, zoom = shown.picture, None
        lying = viewport.Picture(picture["rows"], picture["columns"], picture["aspect"])
        if saved["mode"] == "TRUE SIZE" and saved["spacing"]:
            zoom = min(saved["spacing"]) * MM
        elif saved["mode"] == "MAGNIFY" and saved["magnification"]:
            zoom = saved["magnification"] / (js.devicePixelRatio or 1)
        pane.framed = shown.pose = viewport.framed(lying, pane.stage.room, saved["area"], saved["rotation"], saved["flip"], zoom)

    def refit(self, pane):
        """The room has another size: let the picture lie in it as the view says, unless the person has moved it since."""
        shown = pane.view.painted
        saved = shown.picture["saved"] if shown is not None and shown.saved is not None and shown.picture else None
        if saved is not None and shown.pose is pane.framed:
            self.frame(pane, shown, saved)

    def draw(self, told):
        """Draw the lines and words of a `drawn` message."""
        pane = self.desk.panes.here.get(told["view"])
        if pane is not None:
            pane.saved.show(told["shapes"])
