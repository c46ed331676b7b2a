"""What each view shows: its series, where in it, and the picture that has come."""

from app.page import state as states
from app.page.space import places

__all__ = ["adopt", "arrange", "choose", "go", "recall", "request"]


def arrange(state, layout):
    """Take another layout: new views appear, those that have no place in it wait. The active one stays, or is the first."""
    state.layout, state.large = layout, False
    for number in states.numbers(state):
        if number not in state.views:
            state.views[number] = states.View(number)
    if state.active not in states.numbers(state):
        state.active = 1


def recall(state, stack, view=None):
    """Return how a stack was left in a view, or a new Shown for it."""
    kept = (view or state.view).kept
    shown = kept.get(stack)
    if shown is None:
        entry = state.entries.get(stack)
        shown = kept[stack] = states.Shown(stack, (entry.stack["frames"] if entry else 1) or 1)
    return shown


def choose(state, stack, view=None):
    """Show a stack in a view, the active one where none is named. Return its Shown."""
    view = view or state.view
    seen, new = view.shown or state.shown, stack not in view.kept
    view.shown = recall(state, stack, view)
    if new and seen is not None and stack in state.entries:
        if seen.stack == stack:
            view.shown.index = seen.index
        else:
            other = state.entries.get(seen.stack)
            view.shown.index = places.opening(state.entries[stack].stack, other and other.stack, seen.index)
    return view.shown


def go(shown, index):
    """Go to a picture, as far as there are any. Tells whether that changed anything."""
    index = max(0, min(shown.count - 1, int(index)))
    changed = index != shown.index
    shown.index = index
    return changed


def request(view):
    """Return the fields of the `draw` message for what is to be seen in a view now."""
    shown = view.shown
    view.seq += 1
    center, width = (None, None) if shown.each else shown.window or (None, None)
    if center is not None or shown.each:
        shown.given = view.seq
    return {
        "view": view.number, "seq": view.seq, "stack": shown.stack, "index": shown.index, "center": center, "width": width, "voi": shown.voi,
        "invert": shown.invert, "overlays": shown.overlays, "saved": shown.saved,
        "subtract": shown.subtract, "changed": shown.changed,
    }  # fmt: skip


def adopt(state, picture):
    """Take over a picture that is on the canvas of its view now. Return that view, or None where it is there no more.

    The first picture of all comes unasked (`seq` is 0) and is shown. So is another place of the shown stack, when it comes unasked:
    the stack grew in front of it. A late picture of a stack that was left only stays with that stack.
    """
    view = state.views.get(picture["view"])
    if view is None:
        return None
    shown = recall(state, picture["stack"], view)
    if view.shown is None:
        view.shown = shown
    shown.picture = picture
    shown.count = max(1, picture["count"])
    view.painted = shown
    if not picture["seq"]:
        shown.index = picture["index"]
    if shown.saved is not None and shown.each:
        shown.window = None
    late = picture["seq"] <= shown.given and not shown.each  # asked for with a window that has been left since
    changed = bool(picture.get("subtracted"))
    if shown.changed != changed and not picture["error"]:  # other values: a window of theirs
        shown.window = shown.voi = None
        shown.changed = changed
        late = False
    if shown.window is None and not late and not picture["color"] and not picture["error"] and picture["width"] is not None:
        # From now on the window stays as it is while scrolling, also where each picture brings its own.
        shown.window = (picture["center"], picture["width"])
        shown.voi = picture.get("voi")
        if not shown.each:  # what a saved view gives is not the file's own
            shown.own, shown.own_voi = shown.window, shown.voi
            shown.fresh = True
    return view
