"""From a document, outlines, a saved view or a series of marks to the pictures that they are about."""

from app.page.facts import words
from app.page.facts.overlays import CONTOURS
from app.page.update import layers, pictures
from text.say import say

__all__ = [
    "find_over",
    "open_picture",
    "seek",
    "show_outlines",
    "show_over",
    "show_saved",
    "show_views",
    "take_host",
    "take_largest",
    "take_over",
]

MOST_SOUGHT = 40
"""Files of outlines, and series of marks, whose pictures are looked for unbidden, to stand under them in the list of series."""


def open_picture(state, stack, index):
    """Leave whatever dialog speaks of a picture for it."""
    return [("close dialogs",)] + pictures.choose(state, stack, index) + [("focus",)]


def take_largest(state, told):
    """Go to the picture on which a segment is largest."""
    shown = state.shown
    if shown is None or shown.stack != told["stack"]:
        return []
    if told["index"] is None:
        return [("note", say("page.layer.nowhere"))]
    return pictures.slide(state, told["index"])


# ---- what lies over which pictures


def seek(state):
    """All is read: learn under which series outlines and marks stand, one after the other."""
    outlines = [one["id"] for one in state.documents if one.get("sop_class") == CONTOURS]
    state.layers.seeking = outlines[:MOST_SOUGHT] if state.order else []
    found = [series["stacks"] for patient in state.patients for study in patient["studies"] for series in study["series"]]
    marks = [stacks[0]["id"] for stacks in found if stacks and words.laid_over(stacks[0])]
    state.hosts.waiting = [stack for stack in marks if state.hosts.known.get(stack) is None][:MOST_SOUGHT]
    return seek_on(state) + seek_host(state)


def seek_on(state):
    return [("send", "over", {"document": state.layers.seeking[0], "stack": None})] if state.layers.seeking else []


def seek_host(state):
    return [("send", "host", {"stack": state.hosts.waiting[0]})] if state.hosts.waiting else []


def take_host(state, told):
    """The cell has found which stack a series of marks lies over."""
    waiting, steps = state.hosts.waiting, []
    state.hosts.known[told["stack"]] = told["home"]
    if waiting and waiting[0] == told["stack"]:
        waiting.pop(0)
        steps = [] if waiting else [("list",)]
        steps += seek_host(state)
    return steps


def take_over(state, told):
    """The cell has found which pictures a document, or a series of marks, lies over."""
    if told["document"] is None:
        return show_over(state, told) if told["home"] in state.entries else [("legend trouble", told["error"])]
    seeking, steps = state.layers.seeking, []
    state.layers.homes[told["document"]] = told
    if seeking and seeking[0] == told["document"]:
        seeking.pop(0)
        steps = [] if seeking else [("list",)]
        steps += seek_on(state)
    return steps + [("over", told)]


def find_over(state):
    """Ask for the pictures that the shown series of marks lies over."""
    return [] if state.shown is None else [("send", "over", {"document": None, "stack": state.shown.stack})]


def show_outlines(state, identity):
    """Go to the pictures that outlines lie over, with them on."""
    told = state.layers.homes.get(identity)
    return show_over(state, told) if told is not None and told["home"] in state.entries else []


def show_over(state, told):
    """Go to the pictures that something lies over, with it on them."""
    state.layers.seen.add(told["path"])
    state.layers.hidden = False
    return [("note", None)] + open_picture(state, told["home"], told["index"]) + layers.uncover(state) + [("legend marks",)]


def show_saved(state, identity, stack, index):
    """Leave the document of a saved view for a picture that it is about, with the view on it."""
    state.saved.wanted = (identity, stack, index)
    state.saved.asked = None
    return open_picture(state, stack, index)


def show_views(state, stack):
    """Show a series, and the list of what was saved of it."""
    return pictures.choose(state, stack) + pictures.series(state) + [("lead", "views-section")]
