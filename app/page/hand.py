"""What the hand does with the picture that is shown: brightness, size, direction, pointing; by mouse, touch, keys and buttons alike."""

import js

from app.page import guide, overlay, presets, status, toolbar, viewport

__all__ = ["ZOOM_STEP", "Hand"]

ZOOM_STEP = 1.25


class Hand:
    """The commands that change how the picture of the desk is seen, and the tool that dragging uses."""

    def __init__(self, desk):
        self.desk = desk
        self.pointed = None  # row and column under the pointer
        # Until a tool is chosen, the mouse sets the window and a finger scrolls; a screen that is touched shows the latter.
        self.tool = None
        self.coarse = js.matchMedia("(pointer: coarse)").matches
        self.hinted = False  # whether the first drag of the window was told how to get back

    # ---- brightness and contrast

    def window(self, centre, width, voi=None):
        """Set the window; None twice is what the file says; voi: the number of a curve of the file to show it through."""
        shown = self.desk.state.shown
        if shown is None or (shown.picture or {}).get("colour"):
            return
        if centre is None and shown.saved is not None:
            self.desk.views.switch(None)  # as in the file
        shown.voi, shown.each = voi, False
        shown.window = None if centre is None else presets.bounded(centre, width, shown.picture)
        self.desk.ask()
        self.desk.follow()

    def drag_window(self, across, down):
        """Change the window by a drag: to the right flatter, upwards brighter."""
        shown = self.desk.state.shown
        if shown is None or shown.window is None:
            return
        centre, width = shown.window
        self.window(*presets.dragged(centre, width, across, down, shown.picture))
        if not self.hinted:
            self.hinted = True
            way = "Tap “Reset view”, under the three dots," if self.coarse else "Double-click, or press 0,"
            self.desk.screens.note("Dragging changes the brightness. " + way + " to undo it.")

    def preset(self, number):
        if 0 <= number < len(self.desk.details.offered):
            _, centre, width, voi = self.desk.details.offered[number]
            shown = self.desk.state.shown
            invert = presets.inverted(number, (shown.picture or {}).get("unit") or "")
            if invert is not None:
                shown.invert = invert
                toolbar.press("invert", shown.invert)
            self.window(centre, width, voi)

    def invert(self):
        shown = self.desk.state.shown
        shown.invert = not shown.invert
        toolbar.press("invert", shown.invert)
        self.desk.ask()

    def subtract(self):
        """Show the picture less its mask, or as it was taken; each has a window of its own."""
        shown, entry = self.desk.state.shown, self.desk.entry()
        if shown is None or not (entry and entry.stack.get("subtraction")):
            return
        # What was asked for counts before what is seen: to the mask itself, often the first picture, there is nothing to subtract.
        shown.subtract = not ((shown.picture or {}).get("subtracted") if shown.subtract is None else shown.subtract)
        shown.window = shown.voi = None
        toolbar.press("subtract", shown.subtract)
        status.announce("Subtracted: what changed since an earlier picture" if shown.subtract else "As it was taken")
        self.desk.ask()

    def overlays(self):
        """Show or take away all that is drawn over the picture, by its own file and by others."""
        shown, entry = self.desk.state.shown, self.desk.entry()
        if shown is None or not (entry and (entry.stack.get("overlays") or shown.saved or self.desk.layers.here())):
            return
        self.drawings(not shown.overlays)
        status.announce("Drawings over the picture " + ("shown" if shown.overlays else "hidden"))
        self.desk.ask()

    def drawings(self, on):
        """Note whether all that is drawn over the picture is to be seen, and let the button and the legend say so."""
        self.desk.state.shown.overlays = on
        toolbar.press("overlays", on)
        self.desk.layers.legend.mark()

    # ---- size and direction

    def pose(self, pose):
        self.desk.state.shown.pose = pose
        self.desk.place()

    def lying(self):
        picture = self.desk.state.shown.picture
        return viewport.Picture(picture["rows"], picture["columns"], picture["aspect"])

    def zoom(self, factor, x=None, y=None):
        shown = self.desk.state.shown
        if shown is not None and shown.picture is not None:
            self.pose(viewport.zoomed(shown.pose, self.lying(), self.desk.stage.room, factor, x, y))

    def pan(self, across, down):
        shown = self.desk.state.shown
        if shown is not None and shown.picture is not None:
            self.pose(viewport.panned(shown.pose, self.lying(), self.desk.stage.room, across, down))

    def magnify(self, x, y):
        """Zoom in where the finger tapped twice, or back to the whole picture."""
        shown = self.desk.state.shown
        if shown.picture is not None:
            self.pose(viewport.magnified(shown.pose, self.lying(), self.desk.stage.room, x, y))

    def reset(self):
        """Back to how the series was first shown: window, size, direction."""
        shown = self.desk.state.shown
        if shown is None:
            return
        self.desk.views.switch(None)
        shown.pose = viewport.HOME
        shown.invert = False
        toolbar.press("invert", False)
        self.drawings(True)
        shown.window = shown.voi = None
        self.desk.place()
        self.desk.ask()

    # ---- pointing

    def act(self, action):
        """Do what a gesture asks for."""
        if self.desk.state.shown is None:
            return
        kind = action[0]
        if kind == "scroll":
            self.desk.player.stop()
            self.desk.step(action[1])
        elif kind == "window":
            self.drag_window(action[1], action[2])
        elif kind == "pan":
            self.pan(action[1], action[2])
        elif kind == "zoom":
            self.zoom(action[1], action[2], action[3])
        elif kind == "point":
            self.point(action[1], action[2])
        elif kind == "away":
            self.leave()
        elif kind == "reset":
            self.reset()
        elif kind == "magnify":
            self.magnify(action[1], action[2])

    def point(self, x, y):
        """Ask for the value under the pointer."""
        shown = self.desk.state.shown
        if shown.picture is None or shown.picture["error"]:
            return
        pixel = viewport.to_pixel(shown.pose, self.lying(), self.desk.stage.room, x, y)
        if pixel != self.pointed:
            self.pointed = pixel
            if pixel is None:
                overlay.value(None)
        if pixel is not None:
            self.probe()

    def leave(self):
        """Point at nothing."""
        self.pointed = None
        overlay.value(None)

    def probe(self):
        """Ask for the value at the pixel that was pointed at, in the picture that is drawn."""
        shown = self.desk.state.shown
        if self.pointed is not None and shown.picture is not None and not self.desk.player.playing:
            row, column = self.pointed
            fields = {"stack": shown.stack, "index": shown.picture["index"], "row": row, "column": column}
            self.desk.outbox.put("probe", fields)
            self.desk.layers.probe(fields)

    # ---- the tool

    def choose_tool(self, tool):
        self.tool = tool
        self.use_tool()

    def use_tool(self):
        """Let dragging do what was chosen; a picture in colour has no window, there it scrolls."""
        shown = self.desk.state.shown
        colour = bool(shown and shown.picture and shown.picture.get("colour"))
        mouse, touch = self.tool or "window", self.tool or "scroll"
        self.desk.stage.gestures.free = self.tool is None
        self.desk.stage.gestures.choose(
            "scroll" if colour and mouse == "window" else mouse, "scroll" if colour and touch == "window" else touch
        )
        used = self.desk.stage.gestures.touch_tool if self.coarse else self.desk.stage.gestures.mouse_tool
        toolbar.tool(used)
        guide.tool(used)
