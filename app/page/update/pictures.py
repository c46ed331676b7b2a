"""Going through the pictures of a view, choosing its series, and pointing at it; and what happens when a picture has come."""

from app.page import state as states
from app.page.facts import overlays
from app.page.space import viewport
from app.page.update import layers, linking, looks, saved, scan, views
from app.page.update.asking import announced, ask
from app.page.update.films import stop

__all__ = [
    "around", "choose", "go", "greeted", "leave", "neighbor", "painted", "point", "probe", "series", "slide", "step", "tick", "to_end", "value",
]  # fmt: skip

LATE_MS = 80  # after which a picture is not waited for with what is around it


# ---- going


def go(state, index, view=None):
    """Go to a picture in a view, the active one where none is named; what is linked with it follows."""
    view = view or state.view
    if view.shown is None or not views.go(view.shown, index):
        return []
    steps = ask(state, view) + [("number", view.number)] + linking.place(state, view)
    return steps + announced(state, view) if view.film is None else steps


def step(state, by):
    """Go on by so many pictures; a film ends."""
    return [] if state.shown is None else slide(state, state.shown.index + by)


def to_end(state, last):
    """Go to the first picture, or to the last; a film ends."""
    return [] if state.shown is None else slide(state, state.shown.count - 1 if last else 0)


def slide(state, index):
    """Go to a picture; a film ends."""
    return stop(state, state.view) + go(state, index)


def choose(state, stack, index=None):
    """Show another series in the active view: its picture and what stands over it; all around them follows when it is seen, or is late."""
    if stack is None or (stack not in state.entries and stack not in state.view.kept):
        return []
    view = state.view
    steps = stop(state, view)
    shown = views.choose(state, stack)
    if index is not None:
        views.go(shown, index)
    steps += ask(state, view) + leave(state, view.number)
    state.behind = True
    return steps + [("drawer", False), ("corners", view.number), ("picture", view.number), ("after", LATE_MS, settle)]


def neighbor(state, by):
    """Show the series that stands so many places further in the list."""
    return choose(state, scan.neighbor(state, by))


def settle(state):
    """The picture is late: what is around it does not wait any longer."""
    return around(state) if state.behind else []


def around(state):
    """Let the lists, buttons and details be of the series in the active view, which its picture has not waited for."""
    state.behind = False
    if state.shown is None:
        return []  # the scan was closed meanwhile
    return series(state) + announced(state, state.view) + [("crossing",)]


def series(state):
    """Show what belongs to the series in the active view, not to the single picture."""
    if state.shown is None:
        state.presets = ()
        return [("series",), ("legend",), ("saved",)]
    return [("corners", state.active)] + looks.offer(state) + [("series",)] + layers.consider(state) + saved.consider(state)


# ---- what the cell answers


def painted(state, told):
    """A picture is on the canvas of a view."""
    first = not state.begun
    view = views.adopt(state, told)
    if view is None or view.number not in states.visible(state):
        return []  # its pane is gone
    steps = []
    if first:
        state.opened = True
        steps += [("switch", "viewing"), ("measure", view.number)]
        state.screen = "viewing"
    steps += saved.painted(state, view) + [("painted", view.number)]
    if first:
        steps.append(("soon", settle_in))  # the very first picture does not wait for the words around it
    elif view.painted is view.shown:
        steps += written(state, view)
    if state.behind and view is state.view and view.painted is view.shown:
        state.behind = False
        steps.append(("soon", around))
    return steps + linking.painted(state, view) + [("consider disc",)]


def settle_in(state):
    """Fill the room around the first picture."""
    if state.shown is None:
        return []
    return series(state) + written(state, state.view) + greeted(state)


def greeted(state):
    """The first picture is there: the keyboard belongs to it."""
    return [("focus",)] + announced(state, state.view)


def written(state, view):
    """Write what came with the picture that is on the canvas of a view."""
    steps = []
    if view.shown.fresh and view is state.view:
        view.shown.fresh = False
        steps = looks.offer(state) + [("subtraction",)]
    return steps + [("picture", view.number)] + probe(state, view)


def value(state, told):
    """The value under the pointer has come."""
    view = state.views.get(told["view"])
    if view is None or view.pointed != (told["row"], told["column"]):
        return []
    return [("value", view.number, told)]


def tick(state, number, now, *, busy):
    """Show the picture of a film that is due; busy: whether the one before is still on its way."""
    view = state.views.get(number)
    if view is None or view.film is None or view.shown is None or number not in states.visible(state):
        return []
    steps = [] if busy else go(state, view.film.due(now, view.shown.count), view)
    return steps + [("film", number)]


# ---- pointing


def point(state, view, x, y):
    """Ask for the value under the pointer."""
    if view.lying is None or view.shown.picture["error"]:
        return []
    pixel, steps = viewport.to_pixel(view.shown.pose, view.lying, view.room, x, y), []
    if pixel != view.pointed:
        view.pointed = pixel
        if pixel is None:
            steps = [("value", view.number, None)]
    return steps if pixel is None else steps + probe(state, view)


def leave(state, number):
    """Point at nothing."""
    state.views[number].pointed = None
    return [("value", number, None)]


def probe(state, view):
    """Ask for the value at the pixel that was pointed at, in the picture that is drawn, and for what other files mark there."""
    shown = view.shown
    if view.pointed is None or shown.picture is None or view.film is not None:
        return []
    row, column = view.pointed
    fields = {"view": view.number, "stack": shown.stack, "index": shown.picture["index"], "row": row, "column": column}
    on = overlays.wanted(state, view)
    return [("put", "probe", fields)] + ([("put", "beneath", dict(fields, on=on))] if on else [])
