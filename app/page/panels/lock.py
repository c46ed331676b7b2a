"""The dialog that asks for the password of a locked archive, and tells how far the unlocking is."""

from app.page import dom
from app.page.facts import words
from text.say import say

__all__ = ["Lock"]


class Lock:
    """Asks; the word goes to the cell by `send` and is kept nowhere on the page. closed() is called when the dialog is."""

    def __init__(self, state, send, closed):
        self.state, self.pass_on, self.closed = state, send, closed
        self.told = None  # the newest `locked` message, for as long as files are locked
        self.trying = False  # a password was sent, and nobody knows yet whether it fits
        self.before = (0, 0)  # files and pictures when it was sent
        self.word = dom.element("locked-word")
        dom.listen(self.word, "keydown", self.on_key)
        dom.listen(self.word, "input", lambda _: dom.text("locked-told", ""))
        dom.listen(dom.element("locked-dialog"), "close", self.on_close)

    @property
    def dialog(self):
        return dom.element("locked-dialog")

    def forget(self):
        """Forget the archive."""
        self.told, self.trying = None, False
        for name in ("locked-text", "locked-slow", "locked-told", "locked-far"):
            dom.text(name, "")
        self.close()
        self.offer()

    def take(self, told):
        """There are locked files: ask, or say that the password did not fit all of them."""
        images = (self.state.progress or {}).get("images") or 0
        fitted = self.trying and images > self.before[1]
        self.told, self.trying = told, False
        dom.text("locked-text", words.locked(told, hidden=self.state.names_hidden))
        dom.text("locked-slow", words.slow(told))
        self.still()
        self.offer()
        if not self.dialog.open:
            self.ask()
        if fitted:
            dom.text("locked-told", say("page.lock.some"))
        elif told["tried"]:
            dom.text("locked-told", say("page.lock.wrong"))
        self.word.focus()
        self.word.select()

    def ask(self):
        """Open the dialog."""
        if self.told is None or self.dialog.open:
            return
        dom.text("locked-told", "")
        self.hide(True)
        self.dialog.showModal()
        self.word.focus()

    def offer(self):
        """Leave a way back to the dialog, where it was closed without a password; beside pictures not while one is being tried."""
        locked = self.told is not None
        dom.show("unlock-button", locked and not self.trying)
        for name, shown in (("nothing-unlock", locked), ("nothing-lock", locked), ("nothing-seek", not locked)):
            dom.show(name, shown)
        dom.attribute("nothing-folder", "class", "button" if locked else "button primary")  # one of the buttons is the main one

    # ---- the person

    def on_key(self, event):
        if event.key == "Enter" and not event.isComposing:
            event.preventDefault()
            self.send()

    def close(self):
        """Close the dialog, and leave no password in the field."""
        self.word.value = ""
        self.dialog.close()

    def on_close(self, _):
        """Leave no password in the field, whoever closed it; the browser tells of that a little later, when it may be open again."""
        if not self.dialog.open:
            self.word.value = ""
            self.closed()

    def toggle(self):
        """Show the letters of the password, or dots."""
        self.hide(self.word.type == "text")
        self.word.focus()

    def hide(self, hidden):
        self.word.type = "password" if hidden else "text"
        dom.attribute("locked-show", "aria-pressed", "false" if hidden else "true")

    def send(self):
        """Try the password."""
        if self.trying or self.told is None:
            return
        if not self.word.value:
            dom.text("locked-told", say("page.lock.empty"))
            self.word.focus()
            return
        progress = self.state.progress or {}
        self.before = (progress.get("files") or 0) - self.told["files"], progress.get("images") or 0
        self.trying = True
        dom.text("locked-told", "")
        dom.text("locked-far", say("page.lock.trying"))
        dom.attribute("locked-bar", "value", None)
        dom.show("locked-progress", True)
        dom.attribute("unlock", "disabled", "")
        self.offer()
        self.pass_on("password", {"word": self.word.value})

    # ---- the cell

    def progress(self, told):
        """Follow the trying: the first picture shows that the password fits, the end of the reading that there was nothing else."""
        if not self.trying:
            return
        if (told.get("images") or 0) > self.before[1] or not told["reading"]:
            if not told["reading"]:
                self.told, self.trying = None, False
            self.still()
            self.close()
            self.offer()
            return
        files = self.told["files"]
        done = max(0, min(files, (told.get("files") or 0) - self.before[0]))
        dom.attribute("locked-bar", "value", str(done / files))
        dom.text("locked-far", say("page.lock.far", done=done, n=files))

    def still(self):
        """Nothing is being tried."""
        dom.show("locked-progress", False)
        dom.attribute("unlock", "disabled", None)
