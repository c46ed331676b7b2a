"""The page "What is on this disc", the card that leads to it, and the copying of its summary."""

import js

from app.page import dom, sight
from app.page.facts import disc, mask, summary, titles, words
from app.page.facts.concerns import concerns, glance
from app.page.facts.heaping import steady
from app.page.facts.listing import flat
from app.page.facts.parts import dotted, listed
from app.page.panels import clipboard
from app.page.panels.documents import ordered, signed
from app.page.panels.heaps import Heaps
from app.page.panels.thumbs import frame, small
from app.page.update.reading import ask_skipped
from text.say import say

__all__ = ["Overview"]

PAUSE_MS = 1000  # between two drawings while files are still being read


class Overview:
    """Draws what is open. emit(action, …) changes the state; settle() is called when the page was opened or closed."""

    def __init__(self, state, emit, oms, settle):
        self.state, self.emit, self.oms, self.settle = state, emit, oms, settle
        self.small = {}  # stack id -> its small picture, of those that are drawn
        self.lines = {}  # key of a row that is drawn -> what it says
        self.due = self.written = self.secret = None
        self.known, self.secrets = {}, {}
        self.mixed = False  # whether cards that came while somebody was at one stand behind the others
        self.holds = 0  # draws whose frame has not come yet
        scroll = dom.element("disc-scroll")
        self.sheets = Heaps(dom.element("disc-papers"), scroll, self.paper, self.gone, style="papers", side_by_side=3)
        self.list = Heaps(dom.element("disc-list"), scroll, self.part, self.gone, style="parts", side_by_side=3)
        dom.listen(scroll, "scroll", self.sight, passive=True)
        dom.listen(dom.element("disc-list"), "pointerleave", self.left)
        dom.listen(self.dialog, "close", lambda _: settle())

    def lead(self):
        """Go to what is to be known of the disc."""
        dom.element("disc-scroll").scrollTop = 0
        dom.element("disc-back").focus()

    @property
    def dialog(self):
        return dom.element("disc-dialog")

    # ---- when

    def forget(self):
        """Leave nothing of the scan on the page."""
        dom.stop(self.due)
        self.due = self.written = self.secret = None
        self.mixed = False
        self.list.clear()
        self.sheets.clear()
        self.lines, self.known, self.secrets = {}, {}, {}
        for name in ("disc-head", "disc-tail"):
            dom.clear(dom.element(name))
        dom.text("disc-notes", "")
        dom.element("disc-body").style.minHeight = ""
        clipboard.forget()
        dom.text("disc-copied", "")
        dom.element("disc-named").checked = False
        self.card()

    def toggle(self):
        """Open the page, or go back to the pictures."""
        if self.dialog.open:
            self.dialog.close()
            return
        self.emit(ask_skipped)
        dom.text("disc-copied", "")
        self.dialog.showModal()
        dom.element("disc-body").style.minHeight = ""
        self.settle()
        self.draw()
        dom.element("disc-scroll").scrollTop = 0

    def change(self):
        """Something is new: the card shows it at once, the page, if it is seen, soon."""
        self.card()
        # Once all is read it is drawn at once: "Everything has been read" and "Still reading" must not stand there together.
        if self.dialog.open and (self.due is None or not self.state.reading):
            dom.stop(self.due)
            self.due = dom.after(PAUSE_MS if self.state.reading else 0, lambda *_: self.draw())

    # ---- the card beside the pictures

    def card(self):
        state = self.state
        lines = glance(state.patients, state.index, state.documents, self.state.skipped, state.progress)
        if lines == dom.known.get("disc-card"):
            return
        dom.known["disc-card"] = lines
        target = dom.element("disc-lines")
        dom.clear(target)
        for kind, said in lines:
            dom.make("li", kind, said, target)
        dom.show("disc-lines", bool(lines))
        dom.attribute("disc-card", "data-important", "true" if any(kind == "warning" for kind, _ in lines) else None)

    # ---- the page

    def draw(self):
        """Draw all of it, or what is new in it; who stood on a button stays there, and what lies under the pointer stays under it."""
        dom.stop(self.due)
        self.due = None
        state = self.state
        self.secret = sight.hidden(self.state)
        reading = self.state.reading
        dom.show("disc-see", bool(state.order))
        dom.show("disc-return", not state.order)
        anchor = self.anchor()
        top = anchor.getBoundingClientRect().top if anchor is not None else 0
        scroll = dom.element("disc-scroll")
        # Where cards go back to their places, the list stays where it was scrolled to, and follows none of them.
        kept = scroll.scrollTop if anchor is None and self.mixed else None
        if anchor is not None or kept is not None:  # the browser's own way of doing so, which some have and some do not, would come on top
            scroll.style.overflowAnchor = "none"
            self.holds += 1
            dom.after_frame(self.released)
        self.head(reading)
        self.papers()
        self.parts(anchor is not None)
        tail = js.document.createDocumentFragment()
        if not reading:
            self.lost(self.secret, tail)
            self.rest(self.secret, tail)
        self.replace("disc-tail", tail)
        if kept is not None:
            scroll.scrollTop = kept
        if anchor is not None and anchor.isConnected:
            moved = anchor.getBoundingClientRect().top - top
            if moved:
                scroll.scrollTop += moved
                # Where there is too little to scroll by, room is made below.
                missing = anchor.getBoundingClientRect().top - top
                if missing > 0:
                    dom.element("disc-body").style.minHeight = str(dom.element("disc-body").offsetHeight + int(missing) + 1) + "px"
                    scroll.scrollTop += missing
        self.sight()

    def released(self, *_):
        self.holds -= 1
        if not self.holds:  # the frame of an earlier draw may end between a later draw and its frame
            dom.element("disc-scroll").style.overflowAnchor = ""

    def anchor(self):
        """Give the card or document on the page that the pointer or the keyboard is at, or None."""
        body = dom.element("disc-body")
        found = body.querySelector("button:hover")
        return found if found is not None else body.querySelector("button:focus")

    def replace(self, name, fragment):
        """Put something else into a part of the page; who stood on a button of it stays there."""
        target = dom.element(name)
        active = js.document.activeElement
        held = active.id if active is not None and target.contains(active) else ""
        dom.clear(target)
        target.append(fragment)
        again = js.document.getElementById(held) if held else None
        if again is not None:
            again.focus()

    def head(self, reading):
        """Write how much there is, and what is to be known of it, above the names that it speaks of; anew only when it says something else."""
        state = self.state
        told = concerns(state.patients, state.index, state.documents, self.state.skipped, state.progress, dates=self.secret is None)
        key = (self.counted(reading), told, self.secret, bool(state.documents))
        if key == self.written:
            return
        self.written = key
        body = js.document.createDocumentFragment()
        dom.make("p", "lead", key[0], body)
        self.notes(told, self.secret, body)
        if state.documents:
            dom.make("h3", None, say("page.disc.documents"), body)
        self.replace("disc-head", body)
        dom.text("disc-notes", say("page.disc.notes", n=len(told)) if told else "")

    def sight(self, *_):
        """Lead back to what is to be known where it was scrolled out of sight."""
        first = dom.element("disc-head").querySelector(".concern:not(.mild)")
        away = first is not None and first.getBoundingClientRect().bottom < dom.element("disc-scroll").getBoundingClientRect().top + 60
        dom.show("disc-notes", away)

    def counted(self, reading):
        studies = [study for patient in self.state.patients for study in patient["studies"]]
        series = [one for study in studies for one in study["series"]]
        pictures = sum([stack["frames"] or 0 for one in series for stack in one["stacks"]])
        parts = sum([len(one["stacks"]) for one in series])
        if not pictures:
            return say("page.disc.waiting" if reading else "page.disc.empty")
        shown = say("word.series" if parts == len(series) else "page.disc.series", n=len(series), parts=parts)
        counted = dotted((say("word.exams", n=len(studies)), shown, say("word.pictures", n=pictures)))
        return say("page.disc.reading", counted=counted) if reading else counted

    def notes(self, told, secret, body):
        for one in told:
            box = dom.make("section", "concern mild" if one["mild"] else "concern", None, body)
            box.setAttribute("data-testid", "disc-concern")
            dom.make("p", "strong", one["text"], box)
            if one["items"]:
                items = dom.make("ul", None, None, box)
                for item in one["items"]:
                    dom.make("li", None, hide(item, secret), items)
            advice = dom.make("p", "muted", None, box)
            if one["listed"]:
                list_link("disc-why", one["listed"], advice)
                advice.append(" ")
            advice.append(one["advice"])

    def papers(self):
        """List the documents; each opens by a click."""
        documents = self.state.documents
        owners = disc.owners(self.state.patients, documents) if documents else {}
        self.sheets.show([("disc-" + told["id"], "card", told, owners.get(told["id"])) for told in ordered(documents)])

    def paper(self, row, paper):
        """Give the card of a document."""
        told, owner = row[2:]
        kind, name = disc.document(told)
        owner = owner and (say("page.disc.owner", owner=owner) if self.secret is None else mask.HIDDEN)
        said = (kind, name and hide(name, self.secret), owner)
        if paper is not None:
            if self.lines.get(row[0]) == said:
                return paper
            dom.clear(paper)
        else:
            paper = dom.make("button", "paper")
            paper.type = "button"
            paper.id = row[0]
            paper.setAttribute("data-testid", "disc-document")
            paper.setAttribute("data-document", told["id"])
            paper.setAttribute("data-do", "open-document")
        self.lines[row[0]] = said
        beside = signed(paper)
        dom.make("span", "title", kind, beside)
        for part in said[1:]:
            if part:
                dom.make("span", "called", part, beside)
        return paper

    def parts(self, still):
        """List the people, their exams and the parts of their series; still: none changes places with another, since someone is at one."""
        state = self.state
        self.known = disc.promises(state.index)
        self.secrets = {}
        ordered = flat(state.patients)
        shown = steady(ordered, self.list.rows) if still else ordered
        self.mixed = shown != ordered
        self.list.show(shown)

    def left(self, *_):
        """The pointer left the list: put in order what came while it was there."""
        if self.mixed and not self.state.reading:
            self.change()

    def part(self, row, element):
        """Give the element of a person, an exam, or one part of a series: its small picture, what it is, whether it is whole."""
        key, kind, p = row[:3]
        hidden = None
        if self.secret is not None:
            hidden = self.secrets.get(p)
            if hidden is None:
                hidden = self.secrets[p] = mask.words_of((self.state.patients[p],))
        if kind == "patient":
            lines = person_lines(row[3], hidden is not None)
        elif kind == "study":
            lines = exam_lines(row[3] if hidden is None else mask.exam(row[3], hidden))
        else:
            lines = self.told(row[3], row[4], hidden)
        if element is not None and self.lines.get(key) == lines:
            return element
        self.lines[key] = lines
        if kind != "card":
            if element is None:
                element = dom.make("div" if kind == "patient" else "section", "whose" if kind == "patient" else "exam")
                if kind == "study":
                    element.setAttribute("data-testid", "disc-exam")
            dom.clear(element)
            for tag, style, said in lines:
                dom.make(tag, style, said, element)
            return element
        if element is None:
            element = dom.make("button", "part")
            element.type = "button"
            element.id = "disc-" + key
            element.setAttribute("data-testid", "disc-series")
            element.setAttribute("data-do", "show-series")
            element.setAttribute("data-stack", key)
            self.small[key] = small(element, key, self.oms, self.state.blank.get(key, ""))
            dom.make("span", None, None, element)
        body = element.lastElementChild
        dom.clear(body)
        for tag, style, said in lines:
            dom.make(tag, style, said, body)
        return element

    def told(self, group, place, hidden):
        """Give what is said of one part of a series, without the words that are hidden."""
        series, stack = group.series, group.stacks[place]
        if hidden is not None:
            series, stack = mask.part(series, stack, hidden)
        row = disc.part(series, stack, self.known, reading=self.state.reading)
        row["title"], head = titles.alone(series, stack, group.exam, place, len(group.stacks))
        row["called"] = titles.called(series, head, twin=group.twin)
        return part_lines(row)

    def gone(self, key, _):
        """A row is no longer drawn."""
        self.lines.pop(key, None)
        canvas = self.small.pop(key, None)
        if canvas is not None:
            self.oms.release(key, canvas)

    def blank(self, stack):
        """A small picture came, or will not: say so on the page."""
        element = self.list.elements.get(stack)
        if element is not None:
            frame(element.firstElementChild, self.state.blank.get(stack, ""))

    def lost(self, secret, body):
        """Name the series that are promised and not here at all."""
        rows = disc.absent(self.state.index)
        if rows:
            dom.make("h3", None, say("page.disc.lost"), body)
            series = dom.make("ul", "plain", None, body)
            for name, count in rows:
                dom.make("li", None, say("page.concern.item", series=hide(name, secret), count=count), series)

    def rest(self, secret, body):
        """Name what else is on the disc, and offer the list of every file."""
        line = disc.tally_line(self.state.progress or {}, self.state.skipped)
        if line:
            dom.make("p", "muted", line, body).setAttribute("data-testid", "disc-tally")
        told = disc.others(self.state.skipped)
        if told:
            dom.make("h3", None, say("page.disc.others"), body)
            sorts = dom.make("dl", "rest", None, body)
            sorts.setAttribute("data-testid", "disc-others")
            for what, note, number, names in told:
                row = dom.make("div", None, None, sorts)
                dom.make("dt", None, what, row)
                shown = listed([hide(name, secret) for name in names])
                dom.make("dd", None, say("page.disc.some" if number > len(names) else "page.disc.all", n=number, names=shown), row)
                dom.make("dd", "muted", note, row)
        if self.state.progress is not None and self.state.progress.get("skipped"):
            list_link("disc-skipped", say("page.disc.skipped"), body)

    # ---- the summary

    def copy(self):
        """Copy the summary; with names only where the box says so."""
        state = self.state
        named = bool(dom.element("disc-named").checked)
        text = summary.summary(state.patients, state.index, state.documents, self.state.skipped, state.progress, named=named)
        done = clipboard.copy(text, dom.element("disc-copy-row"))
        if done:
            dom.text("disc-copied", say("page.disc.copied.named" if named else "page.disc.copied.nameless"))
        else:
            dom.text("disc-copied", say("page.disc.copied.refused"))


