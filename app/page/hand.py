"""What the hand does with the picture that is shown: brightness, size, direction, pointing; by mouse, touch, keys and buttons alike."""

import js

from app.page import crossing, guide, presets, status, toolbar, viewport
from text.say import say

__all__ = ["ZOOM_STEP", "Hand"]

ZOOM_STEP = 1.25


class Hand:
    """The commands that change how the picture of the desk is seen, and the tool that dragging uses."""

    def __init__(self, desk):
        self.desk = desk
        # Until a tool is chosen, the mouse sets the window and a finger scrolls; a screen that is touched shows the latter.
        self.tool = None
        self.coarse = js.matchMedia("(pointer: coarse)").matches
        self.hinted = False  # whether the first drag of the window was told how to get back

    # ---- brightness and contrast

    def window(self, center, width, voi=None):
        """Set the window; None twice is what the file says; voi: the number of a curve of the file to show it through."""
        shown = self.desk.state.shown
        if shown is None or (shown.picture or {}).get("color"):
            return
        if center is None and shown.saved is not None:
            self.desk.saved.switch(None)  # as in the file
        shown.voi, shown.each = voi, False
        shown.window = None if center is None else presets.bounded(center, width, shown.picture)
        self.desk.ask()
        self.desk.follow()
        self.desk.linking.window()

    def drag_window(self, across, down):
        """Change the window by a drag: to the right flatter, upwards brighter."""
        shown = self.desk.state.shown
        if shown is None or shown.window is None:
            return
        center, width = shown.window
        self.window(*presets.dragged(center, width, across, down, shown.picture))
        if not self.hinted:
            self.hinted = True
            self.desk.screens.note(say("page.hand.undo_touch" if self.coarse else "page.hand.undo_key"))

    def preset(self, number):
        shown = self.desk.state.shown
        if shown is not None and 0 <= number < len(self.desk.details.offered):
            _, center, width, voi = self.desk.details.offered[number]
            invert = presets.inverted(number, (shown.picture or {}).get("unit") or "")
            if invert is not None:
                shown.invert = invert
                toolbar.press("invert", shown.invert)
            self.window(center, width, voi)

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
        status.announce(say("page.hand.subtracted" if shown.subtract else "page.hand.taken"))
        self.desk.ask()

    def overlays(self):
        """Show or take away all that is drawn over the picture, by its own file and by others."""
        shown, entry = self.desk.state.shown, self.desk.entry()
        if shown is None or not (entry and (entry.stack.get("overlays") or shown.saved or self.desk.layers.here())):
            return
        self.drawings(not shown.overlays)
        status.announce(say("page.hand.drawings_on" if shown.overlays else "page.hand.drawings_off"))
        self.desk.ask()

    def drawings(self, on):
        """Note whether all that is drawn over the picture is to be seen, and let the button and the legend say so."""
        self.desk.state.shown.overlays = on
        toolbar.press("overlays", on)
        self.desk.layers.legend.mark()

    # ---- size and direction

    def pose(self, pose):
        """Let the picture of the active pane lie so, and those that are linked with it."""
        self.desk.state.shown.pose = pose
        self.desk.panes.active.place()
        self.desk.linking.pose()

    def zoom(self, factor, x=None, y=None):
        shown, pane = self.desk.state.shown, self.desk.panes.active
        if shown is not None and shown.picture is not None:
            self.pose(viewport.zoomed(shown.pose, pane.lying(), pane.stage.room, factor, x, y))

    def pan(self, across, down):
        shown, pane = self.desk.state.shown, self.desk.panes.active
        if shown is not None and shown.picture is not None:
            self.pose(viewport.panned(shown.pose, pane.lying(), pane.stage.room, across, down))

    def magnify(self, x, y):
        """Zoom in where the finger tapped twice, or back to the whole picture."""
        shown, pane = self.desk.state.shown, self.desk.panes.active
        if shown.picture is not None:
            self.pose(viewport.magnified(shown.pose, pane.lying(), pane.stage.room, x, y))

    def reset(self):
        """Back to how the series was first shown: window, size, direction."""
        shown = self.desk.state.shown
        if shown is None:
            return
        self.desk.saved.switch(None)
        shown.pose = viewport.HOME
        shown.invert = False
        toolbar.press("invert", False)
        self.drawings(True)
        shown.window = shown.voi = None
        self.desk.panes.active.place()
        self.desk.ask()
        self.desk.linking.pose()
        self.desk.linking.window()

    # ---- pointing

    def act(self, pane, actions):
        """Do what the gestures over a pane ask for; all but pointing makes it the active one."""
        for action in actions:
            kind = action[0]
            if kind == "away":
                self.leave(pane)
            elif kind == "point":
                if pane.view.shown is not None:
                    self.point(pane, action[1], action[2])
            else:
                self.desk.panes.activate(pane.view.number)
                if pane.view.shown is not None:
                    self.do(pane, action)

    def do(self, pane, action):
        """Do what a gesture asks for in the active pane; a press alone asks for nothing more than that it is the active one."""
        kind = action[0]
        if kind == "scroll":
            pane.player.stop()
            self.desk.step(action[1])
        elif kind == "window":
            self.drag_window(action[1], action[2])
        elif kind == "pan":
            self.pan(action[1], action[2])
        elif kind == "zoom":
            self.zoom(action[1], action[2], action[3])
        elif kind == "enlarge":
            self.desk.panes.enlarge()
        elif kind == "magnify":
            self.magnify(action[1], action[2])
        elif kind == "mark":
            self.mark(pane, action[1], action[2])
        elif kind == "sideways" and self.desk.state.narrow:
            self.desk.panes.neighbor(action[1])

    def point(self, pane, x, y):
        """Ask for the value under the pointer."""
        shown = pane.view.shown
        if shown.picture is None or shown.picture["error"]:
            return
        pixel = viewport.to_pixel(shown.pose, pane.lying(), pane.stage.room, x, y)
        if pixel != pane.pointed:
            pane.pointed = pixel
            if pixel is None:
                pane.corners.value(None)
        if pixel is not None:
            self.probe(pane)

    def leave(self, pane):
        """Point at nothing."""
        pane.pointed = None
        pane.corners.value(None)

    def probe(self, pane):
        """Ask for the value at the pixel that was pointed at, in the picture that is drawn."""
        shown = pane.view.shown
        if pane.pointed is not None and shown.picture is not None and not pane.player.playing:
            row, column = pane.pointed
            fields = {"view": pane.view.number, "stack": shown.stack, "index": shown.picture["index"], "row": row, "column": column}
            self.desk.outbox.put("probe", fields)
            self.desk.layers.probe(pane, fields)

    def mark(self, pane, x, y):
        """Find the point of the patient under the pointer in all panes, and mark it there."""
        shown = pane.view.shown
        pixel = None if shown.picture is None else viewport.to_pixel(shown.pose, pane.lying(), pane.stage.room, x, y)
        if pixel is None:
            return
        if not (shown.picture["grid"] and shown.picture["grid"]["reference"]):
            self.desk.screens.note(say("page.hand.no_place"))
            return
        row, column = pixel
        self.desk.linking.find(crossing.place(shown.picture["grid"], row + 0.5, column + 0.5), shown.picture["grid"]["reference"])

    # ---- the tool

    def choose_tool(self, tool):
        self.tool = tool
        self.use_tool()

    def use_tool(self):
        """Let dragging do what was chosen; a picture in color has no window, there it scrolls."""
        mouse, touch = self.tool or "window", self.tool or "scroll"
        self.desk.panes.use_tool(mouse, touch, free=self.tool is None)
        gestures = self.desk.panes.active.stage.gestures
        used = gestures.touch_tool if self.coarse else gestures.mouse_tool
        toolbar.tool(used)
        guide.tool(used)
