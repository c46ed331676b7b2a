"""Saved views in the details: what was saved of the shown pictures, and the switch that puts one on them."""

from app.page import dom, sight
from app.page.facts import mask, parts, words
from app.page.update import saved
from text.say import say

__all__ = ["SavedViews"]


class SavedViews:
    """The list of the saved views of the shown stack."""

    def __init__(self, state):
        self.state = state
        self.written = None

    def forget(self):
        """Forget the scan that was open."""
        self.written = None
        dom.clear(dom.element("views-list"))
        dom.show("views-section", False)

    def write(self):
        """Write the list, where it is another one."""
        shown, views, hidden = self.state.shown, saved.here(self.state), sight.hidden(self.state)
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
            told.append(say("page.view.places", count=len(view["places"]), n=self.state.shown.count))
        dom.make("p", "muted", parts.dotted(told), row)
        for note in [view["error"]] if view["error"] else view["notes"] if on else ():
            dom.make("p", "muted", note if hidden is None else mask.text(note, hidden), row)
