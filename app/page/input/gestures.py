"""Fingers, mouse and wheel: what comes from the pointer, and what it asks for.

Every function of `Gestures` returns a list of actions, each a tuple: ("scroll", slices), ("window", across, down),
("pan", across, down), ("zoom", factor, x, y), ("point", x, y), ("away",), ("enlarge",), ("magnify", x, y), ("mark", x, y), ("sideways", 1 or -1). Lengths are CSS
pixels, times milliseconds, down and right are positive.

Mouse: the left button does what the chosen tool says, the middle one pans, the right one zooms, the wheel scrolls, and
zooms with Ctrl held (which is also how browsers report two fingers on a touchpad). Touch, as in a photo app: one finger
up goes on to the next picture, or moves a picture that is zoomed in; let go in motion it glides on; two fingers pan and
zoom; a tap points, a double tap magnifies; a swipe to the side goes to the next pane. Where a tool was chosen, one finger does what that says.
"""

import math

__all__ = ["TOOLS", "Gestures"]

TOOLS = ("scroll", "window", "pan", "zoom", "point")

LEFT, MIDDLE, RIGHT = 0, 1, 2
SLOP = {"mouse": 3, "pen": 5, "touch": 8}
SECOND_CLICK_MS = 350
SECOND_CLICK_PX = 24
NOTCH = 50  # a wheel that turns in notches reports at least this many pixels; a touchpad reports fewer
LINE = 40
PAGE = 400
TOUCHPAD_STEP = 30
ZOOM_PER_PX = 0.006
RECENT_MS = 80  # of a finger's way: from these its speed is taken
HELD_MS = 60  # a finger that rested this long before it came up does not throw
SWIPED = 60  # CSS pixels to the side, twice as far as up or down
THROWN = 0.3  # CSS pixels a millisecond from which on letting go throws
FASTEST = 4.0
GLIDE_MS = 325  # in which what was thrown loses two thirds of its speed
ENDED = 0.03  # CSS pixels a millisecond at which it stands


