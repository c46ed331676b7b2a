"""The line at the bottom: sealed, requests, offline, memory; and what the screen reader says."""

from app.page import dom, words

__all__ = ["announce", "memory", "requests", "sealed"]

SEALED = "Sealed: nothing can leave this page"
said = {"timer": None, "text": ""}
lines = {}


def line(name, value):
    """Set the words beside the icon."""
    if name not in lines:
        lines[name] = [dom.element(name).querySelector("span"), None]
    if lines[name][1] != value:
        lines[name][1] = value
        lines[name][0].textContent = value


def sealed(told):
    """Show whether the page has given up its connections, and whether it works without a network."""
    line("status-sealed", SEALED if told.get("sealed") else "Not sealed yet")
    line("status-offline", "Ready for offline use" if told.get("offline") else "Saving for offline use…")


def requests(told):
    """Show the requests since the scan was opened."""
    refused = told.get("refused") or 0
    extra = " (" + str(refused) + " refused)" if refused else ""
    line("status-requests", "Requests since opening: " + str(told.get("count") or 0) + extra)


def memory(told):
    """Show how much of the series is in memory."""
    dom.show("status-memory", bool(told))
    if told:
        done, total = told["done"], told["total"]
        how_many = words.count(done, "picture") if done >= total else words.grouped(done) + " of " + words.count(total, "picture")
        line("status-memory", how_many + " in memory, " + words.size(told["bytes"]))


def announce(text):
    """Let the screen reader say this, once the person has stopped moving on."""
    dom.stop(said["timer"])
    said["text"] = text
    said["timer"] = dom.after(500, speak)


def speak(*_):
    dom.text("announce", said["text"])
