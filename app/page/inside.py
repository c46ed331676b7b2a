"""What is inside a document, to be seen: a film in the browser's own player, a PDF leaf after leaf with a bar of its own.

The bytes never pass here: JavaScript holds them (static/viewer/helpers.js) and says in `leaf` messages what became of a PDF.
"""

from app.messages import to_cell
from app.page import dom, words

__all__ = ["Inside"]

HIDDEN = "Names are hidden at the moment. What is inside this document cannot be searched for names: they may be readable in it."
MOST_SAID = 200  # letters of what PDF.js says about a document that it cannot read

CANNOT = {
    # what became of a PDF, by what leaves.js or PDF.js calls it
    "InvalidPDFException": "This PDF document is damaged: it cannot be read.",
    "Exceeded": "This PDF document needs more memory than a document gets here.",
    "late": "This PDF document takes too long to be drawn",
    "UnknownErrorException": "This PDF document is damaged: it cannot be read.",
}
NO_FILM = "This browser cannot play this film: it lacks the program for its kind of picture, or the film is damaged."


class Inside:
    """The film or PDF of the document that is open, if it has one."""

    def __init__(self, desk):
        self.desk = desk
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
        elif self.desk.state.names_hidden:
            self.offer(HIDDEN, "Show it all the same", "show-inside", body)
        else:
            self.ask(identity, body)

    def ask(self, identity, body):
        self.asked = identity
        self.holder = dom.make("div", "inside", None, body)
        self.holder.setAttribute("data-testid", "inside")
        dom.make("p", "muted", "Opening the " + self.file["words"] + " …", self.holder)
        self.desk.oms.send("open", to_cell("open", {"id": identity}))

    def show_now(self, identity, body):
        """Show it although names are hidden: somebody asked for it."""
        body.querySelector(".offer").remove()
        self.ask(identity, body)

    def close(self):
        """Leave nothing of it in the page."""
        self.asked = self.holder = self.file = None
        self.leaves = 0
        dom.show("leaf-bar", False)
        self.desk.oms.forgetInside()

    def take(self, told):
        """Show the bytes that came, unless something else is wanted by now."""
        if told["id"] != self.asked:
            return
        dom.clear(self.holder)
        if told["error"]:
            self.cannot(told["error"])
        elif told["opens"] == "film":
            self.film()
        else:
            dom.make("p", "muted", "Reading the document …", self.holder)
            self.desk.oms.leaves.open(self.holder, dom.element("document-body"))

    # ---- a film

    def film(self):
        video = dom.make("video", None, None, self.holder)
        video.controls = True
        video.preload = "auto"
        video.setAttribute("playsinline", "")
        video.setAttribute("controlslist", "nodownload noremoteplayback")
        video.setAttribute("aria-label", "Film")
        video.setAttribute("data-testid", "film")
        video.disablePictureInPicture = True
        video.disableRemotePlayback = True  # else a browser may offer to send it to a television
        dom.listen(video, "error", lambda _: self.no_film(video))
        # Of a kind of picture that it does not know, a browser may play the sound alone.
        dom.listen(video, "loadedmetadata", lambda _: video.videoWidth or self.no_film(video))
        self.save_row("Save the film")
        self.desk.oms.film(video)

    def no_film(self, video):
        if self.holder is not None and self.holder.contains(video):
            dom.clear(self.holder)
            self.cannot(NO_FILM)

    # ---- a PDF

    def leaf(self, told):
        """Hear what became of the PDF."""
        state = told["state"]
        if self.holder is None:
            return
        if state == "open":
            self.opened(told["leaves"], told["count"])
        elif state == "at":
            self.number(told["leaf"], kept=True)
        elif state == "zoom":
            dom.text("leaf-zoom", str(round(told["zoom"] * 100)) + " %")
        elif state == "locked":
            self.locked(told["wrong"])
        else:
            self.broken(told["kind"], told["text"], told["leaf"])

    def opened(self, leaves, count):
        self.leaves = leaves
        dom.text("leaf-count", "of " + words.grouped(count))
        dom.text("leaf-zoom", "100 %")
        dom.text("leaf-save-words", "Save (" + words.size(self.file["size"]) + ")")
        self.number(1)
        dom.show("leaf-bar", True)
        if leaves < count:
            note = dom.make("p", "plain-notice", None, None)
            note.textContent = (
                "The first " + words.grouped(leaves) + " of " + words.grouped(count) + " pages are shown here; saved, the document has all."
            )
            self.holder.prepend(note)

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
        self.desk.oms.leaves.go(at)

    def scale(self, steps):
        self.desk.oms.leaves.scale(steps)

    def locked(self, wrong):
        """Ask for the password in the document itself."""
        dom.clear(self.holder)
        form = dom.make("form", "offer", None, self.holder)
        form.setAttribute("data-testid", "pdf-locked")
        again = "That password did not work. " if wrong else ""
        label = dom.make("label", None, again + "This PDF document is locked with a password. It is often the birth date, "
                         "or stands in the letter that came with the disc. It stays on this computer.", form)  # fmt: skip
        row = dom.make("p", "deed", None, form)
        field = dom.make("input", None, None, row)
        field.type = "password"
        field.id, label.htmlFor = "pdf-password", "pdf-password"
        field.setAttribute("data-testid", "pdf-password")
        dom.make("button", "button primary", "Open", row)
        dom.listen(form, "submit", lambda event: self.unlock(event, field.value))
        self.save_row("Save the PDF document")
        field.focus()

    def unlock(self, event, word):
        event.preventDefault()
        dom.clear(self.holder)
        dom.make("p", "muted", "Opening the document …", self.holder)
        self.desk.oms.leaves.password(word)

    def broken(self, kind, text, leaf):
        """Say why it is not shown, or not any longer."""
        dom.clear(self.holder)
        dom.show("leaf-bar", False)
        said = CANNOT.get(kind)
        if said is None:
            said = "This PDF document could not be shown (" + (text or kind)[:MOST_SAID] + ")."
        elif kind == "late":
            said += " (page " + str(leaf) + ")." if leaf else "."
        self.cannot(said)

    # ---- what can be done instead

    def cannot(self, why):
        self.offer(why + " Save it, then open it with a program of this computer.", self.save_words(), "save-file", self.holder)

    def save_words(self):
        return "Save the " + self.file["words"] + " (" + words.size(self.file["size"]) + ")"

    def save_row(self, text):
        row = dom.make("p", "deed", None, self.holder)
        self.button(text + " (" + words.size(self.file["size"]) + ")", "save-file", "button", row)

    def offer(self, why, text, do, parent):
        block = dom.make("div", "offer", None, parent)
        dom.make("p", None, why, block)
        self.button(text, do, "button primary", block)

    def button(self, text, do, style, parent):
        button = dom.make("button", style, text, parent)
        button.type = "button"
        button.setAttribute("data-do", do)
        button.setAttribute("data-testid", do)
