"""What other files lay over the pictures, as it is now: which layers there are in a view, and which of them are on."""

__all__ = ["CONTOURS", "MARKS", "THRESHOLD", "covered", "drawable", "here", "on_in", "possible", "seen_from", "segments", "told", "wanted"]

CONTOURS = "1.2.840.10008.5.1.4.1.1.481.3"  # the SOP class of outlines (RT Structure Set)
MARKS = ("SEG", "RTDOSE")  # modalities of series that are no pictures of the body themselves
THRESHOLD = 0.1  # of the highest dose, below which no color is seen


def possible(state):
    """Whether any file that is open can lie over pictures at all."""
    if any(document.get("sop_class") == CONTOURS for document in state.documents):
        return True
    return any(entry.series.get("modality") in MARKS for entry in state.entries.values())


def here(state, view=None):
    """Return the layers of the stack in a view, the active one where none is named."""
    shown = (view or state.view).shown
    return state.layers.known.get(shown.stack, ()) if shown is not None else ()


def drawable(state):
    """Return those of the active view that can be seen."""
    return [layer for layer in here(state) if layer["segments"] and layer["seen"]]


def covered(state, view=None):
    """Whether nothing is drawn in a view whatever is switched on: all of it is hidden, or all that lies over pictures."""
    shown = (view or state.view).shown
    return state.layers.hidden or shown is None or not shown.overlays


def wanted(state, view=None):
    """Return the layers that are on in a view, as the cell wants them told: [number, numbers of segments, threshold]."""
    if not state.layers.seen or covered(state, view):
        return []
    return [
        [layer["id"], segments(state, layer), seen_from(state, layer)]
        for layer in here(state, view)
        if layer["path"] in state.layers.seen and segments(state, layer)
    ]


def segments(state, layer):
    """Return the numbers of the segments of a layer that are not switched off."""
    return [one["number"] for one in layer["segments"] if (layer["path"], one["number"]) not in state.layers.off]


def on_in(state, layer, number=None):
    """Whether a layer is switched on, or one segment of it."""
    return layer["path"] in state.layers.seen if number is None else (layer["path"], number) not in state.layers.off


def seen_from(state, layer):
    """Return the part of the highest dose from which on a layer is seen."""
    return state.layers.thresholds.get(layer["path"], THRESHOLD)


def told(state):
    """Return which layers there are and which are seen, for automation."""
    on = [number for number, _, _ in wanted(state)]
    return [
        {"id": one["id"], "kind": one["kind"], "title": one["title"], "on": one["id"] in on, "segments": segments(state, one)}
        for one in here(state)
    ]
