"""What is inside a document, to be seen: a film in the browser's own player, a PDF leaf after leaf with a bar of its own.

The bytes never pass here: JavaScript holds them (static/viewer/helpers.js) and says in messages what became of a PDF.
"""

from app.page import dom
from app.page.facts import words
from app.page.panels.offers import saving
from text.say import say

__all__ = ["Inside"]

MOST_SAID = 200  # letters of what PDF.js says about a document that it cannot read

CANNOT = {
    # what became of a PDF, by what leaves.js or PDF.js calls it
    "InvalidPDFException": "damaged",
    "Exceeded": "large",
    "late": "late",
    "UnknownErrorException": "damaged",
}
SORTS = {"pdf": "pdf", "film": "video"}  # of the document, by how its inside is seen


class Inside:
    """The film or PDF of the document that is open, if it has one."""

    def __init__(self, state, send, oms):
        self.state, self.send, self.oms = state, send, oms
        self.file = None  # what `content` tells of it
        self.holder = None  # the element that shows it; it stays when the document is written again
        self.asked = None  # the identity of the document whose file is awaited or shown
        self.leaves = self.at = 0
        self.typing = False  # a page number that is half typed is not written over, wherever the document has scrolled to meanwhile
        self.field = dom.element("leaf-number")
        dom.listen(self.field, "input", self.type)
        dom.listen(self.field, "change", lambda _: self.go_to(self.field.value))
        dom.listen(self.field, "blur", lambda _: self.number(self.at) if self.typing else None)

    def place(self, identity, file, body):
        """Put what is inside into the body of the document, asking the cell for it when it is not here yet."""
        self.file = file
        if self.asked == identity:
            body.append(self.holder)
        elif self.state.names_hidden:
            self.offer(say("page.inside.hidden"), say("page.inside.anyway"), "show-inside", body)
        else:
            self.ask(identity, body)

    def ask(self, identity, body):
        self.asked = identity
        self.holder = dom.make("div", "inside", None, body)
        self.holder.setAttribute("data-testid", "inside")
        dom.make("p", "muted", say("page.inside.opening." + self.file["opens"]), self.holder)
        self.send("open", {"id": identity})

    def show_now(self, identity, body):
        """Show it although names are hidden: somebody asked for it."""
        body.querySelector(".offer").remove()
        self.ask(identity, body)

    def close(self):
        """Leave nothing of it in the page."""
        self.asked = self.holder = self.file = None
        self.leaves = 0
        dom.show("leaf-bar", False)
        self.oms.forgetInside()

    def take(self, told):
        """Show the bytes that came, unless something else is wanted by now."""
        if told["id"] != self.asked:
            return
        dom.clear(self.holder)
        if told["error"]:
            self.cannot(say("page.inside.cannot.known", reason=told["error"]))
        elif told["opens"] == "film":
            self.film()
        else:
            dom.make("p", "muted", say("page.inside.reading"), self.holder)
            self.oms.leaves.open(self.holder, dom.element("document-body"))

    # ---- a film

    def film(self):
        video = dom.make("video", None, None, self.holder)
        video.controls = True
        video.preload = "auto"
        video.setAttribute("playsinline", "")
        video.setAttribute("controlslist", "nodownload noremoteplayback")
        video.setAttribute("aria-label", say("page.inside.film"))
        video.setAttribute("data-testid", "film")
        video.disablePictureInPicture = True
        video.disableRemotePlayback = True  # else a browser may offer to send it to a television
        dom.listen(video, "error", lambda _: self.no_film(video))
        # Of a kind of picture that it does not know, a browser may play the sound alone.
        dom.listen(video, "loadedmetadata", lambda _: video.videoWidth or self.no_film(video))
        self.save_row()
        self.oms.film(video)

    def no_film(self, video):
        if self.holder is not None and self.holder.contains(video):
            dom.clear(self.holder)
            self.cannot(say("page.inside.no_film"))

    # ---- a PDF

    def leaf(self, state, told):
        """Hear what became of the PDF."""
        if self.holder is None:
            return
        if state == "open":
            self.opened(told["leaves"], told["count"])
        elif state == "at":
            self.number(told["leaf"], kept=True)
        elif state == "zoom":
            dom.text("leaf-zoom", say("page.inside.zoom", percent=round(told["zoom"] * 100)))
        elif state == "locked":
            self.locked(told["wrong"])
        else:
            self.broken(told["kind"], told["text"], told["leaf"])

    def opened(self, leaves, count):
        self.leaves = leaves
        dom.text("leaf-count", say("page.inside.pages", n=count))
        dom.text("leaf-zoom", say("page.inside.zoom", percent=100))
        dom.text("leaf-save-words", say("page.inside.save", size=words.size(self.file["size"])))
        self.number(1)
        dom.show("leaf-bar", True)
        if leaves < count:
            self.holder.prepend(dom.make("p", "plain-notice", say("page.inside.part", shown=leaves, n=count)))

    def type(self, _):
        self.typing = True

    def number(self, at, *, kept=False):
        """Show which page it is; kept: what is being typed stays."""
        self.at = at
        if not (kept and self.typing):
            self.typing = False
            self.field.value = str(at)
        dom.attribute("leaf-previous", "aria-disabled", "true" if at <= 1 else None)
        dom.attribute("leaf-next", "aria-disabled", "true" if at >= self.leaves else None)

    def step(self, by):
        self.go_to(self.at + by)

    def go_to(self, typed):
        """Go to a page; nonsense is not taken: the field shows again where one is."""
        try:
            at = max(1, min(self.leaves, int(typed)))
        except ValueError:
            at = self.at
        self.number(at)
        self.oms.leaves.go(at)

    def scale(self, steps):
        self.oms.leaves.scale(steps)

    def locked(self, wrong):
        """Ask for the password in the document itself."""
        dom.clear(self.holder)
        form = dom.make("form", "offer", None, self.holder)
        form.setAttribute("data-testid", "pdf-locked")
        label = dom.make("label", None, say("page.inside.wrong" if wrong else "page.inside.locked"), form)
        row = dom.make("p", "deed", None, form)
        field = dom.make("input", None, None, row)
        field.type = "password"
        field.id, label.htmlFor = "pdf-password", "pdf-password"
        field.setAttribute("data-testid", "pdf-password")
        dom.make("button", "button primary", say("page.inside.open"), row)
        dom.listen(form, "submit", lambda event: self.unlock(event, field.value))
        self.save_row()
        field.focus()

    def unlock(self, event, word):
        event.preventDefault()
        dom.clear(self.holder)
        dom.make("p", "muted", say("page.inside.opening.pdf"), self.holder)
        self.oms.leaves.password(word)

    def broken(self, kind, text, leaf):
        """Say why it is not shown, or not any longer."""
        dom.clear(self.holder)
        dom.show("leaf-bar", False)
        why = CANNOT.get(kind)
        if why is None:
            self.cannot(say("page.inside.cannot.other", reason=(text or kind)[:MOST_SAID]))
        elif why == "late" and leaf:
            self.cannot(say("page.inside.cannot.late_page", number=leaf))
        else:
            self.cannot(say("page.inside.cannot." + why))

    # ---- what can be done instead

    def cannot(self, why):
        self.offer(why, self.save_words(), "save-file", self.holder)

    def save_words(self):
        return saving(SORTS[self.file["opens"]], self.file["size"])

    def save_row(self):
        row = dom.make("p", "deed", None, self.holder)
        self.button(self.save_words(), "save-file", "button", row)

    def offer(self, why, text, do, parent):
        block = dom.make("div", "offer", None, parent)
        dom.make("p", None, why, block)
        self.button(text, do, "button primary", block)

    def button(self, text, do, style, parent):
        button = dom.make("button", style, text, parent)
        button.type = "button"
        button.setAttribute("data-do", do)
        button.setAttribute("data-testid", do)
