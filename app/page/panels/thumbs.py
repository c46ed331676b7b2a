"""Small pictures in their frames, on the cards of the list and on the page of the disc."""

import js

from app.page import dom
from text.say import say

__all__ = ["frame", "framed", "small"]


def framed(card):
    """Make the frame for a small picture in a card. Give (frame, its canvas)."""
    thumb = dom.make("span", "thumb", None, card)
    canvas = js.document.createElement("canvas")
    canvas.width = canvas.height = 1
    canvas.setAttribute("aria-hidden", "true")
    thumb.append(canvas, dom.element("no-thumb").content.cloneNode(True))
    return thumb, canvas


def small(card, stack, oms, blank):
    """Put the small picture of a stack into its card, now or when it is there. Give its canvas."""
    thumb, canvas = framed(card)
    oms.thumbnail(stack, canvas)
    frame(thumb, blank)
    return canvas


def frame(thumb, why):
    """Write into the frame of a small picture why it is blank, by its code; "" takes that away."""
    if why:
        said = say("page.blank." + why)
        thumb.setAttribute("data-blank", said)
        thumb.title = said
    elif thumb.hasAttribute("data-blank"):
        thumb.removeAttribute("data-blank")
        thumb.title = ""
