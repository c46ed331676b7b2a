"""The group "Drawn over these pictures" in the details: a switch for each layer, its segments by color and name, the scale of a dose."""

from app.page import dom, sight
from app.page.facts import mask, overlays, words
from app.page.update import layers
from text.say import say

__all__ = ["Legend"]

MOST_NAMES = 600
"""Names that are listed at once, of all files together: forty of five hundred structures each would choke the page."""


class Legend:
    """The list; written anew only when another one is to be seen. emit(action, …) changes the state."""

    def __init__(self, state, emit):
        self.state, self.emit = state, emit
        self.listed = ()
        self.written = None
        self.asked = None  # path of the layer whose names were asked for, beyond those that are listed by themselves
        self.said = {}  # path -> the words on the threshold of a dose
        self.switches = []  # [element, layer, number of the segment or None]
        self.list = dom.element("layers-list")
        dom.listen(self.list, "change", self.changed)
        dom.listen(self.list, "input", self.slid)
        dom.listen(self.list, "click", self.clicked)
        dom.listen(dom.element("layers-opacity"), "input", self.faded)

    def write(self):
        """List what lies over the shown stack, once that is known."""
        state, shown = self.state, self.state.shown
        known = shown is not None and state.progress is not None and not state.reading and shown.stack in state.layers.known
        if not known or not overlays.possible(state):
            self.show((), ())
            return
        modality = state.entries[shown.stack].series.get("modality") if shown.stack in state.entries else ""
        self.show(overlays.here(state), state.layers.notes.get(shown.stack, ()), own=modality if modality in overlays.MARKS else None)

    def show(self, listed, notes, own=None):
        """List layers, and what could not be used; own: the modality of a series that is itself something to be laid over others."""
        hidden = sight.hidden(self.state)
        key = (listed, notes, own, hidden)
        dom.show("layers-section", bool(listed or notes or own))
        if key == self.written:
            self.mark()
            return
        self.written, self.listed, self.switches = key, listed, []
        self.room = MOST_NAMES
        dom.clear(self.list)
        dom.text("layers-title", say("page.legend.own" if own else "page.legend.title"))
        dom.show("layers-foot", any(layer["seen"] for layer in listed))
        if own:
            dom.make("p", "muted", say("page.legend." + own), self.list)
            if not notes:  # they say why it cannot be shown there
                button = dom.make("button", "button", say("page.offer.show_over"), self.list)
                button.type = "button"
                button.setAttribute("data-do", "show-over")
                button.setAttribute("data-testid", "show-over")
        unseen, notes_of = {}, []  # why a layer cannot be seen -> those; and the order of those reasons
        for layer in listed:
            if layer["seen"]:
                self.layer(layer, hidden or ())
            else:
                if layer["note"] not in unseen:
                    unseen[layer["note"]] = []
                    notes_of.append(layer["note"])
                unseen[layer["note"]].append(layer)
        for note in notes_of:
            those = unseen[note]
            if len(those) == 1:
                self.layer(those[0], hidden or ())
            else:
                said = dom.make("p", "muted", say("page.legend.unseen", n=len(those), note=note), self.list)
                said.setAttribute("data-testid", "layers-unseen")
        for note in notes:
            dom.make("p", "plain-notice", mask.text(note, hidden or ()), self.list)
        self.problem = dom.make("p", "plain-notice", None, self.list)
        self.problem.hidden = True
        self.mark()

    def layer(self, layer, hidden):
        """Write one layer."""
        block = dom.make("div", "layer", None, self.list)
        head = dom.make("label", "layer-head", None, block)
        box = dom.make("input", "toggle", None, head)
        box.type = "checkbox"
        box.setAttribute("role", "switch")
        box.setAttribute("data-testid", "layer-switch")
        dom.make("span", "title", mask.text(words.readable(layer["title"]) or layer["title"], hidden), head)
        box.disabled = not layer["seen"]
        self.switches.append((box, layer, None))
        path = mask.path(layer["path"], hidden) if hidden else layer["path"]
        dom.make("p", "muted", say("page.legend.from", by=layer["by"], path=short(path)), block).title = path
        if layer["note"]:
            dom.make("p", "plain-notice", mask.text(words.readable(layer["note"]), hidden), block)
        if not layer["seen"]:
            return
        if layer["wash"]:
            self.wash(layer, block)
            return
        if len(layer["segments"]) > self.room and layer["path"] != self.asked:
            self.offer(layer, block)
            return
        self.room -= len(layer["segments"])
        rows, tip = dom.make("ul", "legend", None, block), say("page.legend.largest")
        for one in layer["segments"]:
            row = dom.make("li", None, None, rows)
            box = dom.make("input", "swatch", None, row)
            box.type = "checkbox"
            box.style.setProperty("--color", one["color"])
            name = mask.text(words.readable(one["name"]) or one["name"], hidden)
            box.setAttribute("aria-label", say("page.legend.segment", name=name))
            box.setAttribute("data-testid", "segment-switch")
            self.switches.append((box, layer, one["number"]))
            button = dom.make("button", "segment", None, row)
            button.type = "button"
            button.setAttribute("data-testid", "segment")
            button.setAttribute("data-layer", str(layer["id"]))
            button.setAttribute("data-segment", str(one["number"]))
            button.setAttribute("data-tip", tip)
            dom.make("span", None, name, button)
            if one["what"]:
                dom.make("span", "muted", words.readable(one["what"]) or one["what"], button)
        if layer["more"]:
            dom.make("p", "muted", say("page.legend.more", n=layer["more"]), block)

    def offer(self, layer, block):
        """Say that the names of a layer are not listed, and why; they are by a click, in the place of those that were asked for before."""
        count = len(layer["segments"])
        dom.make("p", "muted", say("page.legend.unlisted", n=count), block)
        button = dom.make("button", "link", say("page.legend.list", n=count), block)
        button.type = "button"
        button.setAttribute("data-testid", "list-names")
        button.setAttribute("data-list", str(layer["id"]))

    def wash(self, layer, block):
        """Write the scale of a dose, from which part on it is seen, and the way to its highest."""
        wash = layer["wash"]
        bar = dom.make("div", "wash", None, block)
        stops = ", ".join(["%s %d%%" % (color, round(part * 100)) for part, color in wash["stops"]])
        bar.style.backgroundImage = "linear-gradient(to right, " + stops + ")"
        ends = dom.make("div", "wash-ends", None, block)
        for part in (0, 0.5, 1):
            dom.make("span", None, amount(wash, part), ends)
        label = dom.make("label", "range", None, block)
        said = dom.make("span", "muted", None, label)
        slider = dom.make("input", None, None, label)
        slider.type = "range"
        slider.min, slider.max, slider.step = "1", "95", "1"
        part = overlays.seen_from(self.state, layer)
        slider.value = str(round(part * 100))
        slider.setAttribute("data-testid", "dose-threshold")
        slider.setAttribute("data-layer", str(layer["id"]))
        slider.setAttribute("aria-label", say("page.legend.threshold"))
        self.said[layer["path"]] = said
        said.textContent = say("page.legend.above", dose=amount(wash, part))
        button = dom.make("button", "link", say("page.legend.highest"), block)
        button.type = "button"
        button.setAttribute("data-testid", "segment")
        button.setAttribute("data-layer", str(layer["id"]))
        button.setAttribute("data-segment", str(layer["segments"][0]["number"]))

    def mark(self):
        """Show which are on."""
        state, covered = self.state, overlays.covered(self.state)
        for box, layer, number in self.switches:
            seen = overlays.on_in(state, layer) and not covered
            if number is None:
                box.checked = seen
            else:
                box.checked = overlays.on_in(state, layer, number)
                box.setAttribute("data-idle", "false" if seen else "true")
        any_on = bool(overlays.wanted(state))
        dom.text("layers-toggle", say("page.legend.hide_all" if any_on else "page.legend.show_all"))

    def trouble(self, text):
        """Say what cannot be drawn on this picture, or nothing."""
        self.problem.hidden = not text
        self.problem.textContent = text

    # ---- what the person does

    def changed(self, event):
        for box, layer, number in self.switches:
            if event.target.isSameNode(box):
                if number is None:
                    self.emit(layers.switch, layer, box.checked)
                else:
                    self.emit(layers.switch_segment, layer, number, box.checked)
                return

    def slid(self, event):
        layer = self.of(event.target)
        if layer is not None and event.target.type == "range":
            part = float(event.target.value) / 100
            self.said[layer["path"]].textContent = say("page.legend.above", dose=amount(layer["wash"], part))
            self.emit(layers.threshold, layer, part)

    def clicked(self, event):
        button = event.target.closest("[data-segment], [data-list]")
        if button is None:
            return
        layer = self.of(button)
        if button.hasAttribute("data-segment"):
            self.emit(layers.find, layer, int(button.getAttribute("data-segment")))
            return
        self.asked, self.written = layer["path"], None
        self.write()
        first = next(box for box, one, number in self.switches if one is layer and number is not None)
        first.focus()  # where the button was, which is gone

    def faded(self, event):
        self.emit(layers.fade, float(event.target.value) / 100)

    def of(self, element):
        number = element.getAttribute("data-layer") or element.getAttribute("data-list")
        return next((layer for layer in self.listed if str(layer["id"]) == number), None)


def amount(wash, part):
    """Say a part of the highest dose: in its unit where that is known, and in percent."""
    percent = round(part * 100)
    if not wash["unit"]:
        return say("page.legend.percent", percent=percent)
    return say("page.legend.dose", value=words.number(part * wash["highest"], 1), unit=wash["unit"], percent=percent)


def short(path):
    """Give the end of a long path: the file and the two folders that it lies in."""
    parts = path.split("/")
    return path if len(parts) < 4 else "… / " + "/".join(parts[-3:])
