"""The list on the left: patients, their studies, and a card with a small picture for every series."""

import js

from app.page import disc, dom, mask, words
from app.page.documents import called
from app.page.heaps import Heaps

__all__ = ["Cards", "frame", "rows", "small"]


def rows(patients, homes=None):
    """Give the rows of a list of all that there is: ("patient", …), ("study", …) and, of the kind "card", the parts of each series.

    Each is (key, kind, number of the patient, what is told of it …). homes: stack id -> documents of outlines that lie over it; they
    follow it, of the kind "outlines".
    """
    found = []
    for p, patient in enumerate(patients):
        found.append((("patient", p), "patient", p, patient))
        for study in patient["studies"]:
            found.append((("study", p, study["uid"]), "study", p, study))
            for series in study["series"]:
                for stack in series["stacks"]:
                    found.append((stack["id"], "card", p, series, stack))
                    if homes and stack["id"] in homes:
                        found.extend([(("outlines", one["id"]), "outlines", p, one) for one in homes[stack["id"]]])
    return found


class Cards:
    """The list; a new catalogue only changes what is new in it and near what is seen."""

    def __init__(self, oms):
        self.oms = oms
        self.heaps = Heaps(dom.element("catalogue"), dom.element("lists"), self.draw, self.gone)
        self.forget()

    def forget(self):
        self.texts = {}
        self.canvases = {}
        self.state, self.secrets = None, {}
        self.pressed = None
        self.before = None  # the keys of what was there before more was handed over
        self.new = []  # keys of the cards that are marked as new

    def clear(self):
        self.heaps.clear()
        self.forget()

    def show(self, state, homes=None):
        """Show the catalogue; homes: stack id -> documents of outlines that lie over it."""
        self.state, self.secrets = state, {}
        found = rows(state.patients, homes)
        if self.before is not None:
            self.new = [row[0] for row in found if row[1] == "card" and row[0] not in self.before]
        self.heaps.show(found)

    def secret(self, p):
        """Give the words of a patient that nobody may see."""
        found = self.secrets.get(p)
        if found is None:
            found = self.secrets[p] = mask.words_of((self.state.patients[p],))
        return found

    def draw(self, row, element):
        """Draw a row, or bring it up to date."""
        key, kind = row[0], row[1]
        hidden = self.state.names_hidden
        if kind == "card":
            series, stack = row[3:]
            if hidden:
                series, stack = mask.part(series, stack, self.secret(row[2]))
            return self.card(key, series, stack, element)
        if kind == "outlines":
            return self.outlines(row, element, self.secret(row[2]) if hidden else None)
        if element is None:
            element = item(kind)  # its name is a heading within the list of series
            element.setAttribute("data-testid", kind)
        if kind == "patient":
            patient = mask.person(row[3]) if hidden else row[3]
            self.say(element, key, 0, "h3", words.name(patient.get("name")))
            born, sex = words.date(patient.get("birth_date")), words.sex(patient.get("sex"))
            self.say(element, key, 1, "p", " · ".join([part for part in ("born " + born if born else "", sex) if part]))
            return element
        study = mask.exam(row[3], self.secret(row[2])) if hidden else row[3]
        title, called = disc.exam(study)
        self.say(element, key, 0, "h4", title)
        self.say(element, key, 1, "p", called)
        self.say(element, key, 2, "p", disc.when(study))
        self.say(element, key, 3, "p", words.readable(study.get("institution")))
        return element

    def outlines(self, row, element, secret):
        """Give the button that shows outlines over the series that they stand under."""
        if element is None:
            element = item("item")
            button = dom.make("button", "outlines", None, element)
            button.type = "button"
            button.setAttribute("data-do", "show-outlines")
            button.setAttribute("data-document", row[3]["id"])
            button.setAttribute("data-testid", "series-outlines")
            button.append(dom.element("outlines-sign").content.cloneNode(True))
        self.say(element.firstElementChild, row[0], 0, "span", "Outlines: " + called(row[3], secret))
        return element

    def say(self, block, key, number, tag, value):
        """Set the n-th line of a block."""
        line = self.texts.get((key, number))
        if line is None:
            line = self.texts[(key, number)] = [dom.make(tag, None, "", block), ""]
        if line[1] != value:
            line[1] = value
            line[0].textContent = value

    def card(self, key, series, stack, element):
        """Give the row with the card of one stack."""
        if element is None:
            element = item("item")
            card = dom.make("button", "series", None, element)
            card.type = "button"
            card.setAttribute("data-testid", "series")
            card.setAttribute("data-stack", key)
            card.setAttribute("data-do", "show-series")
            card.setAttribute("aria-pressed", "true" if key == self.pressed else "false")
            self.canvases[key] = small(card, key, self.oms, self.state.blank.get(key, ""))
            body = dom.make("span", None, None, card)
            for number, style in enumerate(("title", "kind", "number")):
                self.texts[(key, number)] = [dom.make("div", style, "", body), ""]
            self.texts[(key, 2)][0].setAttribute("data-testid", "series-count")
            if key in self.new:
                dom.make("span", "new", "New", card)
        self.say(None, key, 0, "div", disc.title(series, stack))
        self.say(None, key, 1, "div", disc.called(series, stack) or words.above_title(series))
        self.say(None, key, 2, "div", words.pictures(stack))
        return element

    def gone(self, key, _):
        """A row is no longer drawn."""
        for number in range(4):
            self.texts.pop((key, number), None)
        canvas = self.canvases.pop(key, None)
        if canvas is not None:
            self.oms.release(key, canvas)

    def blank(self, stack, why):
        """Say in the place of a small picture why there is nothing to be seen; "" where there is."""
        card = self.button(stack)
        if card is not None:
            frame(card.firstElementChild, why)

    def button(self, key):
        """Give the card of a stack; None where it is not drawn."""
        element = self.heaps.elements.get(key)
        return None if element is None else element.firstElementChild

    def mark(self):
        """Mark the cards that come from now on as new, and no others."""
        for key in self.new:
            self.unmark(key)
        self.new = []
        self.before = {row[0] for row in self.heaps.rows}

    def unmark(self, key):
        card = self.button(key)
        badge = card.querySelector(".new") if card is not None else None
        if badge is not None:
            badge.remove()

    def reveal(self):
        """Bring the first new card into sight."""
        self.before = None
        if self.new:
            self.into_sight(self.new[0])

    def into_sight(self, key):
        element = self.heaps.reach(key)
        if element is None:
            return None
        options = js.Object.new()
        options.block = "nearest"
        element.scrollIntoView(options)
        return element.firstElementChild

    def press(self, stack):
        """Mark the card of the shown stack and bring it into sight."""
        if self.pressed == stack:
            return
        before = self.button(self.pressed)
        if before is not None:
            before.setAttribute("aria-pressed", "false")
        self.pressed = None
        card = self.into_sight(stack)
        if card is not None:
            self.pressed = stack
            card.setAttribute("aria-pressed", "true")
            if stack in self.new:
                self.new.remove(stack)
                self.unmark(stack)


def item(style):
    """Make the element of a row; to screen readers it is an item of the list, whatever heap it lies in."""
    element = dom.make("div", style)
    element.setAttribute("role", "listitem")
    return element


def small(card, stack, oms, blank):
    """Put the small picture of a stack into its card, now or when it is there. Give its canvas."""
    thumb = dom.make("span", "thumb", None, card)
    canvas = js.document.createElement("canvas")
    canvas.width = canvas.height = 1
    canvas.setAttribute("aria-hidden", "true")
    thumb.append(canvas, dom.element("no-thumb").content.cloneNode(True))
    oms.thumbnail(stack, canvas)
    frame(thumb, blank)
    return canvas


def frame(thumb, why):
    """Write into the frame of a small picture why it is blank; "" takes that away."""
    if why:
        thumb.setAttribute("data-blank", why)
        thumb.title = why
    elif thumb.hasAttribute("data-blank"):
        thumb.removeAttribute("data-blank")
        thumb.title = ""