class Gestures:
    """The pointers that are down at the moment and what they are doing."""

    def __init__(self):
        self.mouse_tool = "window"
        self.touch_tool = "scroll"
        self.stride = 8.0  # CSS pixels of a drag for one slice
        self.pointers = {}
        self.drag = None
        self.began = (0.0, 0.0)
        self.slipped = False
        self.spent = 0.0
        self.turned = 0.0
        self.last_click = None
        self.pinched = False
        self.marking = False  # whether the click marks its point in all panes
        self.kind = "mouse"
        self.zoomed = False  # whether the picture is larger than it fits
        self.free = True  # whether no tool was chosen
        self.way = []  # (time, x, y) of the finger, the newest last
        self.glide = None  # [what, speed across, speed down, time] of what was thrown

    def choose(self, mouse, touch):
        """Set what the left button does, and what one finger does."""
        self.mouse_tool, self.touch_tool = mouse, touch

    def measure(self, height, count):
        """Set the stride so that a drag over most of the height runs through `count` slices, within reason."""
        self.stride = max(3.0, min(28.0, 0.8 * height / max(1, count)))

    def down(self, pointer, x, y, *, button=LEFT, kind="mouse", shift=False):
        """A button or a finger goes down; what glides, stops."""
        self.pointers[pointer] = (x, y)
        self.glide = None
        self.way = []
        if len(self.pointers) > 1:
            self.drag = "pinch"
            self.pinched = True
            return []
        self.began = (x, y)
        self.slipped = False
        self.spent = 0.0
        self.marking = kind != "touch" and button == LEFT and shift
        self.kind = kind
        if kind == "touch":
            self.drag = "pan" if self.free and self.zoomed else self.touch_tool
        elif button == MIDDLE or (button == LEFT and shift):
            self.drag = "pan"
        elif button == RIGHT:
            self.drag = "zoom"
        else:
            self.drag = self.mouse_tool
        self.button = button
        self.slop = SLOP.get(kind, 5)
        return []

    def move(self, pointer, x, y, time=0.0):
        """A pointer moves; without a button down it only points."""
        if pointer not in self.pointers:
            return [] if self.pointers else [("point", x, y)]
        was = self.pointers[pointer]
        if self.drag == "pinch":
            return self.pinch(pointer, was, (x, y))
        if self.drag is None:
            return []
        if not self.slipped:
            if math.sqrt((x - self.began[0]) ** 2 + (y - self.began[1]) ** 2) < self.slop:
                return []
            self.slipped = True
        self.pointers[pointer] = (x, y)
        across, down = x - was[0], y - was[1]
        self.way = [step for step in self.way if time - step[0] <= RECENT_MS] + [(time, x, y)]
        if self.drag == "scroll":
            return self.scroll(down)
        if self.drag == "point":
            return [("mark", x, y)]
        if self.drag == "zoom":
            return [("zoom", math.exp(-down * ZOOM_PER_PX), self.began[0], self.began[1])] if down else []
        return [(self.drag, across, down)] if across or down else []

    def scroll(self, down):
        """So many pixels further: a finger pushes the pictures up to see the next, a mouse goes down to it."""
        self.spent += -down if self.kind == "touch" else down
        steps = int(self.spent / self.stride)
        self.spent -= steps * self.stride
        return [("scroll", steps)] if steps else []

    def throw(self, time):
        """A finger came up: what it moved glides on, if it was quick enough."""
        if self.kind != "touch" or self.drag not in ("scroll", "pan") or len(self.way) < 2 or time - self.way[-1][0] > HELD_MS:
            return
        (since, x, y), (until, to_x, to_y) = self.way[0], self.way[-1]
        took = until - since
        if took <= 0:
            return
        across, down = (to_x - x) / took, (to_y - y) / took
        if self.drag == "scroll":
            across = 0.0
        speed = math.sqrt(across * across + down * down)
        if speed >= THROWN:
            less = min(1.0, FASTEST / speed)
            self.glide = [self.drag, across * less, down * less, time]

    def coast(self, time):
        """Go on with what was thrown, up to this time; it is over when `glide` is None."""
        if self.glide is None:
            return []
        what, across, down, since = self.glide
        took = max(0.0, min(100.0, time - since))
        left = math.exp(-took / GLIDE_MS)
        reach = GLIDE_MS * (1 - left)  # the way at a speed that fades, for each pixel a millisecond of it
        self.glide = [what, across * left, down * left, time]
        if math.sqrt(across * across + down * down) * left < ENDED:
            self.glide = None
        if what == "scroll":
            return self.scroll(down * reach)
        return [("pan", across * reach, down * reach)]

    def pinch(self, pointer, was, now):
        """Two fingers: their middle pans, their distance zooms."""
        others = [place for key, place in self.pointers.items() if key != pointer]
        self.pointers[pointer] = now
        if len(others) != 1:
            return []
        other = others[0]
        before = math.sqrt((was[0] - other[0]) ** 2 + (was[1] - other[1]) ** 2)
        after = math.sqrt((now[0] - other[0]) ** 2 + (now[1] - other[1]) ** 2)
        actions = [("pan", (now[0] - was[0]) / 2, (now[1] - was[1]) / 2)]
        if before > 10 and after > 10:
            actions.append(("zoom", after / before, (now[0] + other[0]) / 2, (now[1] + other[1]) / 2))
        return actions

    def up(self, pointer, x, y, time, *, kind="mouse"):
        """A button or a finger comes up: two quick clicks in one place enlarge the pane, two taps magnify, one points; a quick finger throws."""
        if pointer not in self.pointers:
            return []
        self.pointers.pop(pointer)
        if self.pointers:
            self.drag = None  # the finger that is left after a pinch does nothing: no jump
            return []
        clicked = not self.slipped and not self.pinched and self.button == LEFT
        across, down = x - self.began[0], y - self.began[1]
        swiped = self.kind == "touch" and self.drag == "scroll" and not self.pinched and abs(across) > max(SWIPED, 2 * abs(down))
        if self.slipped and not self.pinched and not swiped:
            self.throw(time)
        marks = self.drag == "point" or self.marking
        self.drag = None
        self.pinched = False
        if not clicked:
            self.last_click = None
            return [("sideways", 1 if across < 0 else -1)] if swiped else []
        if marks:
            return [("mark", x, y)]
        last, self.last_click = self.last_click, (x, y, time)
        if last and time - last[2] < SECOND_CLICK_MS and abs(x - last[0]) + abs(y - last[1]) < SECOND_CLICK_PX:
            self.last_click = None
            return [("magnify", x, y)] if kind == "touch" else [("enlarge",)]
        return [("point", x, y)] if kind == "touch" else []

    def cancel(self, pointer):
        """The browser took the pointer away."""
        self.pointers.pop(pointer, None)
        self.drag = None
        if not self.pointers:
            self.pinched = False
        return []

    def leave(self, *, kind="mouse"):
        """The pointer left the picture; a finger does so each time it comes up, and what it pointed at stays."""
        return [] if self.pointers or kind == "touch" else [("away",)]

    def wheel(self, delta, *, mode=0, control=False, x=0.0, y=0.0):
        """The wheel turns: one slice a notch; many small turns of a touchpad add up; with Ctrl it zooms at the pointer."""
        delta = delta * (LINE if mode == 1 else PAGE if mode == 2 else 1)
        if not delta:
            return []
        if control:
            # A notch of a mouse is 100 and more, a pinch on a touchpad reports a few pixels at a time.
            return [("zoom", math.exp(-max(-60, min(60, delta)) * (0.004 if abs(delta) >= NOTCH else 0.01)), x, y)]
        if abs(delta) >= NOTCH:
            self.turned = 0.0
            steps = max(1, int(abs(delta) / 120 + 0.5))
            return [("scroll", steps if delta > 0 else -steps)]
        if delta * self.turned < 0:
            self.turned = 0.0
        self.turned += delta
        steps = int(self.turned / TOUCHPAD_STEP)
        self.turned -= steps * TOUCHPAD_STEP
        return [("scroll", steps)] if steps else []
