"""One pane: its canvas with all that lies over it, and the pointers over it. `View` is what it shows."""

from app.page import dom, sight
from app.page.input.pointers import Pointers
from app.page.panes.corners import Corners
from app.page.panes.drawing import Drawing
from app.page.panes.marks import Marks
from app.page.space import viewport
from app.page.state import lying
from app.page.update import arrangement, gestures

__all__ = ["Pane"]

LATE_MS = 60  # after which the number is shown although its picture is still on the way
COLOR = "#5ad1c2"  # of what shows where other pictures are


class Pane:
    """The block of the page for one view; emit(action, …) changes the state, `oms` paints."""

    def __init__(self, state, view, emit, oms, parent):
        self.state, self.view, self.emit, self.oms = state, view, emit, oms
        number = view.number
        self.block = dom.element("pane").content.firstElementChild.cloneNode(True)
        self.block.setAttribute("data-pane", str(number))
        parent.append(self.block)
        self.part = dom.part(self.block)
        self.part.elements["viewport"] = self.block
        self.style = self.part.element("canvas").style
        self.corners = Corners(self.part)
        self.pointers = Pointers(self.block, self.act, self.resized)
        self.marks = Marks(view, self.part, lambda place: oms.lay(number, place), self.corners.beneath)
        self.saved = Drawing(self.part)  # lines and words of a saved view
        self.crossing = Drawing(self.part)  # where other pictures cross this one
        self.point = Drawing(self.part)  # the one that was looked for in all panes
        self.marks.fade(state.layers.opacity)
        self.followers = [self.marks.place, self.saved.place, self.crossing.place, self.point.place]  # go where the picture goes
        self.due = None
        self.lies = self.letters = None
        oms.attach(number, self.part.element("canvas"), self.part.element("marks"))

    def act(self, actions):
        if actions:
            self.emit(gestures.act, self.view.number, actions)

    def resized(self, room, ratio):
        self.emit(arrangement.measured, self.view.number, room, ratio)

    def remove(self):
        """Take it off the screen; what the view showed is kept."""
        dom.stop(self.due)
        self.pointers.end()
        self.oms.detach(self.view.number, self.part.element("canvas"))
        self.view.painted = None
        self.block.remove()

    def empty(self):
        """Show nothing: the scan is closed."""
        self.lies = self.letters = None
        self.corners.value(None)
        self.corners.names(None)
        self.corners.series(None)
        self.marks.forget()
        for drawing in (self.saved, self.crossing, self.point):
            drawing.show(())
        self.part.text("overlay-saved", "")
        self.vacant(False)

    def vacant(self, on):
        """Say that a series can be chosen for it."""
        self.part.show("vacant", on)
        self.block.toggleAttribute("data-vacant", on)

    def label(self):
        """Write over the picture what series it is of."""
        self.vacant(self.view.shown is None)
        if self.view.shown is None:
            return
        entry = sight.seen(self.state, self.view)
        self.corners.names(entry)
        self.corners.series(entry)
        self.pointers.counts(self.view.shown.count)
        self.corners.number(self.view.shown)

    # ---- the picture

    def painted(self):
        """A picture was painted: place it, unless the last one lay just the same: scrolling need not. Return what its marks say went wrong."""
        picture = self.view.picture
        orientation = picture["orientation"]
        lies = (picture["stack"], picture["rows"], picture["columns"], picture["aspect"], picture["spacing"], bool(picture["error"]))
        if lies != self.lies or orientation != self.letters:
            self.lies, self.letters = lies, orientation
            self.place()
        return self.marks.painted()

    def place(self):
        """Put the picture where its pose wants it, with zoom, letters and scale."""
        painted = self.view.painted
        if painted is None or painted.picture is None:
            return
        picture, pose, room = lying(painted.picture), painted.pose, self.view.room
        matrix = viewport.matrix(pose, picture, room)
        self.style.transform = "matrix(%.5f,%.5f,%.5f,%.5f,%.1f,%.1f)" % matrix
        painted.zoom = viewport.scale(pose, picture, room)
        self.pointers.gestures.zoomed = viewport.enlarged(pose, picture, room)
        # before the followers, which look alike
        self.part.attribute("canvas", "data-sharp", "true" if viewport.sharp(pose, picture, room) else None)
        for follower in self.followers:
            follower(matrix)
        if painted is self.view.shown:
            self.corners.pose(painted, room, painted.zoom)

    def expect(self, catch_up):
        """The number follows with the picture, in the same frame: a frame of its own would delay it. A picture that keeps one waiting is not waited for."""
        if self.due is None:
            self.due = dom.after(LATE_MS, lambda *_: catch_up())

    def show_picture(self):
        """Show what came with the picture that is on the canvas now."""
        dom.stop(self.due)
        self.due = None
        shown = self.view.shown
        if shown is not None:
            self.corners.number(shown)
            self.corners.error(shown)
            self.corners.window(shown)

    # ---- what lies over it

    def view_says(self):
        """Say what a saved view does to the picture."""
        self.part.text("overlay-saved", self.view.said)
        self.saved.visible(self.view.painted.overlays)

    def cross(self, line):
        """Draw the line on which another picture crosses this one: two points (x, y); None takes it away."""
        if line is None:
            self.crossing.show(())
        else:
            (x, y), (to_x, to_y) = line
            self.crossing.show([{"path": "M%.2f %.2fL%.2f %.2f" % (x, y, to_x, to_y), "color": COLOR}])

    def mark(self, place):
        """Mark a point: row and column, or None."""
        if place is None:
            self.point.show(())
            return
        row, column = place
        picture = self.view.picture
        size = max(picture["rows"], picture["columns"]) / 30
        path = "M%.2f %.2fh%.2fM%.2f %.2fv%.2f" % (column - size, row, 2 * size, column, row - size, 2 * size)
        self.point.show([{"path": path, "color": COLOR}])

    def use_tool(self):
        """Let dragging do what was chosen; a picture in color has no window, there it scrolls."""
        mouse, touch = self.state.tool or "window", self.state.tool or "scroll"
        shown, hand = self.view.shown, self.pointers.gestures
        color = bool(shown and shown.picture and shown.picture.get("color"))
        hand.free = self.state.tool is None
        hand.choose("scroll" if color and mouse == "window" else mouse, "scroll" if color and touch == "window" else touch)
        self.part.attribute("viewport", "data-tool", self.tool)

    @property
    def tool(self):
        """What dragging does here."""
        return self.pointers.gestures.touch_tool if self.state.coarse else self.pointers.gestures.mouse_tool

    def focus(self):
        """The keys are for this pane."""
        self.block.focus()