def list_link(name, said, parent):
    """Make the button, of that id, that opens the list of the files that show no picture."""
    link = dom.make("button", "link", said, parent)
    link.type = "button"
    link.id = name
    link.setAttribute("data-do", "skipped")
    link.setAttribute("data-testid", name)


def person_lines(told, hidden):
    """Give ((tag, class, text), …) of a person."""
    name, about = disc.person(mask.person(told) if hidden else told)
    return (("h3", None, name), ("p", "muted", "" if hidden else about or say("page.person.undated")))


def exam_lines(study):
    """Give ((tag, class, text), …) of an exam."""
    title, called = disc.exam(study)
    about = dotted((disc.when(study), words.readable(study.get("institution"))))
    lines = [("h4", None, title)] + ([("p", "muted", called)] if called else [])
    return tuple(lines + ([("p", "muted", about)] if about else []))


def part_lines(row):
    """Give ((tag, class, text), …) of a part of a series."""
    lines = (("title", row["title"]), ("called", row["called"]), ("count", row["count"]), ("whole " + row["whole"], row["told"]))
    return tuple([("span", style, said) for style, said in lines if said or style == "title"])


def hide(text, secret):
    """Give a text without the words that nobody may see; secret: those, or None."""
    return text if secret is None else mask.text(text, secret)
