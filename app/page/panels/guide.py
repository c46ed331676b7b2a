"""The help: gestures and keys out of their tables, and the buttons out of the toolbars themselves."""

import js

from app.page import dom
from app.page.input import keys
from text.say import say

__all__ = ["fill", "tool"]

SHORT = ("scroll", "window", "zoom", "pan", "enlarge")  # what mouse and fingers do unless a tool says otherwise
DRAG = {"mouse": "window", "touch": "scroll"}  # the row of what the tool does: the left button, one finger
BARS = ("#brandbar .tool", "#tools .tool", "#actions .tool")

drag = {"tool": "window", "cell": None}  # the tool that a drag uses, and where the help says so


def tool(chosen):
    """Say what a drag does, by the tool that is in use."""
    drag["tool"] = chosen
    if drag["cell"] is not None:
        drag["cell"].textContent = say("page.guide.does." + chosen)


def fill(*_):
    """Write all of it; on a screen that is touched the keys are folded away."""
    coarse = js.matchMedia("(pointer: coarse)").matches
    dom.element("keys-fold").open = not coarse
    for written, said in keys.help_rows():
        row = dom.make("div", None, None, dom.element("help-keys"))
        dom.make("kbd", None, written, dom.make("dt", None, None, row))
        dom.make("dd", None, said, row)
    for cells in keys.gesture_rows():
        row = dom.make("tr", None, None, dom.element("help-gestures"))
        for cell in cells:
            dom.make("td", None, cell, row)
    way = "touch" if coarse else "mouse"
    for name in SHORT:
        row = dom.make("div", None, None, dom.element("short-help"))
        dom.make("dt", None, say("page.guide." + name + "." + way), row)
        cell = dom.make("dd", None, say("page.guide.does." + name), row)
        if name == DRAG[way]:
            drag["cell"] = cell
    tool(drag["tool"])
    for bar in BARS:
        for button in js.document.querySelectorAll(bar):
            row = dom.make("li", "narrow-only" if button.matches(".narrow-only") else None, None, dom.element("help-buttons"))
            row.append(button.querySelector(".icon, .glyph").cloneNode(True))
            dom.make("span", None, button.getAttribute("data-tip"), row)
