"""What other files mark on the picture of a pane: a second canvas, and lines. It is seen only on the picture that it belongs to."""

import json

from app.page.panes.drawing import Drawing

__all__ = ["Marks"]


class Marks:
    """The marks on a view; lay(place) paints those that came last, or none for None; beneath(text) writes what lies under the pointer."""

    def __init__(self, view, part, lay, beneath):
        self.view, self.part, self.paint, self.beneath = view, part, lay, beneath
        self.drawing = Drawing(part)
        self.canvas = part.element("marks")
        self.told = None  # the newest `marks` message
        self.laid = None  # (stack, index) of those that are on the screen

    def take(self, told):
        """Take the marks of a picture; they wait until it is on the screen."""
        self.told = told
        return self.lay()

    def painted(self):
        """A picture is on the canvas: take away the marks of another one, and lay its own where they are here."""
        return self.lay() if self.told is not None or self.laid is not None else None

    def lay(self):
        """Show the newest marks where they belong to the picture on the canvas; nothing where they do not. Return what they say went wrong."""
        picture, told = self.view.picture, self.told
        if picture is None or picture["error"]:
            self.clear()
            return None
        here = (picture["stack"], picture["index"])
        if told is None or (told["stack"], told["index"]) != here:
            if self.laid != here:
                self.clear()
            return None
        self.laid = here
        self.drawing.show(told["shapes"])
        place = {name: told[name] for name in ("rows", "columns", "top", "left")}
        place["height"], place["width"] = picture["rows"], picture["columns"]
        self.paint(json.dumps(place))
        return told["error"]

    def drop(self):
        """No marks are wanted any more."""
        self.told = None
        self.clear()

    def clear(self):
        """Take away what is on the screen."""
        if self.laid is not None:
            self.wipe()

    def wipe(self):
        self.laid = None
        self.drawing.show(())
        self.paint(None)
        self.beneath("")

    def forget(self):
        """Nothing is marked here any more."""
        self.told = None
        self.wipe()

    def place(self, matrix):
        """Lie as the picture lies."""
        self.canvas.style.transform = "matrix(%.5f,%.5f,%.5f,%.5f,%.1f,%.1f)" % matrix
        self.part.attribute("marks", "data-sharp", self.part.element("canvas").getAttribute("data-sharp"))
        self.drawing.place(matrix)

    def fade(self, opacity):
        """Let the picture shine through: 0 to 1."""
        self.canvas.style.opacity = str(opacity)
        self.drawing.fade(opacity)
