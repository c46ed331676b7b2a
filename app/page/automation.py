"""What a program in the same browser may ask of the page, and do with it: the functions behind `window.openmyscan`."""

import json

from app.page import state as states
from app.page.facts import overlays
from app.page.update import arrangement, choices, looks, pictures

__all__ = ["Automation", "seen", "snapshot"]


class Automation:
    """Reads the state and changes it as a person does."""

    def __init__(self, state, emit):
        self.state, self.emit = state, emit
        self.listed = None  # patients and documents, and the two as JSON text

    def forget(self):
        """Forget the scan that was open."""
        self.listed = None

    def start(self, exports):
        """Put the functions where JavaScript finds them."""
        exports.state = self.told
        exports.views = self.told_views
        exports.active = lambda: self.state.active
        exports.layout = self.doing(arrangement.lay_out)
        exports.activate = self.doing(arrangement.activate)
        exports.step = self.doing(pictures.step)
        exports.wl = self.doing(looks.window)
        exports.select = self.doing(pictures.choose)

    def doing(self, action):
        """Return what does this; it counts as the person's own, also before there is a picture."""

        def do(*arguments):
            self.emit(choices.touched)
            self.emit(action, *arguments)

        return do

    def told(self):
        """Return the JSON text of the state; the long list of all that is open is written once for each catalog."""
        told = snapshot(self.state)
        told["layers"] = overlays.told(self.state)
        patients, documents = told.pop("patients"), told.pop("documents")
        if self.listed is None or self.listed[0] is not patients or self.listed[1] is not documents:
            self.listed = (patients, documents, '{"patients": ' + json.dumps(patients) + ', "documents": ' + json.dumps(documents) + ", ")
        return self.listed[2] + json.dumps(told)[1:]

    def told_views(self):
        """Return the JSON text of what each pane shows."""
        return json.dumps([seen(self.state, view) for view in states.seen_views(self.state)])


def snapshot(state):
    """Give what is open and on the screen as a dict for JSON: the seam of the automation object."""
    told = {
        "patients": state.patients,
        "documents": state.documents,
        "progress": state.progress,
        "core": state.core,
        "sealed": state.sealed,
        "offline": state.offline,
        "requests": state.requests,
        "names_hidden": state.names_hidden,
        "layout": state.layout,
        "active": state.active,
    }
    told.update(seen(state, state.view))
    return told


def seen(state, view):
    """Return what one view shows, as a dict for JSON."""
    shown = view.shown
    told = {"view": view.number, "stack": None}
    if shown is None:
        return told
    picture, pose = shown.picture or {}, shown.pose
    told.update({"stack": shown.stack, "index": shown.index, "count": shown.count, "invert": shown.invert, "overlays": shown.overlays})
    told["saved"] = shown.saved
    told["center"], told["width"] = shown.window or (None, None)
    for name in ("rows", "columns", "unit", "position", "number", "missing", "subtracted", "error"):
        told[name] = picture.get(name)
    told["drawn"] = picture.get("index")
    told["fit"], told["zoom"], told["turns"], told["mirrored"] = pose.fit, shown.zoom, pose.turns, pose.mirrored
    told["pictures"] = state.loaded.get(shown.stack)
    return told
