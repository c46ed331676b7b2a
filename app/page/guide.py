"""The help: gestures and keys out of their tables, and the buttons out of the toolbars themselves."""

import js

from app.page import dom, keys

__all__ = ["fill"]

SHORT = (
    # mouse, touch, what it does
    ("Wheel", "One finger", "Scroll"),
    ("Left button", "Brightness tool", "Brightness and contrast"),
    ("Right button", "Pinch", "Zoom"),
    ("Middle button", "Two fingers", "Move"),
    ("Double click", "Double tap", "As first shown"),
)
BARS = ("#brandbar .tool", "#tools .tool", "#actions .tool")


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
        dom.make("dt", None, touch if coarse else mouse, row)
        dom.make("dd", None, said, row)
    for bar in BARS:
        for button in js.document.querySelectorAll(bar):
            row = dom.make("li", None, None, dom.element("help-buttons"))
            row.append(button.querySelector(".icon, .glyph").cloneNode(True))
            dom.make("span", None, button.getAttribute("data-tip"), row)
