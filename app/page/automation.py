"""What a program in the same browser may ask of the page, and do with it: the functions behind `window.openmyscan`."""

import json

from app.page import state as states
from app.page.facts import overlays
from app.page.update import choices, looks, panes, pictures

__all__ = ["Automation"]


class Automation:
    """Reads the state and changes it as a person does."""

    def __init__(self, state, emit, panes):
        self.state, self.emit, self.panes = state, emit, panes
        self.listed = None  # patients and documents, and the two as JSON text

    def start(self, exports):
        """Put the functions where JavaScript finds them."""
        exports.state = self.told
        exports.views = self.told_views
        exports.active = lambda: self.state.active
        exports.layout = self.doing(panes.lay_out)
        exports.activate = self.doing(panes.activate)
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
        told = states.snapshot(self.state)
        told["layers"] = overlays.told(self.state)
        patients, documents = told.pop("patients"), told.pop("documents")
        if self.listed is None or self.listed[0] is not patients or self.listed[1] is not documents:
            self.listed = (patients, documents, '{"patients": ' + json.dumps(patients) + ', "documents": ' + json.dumps(documents) + ", ")
        return self.listed[2] + json.dumps(told)[1:]

    def told_views(self):
        """Return the JSON text of what each pane shows."""
        return json.dumps([states.seen(self.state, view) for view in states.seen_views(self.state)])
