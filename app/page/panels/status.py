"""The line at the bottom: sealed, requests, offline, memory; and what the screen reader says."""

from app.page import dom
from app.page.facts import gate, words
from text.say import grouped, say

__all__ = ["announce", "license", "memory", "names", "requests", "sealed"]

said = {"timer": None, "text": ""}


def sealed(told):
    """Show whether the page has given up its connections, and whether it works without a network."""
    on = told.get("sealed")
    dom.text("sealed-short", say("page.status.sealed" if on else "page.status.unsealed"))
    dom.text("sealed-long", say("page.status.sealed_more") if on else "")
    dom.text("offline-does", say("page.status.kept" if told.get("offline") else "page.status.lost" if on else "page.status.saving"))
    dom.text("offline-more", "" if on else say("page.status.going_on"))


def requests(told):
    """Show the requests since the scan was opened."""
    count, refused = told.get("count") or 0, told.get("refused") or 0
    dom.element("status-requests").toggleAttribute("data-any", bool(count or refused))
    dom.text("requests-count", say("page.status.refused", count=count, n=refused) if refused else grouped(count))


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
        whole = done >= total
        dom.text("memory-text", say("page.status.memory", n=done) if whole else say("page.status.memory_part", done=done, n=total))
        dom.text("memory-size", words.size(told["bytes"]))


def names(hidden):
    """Show that names are hidden; it stays so for the next scan, and is told also where there is no toolbar."""
    dom.show("status-names", hidden)
    announce(say("page.status.names_hidden" if hidden else "page.status.names_shown"))


def announce(text):
    """Let the screen reader say this, once the person has stopped moving on."""
    dom.stop(said["timer"])
    said["text"] = text
    said["timer"] = dom.after(500, speak)


def speak(*_):
    dom.text("announce", said["text"])
