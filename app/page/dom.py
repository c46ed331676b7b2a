"""The document: elements by their id, changed only where something really changes, and listeners that report failures.

Text out of a file goes through `text` or `make` and so through `textContent`; nothing here ever makes markup of it.
"""

import sys

import js

__all__ = [
    "Scope", "after", "after_frame", "attribute", "clear", "element", "elements", "failed", "guard", "known", "layout", "listen", "make", "part",
    "report", "root", "show", "stop", "text", "variable",
]  # fmt: skip

root = js.document.documentElement
failed = [None]  # called with the text of an exception that nobody caught


class Scope:
    """Elements by their names, found once; what the document has already is not written again.

    find(name) gives the element of a name, or None.
    """

    def __init__(self, find):
        self.find = find
        self.elements = {}
        self.known = {}  # (name, what) -> the value that the document has

    def element(self, name):
        """Return the element of this name."""
        found = self.elements.get(name)
        if found is None:
            found = self.elements[name] = self.find(name)
            if found is None:
                raise KeyError("index.html has no element called " + name)
        return found

    def text(self, name, value):
        """Set the text of an element."""
        if self.known.get((name, "text")) != value:
            self.known[(name, "text")] = value
            self.element(name).textContent = value

    def attribute(self, name, key, value):
        """Set an attribute of an element; None removes it."""
        if self.known.get((name, key), 0) != value:
            self.known[(name, key)] = value
            if value is None:
                self.element(name).removeAttribute(key)
            else:
                self.element(name).setAttribute(key, value)

    def show(self, name, visible):
        """Show or hide an element."""
        self.attribute(name, "hidden", None if visible else "")

    def variable(self, name, key, value):
        """Set a custom property of the style of an element."""
        if self.known.get((name, key)) != value:
            self.known[(name, key)] = value
            self.element(name).style.setProperty(key, value)


page = Scope(js.document.getElementById)  # what is there once, by its id
element, text, attribute, show, variable = page.element, page.text, page.attribute, page.show, page.variable
elements, known = page.elements, page.known


def part(block):
    """Return the scope of a block that may be there several times: its elements by their classes."""
    return Scope(lambda name: block.querySelector("." + name))


PLAIN = (("autocomplete", "off"), ("autocorrect", "off"), ("autocapitalize", "off"), ("spellcheck", "false"), ("translate", "no"))


def make(tag, style=None, words=None, parent=None):
    """Make an element with a class and a text, and append it; of a field, the browser is told to leave alone what is typed or stands there."""
    made = js.document.createElement(tag)
    if tag in ("input", "textarea"):
        for name, value in PLAIN:
            made.setAttribute(name, value)
    if style:
        made.className = style
    if words is not None:
        made.textContent = words
    if parent is not None:
        parent.append(made)
    return made


def clear(parent):
    """Remove everything from an element."""
    parent.replaceChildren()


def guard(callback):
    """Give a callback whose failure is printed and told to the person, instead of being lost in the browser."""

    def guarded(*arguments):
        try:
            return callback(*arguments)
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is told
            report(problem)

    return guarded


def report(problem):
    """Print a failure with its place, and tell it."""
    sys.print_exception(problem, sys.stderr)
    if failed[0] is not None:
        failed[0](type(problem).__name__ + ": " + str(problem))


def listen(target, kind, callback, *, passive=None):
    """Call back on events of this kind."""
    if passive is None:
        target.addEventListener(kind, guard(callback))
        return
    options = js.Object.new()
    options.passive = passive
    target.addEventListener(kind, guard(callback), options)


def after(milliseconds, callback):
    """Call back once, later. Give what `stop` takes."""
    return js.setTimeout(guard(callback), milliseconds)


def after_frame(callback):
    """Call back once what has changed so far is on the screen."""
    js.requestAnimationFrame(guard(lambda *_: js.setTimeout(guard(callback), 0)))


def stop(timer):
    """Do not call back after all."""
    if timer is not None:
        js.clearTimeout(timer)


def layout():
    """Tell how style/room.css lays the viewer out: "wide", "middle" (the details are a drawer), or "narrow" (so is the list of series)."""
    return js.getComputedStyle(element("viewer")).getPropertyValue("--layout").strip()
