"""The list on the left: patients, their studies, and a card with a small picture for every series."""

import js

from app.page import disc, dom, mask, words

__all__ = ["Cards", "frame"]


class Cards:
    """The cards that are in the document; a new catalogue only changes what is new in it."""

    def __init__(self, paint):
        self.paint = paint  # paint(stack, canvas) puts the small picture on the canvas, now or when it is there
        self.list = dom.element("catalogue")
        self.texts = {}
        self.cards = {}
        self.pressed = None
        self.marking = False  # whether cards that come now are marked as new
        self.new = []  # the cards that are

    def clear(self):
        dom.clear(self.list)
        self.texts, self.cards, self.pressed, self.marking, self.new = {}, {}, None, False, []

    def show(self, state):
        """Show the catalogue."""
        place, there = None, set()
        patients = [mask.patient(one) for one in state.patients] if state.names_hidden else state.patients
        for p, patient in enumerate(patients):
            key = ("patient", p)
            block = self.block(key, "patient", "patient", place)
            place = block
            self.say(block, key, 0, "h3", words.name(patient.get("name")))
            born, sex = words.date(patient.get("birth_date")), words.sex(patient.get("sex"))
            about = " · ".join([part for part in ("born " + born if born else "", sex) if part])
            self.say(block, key, 1, "p", about)
            for study in patient["studies"]:
                key = ("study", p, study["uid"])
                block = self.block(key, "study", "study", place)
                place = block
                title, called = disc.exam(study)
                self.say(block, key, 0, "h4", title)
                self.say(block, key, 1, "p", called)
                self.say(block, key, 2, "p", disc.when(study))
                self.say(block, key, 3, "p", words.readable(study.get("institution")))
                for series in study["series"]:
                    for stack in series["stacks"]:
                        place = self.card(series, stack, place, state)
                        there.add(stack["id"])
        for key in [key for key in self.cards if isinstance(key, str) and key not in there]:
            self.cards.pop(key).parentElement.remove()  # views that turned out to be one turning picture

    def put(self, block, place):
        """Put a new block behind `place`, or first."""
        if place is None:
            self.list.prepend(block)
        else:
            place.after(block)

    def block(self, key, style, name, place):
        block = self.cards.get(key)
        if block is None:
            block = self.cards[key] = dom.make("div", style)
            block.setAttribute("role", "listitem")  # a heading within the list of series
            block.setAttribute("data-testid", name)
            self.put(block, place)
        return block

    def say(self, block, key, number, tag, value):
        """Set the n-th line of a block."""
        line = self.texts.get((key, number))
        if line is None:
            line = self.texts[(key, number)] = [dom.make(tag, None, "", block), ""]
        if line[1] != value:
            line[1] = value
            line[0].textContent = value

    def card(self, series, stack, place, state):
        """Show the card of one stack; give it."""
        key = stack["id"]
        card = self.cards.get(key)
        if card is None:
            card = self.cards[key] = dom.make("button", "series")
            card.type = "button"
            card.setAttribute("data-testid", "series")
            card.setAttribute("data-stack", key)
            card.setAttribute("data-do", "show-series")
            card.setAttribute("aria-pressed", "false")
            thumb = dom.make("span", "thumb", None, card)
            canvas = js.document.createElement("canvas")
            canvas.width = canvas.height = 1
            canvas.setAttribute("aria-hidden", "true")
            thumb.append(canvas, dom.element("no-thumb").content.cloneNode(True))
            body = dom.make("span", None, None, card)
            lines = [[dom.make("div", style, "", body), ""] for style in ("title", "kind", "number")]
            lines[2][0].setAttribute("data-testid", "series-count")
            for number, line in enumerate(lines):
                self.texts[(key, number)] = line
            item = dom.make("div", "item")
            item.setAttribute("role", "listitem")
            item.append(card)
            self.put(item, place)
            self.paint(key, canvas)
            frame(thumb, state.blank.get(key, ""))
            if self.marking:
                self.new.append(card)
                dom.make("span", "new", "New", card)
        self.say(None, key, 0, "div", disc.title(series, stack))
        self.say(None, key, 1, "div", disc.called(series, stack) or words.above_title(series))
        self.say(None, key, 2, "div", words.pictures(stack))
        return card.parentElement

    def blank(self, stack, why):
        """Say in the place of a small picture why there is nothing to be seen; "" where there is."""
        card = self.cards.get(stack)
        if card is not None:
            frame(card.firstElementChild, why)

    def mark(self):
        """Mark the cards that come from now on as new, and no others."""
        self.marking = True
        for card in self.new:
            self.unmark(card)
        self.new = []

    def unmark(self, card):
        badge = card.querySelector(".new")
        if badge is not None:
            badge.remove()

    def reveal(self):
        """Bring the first new card into sight."""
        self.marking = False
        if self.new:
            self.into_sight(self.new[0])

    def into_sight(self, card):
        options = js.Object.new()
        options.block = "nearest"
        card.scrollIntoView(options)

    def press(self, stack):
        """Mark the card of the shown stack and bring it into sight."""
        if self.pressed == stack:
            return
        if self.pressed in self.cards:
            self.cards[self.pressed].setAttribute("aria-pressed", "false")
        card = self.cards.get(stack)
        if card is not None:
            self.pressed = stack
            card.setAttribute("aria-pressed", "true")
            self.unmark(card)
            self.into_sight(card)


def frame(thumb, why):
    """Write into the frame of a small picture why it is blank; "" takes that away."""
    if why:
        thumb.setAttribute("data-blank", why)
        thumb.title = why
    elif thumb.hasAttribute("data-blank"):
        thumb.removeAttribute("data-blank")
        thumb.title = ""
