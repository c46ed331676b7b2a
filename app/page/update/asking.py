"""What every change of a picture comes down to: the cell is asked for it, and the screen reader is told."""

from app.page import sight
from app.page.facts import overlays, words
from app.page.update import views
from text.say import say

__all__ = ["announced", "ask", "drawings", "marks"]


def ask(state, view):
    """Ask for the picture that is to be seen in a view; for the marks on it before, so that both come together."""
    return marks(state, view) + [("put", "draw", views.request(view))]


def marks(state, view):
    """Ask for the marks on the picture that is to be seen in a view, or take those away that are there."""
    on = overlays.wanted(state, view)
    if not on:
        return [("unmark", view.number)]
    return [("put", "marks", {"view": view.number, "stack": view.shown.stack, "index": view.shown.index, "on": on})]


def drawings(state, on):
    """Note whether all that is drawn over the picture is to be seen, and let the button and the legend say so."""
    state.shown.overlays = on
    return [("buttons",), ("legend marks",)]


def announced(state, view):
    """Tell the screen reader which picture a view shows."""
    shown, entry = view.shown, sight.seen(state, view)
    place = {"number": str(shown.index + 1), "count": str(shown.count)}  # texts, as in Corners.number
    title = words.series_title(entry.series, entry.stack) if entry else ""
    return [("announce", say("page.going.place_in", series=title, **place) if title else say("page.going.place", **place))]
