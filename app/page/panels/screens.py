"""Which screen is seen, the progress on it, and what opens over it: dialogs, trouble, the crash panel."""

from app.page import dom
from app.page.facts import disc, leftout, mask, parts, words
from app.page.panels import clipboard
from text.say import say

__all__ = ["Screens"]

MOST = 500  # paths in one list
ROOM = 2000  # paths in all lists together that are written before anybody unfolds them
MOST_REASONS = 100  # lists under one heading: of what is broken each file may have a reason of its own
NOTE_MS = 7000
LEADING_MS = 15_000  # a note that can be followed
DIALOGS = ("leave", "locked", "skipped", "privacy", "offline", "help", "tags", "document", "disc")  # which lies over which


class Screens:
    """The screen that is seen: "welcome", "reading", "nothing" or "viewing"."""

    def __init__(self):
        self.view = None
        self.noted = None
        self.why = ""  # why nothing is shown, the last part of the key of its heading

    def switch(self, view):
        """Show another screen."""
        if view != self.view:
            self.view = view
            dom.root.setAttribute("data-view", view)
        self.settle()

    def settle(self):
        """Move the progress to where there is room for it."""
        if dom.element("disc-dialog").open:
            slot = "disc-slot"
        else:
            slot = "reading-slot" if self.view == "reading" else "stage-slot" if dom.layout() == "narrow" else "left-slot"
            dom.attribute("disc-slot", "data-was", None)
        if dom.known.get("slot") != slot:
            dom.known["slot"] = slot
            if slot == "disc-slot" and not dom.element("progress").hidden:
                dom.attribute("disc-slot", "data-was", "true")
            dom.element(slot).append(dom.element("progress"))

    def received(self, told):
        """Say that something was handed over."""
        what = told.get("kind")
        count = told.get("count")
        if what not in ("sample", "folder"):
            what = "file" if count == 1 else "files"
        dom.text("reading-title", say("page.screen." + what))

    def starting(self, told):
        """Show how far the start has come."""
        done, total = told.get("done") or 0, told.get("total") or 0
        dom.text("progress-what", say("page.screen.starting"))
        self.bar(done, total)
        dom.text("progress-text", say("page.screen.loaded", done=words.size(done), total=words.size(total)) if total else "")
        dom.show("cancel", False)
        dom.show("progress", True)

    def progress(self, told):
        """Show how far the reading has come; hide it when it is done."""
        dom.show("progress", told["reading"])
        if told["reading"] and dom.known.get("slot") == "disc-slot":
            dom.attribute("disc-slot", "data-was", "true")
        if not told["reading"]:
            dom.text("progress-text", "")
            return
        dom.text("reading-text", say("page.screen.looking"))
        dom.text("progress-what", say("page.screen.reading"))
        self.bar(told.get("files") or 0, told.get("total"))
        dom.text("progress-text", words.progress(told))
        dom.show("cancel", True)

    def bar(self, done, total):
        percent = words.percent(done, total)
        dom.attribute("progress-bar", "value", None if percent is None else str(percent / 100))

    def skipped_count(self, told, files=None):
        """Offer the list of files that show no picture; files: of the `skipped` message, once it is there."""
        skipped = told.get("skipped") or 0
        dom.show("skipped-button", bool(skipped) and not told["reading"])
        dom.text("skipped-button", words.left_out(told, broken=leftout.broken(files)))

    def nothing(self, told, index, documents, locked=None):
        """Say what was found instead of pictures; index, documents: of the `catalog` message; locked: the message of that name."""
        files = told.get("files") or 0
        self.why = "canceled" if told.get("canceled") else "locked" if locked else "no_scan" if files else "empty"
        dom.text("nothing-title", say("page.nothing." + self.why))
        dom.show("nothing-list", not told.get("canceled"))  # the cell that had read them is gone
        if locked and not told.get("canceled"):
            looked = say("page.nothing.locked_text", locked=words.locked(locked, hidden=True))
        elif files:
            looked = say("page.nothing.checked", n=files, size=words.size(told.get("bytes")))
        else:
            looked = say("page.nothing.unread" if told.get("canceled") else "page.nothing.no_files")
        sentences = [looked]
        sentences += [table["text"] for table in index if table["found"] < table["promised"]]
        dom.text("nothing-text", parts.paragraph(sentences))
        dom.text("nothing-papers", disc.documents_line(documents))
        dom.show("nothing-advice", not locked)  # what helps is known
        dom.show("nothing-reasons", not locked)
        dom.show("nothing-disc", bool(documents) and not told.get("canceled"))
        dom.text("request-text", say("page.nothing.request", request=say("page.summary.request")))
        dom.text("request-copied", "")
        dom.clear(dom.element("nothing-reasons"))
        self.switch("nothing")

    def copy_request(self):
        """Copy what to ask the hospital for."""
        done = clipboard.copy(say("page.summary.request"), dom.element("request-row"))
        dom.text("request-copied", say("page.nothing.copied" if done else "page.nothing.not_copied"))

    def skipped(self, told, hidden, wanted):
        """List the files that were left out, by reason; hidden: the words that nobody may see, or None; wanted: somebody asked for the list."""
        target, reasons = dom.element("skipped-list"), dom.element("nothing-reasons")
        dom.clear(target)
        dom.clear(reasons)
        heaps = leftout.heaps(told["files"], told.get("counts"))
        room = ROOM
        if hidden is not None:
            heaps = [(heap, mask.groups(groups, hidden)) for heap, groups in heaps]
        for heap, groups in heaps:
            dom.make("h3", None, say("page.heap." + heap), target)
            if heap == "other":
                dom.make("p", "muted", say("page.skipped.harmless"), target)
            if heap == "broken" and self.why == "no_scan":
                dom.text("nothing-title", say("page.nothing.broken"))
            for reason, number, paths in groups[:MOST_REASONS]:
                dom.make("li", None, say("page.skipped.reason", n=number, reason=reason), reasons)
                group = dom.make("details", "reason", None, target)
                summary = dom.make("summary", None, None, group)
                dom.make("span", None, words.first_capital(reason), summary)
                dom.make("span", None, say("page.skipped.files", n=number), summary)
                fill = unfolding(number, paths)
                dom.make("ul", None, None, group)
                room -= min(len(paths), MOST)
                if room >= 0:
                    fill(group)
                else:
                    dom.listen(group, "toggle", lambda event, fill=fill: fill(event.target) if event.target.open else None)
                group.open = len(heaps) == 1 and len(groups) == 1
            if len(groups) > MOST_REASONS:
                rest = groups[MOST_REASONS:]
                why = say("page.skipped.reasons", n=len(rest))
                dom.make("p", "muted", say("page.skipped.rest", n=sum([number for _, number, _ in rest]), reasons=why), target)
        if wanted:
            self.open("skipped")

    def forget(self):
        """Leave nothing on any screen, also an unseen one, that came from the files."""
        for name in ("skipped-list", "nothing-reasons"):
            dom.clear(dom.element(name))
        self.trouble(None)
        self.note(None)

    def open(self, name):
        """Open a dialog."""
        dialog = dom.element(name + "-dialog")
        if not dialog.open:
            dialog.showModal()

    def opened(self):
        """Give the names of the dialogs that are open, the topmost last."""
        return [name for name in reversed(DIALOGS) if dom.element(name + "-dialog").open]

    def close_dialog(self):
        """Close the dialog that lies on top."""
        for name in DIALOGS:
            dialog = dom.element(name + "-dialog")
            if dialog.open:
                dialog.close()
                return

    def close_dialogs(self):
        """Close the dialogs. Tells whether one was open."""
        closed = False
        for name in DIALOGS:
            dialog = dom.element(name + "-dialog")
            if dialog.open:
                dialog.close()
                closed = True
        return closed

    def offer(self, text, button, command):
        """Tell of something that a button of these words does, for a while."""
        self.note(text, button=button, command=command)

    def note(self, text, *, button="", command=None):
        """Tell something good or harmless, for a while; None takes it away."""
        dom.stop(self.noted)
        self.noted = None if text is None else dom.after(LEADING_MS if command else NOTE_MS, lambda *_: self.note(None))
        dom.show("note-lead", command is not None)
        dom.text("note-lead", button)
        dom.attribute("note-lead", "data-do", command)
        dom.attribute("note-lead", "aria-label", say("page.note.button", button=button, text=text) if command else None)
        dom.show("note", text is not None)
        dom.text("note-text", text or "")

    def trouble(self, text):
        """Tell something that the person should know; None takes it away."""
        dom.show("trouble", text is not None)
        dom.text("trouble-text", text or "")

    def crash(self, text, *, started=True):
        """Say that the cell died, or never came to life; None takes it away."""
        dom.show("crash", text is not None)
        if text is None:
            return
        self.close_dialogs()
        dom.show("progress", False)
        dom.text("crash-title", say("page.crash.stopped" if started else "page.crash.unstarted"))
        dom.text("crash-text", text)
        dom.show("crash-advice", started)
        dom.element("crash").querySelector("button").focus()


def unfolding(number, paths):
    """Give what fills a list of paths: of a large folder only once it is unfolded, all at once would be too many elements."""

    def fill(group):
        listed = group.querySelector("ul")
        if listed.firstElementChild is None:
            for path in paths[:MOST]:
                dom.make("li", None, path, listed)
            if number > MOST:
                dom.make("li", None, say("page.skipped.more", n=number - MOST), listed)

    return fill
