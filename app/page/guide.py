"""The help: gestures and keys out of their tables, and the buttons out of the toolbars themselves."""

import js

from app.page import dom, keys

__all__ = ["fill", "tool"]

SHORT = (
    # mouse, touch, what it does unless a tool says otherwise
    ("Wheel", "One finger", "Scroll"),
    ("Left button", "Brightness tool", "Brightness and contrast"),
    ("Right button", "Pinch", "Zoom"),
    ("Middle button", "Two fingers", "Move"),
    ("Double click", "Double tap", "One of several pictures alone, or larger"),
)
DRAGS = {
    "window": "Brightness and contrast",
    "scroll": "Scroll",
    "pan": "Move",
    "zoom": "Zoom",
    "point": "Find a point in all pictures",
}  # what a drag does by each tool
DRAG = ("Left button", "One finger")  # the rows that say it
BARS = ("#brandbar .tool", "#tools .tool", "#actions .tool")

drag = {"tool": "window", "cell": None}  # the tool that a drag uses, and where the help says so


def tool(chosen):
    """Say what a drag does, by the tool that is in use."""
    drag["tool"] = chosen
    if drag["cell"] is not None:
        drag["cell"].textContent = DRAGS[chosen]


def fill(*_):
    """Write all of it; on a screen that is touched the keys are folded away."""
    coarse = js.matchMedia("(pointer: coarse)").matches
    dom.element("keys-fold").open = not coarse
    for written, said in keys.help_rows():
        row = dom.make("div", None, None, dom.element("help-keys"))
        dom.make("kbd", None, written, dom.make("dt", None, None, row))
        dom.make("dd", None, said, row)
    for cells in keys.GESTURES:
        row = dom.make("tr", None, None, dom.element("help-gestures"))
        for cell in cells:
            dom.make("td", None, cell, row)
    for mouse, touch, said in SHORT:
        row = dom.make("div", None, None, dom.element("short-help"))
        does = touch if coarse else mouse
        dom.make("dt", None, does, row)
        cell = dom.make("dd", None, said, row)
        if does in DRAG:
            drag["cell"] = cell
    tool(drag["tool"])
    for bar in BARS:
        for button in js.document.querySelectorAll(bar):
            row = dom.make("li", "narrow-only" if button.matches(".narrow-only") else None, None, dom.element("help-buttons"))
            row.append(button.querySelector(".icon, .glyph").cloneNode(True))
            dom.make("span", None, button.getAttribute("data-tip"), row)
