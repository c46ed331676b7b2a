"""The page "What is on this disc", the card that leads to it, and the copying of its summary."""

import js

from app.page import clipboard, disc, dom, mask, summary, words
from app.page.cards import frame
from app.page.concerns import concerns, glance
from app.page.documents import ordered, signed

__all__ = ["Overview"]

PAUSE_MS = 1000  # between two drawings while files are still being read
MOST_SKIPPED = 2000  # files whose reasons are asked for unbidden; the list of a larger folder waits until somebody looks


class Overview:
    """Draws what is open, for a desk."""

    def __init__(self, desk):
        self.desk = desk
        self.files = None  # of the `skipped` message
        self.small = {}  # stack id -> its small picture: link.js paints each canvas it was given once for as long as a scan is open
        self.due = None

    @property
    def dialog(self):
        return dom.element("disc-dialog")

    # ---- when

    def forget(self):
        """Leave nothing of the scan on the page."""
        dom.stop(self.due)
        self.files, self.small, self.due = None, {}, None
        dom.clear(dom.element("disc-body"))
        clipboard.forget()
        dom.text("disc-copied", "")
        dom.element("disc-named").checked = False
        self.card()

    def toggle(self):
        """Open the page, or go back to the pictures."""
        if self.dialog.open:
            self.dialog.close()
            return
        self.ask()
        dom.text("disc-copied", "")
        self.dialog.showModal()
        self.draw()
        dom.element("disc-scroll").scrollTop = 0

    def ask(self):
        """Ask for the files that show no picture."""
        progress = self.desk.state.progress
        if self.desk.state.core == "ready" and progress is not None and not progress.get("reading"):
            self.desk.send("skipped", {})

    def settle(self):
        """All is read: say on the card what is important."""
        if 0 < (self.desk.state.progress.get("skipped") or 0) <= MOST_SKIPPED:
            self.ask()
        self.change()

    def read_on(self):
        """More is being read, perhaps with a password: what was told of the files that show no picture may no longer be true."""
        self.files = None
        self.card()

    def skipped(self, told):
        """Take over the files that show no picture."""
        self.files = told["files"]
        self.change()

    def change(self):
        """Something is new: the card shows it at once, the page, if it is seen, soon."""
        self.card()
        if self.dialog.open and self.due is None:
            progress = self.desk.state.progress
            self.due = dom.after(PAUSE_MS if progress is not None and progress.get("reading") else 0, lambda *_: self.draw())

    # ---- the card beside the pictures

    def card(self):
        state = self.desk.state
        lines = glance(state.patients, state.index, state.documents, self.files, state.progress)
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
        """Draw all of it; who stood on a button stays there."""
        dom.stop(self.due)
        self.due = None
        state = self.desk.state
        secret = self.desk.hidden_words()
        reading = self.desk.reading
        dom.show("disc-see", bool(state.order))
        dom.show("disc-return", not state.order)
        active = js.document.activeElement
        held = active.id if active is not None else ""
        body = js.document.createDocumentFragment()
        self.lead(body, reading)
        self.notes(body, secret)  # above the names that they speak of
        self.papers(body, secret)
        patients = [mask.patient(one) for one in state.patients] if secret is not None else state.patients
        for patient in patients:
            self.patient(patient, secret, body)
        if not reading:
            self.lost(secret, body)
            self.rest(secret, body)
        target = dom.element("disc-body")
        dom.clear(target)
        target.append(body)
        again = js.document.getElementById(held) if held.startswith("disc-") else None
        if again is not None:
            again.focus()

    def lead(self, body, reading):
        studies = [study for patient in self.desk.state.patients for study in patient["studies"]]
        series = [one for study in studies for one in study["series"]]
        pictures = sum([stack["frames"] or 0 for one in series for stack in one["stacks"]])
        parts = sum([len(one["stacks"]) for one in series])
        said = words.count(pictures, "picture") + " in " + words.count(len(series), "series", "series")
        said += (", shown in " + words.count(parts, "part") if parts != len(series) else "") + ", of " + words.count(len(studies), "exam")
        dom.make("p", "lead", words.first_capital(said) + "." if pictures else "No pictures were found.", body)
        if reading:
            dom.make("p", "muted", "Still reading: more may come.", body)

    def notes(self, body, secret):
        state = self.desk.state
        for one in concerns(state.patients, state.index, state.documents, self.files, state.progress):
            box = dom.make("section", "concern mild" if one["mild"] else "concern", None, body)
            box.setAttribute("data-testid", "disc-concern")
            dom.make("p", "strong", one["text"], box)
            if one["items"]:
                listed = dom.make("ul", None, None, box)
                for item in one["items"]:
                    dom.make("li", None, hide(item, secret), listed)
            advice = dom.make("p", "muted", None, box)
            if one["listed"]:
                list_link("disc-why", one["listed"], advice)
                advice.append(" ")
            advice.append(one["advice"])

    def papers(self, body, secret):
        """List the documents; each opens by a click."""
        documents = self.desk.state.documents
        if not documents:
            return
        dom.make("h3", None, "Documents", body)
        grid = dom.make("div", "papers", None, body)
        owners = disc.owners(self.desk.state.patients, documents)
        for told in ordered(documents):
            kind, name = disc.document(told)
            paper = dom.make("button", "paper", None, grid)
            paper.type = "button"
            paper.id = "disc-" + told["id"]
            paper.setAttribute("data-testid", "disc-document")
            paper.setAttribute("data-document", told["id"])
            paper.setAttribute("data-do", "open-document")
            said = signed(paper)
            dom.make("span", "title", kind, said)
            if name:
                dom.make("span", "called", hide(name, secret), said)
            if told["id"] in owners:
                dom.make("span", "called", "of " + owners[told["id"]] if secret is None else mask.HIDDEN, said)

    def patient(self, told, secret, body):
        name, about = disc.person(told)
        head = dom.make("div", "whose", None, body)
        dom.make("h3", None, name, head)
        dom.make("p", "muted", about or "No birth date" if secret is None else "", head)
        known = disc.promises(self.desk.state.index)
        for study in told["studies"]:
            block = dom.make("section", "exam", None, body)
            block.setAttribute("data-testid", "disc-exam")
            title, called = disc.exam(study)
            dom.make("h4", None, title, block)
            if called:
                dom.make("p", "muted", called, block)
            about = [disc.when(study), words.readable(study.get("institution"))]
            dom.make("p", "muted", " · ".join([part for part in about if part]), block)
            grid = dom.make("div", "parts", None, block)
            for row in disc.series(study, known, reading=self.desk.reading):
                self.part(row, grid)

    def part(self, row, grid):
        """One part of a series: its small picture, what it is, whether it is whole; it leads to the pictures."""
        card = dom.make("button", "part", None, grid)
        card.type = "button"
        card.id = "disc-" + row["stack"]
        card.setAttribute("data-testid", "disc-series")
        card.setAttribute("data-do", "show-series")
        card.setAttribute("data-stack", row["stack"])
        canvas = self.small.get(row["stack"])
        if canvas is None:
            canvas = self.small[row["stack"]] = js.document.createElement("canvas")
            canvas.width = canvas.height = 1
            canvas.setAttribute("aria-hidden", "true")
            self.desk.oms.thumbnail(row["stack"], canvas)
        thumb = dom.make("span", "thumb", None, card)
        thumb.append(canvas, dom.element("no-thumb").content.cloneNode(True))
        frame(thumb, self.desk.state.blank.get(row["stack"], ""))
        body = dom.make("span", None, None, card)
        dom.make("span", "title", row["title"], body)
        if row["called"]:
            dom.make("span", "called", row["called"], body)
        dom.make("span", "count", row["count"], body)
        if row["told"]:
            dom.make("span", "whole " + row["whole"], row["told"], body)

    def blank(self, stack):
        """A small picture came, or will not: say so on the page."""
        canvas = self.small.get(stack)
        if canvas is not None and canvas.parentElement is not None:
            frame(canvas.parentElement, self.desk.state.blank.get(stack, ""))

    def lost(self, secret, body):
        """Name the series that are promised and not here at all."""
        rows = disc.absent(self.desk.state.index)
        if rows:
            dom.make("h3", None, "Promised by the disc, and not here", body)
            listed = dom.make("ul", "plain", None, body)
            for name, count in rows:
                dom.make("li", None, hide(name, secret) + ": " + count, listed)

    def rest(self, secret, body):
        """Name what else is on the disc, and offer the list of every file."""
        line = disc.tally_line(self.desk.state.progress or {}, self.files)
        if line:
            dom.make("p", "muted", line, body).setAttribute("data-testid", "disc-tally")
        told = disc.others(self.files)
        if told:
            dom.make("h3", None, "What else is on it", body)
            listed = dom.make("dl", "rest", None, body)
            listed.setAttribute("data-testid", "disc-others")
            for what, note, number, names in told:
                row = dom.make("div", None, None, listed)
                dom.make("dt", None, what, row)
                shown = ", ".join([hide(name, secret) for name in names])
                dom.make("dd", None, words.count(number, "file") + ": " + shown + (" …" if number > len(names) else ""), row)
                dom.make("dd", "muted", note, row)
        if self.desk.state.progress is not None and self.desk.state.progress.get("skipped"):
            list_link("disc-skipped", "Every file that is not among the pictures, and why", body)

    # ---- the summary

    def copy(self):
        """Copy the summary; with names only where the box says so."""
        state = self.desk.state
        named = bool(dom.element("disc-named").checked)
        text = summary.summary(state.patients, state.index, state.documents, self.files, state.progress, named=named)
        who = "with the name" if named else "without the name"
        done = clipboard.copy(text, dom.element("disc-copy-row"))
        dom.text(
            "disc-copied",
            "Copied, " + who + "." if done else "The browser refuses to copy. The text is below: select and copy it yourself.",
        )


def list_link(name, said, parent):
    """Make the button, of that id, that opens the list of the files that show no picture."""
    link = dom.make("button", "link", said, parent)
    link.type = "button"
    link.id = name
    link.setAttribute("data-do", "skipped")
    link.setAttribute("data-testid", name)


def hide(text, secret):
    """Give a text without the words that nobody may see; secret: those, or None."""
    return text if secret is None else mask.text(text, secret)
