"""Copying text. `navigator.clipboard` stays forbidden to this page (Permissions-Policy in vercel.json): only a click can copy here."""

import js

from app.page import dom
from text.say import say

__all__ = ["copy", "forget"]


def copy(text, beside):
    """Copy a text, right in the click that asks for it. Tells whether it worked; else the text is shown behind the element `beside`."""
    forget()
    active = js.document.activeElement
    field = dom.make("textarea", "copied-text")
    field.value = text
    field.readOnly = True
    field.setAttribute("aria-label", say("page.clipboard.text"))
    beside.after(field)
    field.focus()
    field.select()
    done = bool(js.document.execCommand("copy"))
    if done:
        field.remove()
        if active is not None:
            active.focus()
    return done


def forget():
    """Leave no text that could not be copied on the page."""
    old = js.document.querySelector(".copied-text")
    if old is not None:
        old.remove()
