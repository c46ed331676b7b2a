"""How the picture in the active view is seen: brightness and contrast, size and direction, what is drawn over it."""

from app.page import sight
from app.page import state as states
from app.page.facts import overlays as laid
from app.page.facts import words
from app.page.space import presets, viewport
from app.page.update import linking, saved
from app.page.update.asking import ask, drawings
from text.say import say

__all__ = [
    "ZOOM_STEP", "drag_window", "fit", "flip", "invert", "magnify", "offer", "one_to_one", "overlays", "pan", "pose", "preset", "reset",
    "subtract", "turn", "type_window", "window", "zoom",
]  # fmt: skip

ZOOM_STEP = 1.25


# ---- brightness and contrast


def window(state, center, width, voi=None):
    """Set the window; None twice is what the file says; voi: the number of a curve of the file to show it through."""
    shown = state.shown
    if shown is None or (shown.picture or {}).get("color"):
        return []
    steps = saved.switch(state, None) if center is None and shown.saved is not None else []
    shown.voi, shown.each = voi, False
    shown.window = None if center is None else presets.bounded(center, width, shown.picture)
    return steps + ask(state, state.view) + [("number", state.active)] + linking.window(state)


def drag_window(state, across, down):
    """Change the window by a drag: to the right flatter, upwards brighter."""
    shown = state.shown
    if shown is None or shown.window is None:
        return []
    center, width = shown.window
    steps = window(state, *presets.dragged(center, width, across, down, shown.picture))
    if not state.hinted:
        state.hinted = True
        steps.append(("note", say("page.looking.undo_touch" if state.coarse else "page.looking.undo_key")))
    return steps


def type_window(state, name, typed):
    """Take a number that was typed for "center" or "width", None where it is none; the other one stays, also beyond what its field shows of it."""
    shown = state.shown
    if shown is None or shown.window is None:
        return []
    center, width = shown.window
    if typed is None or (name == "width" and typed <= 0):
        return [("typed", name)]  # nonsense is not taken: the field shows again what holds
    wanted = (typed, width) if name == "center" else (center, typed)
    steps = window(state, *wanted)
    if shown.window != wanted:
        held = shown.window[0 if name == "center" else 1]
        steps.append(("note", say("page.main.too_far", value=words.number(held, 6))))
    return steps


def preset(state, number):
    """Take a window of those that are offered."""
    shown = state.shown
    if shown is None or not 0 <= number < len(state.presets):
        return []
    _, center, width, voi = state.presets[number]
    invert = presets.inverted(number, (shown.picture or {}).get("unit") or "")
    if invert is not None:
        shown.invert = invert
    return [("buttons",)] + window(state, center, width, voi)


def offer(state):
    """Offer the presets that fit what the active view shows."""
    shown, entry = state.shown, sight.seen(state)
    picture, stack = shown.picture or {}, entry.stack if entry else {}
    modality = entry.series.get("modality") if entry else ""
    unit, steps = picture.get("unit") or stack.get("unit") or "", []
    if picture and presets.uptake(unit) != presets.uptake(stack.get("unit") or ""):
        # More of the series was read, and now all of it can be told as SUV, or no longer: the window is of the other unit.
        shown.window = shown.voi = None
        steps = ask(state, state.view)
    if colored(shown, stack):
        state.presets = ()
    else:
        in_file = stack.get("window") is not None
        state.presets = presets.presets(modality, unit, shown.own, in_file=in_file, named=stack.get("windows") or ())
    return steps + [("presets", colored(shown, stack)), ("tool",)]


def colored(shown, stack):
    """Whether the picture is in color, as far as it is known; stack: what the catalog tells."""
    return bool((shown.picture or {}).get("color", stack.get("color")))


def invert(state):
    """Swap black and white."""
    if state.view.lying is None:
        return []
    state.shown.invert = not state.shown.invert
    return [("buttons",)] + ask(state, state.view)


def subtract(state):
    """Show the picture less its mask, or as it was taken; each has a window of its own."""
    shown, entry = state.shown, states.entry(state)
    if shown is None or not (entry and entry.stack.get("subtraction")):
        return []
    # What was asked for counts before what is seen: to the mask itself, often the first picture, there is nothing to subtract.
    shown.subtract = not ((shown.picture or {}).get("subtracted") if shown.subtract is None else shown.subtract)
    shown.window = shown.voi = None
    said = say("page.looking.subtracted" if shown.subtract else "page.looking.taken")
    return [("subtraction",), ("announce", said)] + ask(state, state.view)


def overlays(state):
    """Show or take away all that is drawn over the picture, by its own file and by others."""
    shown, entry = state.shown, states.entry(state)
    if shown is None or not (entry and (entry.stack.get("overlays") or shown.saved or laid.here(state))):
        return []
    steps = drawings(state, not shown.overlays)
    steps.append(("announce", say("page.looking.drawings_on" if shown.overlays else "page.looking.drawings_off")))
    return steps + ask(state, state.view)


# ---- size and direction


def pose(state, wanted):
    """Let the picture of the active view lie so, and those that are linked with it."""
    state.shown.pose = wanted
    return [("pose", state.active)] + linking.pose(state)


def posed(state, change, *arguments, **named):
    """Change the pose by a function of it; nothing while there is no picture."""
    return [] if state.view.lying is None else pose(state, change(state.shown.pose, *arguments, **named))


def placed(state, change, *arguments):
    """Change the pose by a function of it that needs the picture and its room as well."""
    return posed(state, change, state.view.lying, state.view.room, *arguments)


def zoom(state, factor, x=None, y=None):
    """Zoom, with what is under (x, y) staying there."""
    return placed(state, viewport.zoomed, factor, x, y)


def pan(state, across, down):
    """Move the picture by so many CSS pixels."""
    return placed(state, viewport.panned, across, down)


def magnify(state, x, y):
    """Zoom in where the finger tapped twice, or back to the whole picture."""
    return placed(state, viewport.magnified, x, y)


def fit(state):
    """Show the whole picture."""
    return posed(state, viewport.fitted)


def one_to_one(state):
    """Show one pixel of the picture on one pixel of the display."""
    return posed(state, viewport.one_to_one, state.ratio)


def turn(state, quarters):
    """Turn clockwise by quarter turns."""
    return posed(state, viewport.turned, quarters)


def flip(state, horizontal):
    """Mirror left and right, or else top and bottom."""
    return posed(state, viewport.flipped, horizontal=horizontal)


def reset(state):
    """Back to how the series was first shown: window, size, direction."""
    shown = state.shown
    if shown is None:
        return []
    steps = saved.switch(state, None)
    shown.pose = viewport.HOME
    shown.invert = False
    steps += drawings(state, True)
    shown.window = shown.voi = None
    return steps + [("pose", state.active)] + ask(state, state.view) + linking.pose(state) + linking.window(state)
