"""A document, to be read: a dialog with what it says, its curves on paper, and buttons that show its pictures or save its file.

All that comes out of the file is written as text (`dom.make`), never as markup.
"""

import json

import js

from app.page import dom, sight
from app.page.facts import mask, parts, words
from app.page.panels.documents import called
from app.page.panels.inside import Inside
from app.page.panels.offers import Offers
from text.say import say

__all__ = ["Paper"]

OUTLINED = "other"  # the sort of a document that nothing is shown of but what every object has


class Paper:
    """The document that is open, if one is; emit(action, …) changes the state, send(kind, fields) asks the cell, open_dialog(name) opens a dialog."""

    def __init__(self, state, emit, send, oms, open_dialog):
        self.state, self.send, self.oms, self.open_dialog = state, send, oms, open_dialog
        self.wanted = None  # the identity of the document that is to be seen
        self.told = None  # the `content` message of the one that is seen
        self.sheets = []  # (the frame in which curves are scrolled, the words that say so)
        self.body = dom.element("document-body")
        self.inside = Inside(state, send, oms)
        self.offers = Offers(state, emit, send)
        dom.listen(dom.element("document-dialog"), "close", self.closed)
        dom.listen(js.window, "resize", self.reach)

    def open(self, identity):
        """Open a document and ask the cell for what is in it."""
        self.inside.close()
        self.offers.forget()
        self.wanted, self.told = identity, None
        dom.text("document-title", say("page.document.opening"))
        dom.clear(self.body)
        dom.show("document-print", False)
        dom.show("document-text", False)
        self.open_dialog("document")
        self.ask()

    def ask(self):
        """Ask for the open document, also again: pictures that it speaks of may have been found or moved meanwhile."""
        if self.wanted is not None:
            self.send("document", {"id": self.wanted})

    def closed(self, *_):
        """Leave nothing of it in the page; the word comes late, when another may be open already."""
        if dom.element("document-dialog").open:
            return
        self.inside.close()
        self.offers.forget()
        self.wanted = self.told = None
        self.sheets = []
        dom.clear(self.body)
        dom.text("document-title", "")
        self.oms.forgetCurves()

    def take(self, told):
        """Show what the cell answered, unless something else is wanted by now."""
        if told["id"] == self.wanted:
            self.offers.ask(told)
            if told != self.told:
                self.told = told
                self.show()

    def save(self, what):
        if self.wanted is not None:
            self.send("save", {"id": self.wanted, "what": what})

    def show(self):
        """Write the document, without names where they are hidden."""
        told = self.told
        if told is None:
            return
        if self.state.names_hidden:
            told = mask.content(told, self.state.patients)
        body = self.body
        dom.clear(body)
        title = self.called() or told["title"]
        dom.text("document-title", title)
        loose = not told["patient"]["name"] and told["sort"] in ("pdf", "video")  # a file beside the pictures tells nobody's name
        name = "" if loose else words.name(told["patient"]["name"])
        within = told["title"] if told["title"] not in (title, told["kind"]) else ""  # what it calls itself, as a report does
        dom.make("p", "muted", parts.dotted((within, told["kind"], name)), body)
        if told["error"]:
            dom.make("p", "plain-notice", say("page.document.broken", reason=told["error"]), body)
        seen = bool(told["file"]) and bool(told["file"]["opens"])  # its pages are what it says, and their program prints them
        dom.show("document-print", not told["error"] and not seen)
        dom.show("document-text", not told["error"] and not seen)
        if seen:
            self.inside.place(self.wanted, told["file"], body)
        self.offers.write(told, body)
        self.pictures(told, body)
        self.rows(told["summary"], say("page.document.summary"), body)
        self.sheets = []
        for sheet in told["sheets"]:
            self.sheet(sheet, body)
        self.reach()
        for note in told["notes"]:
            dom.make("p", "plain-notice", note, body)
        if told["error"] or told["sort"] == OUTLINED:  # where there is nothing else to be read
            button = dom.make("button", "button", say("page.document.tags"), body)
            button.type = "button"
            button.setAttribute("data-do", "document-tags")
            button.setAttribute("data-testid", "document-tags")
        self.rows(told["facts"], None, body)
        self.blocks(told["blocks"], body)

    def called(self):
        """Give the name that the document has in the list, or "" where it is not listed."""
        listed = [one for one in self.state.documents if one["id"] == self.wanted]
        return called(listed[0], sight.hidden(self.state)) if listed else ""

    def pictures(self, told, body):
        """Offer the pictures that the document speaks of."""
        if not told["pictures"] and not told["missing"]:
            return
        dom.make("h3", None, say("page.document.marked" if told["sort"] == "key objects" else "page.document.about"), body)
        self.links(told, body)

    def links(self, told, body):
        """Write a button for each picture that is open, and how many are not."""
        row = dom.make("div", "links", None, body)
        for place in told.get("pictures") or ():
            entry = self.state.entries.get(place["stack"])
            if self.state.names_hidden and entry is not None:
                entry = sight.entry(entry)
            number, series = place["index"] + 1, "" if entry is None else words.series_title(entry.series, entry.stack)
            which = say("page.document.picture_in", series=series, number=number) if series else say("page.document.picture", number=number)
            button = dom.make("button", "chip", which, row)
            button.type = "button"
            button.setAttribute("data-do", "show-picture")
            button.setAttribute("data-stack", place["stack"])
            button.setAttribute("data-index", str(place["index"]))
            button.setAttribute("data-testid", "document-picture")
        missing = told.get("missing") or 0
        if missing:
            dom.make("span", "muted", say("page.document.missing", n=missing), row)

    def rows(self, facts, title, body):
        """Write pairs of label and text."""
        if not facts:
            return
        if title:
            dom.make("h3", None, title, body)
        table = dom.make("table", "rows short" if title else "rows", None, body)
        for label, text in facts:
            self.row(table, label, text)

    def row(self, table, label, text):
        line = dom.make("tr", None, None, table)
        dom.make("th", None, words.readable(label), line).scope = "row"
        dom.make("td", None, text, line)

    def blocks(self, blocks, body):
        """Write headings, paragraphs, and measurements that follow each other as one table."""
        table = None
        for block in blocks:
            kind = block["type"]
            if kind == "value":
                if table is None:
                    table = dom.make("table", "rows", None, body)
                self.row(table, block["label"], block["text"])
                continue
            table = None
            if kind == "heading":
                dom.make("h3" if block["level"] < 3 else "h4", None, block["text"], body)
                continue
            line = dom.make("p", "aside" if block.get("aside") else None, None, body)
            if block["label"]:
                dom.make("span", "label", say("page.document.label", label=block["label"]), line)
            dom.make("span", None, block["text"], line)
            if kind == "pictures" and (block["pictures"] or block["missing"]):
                self.links(block, body)

    def sheet(self, sheet, body):
        """Draw curves on their paper."""
        if sheet["title"]:
            dom.make("h3", None, words.first_capital(sheet["title"]), body)
        onward = dom.make("p", "onward", say("page.document.onward"), body)
        onward.setAttribute("data-testid", "curves-onward")
        frame = dom.make("div", "sheet", None, body)
        frame.tabIndex = 0
        frame.setAttribute("role", "group")
        frame.setAttribute("aria-label", say("page.document.curves"))
        canvas = dom.make("canvas", None, None, frame)
        canvas.setAttribute("role", "img")
        canvas.setAttribute("data-testid", "curves")
        names = parts.listed([curve["label"] for curve in sheet["curves"]])
        canvas.setAttribute("aria-label", say("page.document.paper", names=names))
        self.oms.plot(canvas, json.dumps(sheet))
        self.sheets.append((frame, onward))
        text = words.first_capital(sheet["text"])
        dom.make("p", "muted", say("page.document.scale" if sheet["pulse"] else "page.document.no_scale", text=text), body)

    def reach(self, *_):
        """Say above each sheet that is wider than its room that it goes on: nothing else shows it on a phone."""
        for frame, onward in self.sheets:
            onward.hidden = frame.scrollWidth <= frame.clientWidth

    def show_inside(self):
        """Show what is inside although names are hidden."""
        self.inside.show_now(self.wanted, self.body)

    def print(self):
        js.window.print()
