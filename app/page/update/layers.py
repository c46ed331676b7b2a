"""What other files lay over the pictures: learned for each stack, switched on and off, and the marks on a picture.

Nothing is asked for where no file of the scan can lie over pictures. A layer is off until somebody switches it on: first the picture
itself is seen.
"""

from app.page import sight
from app.page import state as states
from app.page.facts import mask, overlays, words
from app.page.update.asking import ask, drawings, marks
from text.say import say

__all__ = [
    "beneath",
    "consider",
    "fade",
    "find",
    "relearn",
    "show_all",
    "switch",
    "switch_segment",
    "take",
    "take_marks",
    "threshold",
    "toggle",
    "uncover",
]


# ---- which there are


def relearn(state):
    """More was read: what is known of the layers may be so no more."""
    state.layers.known, state.layers.notes, state.layers.asked = {}, {}, set()


def consider(state):
    """Learn the layers of all stacks on the screen, and list those of the active one; only when all files are read is it known which there are."""
    layers, steps = state.layers, [("legend",)]
    if state.progress is None or state.reading or not overlays.possible(state):
        return steps
    for view in states.seen_views(state):
        stack = view.shown.stack if view.shown is not None else None
        if stack is not None and stack not in layers.known and stack not in layers.asked:
            layers.asked.add(stack)
            steps.append(("send", "layers", {"stack": stack}))
    return steps


def take(state, told):
    """Take over which layers a stack has."""
    layers, shown = state.layers, state.shown
    first = told["stack"] not in layers.known and any(layer["seen"] for layer in told["layers"])
    layers.known[told["stack"]], layers.notes[told["stack"]] = told["layers"], told["notes"]
    if shown is None or shown.stack != told["stack"]:
        return asked(state)
    steps = [("legend",), ("buttons",)]
    if first and not overlays.wanted(state) and not layers.offered:
        layers.offered = True
        steps.append(("offer", offer(told["layers"]), say("page.layer.show"), "layers-all"))
    return steps + asked(state)


def offer(layers):
    """Say in a few words what other files have to show over the pictures."""
    kinds = {layer["kind"] for layer in layers if layer["seen"]}
    kind = kinds.pop() if len(kinds) == 1 else ""
    return say("page.layer.offer." + (kind if kind in ("contours", "dose") else "other"))


def asked(state):
    """Ask for the marks in all views anew."""
    steps = []
    for view in states.seen_views(state):
        steps += marks(state, view)
    return steps


# ---- what of them is seen


def change(state, said):
    """Show what was chosen."""
    steps = [("legend marks",), ("note", None)]
    return (steps + [("announce", said)] if said else steps) + asked(state)


def uncover(state):
    """Show what is switched on, also where all that is drawn over pictures was hidden before."""
    state.layers.hidden = False
    return [] if state.shown is None or state.shown.overlays else drawings(state, True) + ask(state, state.view)


def switch(state, layer, on):
    """Switch a layer."""
    (state.layers.seen.add if on else state.layers.seen.discard)(layer["path"])
    steps = uncover(state) if on else []
    return steps + change(state, say("page.layer.shown" if on else "page.layer.hidden", name=layer["title"]))


def switch_segment(state, layer, number, on):
    """Switch one segment of a layer, which is seen then."""
    (state.layers.off.discard if on else state.layers.off.add)((layer["path"], number))
    steps = []
    if on:
        state.layers.seen.add(layer["path"])
        steps = uncover(state)
    return steps + change(state, None)


def threshold(state, layer, part):
    """Let a dose be seen from this part of its highest on."""
    state.layers.thresholds[layer["path"]] = part
    return change(state, None)


def show_all(state):
    """Hide all where anything is seen, else show all that lies over these pictures."""
    if overlays.wanted(state):
        return toggle(state)
    layers = overlays.drawable(state)
    if not layers:
        return []
    paths = {layer["path"] for layer in layers}
    state.layers.seen.update(paths)
    state.layers.off = {one for one in state.layers.off if one[0] not in paths}
    return uncover(state) + change(state, say("page.layer.all_shown"))


def toggle(state):
    """Hide all, or show again what was seen; where nothing was, all that lies over these pictures."""
    layers, steps = overlays.drawable(state), []
    if not layers:
        return []
    if not [layer for layer in layers if layer["path"] in state.layers.seen]:
        state.layers.seen.update([layer["path"] for layer in layers])
        steps = uncover(state)
    elif overlays.covered(state):
        steps = uncover(state)
    else:
        state.layers.hidden = True
    return steps + change(state, say("page.layer.all_hidden" if state.layers.hidden else "page.layer.all_shown"))


def fade(state, opacity):
    """Let the picture shine through: 0 to 1."""
    state.layers.opacity = opacity
    return [("fade",)]


# ---- the marks on a picture


def take_marks(state, told):
    """The marks of a picture have come."""
    view = state.views.get(told["view"])
    return [("marks", view.number, told)] if view is not None and overlays.wanted(state, view) else []


def beneath(state, told):
    """What other files mark under the pointer has come."""
    view = state.views.get(told["view"])
    if view is None or view.pointed != (told["row"], told["column"]):
        return []
    return [("beneath", view.number, mask.text(words.readable(told["text"]), sight.hidden(state) or ()))]


def find(state, layer, number):
    """Go to the picture on which a segment is largest: ask which that is."""
    return [] if state.shown is None else [("send", "largest", {"stack": state.shown.stack, "layer": layer["id"], "segment": number})]
