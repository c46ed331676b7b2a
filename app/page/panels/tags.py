"""The dialog with all elements of a file: searched, opened level by level, copied."""

import js

from app.page import dom
from app.page.facts.taglist import TagList
from text.say import say

__all__ = ["Tags"]

MOST = 200  # lines drawn at once; the rest when asked for
WAIT_MS = 120  # after the last letter of a search


class Tags:
    """The tags of one picture or document; send(kind, fields) asks the cell."""

    def __init__(self, send):
        self.send = send
        self.source = None
        self.list = TagList()
        self.lines = []
        self.drawn = 0
        self.timer = None
        self.body = dom.element("tag-rows")
        self.pattern = dom.element("tag-row").content.firstElementChild
        dom.listen(self.body, "click", self.pressed)
        dom.listen(dom.element("tag-search"), "input", self.typed)
        dom.listen(dom.element("tag-more"), "click", self.more)
        dom.listen(dom.element("tags-dialog"), "close", self.closed)

    def ask(self, about, hidden, *, stack=None, index=0, document=None):
        """Begin with another file; about: what it is, in words; hidden: the words that nobody may see, or None."""
        self.forget()
        self.source = {"stack": stack, "index": index, "document": document}
        self.list = TagList(hidden)
        dom.text("tags-about", about)
        self.read(())

    def read(self, path):
        self.send("tags", dict(self.source, path=path))
        self.draw()

    def take(self, told):
        """Take over a level, unless it is of a file that was left."""
        if self.source is None or any(told[name] != self.source[name] for name in self.source):
            return
        self.list.take(tuple([tuple(step) for step in told["path"]]), told["rows"], told["error"])
        self.draw()

    def closed(self, _):
        """The browser tells of the closing a little later: meanwhile the dialog may be open again, with other tags."""
        if not dom.element("tags-dialog").open:
            self.forget()

    def forget(self):
        """Leave nothing of the file in the dialog."""
        dom.stop(self.timer)
        self.timer = self.source = None
        self.list = TagList()
        dom.element("tag-search").value = ""
        self.lines = []
        self.drawn = 0
        dom.clear(self.body)
        dom.show("tag-more", False)
        for name in ("tags-about", "tags-count"):
            dom.text(name, "")

    # ---- what the person does

    def typed(self, _):
        dom.stop(self.timer)
        self.timer = dom.after(WAIT_MS, self.search)

    def search(self, *_):
        self.timer = None
        self.drawn = 0
        dom.element("tags-scroll").scrollTop = 0
        self.draw()

    def pressed(self, event):
        button = event.target.closest("button")
        if button is None:
            return
        row = button.closest("tr")
        if button.className == "tag-fold":
            self.fold(row.rowIndex - 1)
        else:
            self.copy(row.querySelector(".tag-value"))

    def fold(self, place):
        """Open or fold what stands there; who came by keyboard stays on it."""
        key = self.lines[place].key
        path = self.list.toggle(key)
        if path is None:
            self.draw()
        else:
            self.read(path)
        self.body.rows.item(place).querySelector("button").focus()

    def copy(self, cell):
        """Copy a value. The page may not write to the clipboard by itself (Permissions-Policy); it may copy what is selected."""
        selection = js.getSelection()
        selection.selectAllChildren(cell)
        copied = js.document.execCommand("copy")
        dom.text("tags-count", say("page.tags.copied" if copied else "page.tags.by_hand"))
        if copied:
            selection.removeAllRanges()

    def more(self, _):
        place = self.drawn
        self.drawn += MOST
        self.draw()
        if place < len(self.lines):
            self.body.rows.item(place).querySelector("button, .tag-value").focus()

    # ---- drawing

    def draw(self):
        """Draw the lines anew, as many as were drawn before."""
        search = dom.element("tag-search").value
        self.lines = self.list.lines(search)
        self.drawn = max(MOST, self.drawn)
        rows = [self.line(line) for line in self.lines[: self.drawn]]
        self.body.replaceChildren(*rows)
        left = len(self.lines) - self.drawn
        dom.show("tag-more", left > 0)
        dom.text("tag-more", say("page.tags.more", n=max(0, left)))
        found = sum([line.row is not None for line in self.lines])
        if not self.list.levels:
            said = say("page.tags.reading")
        elif search:
            said = say("page.tags.found_folded" if self.list.folded() else "page.tags.found", n=found, all=self.list.count())
        else:
            said = say("page.tags.count", n=found)
        dom.text("tags-count", said)

    def line(self, line):
        """Make the row of one line."""
        made = self.pattern.cloneNode(True)
        number, named, kind, shown = made.cells.item(0), made.cells.item(1), made.cells.item(2), made.querySelector(".tag-value")
        if line.depth:
            made.style.setProperty("--depth", str(min(line.depth, 8)))
        row = line.row
        fold = made.querySelector(".tag-fold")
        title = made.querySelector(".tag-name")
        if line.key is None:
            fold.remove()
        else:
            fold.setAttribute("aria-expanded", "true" if line.opened else "false")
            name = row["name"] if row else line.text
            fold.setAttribute("aria-label", say("page.tags.fold" if line.opened else "page.tags.unfold", name=name))
        if row is None:
            made.className = "tag-words"
            title.textContent = line.text
            number.textContent = kind.textContent = ""
            made.querySelector(".tag-copy").remove()
            return made
        number.textContent = row["number"]
        title.textContent = row["name"]
        kind.textContent = row["vr"]
        shown.textContent = line.text
        if row["keyword"]:
            title.title = row["keyword"]
        if row["identifying"]:
            dom.make("span", "badge personal", say("page.tags.personal"), named)
        if row["private"]:
            dom.make("span", "badge", say("page.tags.private"), named)
        if not line.text or line.key is not None:
            made.querySelector(".tag-copy").remove()
        else:
            made.querySelector(".tag-copy").setAttribute("aria-label", say("page.tags.copy", name=row["name"]))
        return made
