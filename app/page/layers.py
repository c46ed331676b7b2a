"""What other files lay over the pictures: what of it is seen, and the marks on the picture that is on the screen.

Nothing is asked for where no file of the scan can lie over pictures. A layer is off until somebody switches it on: first the picture
itself is seen. The choice belongs to the file, and holds for all series that the file lies over.
"""

from app.page import mask, status, words
from app.page.legend import Legend
from text.say import say

__all__ = ["Layers"]

CLASSES = "1.2.840.10008.5.1.4.1.1."
CONTOURS = CLASSES + "481.3"
MOST_HOMES = 40
"""Files of outlines whose pictures are looked for unbidden, to stand under them in the list of series."""
MODALITIES = ("SEG", "RTDOSE")  # of series that are no pictures of the body themselves
THRESHOLD = 0.1  # of the highest dose, below which no color is seen
OPACITY = 0.7


class Layers:
    """The layers of a desk."""

    def __init__(self, desk):
        self.desk = desk
        self.legend = Legend(self)
        self.opacity = OPACITY
        self.forget()

    def forget(self):
        """Forget the scan that was open."""
        self.homes = {}  # id of a document of outlines -> the `over` message: which pictures they lie over
        self.seeking = []  # ids of those that are still to be asked about
        self.offered = False  # whether the note about them was shown for this disc
        self.known = {}  # stack -> its layers, as the cell tells them
        self.notes = {}  # stack -> what could not be used, in sentences
        self.asked = None  # the stack whose layers were asked for last
        self.seen = set()  # paths of the layers that are switched on
        self.off = set()  # (path, number) of segments that are switched off
        self.thresholds = {}  # path -> part of the highest dose
        self.hidden = False
        self.legend.show((), ())

    # ---- which there are

    def possible(self):
        """Tell whether any file that is open can lie over pictures at all."""
        state = self.desk.state
        if any(document.get("sop_class") == CONTOURS for document in state.documents):
            return True
        return any(entry.series.get("modality") in MODALITIES for entry in state.entries.values())

    def consider(self, *, again=False):
        """Learn and list the layers of the shown stack; only when all files are read is it known which there are."""
        state = self.desk.state
        shown = state.shown
        if again:
            self.known, self.notes, self.asked = {}, {}, None
        reading = state.progress is None or state.progress.get("reading")
        if shown is None or reading or not self.possible():
            self.legend.show((), ())
            return
        if shown.stack in self.known:
            self.write()
        elif self.asked != shown.stack:
            self.asked = shown.stack
            self.legend.show((), ())
            self.desk.send("layers", {"stack": shown.stack})

    def take(self, told):
        """Take over which layers a stack has."""
        first = told["stack"] not in self.known and any(layer["seen"] for layer in told["layers"])
        self.known[told["stack"]], self.notes[told["stack"]] = told["layers"], told["notes"]
        shown = self.desk.state.shown
        if shown is None or shown.stack != told["stack"]:
            return
        self.write()
        self.desk.offer_overlays()
        if first and not self.wanted() and not self.offered:
            self.offered = True
            self.desk.screens.offer(offer(told["layers"]), say("page.layer.show"), "layers-all")
        for pane in self.desk.panes.all():
            self.ask(pane)

    def here(self, view=None):
        """Return the layers of the stack in a view, the active one where none is named."""
        shown = (view or self.desk.state.view).shown
        return self.known.get(shown.stack, ()) if shown is not None else ()

    def write(self):
        """Write the legend of the shown stack."""
        shown = self.desk.state.shown
        modality = self.desk.state.entries[shown.stack].series.get("modality") if shown.stack in self.desk.state.entries else ""
        self.legend.show(self.here(), self.notes.get(shown.stack, ()), own=modality if modality in MODALITIES else None)

    # ---- what of them is seen

    def covered(self, view=None):
        """Whether nothing is drawn in a view whatever is switched on: all of it is hidden, or all that lies over pictures."""
        shown = (view or self.desk.state.view).shown
        return self.hidden or shown is None or not shown.overlays

    def wanted(self, view=None):
        """Return the layers that are on in a view, as the cell wants them told: [number, numbers of segments, threshold]."""
        if self.covered(view) or not self.seen:
            return []
        return [
            [layer["id"], self.segments(layer), self.seen_from(layer)]
            for layer in self.here(view)
            if layer["path"] in self.seen and self.segments(layer)
        ]

    def segments(self, layer):
        """Give the numbers of the segments of a layer that are not switched off."""
        return [one["number"] for one in layer["segments"] if (layer["path"], one["number"]) not in self.off]

    def switch(self, layer, on):
        (self.seen.add if on else self.seen.discard)(layer["path"])
        if on:
            self.uncover()
        self.change(say("page.layer.shown" if on else "page.layer.hidden", name=layer["title"]))

    def switch_segment(self, layer, number, on):
        (self.off.discard if on else self.off.add)((layer["path"], number))
        if on:
            self.seen.add(layer["path"])
            self.uncover()
        self.change(None)

    def uncover(self):
        """Show what is switched on, also where all that is drawn over pictures was hidden before."""
        self.hidden = False
        if not self.desk.state.shown.overlays:
            self.desk.hand.drawings(True)
            self.desk.ask()

    def seen_from(self, layer):
        """Give the part of the highest dose from which on a layer is seen."""
        return self.thresholds.get(layer["path"], THRESHOLD)

    def threshold(self, layer, part):
        self.thresholds[layer["path"]] = part
        self.change(None)

    def all(self):
        """Hide all where anything is seen, else show all that lies over these pictures."""
        if not self.wanted():
            layers = [layer for layer in self.here() if layer["segments"] and layer["seen"]]
            paths = {layer["path"] for layer in layers}
            self.seen.update(paths)
            self.off = {one for one in self.off if one[0] not in paths}
            if layers:
                self.uncover()
                self.change(say("page.layer.all_shown"))
        else:
            self.toggle()

    def toggle(self):
        """Hide all, or show again what was seen; where nothing was, all that lies over these pictures."""
        layers = [layer for layer in self.here() if layer["segments"] and layer["seen"]]
        if not layers:
            return
        if not [layer for layer in layers if layer["path"] in self.seen]:
            self.seen.update([layer["path"] for layer in layers])
            self.uncover()
        elif self.covered():
            self.uncover()
        else:
            self.hidden = True
        self.change(say("page.layer.all_hidden" if self.hidden else "page.layer.all_shown"))

    def change(self, said):
        """Show what was chosen."""
        self.legend.mark()
        self.desk.screens.note(None)
        if said:
            status.announce(said)
        for pane in self.desk.panes.all():
            self.ask(pane)

    def fade(self, opacity):
        """Let the picture shine through: 0 to 1."""
        self.opacity = opacity
        for pane in self.desk.panes.all():
            pane.marks.fade(opacity)

    # ---- the marks on a picture

    def ask(self, pane):
        """Ask for the marks on the picture that is to be seen in a pane; before the picture itself, so that both come together."""
        on = self.wanted(pane.view)
        if on:
            shown = pane.view.shown
            self.desk.outbox.put("marks", {"view": pane.view.number, "stack": shown.stack, "index": shown.index, "on": on})
        else:
            pane.marks.told = None
            pane.marks.clear()

    def take_marks(self, told):
        """Take the marks of a picture."""
        self.desk.outbox.answered("marks", told["view"])
        pane = self.desk.panes.here.get(told["view"])
        if pane is not None and self.wanted(pane.view):
            self.tell(pane.marks.take(told))

    def painted(self, pane):
        """A picture is on the canvas of a pane."""
        self.tell(pane.marks.painted())

    def tell(self, error):
        """Say what could not be drawn; None where nothing was."""
        if error is not None:
            self.legend.trouble(error)

    # ---- pointing, going there

    def probe(self, pane, fields):
        """Ask what lies under the pointer in a pane."""
        on = self.wanted(pane.view)
        if on:
            self.desk.outbox.put("beneath", dict(fields, on=on))

    def take_beneath(self, told):
        self.desk.outbox.answered("beneath", told["view"])
        pane = self.desk.panes.here.get(told["view"])
        if pane is not None and pane.marks.laid is not None and pane.pointed == (told["row"], told["column"]):
            pane.corners.beneath(mask.text(words.readable(told["text"]), self.desk.hidden_words() or ()))

    def find(self, layer, number):
        """Go to the picture on which a segment is largest."""
        self.desk.send("largest", {"stack": self.desk.state.shown.stack, "layer": layer["id"], "segment": number})

    def take_largest(self, told):
        shown = self.desk.state.shown
        if shown is None or shown.stack != told["stack"]:
            return
        if told["index"] is None:
            self.desk.screens.note(say("page.layer.nowhere"))
            return
        self.desk.panes.active.player.stop()
        self.desk.go(told["index"])

    def find_over(self):
        """Ask for the pictures that the shown series of marks lies over."""
        self.desk.send("over", {"document": None, "stack": self.desk.state.shown.stack})

    def seek(self):
        """All is read: learn under which series the outlines stand, one file after the other."""
        state = self.desk.state
        self.seeking = [one["id"] for one in state.documents if one.get("sop_class") == CONTOURS][:MOST_HOMES] if state.order else []
        self.seek_on()

    def seek_on(self):
        if self.seeking:
            self.desk.send("over", {"document": self.seeking[0], "stack": None})

    def show_outlines(self, identity):
        """Go to the pictures that outlines lie over, with them on."""
        told = self.homes.get(identity)
        if told is not None and told["home"] in self.desk.state.entries:
            self.show_over(told)

    def take_over(self, told):
        """Take which pictures a document, or a series of marks, lies over."""
        if told["document"] is not None:
            self.homes[told["document"]] = told
            if self.seeking and self.seeking[0] == told["document"]:
                self.seeking.pop(0)
                if not self.seeking:
                    self.desk.list_series()
                self.seek_on()
            self.desk.paper.offers.take(told)
        elif told["home"] in self.desk.state.entries:
            self.show_over(told)
        else:
            self.legend.trouble(told["error"])

    def show_over(self, told):
        """Go to the pictures that something lies over, with it on them."""
        self.seen.add(told["path"])
        self.hidden = False
        self.desk.screens.note(None)
        self.desk.show_picture_of(told["home"], told["index"])
        self.uncover()
        self.legend.mark()

    def told(self):
        """Give which layers there are and which are seen, for automation."""
        on = [number for number, _, _ in self.wanted()]
        return [
            {"id": one["id"], "kind": one["kind"], "title": one["title"], "on": one["id"] in on, "segments": self.segments(one)}
            for one in self.here()
        ]


def offer(layers):
    """Say in a few words what other files have to show over the pictures."""
    kinds = {layer["kind"] for layer in layers if layer["seen"]}
    kind = kinds.pop() if len(kinds) == 1 else ""
    return say("page.layer.offer." + (kind if kind in ("contours", "dose") else "other"))
