"""Saved views: what was saved of the shown pictures, and which of them is on.

A view is off until somebody wants it: it changes how the pictures look. While one is on, each picture that it is about has its own window,
until the person turns the window; the pictures that it is not about stay as they are in the file.
"""

from app.page import state as states
from app.page.space import viewport
from app.page.update.asking import ask, drawings
from app.page.update.films import stop
from text.say import say

__all__ = ["consider", "here", "painted", "refit", "switch", "take", "toggle"]

MM = 96 / 25.4  # CSS pixels of a millimeter, as browsers take them; a screen may be larger or smaller than they think


def here(state):
    """Return the saved views of the shown stack."""
    return state.saved.known.get(state.shown.stack) or () if state.shown is not None else ()


def consider(state):
    """Ask for the views of the shown stack where there are any, anew when more was read."""
    shown, entry = state.shown, states.entry(state)
    if shown is None or entry is None:
        return []
    steps = []
    if entry.stack.get("saved_views"):
        asked = (shown.stack, shown.count, len(state.documents))
        if asked != state.saved.asked:
            state.saved.asked = asked
            steps = [("send", "saved_views", {"stack": shown.stack})]
    return steps + [("saved",)]


def take(state, told):
    """Take a `saved_views` message."""
    state.saved.known[told["stack"]] = told["views"]
    steps, wanted = [], state.saved.wanted
    if wanted is not None and wanted[1] == told["stack"]:
        identity, stack, index = wanted
        state.saved.wanted = None
        if state.shown is not None and state.shown.stack == stack:
            steps = switch(state, identity, index)
            if state.shown.saved != identity:
                steps.append(("note", next((view["error"] for view in told["views"] if view["id"] == identity), None)))
    return steps + [("saved",)]


def toggle(state, identity=None):
    """Put a view on the pictures or take it off; without one that is named, the first that there is."""
    shown = state.shown
    if shown is None:
        return []
    if identity is None:
        usable = [view["id"] for view in here(state) if not view["error"]]
        identity = shown.saved or (usable[0] if usable else None)
    return [] if identity is None else switch(state, None if identity == shown.saved else identity)


def switch(state, identity, index=None):
    """Put this view on the pictures, going to one that it is about; None takes it off, and all is as it was before."""
    shown = state.shown
    found = [one for one in here(state) if one["id"] == identity and not one["error"]]
    if shown is None or identity == shown.saved or (identity is not None and not found):
        return []
    steps = []
    if shown.saved is not None:
        shown.window, shown.own, shown.voi, shown.own_voi, shown.invert, shown.pose = shown.before
    shown.saved, shown.lies_as, shown.each = identity, None, identity is not None
    if identity is not None:
        shown.before = (shown.window, shown.own, shown.voi, shown.own_voi, shown.invert, shown.pose)
        shown.window = shown.voi = None
        shown.invert = False
        steps = drawings(state, True) + stop(state, state.view)
        places = found[0]["places"]
        shown.index = min(places, key=lambda place: abs(place - shown.index)) if index is None else index
    said = say("page.view.on" if identity is not None else "page.view.off")
    return (
        steps + [("pose", state.active)] + ask(state, state.view) + [("number", state.active), ("buttons",), ("saved",), ("announce", said)]
    )


def painted(state, view):
    """A picture is on the canvas of a view: let it lie as the saved view says, where that is another way than the last one's."""
    shown = view.painted
    if shown.saved is None and not view.said:
        return []  # as nearly always: scrolling is not to wait for this
    its, view.said = shown.picture["saved"] if shown.saved is not None else None, ""
    if shown.saved is not None:
        view.said = say("page.view.changed" if its is not None else "page.view.outside")
    if its is not None and its != shown.lies_as:
        shown.lies_as = its
        frame(state, view)
        return [("view", view.number), ("pose", view.number)]
    return [("view", view.number)]


def frame(state, view):
    """Let the picture lie in the room of a view as the saved view says."""
    shown = view.painted
    picture, its, zoom = shown.picture, shown.picture["saved"], None
    if its["mode"] == "TRUE SIZE" and its["spacing"]:
        zoom = min(its["spacing"]) * MM
    elif its["mode"] == "MAGNIFY" and its["magnification"]:
        zoom = its["magnification"] / state.ratio
    view.framed = shown.pose = viewport.framed(states.lying(picture), view.room, its["area"], its["rotation"], its["flip"], zoom)


def refit(state, view):
    """The room has another size: let the picture lie in it as the saved view says, unless the person has moved it since."""
    shown = view.painted
    its = shown.picture["saved"] if shown is not None and shown.saved is not None and shown.picture else None
    if its is not None and shown.pose is view.framed:
        frame(state, view)
