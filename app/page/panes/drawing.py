"""Lines and words over the picture, in its own coordinates: sharp at every zoom, turned and mirrored with it, words always upright.

A shape is a dict. "path": SVG path data, or "text": words, with "x" and "y" of their left end; in both the coordinates are those of
`viewport`: pixels of the file, the center of the first being (0.5, 0.5). "color": as CSS writes it. Of a path besides "fill": how
opaque its inside is, 0 to 1 (even-odd; 0 is a line alone), and "thick": CSS pixels of its line, whatever the zoom.
"""

import js

__all__ = ["Drawing"]

LINE = 1.5  # CSS pixels of a line, where a shape does not say
NEXT = 1.1  # heights of the letters from one line of a text to the next


class Drawing:
    """A sheet of shapes over the picture of a pane, whose elements `part` finds; those that are made later lie above. It is to be placed where the picture is."""

    def __init__(self, part):
        svg = part.element("drawing")
        self.lines = make("g", svg)
        self.words = make("g", svg)
        self.paths = []  # elements, kept for the next picture
        self.texts = []
        self.told = ()  # the shapes that are words
        self.matrix = None

    def show(self, shapes):
        """Draw these shapes and no others."""
        if not shapes and not self.paths and not self.texts:
            return
        self.told = [shape for shape in shapes if "text" in shape]
        paths = [shape for shape in shapes if "path" in shape]
        room_for(self.paths, len(paths), "path", self.lines)
        for number, shape in enumerate(paths):
            element, fill = self.paths[number], shape.get("fill") or 0
            put(element, "d", shape["path"])
            put(element, "stroke", shape["color"])
            put(element, "fill", shape["color"] if fill else "none")
            put(element, "fill-opacity", str(fill))
            put(element, "stroke-width", str(shape.get("thick") or LINE))
        room_for(self.texts, len(self.told), "text", self.words)
        for number, shape in enumerate(self.told):
            element = self.texts[number]
            put(element, "fill", shape["color"])
            element.replaceChildren()
            for line, words in enumerate(shape["text"].split("\n")):
                part = make("tspan", element)
                put(part, "x", "0")
                put(part, "dy", str(NEXT if line else 0) + "em")
                part.textContent = words
        self.write()

    def place(self, matrix):
        """Lie as the picture lies: (a, b, c, d, e, f) of CSS `matrix()`."""
        if matrix != self.matrix:
            self.matrix = matrix
            put(self.lines, "transform", "matrix(%.5f %.5f %.5f %.5f %.2f %.2f)" % matrix)
            self.write()

    def write(self):
        """Put the words where their places are on the screen."""
        if self.matrix is None:
            return
        a, b, c, d, e, f = self.matrix
        for number, shape in enumerate(self.told):
            x, y = shape["x"], shape["y"]
            put(self.texts[number], "transform", "translate(%.2f %.2f)" % (a * x + c * y + e, b * x + d * y + f))

    def visible(self, on):
        """Show or hide all of it."""
        for group in (self.lines, self.words):
            put(group, "visibility", "visible" if on else "hidden")

    def fade(self, opacity):
        """Let the picture shine through."""
        put(self.lines, "opacity", str(opacity))


def make(tag, parent):
    made = js.document.createElementNS(parent.namespaceURI, tag)
    parent.append(made)
    return made


def put(element, name, value):
    if element.getAttribute(name) != value:
        element.setAttribute(name, value)


def room_for(elements, count, tag, parent):
    """Keep as many elements as are needed, and make those that are missing."""
    while len(elements) > count:
        elements.pop().remove()
    while len(elements) < count:
        elements.append(make(tag, parent))
