"""Clicks, keys, and what is typed or moved: each leads to an action, or to something of the screen alone."""

import js

from app.page import dom
from app.page.input import keys as keyboard
from app.page.update import choices, films, looks, pictures
from app.page.update.commands import COMMANDS

__all__ = ["Pressing"]

BEFORE = "#disc-dialog, #locked-dialog"  # what may open by itself, and is over before a person comes to the pictures


class Pressing:
    """Listens for the whole page.

    emit(action, …) changes the state; `screen`: command -> function, of those that concern the screen alone; `targets`: the same, of those that
    get the element that was clicked; `drawers`: those of the page; focus() gives the keys back to the picture.
    """

    def __init__(self, state, emit, screen, targets, drawers, focus):
        self.state, self.emit, self.screen, self.targets, self.drawers, self.focus = state, emit, screen, targets, drawers, focus

    def start(self):
        """Listen from now on."""
        document = js.document
        for kind in ("pointerdown", "keydown", "wheel"):
            dom.listen(document, kind, self.touched, passive=True)
        for target, kind, callback in (
            (document, "click", self.clicked),
            (document, "keydown", self.key),
            (dom.element("slider"), "input", lambda event: self.emit(pictures.slide, int(float(event.target.value)) - 1)),
            (dom.element("center"), "change", self.typed),
            (dom.element("width"), "change", self.typed),
            (dom.element("preset"), "change", self.chosen),
            (dom.element("speed"), "change", lambda event: self.emit(films.speed, float(event.target.value), js.performance.now())),
        ):
            dom.listen(target, kind, callback)

    def run(self, name):
        """Do what a button or key is for, by its name."""
        if name in self.screen:
            self.screen[name]()
        else:
            self.emit(*COMMANDS[name])

    def touched(self, event):
        """The person has done something: the ring around the picture is for who uses the keyboard. Who reads what is on the disc has not come to a picture yet."""
        if event.type == "keydown":
            dom.root.setAttribute("data-keys", "true")
        elif event.type == "pointerdown":
            dom.root.removeAttribute("data-keys")
        target = event.target
        if self.state.shown is not None and (target.closest(BEFORE) is None or target.closest("[data-do=show-series]") is not None):
            self.emit(choices.touched)

    def clicked(self, event):
        """A click on anything that has `data-do`."""
        target = event.target.closest("[data-do]")
        if self.drawers.is_open("more") and event.target.closest("#tools") is None:
            self.drawers.toggle("more")
        if target is None or target.hasAttribute("disabled") or target.getAttribute("aria-disabled") == "true":
            return
        name = target.getAttribute("data-do")
        if name in self.targets:
            self.targets[name](target)
        else:
            self.run(name)
        if event.detail and self.state.screen == "viewing" and target.closest("#tools, #transport, #catalog") is not None:
            self.focus()  # after a click the keys belong to the picture again; who came by keyboard stays where he is

    def key(self, event):
        """A key, unless it belongs to a field, an open dialog or the browser."""
        if event.defaultPrevented or event.isComposing:
            return
        target, key = event.target, event.key
        inside = target.tagName or ""
        if inside in ("SELECT", "TEXTAREA") or (inside == "INPUT" and target.id != "slider" and target.type != "checkbox"):
            return
        if key in (" ", "Enter") and (inside in ("BUTTON", "SUMMARY", "A") or (inside == "INPUT" and target.id != "slider")):
            return
        name = keyboard.command(
            key, digit=event.code, control=event.ctrlKey or event.metaKey, alt=event.altKey, presets=len(self.state.presets)
        )
        dialogs = js.document.querySelectorAll("dialog[open]")
        on_disc = dialogs.length == 1 and dialogs.item(0).id == "disc-dialog"
        if dialogs.length and not (name == "disc" and on_disc):
            return  # wherever the focus is: what lies behind a dialog is not to be changed unseen
        if name is None or (self.state.screen != "viewing" and name not in ("help", "open-folder", "escape", "disc")):
            return
        if name == "disc" and self.state.screen != "viewing" and not on_disc:
            return
        event.preventDefault()
        if isinstance(name, tuple):
            self.emit(looks.preset, name[1])
        else:
            self.run(name)

    def typed(self, event):
        """A number was typed for the brightness or the contrast."""
        try:
            number = float(event.target.value)
        except ValueError:
            number = None
        self.emit(looks.type_window, event.target.id, number)

    def chosen(self, event):
        """A preset was chosen."""
        if event.target.value != "own":
            self.emit(looks.preset, int(event.target.value))
        self.focus()
