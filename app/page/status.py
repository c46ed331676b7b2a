"""The line at the bottom: sealed, requests, offline, memory; and what the screen reader says."""

from app.page import dom, gate, words

__all__ = ["announce", "license", "memory", "names", "requests", "sealed"]

said = {"timer": None, "text": ""}


def sealed(told):
    """Show whether the page has given up its connections, and whether it works without a network."""
    dom.text("sealed-short", "Sealed" if told.get("sealed") else "Not sealed yet")
    dom.text("sealed-long", ": the part with your scan has no network" if told.get("sealed") else "")
    dom.text("offline-does", "Ready" if told.get("offline") else "Not kept" if told.get("sealed") else "Saving")
    dom.text("offline-more", "" if told.get("sealed") else "…")


def requests(told):
    """Show the requests since the scan was opened."""
    count, refused = told.get("count") or 0, told.get("refused") or 0
    dom.element("status-requests").toggleAttribute("data-any", bool(count or refused))
    dom.text("requests-count", str(count) + (" (" + str(refused) + " refused)" if refused else ""))


def license(verdict):
    """Tell of the license in the one place that speaks of Pro: the link to its page."""
    link = dom.root.querySelector('a[href="/pro"]')
    if link is not None:
        link.textContent = gate.link(verdict)


def memory(told):
    """Show how much of the series is in memory."""
    dom.show("status-memory", bool(told))
    if told:
        done, total = told["done"], told["total"]
        how_many = words.count(done, "picture") if done >= total else words.grouped(done) + " of " + words.count(total, "picture")
        dom.text("memory-text", how_many + " in memory, ")
        dom.text("memory-size", words.size(told["bytes"]))


def names(hidden):
    """Show that names are hidden; it stays so for the next scan, and is told also where there is no toolbar."""
    dom.show("status-names", hidden)
    announce("Names are hidden." if hidden else "Names are shown.")


def announce(text):
    """Let the screen reader say this, once the person has stopped moving on."""
    dom.stop(said["timer"])
    said["text"] = text
    said["timer"] = dom.after(500, speak)


def speak(*_):
    dom.text("announce", said["text"])
