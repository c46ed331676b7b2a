"""What views do together: they follow the active one, show where it crosses them, and where a point of the patient lies."""

from app.page import state as states
from app.page.facts import words
from app.page.space import crossing, links, places, viewport
from app.page.update import views
from app.page.update.asking import ask
from app.page.update.films import stop
from text.say import say

__all__ = ["changed", "find", "here", "painted", "place", "pose", "switch", "toggle", "window"]


def switch(state, name, on):
    """Switch what the views do together: "place", "pose", "window" or "lines"."""
    setattr(state.links, name, on)
    return changed(state)


def toggle(state, name):
    """Switch it by key, and say so."""
    on = not getattr(state.links, name)
    return [("link", name, on)] + switch(state, name, on)


def changed(state):
    """Let the views follow the active one as the switches say now."""
    if state.shown is None:
        return [("crossing",)]
    return place(state, state.view) + pose(state) + window(state) + [("crossing",)]


def others(state, view):
    """Return the other views on the screen."""
    return [other for other in states.seen_views(state) if other is not view]


def linked(state, view):
    """Return the views that may follow another one, with what the catalog tells of their stacks: (view, stack, stack of the other)."""
    if view.shown is None or view.shown.stack not in state.entries:
        return []
    own = state.entries[view.shown.stack].stack
    return [
        (other, own, state.entries[other.shown.stack].stack)
        for other in others(state, view)
        if other.shown is not None and other.shown.stack in state.entries and other.film is None
    ]


def place(state, view):
    """Let the others go to where a view is in the body."""
    if not state.links.place:
        return []
    steps = []
    for other, own, told in linked(state, view):
        index = links.follow(state.links, own, view.shown.index, told)
        if index is not None and views.go(other.shown, index):
            steps += ask(state, other) + [("number", other.number)]
    return steps


def here(state):
    """Let what is seen now belong together: from here on the views go on side by side."""
    view = state.view
    together = [
        other for other, own, told in linked(state, view) if links.link(state.links, own, view.shown.index, told, other.shown.index)
    ]
    if together:
        state.links.place = True
    return [("linked", words.together(len(together))), ("links",)]


def pose(state):
    """Let pictures that show the same side of the body lie alike."""
    view = state.view
    if not state.links.pose or view.lying is None:
        return []
    steps = []
    for other, own, told in linked(state, view):
        if other.lying is not None and not links.sideways(own, told):
            other.shown.pose = alike(view, other)
            steps.append(("pose", other.number))
    return steps


def alike(view, other):
    """Return the pose in which another view shows the same place of the body as large; where that is not known, the same part as large."""
    shown, here, there = view.shown, view.shown.picture["grid"], other.shown.picture["grid"]
    same = viewport.alike(shown.pose, view.lying, view.room, other.lying, other.room)
    if shown.pose.fit or not crossing.level(here, there):
        return same
    row, column, _ = crossing.pixel(there, crossing.place(here, *viewport.middle(shown.pose, view.lying, view.room)))
    zoom = shown.pose.zoom * min(there["spacing"]) / min(here["spacing"])
    return viewport.centered(same, other.lying, other.room, zoom, row, column)


def window(state):
    """Let pictures of the same unit have the same brightness and contrast."""
    shown = state.shown
    if not state.links.window or shown is None or shown.window is None or shown.picture is None:
        return []
    steps = []
    for other in others(state, state.view):
        its = other.shown
        if its is not None and its.picture is not None and its.picture["unit"] == shown.picture["unit"] and not its.picture["color"]:
            its.window, its.voi, its.invert, its.each = shown.window, None, shown.invert, False
            steps += ask(state, other) + [("number", other.number)]
    return steps


# ---- a point of the patient


def find(state, view, x, y):
    """Find the point of the patient under the pointer in all views, and mark it there."""
    shown = view.shown
    pixel = None if view.lying is None else viewport.to_pixel(shown.pose, view.lying, view.room, x, y)
    if pixel is None:
        return []
    grid = shown.picture["grid"]
    if not (grid and grid["reference"]):
        return [("note", say("page.looking.no_place"))]
    row, column = pixel
    point, steps = crossing.place(grid, row + 0.5, column + 0.5), []
    for other in states.seen_views(state):
        entry = states.entry(state, other)
        course = entry.stack.get("course") if entry is not None else None
        index = places.nearest(course, point) if course is not None and course["frame"] == grid["reference"] else None
        if index is None:
            continue
        steps += stop(state, other)
        other.sought = point
        if views.go(other.shown, index):
            steps += ask(state, other) + [("number", other.number)]
        else:
            steps += mark(other)
    return steps


def mark(view):
    """Mark the point that was looked for on the picture of a view, as long as that picture is seen."""
    picture = view.picture
    if view.sought is None or picture is None or picture["index"] != view.shown.index or not picture["grid"]:
        return []
    row, column, _ = crossing.pixel(picture["grid"], view.sought)
    view.sought, view.marked = None, (picture["stack"], picture["index"])
    return [("mark", view.number, (row, column))]


def painted(state, view):
    """A picture is on the canvas of a view: what shows where others are is of the one before."""
    steps = []
    if view.marked is not None and view.marked != (view.painted.stack, view.picture["index"]):
        view.marked = None
        steps.append(("mark", view.number, None))
    if view.sought is not None:
        steps += mark(view)
    return steps + [("crossing",)] if state.links.lines else steps
