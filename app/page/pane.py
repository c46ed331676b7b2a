"""One pane: its canvas with all that lies over it, the pointers over it, and the film that plays in it. `View` is what it shows."""

from app.page import dom, viewport
from app.page.corners import Corners
from app.page.drawing import Drawing
from app.page.marks import Marks
from app.page.player import Player
from app.page.stage import Stage

__all__ = ["Pane"]


class Pane:
    """The block of the page for one view of a desk."""

    def __init__(self, desk, view, parent):
        self.desk = desk
        self.view = view
        self.block = dom.element("pane").content.firstElementChild.cloneNode(True)
        self.block.setAttribute("data-pane", str(view.number))
        parent.append(self.block)
        self.part = dom.part(self.block)
        self.part.elements["viewport"] = self.block
        self.corners = Corners(self.part)
        self.stage = Stage(self.part, lambda actions: desk.hand.act(self, actions), self.resize)
        self.marks = Marks(self)
        self.saved = Drawing(self.stage, self.part)  # lines and words of a saved view
        self.crossing = Drawing(self.stage, self.part)  # where other pictures cross this one
        self.point = Drawing(self.stage, self.part)  # the one that was looked for in all panes
        self.wanted = self.marked = None  # that point, until it is drawn; the picture on which it is
        self.player = Player(desk, self)
        self.pointed = None  # row and column under the pointer
        self.due = None
        self.lies = self.letters = None
        self.framed = None  # the pose that a saved view gave last
        self.told = ""  # what is said of it
        desk.oms.attach(view.number, self.part.element("canvas"), self.part.element("marks"))

    def remove(self):
        """Take it off the screen; what the view showed is kept."""
        self.player.stop()
        dom.stop(self.due)
        self.stage.end()
        self.desk.oms.detach(self.view.number, self.part.element("canvas"))
        self.view.painted = None
        self.block.remove()

    def empty(self):
        """Show nothing: the scan is closed, or nothing was chosen yet."""
        self.player.stop()
        self.lies = self.letters = None
        self.pointed = None
        self.corners.value(None)
        self.corners.names(None)
        self.corners.series(None)
        self.marks.forget()
        self.saved.show(())
        self.crossing.show(())
        self.point.show(())
        self.part.text("overlay-saved", "")

    def vacant(self, on):
        """Say that a series can be chosen for it."""
        self.part.show("vacant", on)
        self.block.toggleAttribute("data-vacant", on)

    def resize(self):
        """The room of the picture has another size."""
        self.desk.saved.refit(self)
        self.place()

    def lying(self):
        """Return the picture on the canvas, or that is to come, as `viewport` takes it."""
        picture = self.view.shown.picture
        return viewport.Picture(picture["rows"], picture["columns"], picture["aspect"])

    def place(self):
        """Put the picture where its pose wants it, with zoom, letters and scale."""
        painted = self.view.painted
        if painted is None or painted.picture is None:
            return
        picture = painted.picture
        zoom = self.stage.place(painted.pose, viewport.Picture(picture["rows"], picture["columns"], picture["aspect"]))
        painted.zoom = zoom
        if painted is self.view.shown:
            self.corners.pose(painted, self.stage.room, zoom)

    def place_if_moved(self, picture):
        """Place a picture that was just painted, unless the last one lay just the same: scrolling need not."""
        orientation = picture["orientation"]
        lies = (picture["stack"], picture["rows"], picture["columns"], picture["aspect"], picture["spacing"], bool(picture["error"]))
        if lies != self.lies or orientation != self.letters:
            self.lies, self.letters = lies, orientation
            self.place()

    def show_picture(self):
        """Show what came with the picture that is on the canvas now."""
        shown = self.view.shown
        self.corners.number(shown)
        self.corners.error(shown)
        self.corners.window(shown)

    def focus(self):
        """The keys are for this pane."""
        self.block.focus()
