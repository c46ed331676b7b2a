"""The list on the left: patients, their exams, and a card with a small picture for every series; its parts share the card."""

import js

from app.page import dom
from app.page.facts import disc, mask, titles, words
from app.page.facts.listing import FEW, Listing, row_of
from app.page.facts.parts import dotted, listed
from app.page.panels.documents import called
from app.page.panels.heaps import Heaps
from app.page.panels.thumbs import frame, framed
from text.say import say

__all__ = ["Cards"]

LINES = ("title", "look", "kind", "number")  # of a card


class Card:
    """What is on the screen of a card: its small picture, and whose it is."""

    def __init__(self, canvas):
        self.canvas = canvas
        self.stack = None
        self.known = None  # what it was drawn from last


class Cards:
    """The list; a new catalog only changes what is new in it and near what is seen."""

    def __init__(self, oms):
        self.oms = oms
        self.heaps = Heaps(dom.element("catalog"), dom.element("lists"), self.draw, self.gone)
        self.forget()
        dom.listen(dom.element("catalog"), "click", self.clicked)

    def forget(self):
        self.listing = Listing(())
        self.drawn = {}  # key -> row, of those that are drawn
        self.chips = {}  # key of a row of parts that is drawn -> what it was drawn from last
        self.texts = {}
        self.cards = {}  # key of a card that is drawn -> its Card
        self.state, self.secrets = None, {}
        self.homes = self.over = None
        self.pressed = None
        self.hand = {}  # key of a card or of a row of planning pictures -> whether somebody unfolded it
        self.before = None  # the keys of what was there before more was handed over
        self.new = []  # keys of the cards that are marked as new

    def clear(self):
        self.heaps.clear()
        self.forget()

    def show(self, state, homes=None, over=None):
        """Show the catalog; homes: stack id -> documents of outlines that lie over it; over: stack of marks -> stack that it lies over."""
        self.state, self.secrets, self.homes, self.over = state, {}, homes, over
        self.list()
        if self.before is not None:
            self.new = [row[0] for row in self.listing.rows if row[1] == "card" and row[0] not in self.before]
        self.heaps.show(self.listing.rows)

    def list(self):
        self.listing = Listing(self.state.patients, self.homes, self.over, self.hand, self.pressed)

    def refresh(self):
        """Something was folded or unfolded."""
        self.list()
        self.heaps.show(self.listing.rows)

    def secret(self, p):
        """Give the words of a patient that nobody may see; None while names are shown."""
        if not self.state.names_hidden:
            return None
        found = self.secrets.get(p)
        if found is None:
            found = self.secrets[p] = mask.words_of((self.state.patients[p],))
        return found

    # ---- rows

    def draw(self, row, element):
        """Draw a row, or bring it up to date."""
        key, kind = row[0], row[1]
        self.drawn[key] = row
        secret = self.secret(row[2])
        if kind == "card":
            return self.card(row, element, secret)
        if kind == "parts":
            return self.parts(row, element, secret)
        if kind == "planning":
            return self.planning(row, element)
        if kind in ("outlines", "views"):
            return self.beneath(row, element, secret)
        if element is None:
            element = item(kind)  # its name is a heading within the list of series
            element.setAttribute("data-testid", kind)
        if kind == "patient":
            patient = row[3] if secret is None else mask.person(row[3])
            name, about = disc.person(patient)
            self.line(element, key, 0, "h3", name)
            self.line(element, key, 1, "p", about)
            return element
        study = row[3] if secret is None else mask.exam(row[3], secret)
        title, called = disc.exam(study)
        self.line(element, key, 0, "h4", title)
        self.line(element, key, 1, "p", called)
        self.line(element, key, 2, "p", disc.when(study))
        self.line(element, key, 3, "p", words.readable(study.get("institution")))
        return element

    def beneath(self, row, element, secret):
        """Give the button for what belongs to the series that it stands under: outlines, or saved views."""
        outlines = row[1] == "outlines"
        if element is None:
            element = item("item")
            button = dom.make("button", "beneath", None, element)
            button.type = "button"
            button.setAttribute("data-testid", "series-outlines" if outlines else "series-views")
            button.setAttribute("data-do", "show-outlines" if outlines else "show-views")
            if outlines:
                button.setAttribute("data-document", row[3]["id"])
            button.append(dom.element("outlines-sign" if outlines else "views-sign").content.cloneNode(True))
        if not outlines:
            element.firstElementChild.setAttribute("data-stack", row[3]["id"])
        said = say("page.cards.outlines", title=called(row[3], secret)) if outlines else say("page.cards.views")
        self.line(element.firstElementChild, row[0], 0, "span", said)
        return element

    def planning(self, row, element):
        """Give the button that the planning pictures of an exam are folded behind."""
        key, groups, seen = row[0], row[3], row[4]
        if element is None:
            element = item("item")
            self.fold(dom.make("button", "behind", None, element), key).setAttribute("data-testid", "planning")
        button = element.firstElementChild
        button.setAttribute("aria-expanded", "true" if seen else "false")
        count = sum([stack.get("frames") or 0 for group in groups for stack in group.stacks])
        self.line(button, key, 0, "span", say("page.cards.planning", n=count))
        return element

    def parts(self, row, element, secret):
        """Give the buttons of some parts of a series."""
        group, start, end = row[3:]
        if element is None:
            element = item("item")
            dom.make("div", "parts-row", None, element).setAttribute("role", "group")
        known = self.known(group, secret, start, self.pressed if group.place(self.pressed) is not None else None)
        if self.chips.get(row[0]) == known:
            return element
        self.chips[row[0]] = known
        stacks = group.stacks[start:end]
        if secret is not None:
            stacks = [mask.stack(stack, secret) for stack in stacks]
        series = group.series if secret is None else mask.named(group.series, secret)
        names = [titles.part(stack, start + place + 1) for place, stack in enumerate(stacks)]
        box = element.firstElementChild
        box.setAttribute("aria-label", say("page.cards.parts", series=self.title(group, secret)[0]))
        box.setAttribute("data-columns", str(titles.columns(names)))
        while box.childElementCount > len(stacks):
            box.lastElementChild.remove()
        for place, stack in enumerate(stacks):
            if place < box.childElementCount:
                button = box.children[place]
            else:
                button = dom.make("button", "chip", "", box)
                button.type = "button"
                button.setAttribute("data-testid", "series")
                button.setAttribute("data-do", "show-series")
            button.setAttribute("data-stack", stack["id"])
            button.setAttribute("aria-pressed", "true" if stack["id"] == self.pressed else "false")
            button.title = listed((disc.title(series, stack), words.pictures(stack)))
            button.textContent = names[place]
        element.setAttribute("data-under", "true" if group.under else "false")
        return element

    # ---- cards

    def title(self, group, secret):
        """Give (head, look, what the hospital calls it) of a card."""
        series, stack = group.series, titles.in_common(group.stacks)
        if secret is not None:
            series, stack = mask.part(series, stack, secret)
        head, look = titles.title(series, stack, group.exam)
        return head, look, titles.called(series, head, twin=group.twin)

    def card(self, row, element, secret):
        """Give the row with the card of a series."""
        key, group = row[0], row[3]
        count = len(group.stacks)
        form = "one" if count == 1 else "few" if count <= FEW else "many"
        if element is None:
            element = item("item")
        if element.getAttribute("data-form") != form:
            self.build(key, element, form)
        card = self.cards[key]
        place = group.place(self.pressed)
        pressed = place is not None
        if not pressed:
            place = group.place(card.stack) or 0  # the part that was shown last, at first the first
        # A catalog comes again and again while files are read, and most cards of it are as they were.
        known = self.known(group, secret, place, pressed, self.hand.get(key))
        if card.known == known:
            return element
        card.known = known
        stack = group.stacks[place]
        series, shown = (group.series, stack) if secret is None else mask.part(group.series, stack, secret)
        button = element.firstElementChild
        button.setAttribute("aria-pressed", "true" if pressed else "false")
        button.setAttribute("data-stack", stack["id"])
        button.title = dotted((disc.title(series, shown), disc.called(series, shown)))
        element.setAttribute("data-under", "true" if group.under else "false")
        if card.stack != stack["id"]:
            self.picture(card, stack["id"], button.firstElementChild)
        lines = list(self.title(group, secret))
        lines.append(words.pictures(stack) if count == 1 else titles.parted(group.stacks))
        for number, said in enumerate(lines):
            self.line(None, key, number, "div", said)
        if form == "many":
            self.step(element.lastElementChild, group, place, titles.part(shown, place + 1))
        return element

    def known(self, group, secret, *more):
        """Give all that a card, or a row of its parts, is drawn from."""
        series, exam = group.series, group.exam
        return group.stacks, series.get("description"), series.get("number"), exam.kind, exam.part, group.twin, group.under, secret, more

    def build(self, key, element, form):
        """Make what is in the row of a card, of one part, of few, or of many, which are stepped through."""
        held = element.contains(js.document.activeElement)
        self.let_go(key)
        dom.clear(element)
        element.setAttribute("data-form", form)
        card = dom.make("button", "series", None, element)
        card.type = "button"
        card.setAttribute("data-testid", "series" if form == "one" else "series-card")
        card.setAttribute("data-do", "show-series")
        self.cards[key] = Card(framed(card)[1])
        body = dom.make("span", None, None, card)
        for number, style in enumerate(LINES):
            self.texts[(key, number)] = [dom.make("div", style, "", body), ""]
        self.texts[(key, 3)][0].setAttribute("data-testid", "series-count")
        if key in self.new:
            dom.make("span", "new", say("page.cards.new"), card)
        if form == "many":
            steps = dom.make("div", "steps", None, element)
            for said, name in ((say("page.cards.back"), "back"), ("", None), (say("page.cards.on"), "on")):
                button = dom.make("button", "step " + name if name else "unfold", None, steps)
                button.type = "button"
                if name:
                    button.setAttribute("aria-label", said)
                    button.setAttribute("data-do", "show-series")
                    button.setAttribute("data-testid", "part-" + name)
                else:
                    self.fold(button, key).setAttribute("data-testid", "parts")
                    dom.make("span", None, "", button)
                    dom.make("span", "muted", "", button)
        if held:
            card.focus()

    def step(self, steps, group, place, told):
        """Say which part is shown, and what is before and behind it."""
        count = len(group.stacks)
        for button, to in ((steps.firstElementChild, place - 1), (steps.lastElementChild, place + 1)):
            if 0 <= to < count:
                button.setAttribute("data-stack", group.stacks[to]["id"])
                button.removeAttribute("aria-disabled")
            else:
                button.setAttribute("aria-disabled", "true")
        unfold = steps.children[1]
        unfold.setAttribute("aria-expanded", "true" if self.hand.get(group.key) else "false")
        unfold.title = say("page.cards.unfold")
        unfold.firstElementChild.textContent = told
        unfold.lastElementChild.textContent = say("page.cards.place", place=place + 1, count=count)

    def picture(self, card, stack, thumb):
        """Put the small picture of another part into a card."""
        if card.stack is not None:
            self.oms.release(card.stack, card.canvas)
            card.canvas.width = card.canvas.height = 1
        card.stack = stack
        self.oms.thumbnail(stack, card.canvas)
        frame(thumb, self.state.blank.get(stack, ""))

    def let_go(self, key):
        """Let go of what a row showed."""
        for number in range(len(LINES)):
            self.texts.pop((key, number), None)
        self.chips.pop(key, None)
        card = self.cards.pop(key, None)
        if card is not None and card.stack is not None:
            self.oms.release(card.stack, card.canvas)

    def gone(self, key, _):
        """A row is no longer drawn."""
        self.drawn.pop(key, None)
        self.let_go(key)

    def line(self, block, key, number, tag, value):
        """Set the n-th line of a block."""
        line = self.texts.get((key, number))
        if line is None:
            line = self.texts[(key, number)] = [dom.make(tag, None, "", block), ""]
        if line[1] != value:
            line[1] = value
            line[0].textContent = value

    def blank(self, stack, why):
        """Say in the place of a small picture why there is nothing to be seen; "" where there is."""
        for key, card in self.cards.items():
            if card.stack == stack:
                frame(self.button(key).firstElementChild, why)

    def button(self, key):
        """Give the button of a card; None where it is not drawn."""
        element = self.heaps.elements.get(key)
        return None if element is None else element.firstElementChild

    # ---- folding

    def fold(self, button, key):
        """Let a button fold what belongs to a key."""
        button.type = "button"
        button.setAttribute("data-fold", key)
        return button

    def clicked(self, event):
        """Fold or unfold; all other buttons of the list are for `app/page/input/pressing.py`."""
        button = event.target.closest("[data-fold]")
        if button is not None:
            self.hand[button.getAttribute("data-fold")] = button.getAttribute("aria-expanded") != "true"
            self.refresh()

    # ---- what is new

    def mark(self):
        """Mark the cards that come from now on as new, and no others."""
        for key in self.new:
            self.unmark(key)
        self.new = []
        self.before = {group.key for group in self.listing.groups}

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

    # ---- what is shown

    def into_sight(self, key):
        element = self.heaps.reach(key)
        if element is not None:
            options = js.Object.new()
            options.block = "nearest"
            element.scrollIntoView(options)
        return element

    def press(self, stack):
        """Mark the card of the shown stack, and its part, and bring both into sight; what is folded away is unfolded for that."""
        if self.pressed == stack:
            return
        before, self.pressed = self.pressed, stack
        folds = self.listing.folds
        if folds.get(stack) != folds.get(before):
            if self.hand.get(folds.get(stack)) is False:
                self.hand.pop(folds[stack])
            self.refresh()
        else:
            for one in (before, stack):
                for key in self.rows_of(self.listing.group_of(one), one):
                    if key in self.drawn:
                        self.draw(self.drawn[key], self.heaps.elements[key])
        group = self.listing.group_of(stack)
        if group is None:
            self.pressed = None  # it is not listed yet
            return
        for key in self.rows_of(group, stack):
            self.into_sight(key)
        if group.key in self.new:
            self.new.remove(group.key)
            self.unmark(group.key)

    def rows_of(self, group, stack):
        """Give the keys of the rows that a stack of a group stands in: its card, and where parts are listed its part."""
        if group is None:
            return ()
        if len(group.stacks) < 2 or (len(group.stacks) > FEW and not self.hand.get(group.key)):
            return (group.key,)
        return (group.key, row_of(group, group.place(stack)))


def item(style):
    """Make the element of a row; to screen readers it is an item of the list, whatever heap it lies in."""
    element = dom.make("div", style)
    element.setAttribute("role", "listitem")
    return element
