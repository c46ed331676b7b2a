"""What panes do together: they follow the active one, show where it crosses them, and where a point of the patient lies."""

from app.page import crossing, dom, links, places, viewport, words
from app.page import state as states

__all__ = ["Linking"]

COLOR = "#5ad1c2"  # of what shows where other pictures are


class Linking:
    """The panes of a desk as far as one has to do with the others; which switches are on says `state.links`."""

    def __init__(self, desk):
        self.desk = desk

    def changed(self):
        """Let the panes follow the active one as the switches say now."""
        if self.desk.state.shown is not None:
            self.place(self.desk.panes.active)
            self.pose()
            self.window()
        self.lines()

    def linked(self, pane):
        """Return the panes that may follow another one, with what the catalog tells of their stacks: (pane, stack, stack of the other)."""
        view, entries = pane.view, self.desk.state.entries
        if view.shown is None or view.shown.stack not in entries:
            return []
        own = entries[view.shown.stack].stack
        return [
            (other, own, entries[other.view.shown.stack].stack)
            for other in self.desk.panes.others(pane)
            if other.view.shown is not None and other.view.shown.stack in entries and not other.player.playing
        ]

    def place(self, pane):
        """Let the others go to where a pane is in the body."""
        if not self.desk.state.links.place:
            return
        for other, own, told in self.linked(pane):
            shown = other.view.shown
            index = links.follow(self.desk.state.links, own, pane.view.shown.index, told)
            if index is not None and states.go(shown, index):
                self.desk.ask(other)
                self.desk.follow(other)

    def here(self):
        """Let what is seen now belong together: from here on the panes go on side by side."""
        pane = self.desk.panes.active
        together = [
            other
            for other, own, told in self.linked(pane)
            if links.link(self.desk.state.links, own, pane.view.shown.index, told, other.view.shown.index)
        ]
        dom.text("link-told", words.together(len(together)))
        if together:
            self.desk.state.links.place = True
            dom.element("link-place").checked = True

    def pose(self):
        """Let pictures that show the same side of the body lie alike."""
        if not self.desk.state.links.pose:
            return
        pane = self.desk.panes.active
        shown = pane.view.shown
        for other, own, told in self.linked(pane):
            if other.view.shown.picture is None or shown.picture is None or links.sideways(own, told):
                continue
            other.view.shown.pose = self.alike(pane, other)
            other.place()

    def alike(self, pane, other):
        """Return the pose in which another pane shows the same place of the body as large; where that is not known, the same part as large."""
        shown, its = pane.view.shown, other.view.shown
        here, there = shown.picture["grid"], its.picture["grid"]
        same = viewport.alike(shown.pose, pane.lying(), pane.stage.room, other.lying(), other.stage.room)
        if shown.pose.fit or not crossing.level(here, there):
            return same
        row, column, _ = crossing.pixel(there, crossing.place(here, *viewport.middle(shown.pose, pane.lying(), pane.stage.room)))
        zoom = shown.pose.zoom * min(there["spacing"]) / min(here["spacing"])
        return viewport.centered(same, other.lying(), other.stage.room, zoom, row, column)

    def window(self):
        """Let pictures of the same unit have the same brightness and contrast."""
        shown, pane = self.desk.state.shown, self.desk.panes.active
        if not self.desk.state.links.window or shown is None or shown.window is None or shown.picture is None:
            return
        for other in self.desk.panes.others(pane):
            its = other.view.shown
            if its is not None and its.picture is not None and its.picture["unit"] == shown.picture["unit"] and not its.picture["color"]:
                its.window, its.voi, its.invert, its.each = shown.window, None, shown.invert, False
                self.desk.ask(other)
                self.desk.follow(other)

    def lines(self):
        """Draw where the picture of the active pane crosses the others."""
        pane = self.desk.panes.active
        own = pane.view.painted.picture if pane.view.painted is not None else None
        for other in self.desk.panes.all():
            its = other.view.painted.picture if other.view.painted is not None else None
            shapes = []
            if self.desk.state.links.lines and other is not pane and own and its:
                found = crossing.line(own["grid"], own["rows"], own["columns"], its["grid"])
                if found is not None:
                    (x, y), (to_x, to_y) = found
                    shapes = [{"path": "M%.2f %.2fL%.2f %.2f" % (x, y, to_x, to_y), "color": COLOR}]
            other.crossing.show(shapes)

    def find(self, point, reference):
        """Go to a point of the patient in all panes that lie in its space, and mark it."""
        for pane in self.desk.panes.all():
            entry = self.desk.state.entries.get(pane.view.shown.stack) if pane.view.shown is not None else None
            course = entry.stack.get("course") if entry is not None else None
            if course is None or course["frame"] != reference:
                continue
            index = places.nearest(course, point)
            if index is not None:
                pane.player.stop()
                pane.wanted = point
                if states.go(pane.view.shown, index):
                    self.desk.ask(pane)
                    self.desk.follow(pane)
                else:
                    self.point_at(pane)

    def point_at(self, pane):
        """Mark the point that was looked for on the picture of a pane, as long as that picture is seen."""
        picture = pane.view.painted.picture if pane.view.painted is not None else None
        if pane.wanted is None or picture is None or picture["index"] != pane.view.shown.index or not picture["grid"]:
            return
        row, column, _ = crossing.pixel(picture["grid"], pane.wanted)
        pane.wanted = None
        pane.marked = (picture["stack"], picture["index"])
        size = max(picture["rows"], picture["columns"]) / 30
        path = "M%.2f %.2fh%.2fM%.2f %.2fv%.2f" % (column - size, row, 2 * size, column, row - size, 2 * size)
        pane.point.show([{"path": path, "color": COLOR}])

    def painted(self, pane):
        """A picture is on the canvas of a pane: what shows where others are is of the one before."""
        if pane.marked is not None and pane.marked != (pane.view.painted.stack, pane.view.painted.picture["index"]):
            pane.marked = None
            pane.point.show(())
        if pane.wanted is not None:
            self.point_at(pane)
        if self.desk.state.links.lines:
            self.lines()
