"""The keyboard: which key does what. The help is made from the same table, the words for it stand in the catalog by the command."""

from app.page.space.layouts import LAYOUTS
from text.say import say

__all__ = ["GESTURES", "KEYS", "command", "gesture_rows", "help_rows"]

KEYS = (
    # command, keys as the browser names them, how they are written in the help: "" where that is a word of the language (`page.cap.` and the command)
    ("next", ("ArrowDown", "ArrowRight"), "↓  →"),
    ("previous", ("ArrowUp", "ArrowLeft"), "↑  ←"),
    ("ten-on", ("PageDown",), ""),
    ("ten-back", ("PageUp",), ""),
    ("first", ("Home",), ""),
    ("last", ("End",), ""),
    ("next-series", ("]",), "]"),
    ("previous-series", ("[",), "["),
    ("cine", (" ",), ""),
    ("zoom-in", ("+", "="), "+"),
    ("zoom-out", ("-", "_"), "−"),
    ("fit", ("f",), "F"),
    ("one-to-one", ("1",), "1"),
    ("rotate-right", ("r",), "R"),
    ("rotate-left", ("l",), "L"),
    ("flip-horizontal", ("x",), "X"),
    ("flip-vertical", ("y",), "Y"),
    ("invert", ("i",), "I"),
    ("overlays", ("g",), "G"),
    ("subtract", ("u",), "U"),
    ("layers", ("c",), "C"),
    ("saved-view", ("v",), "V"),
    ("reset", ("0",), "0"),
    ("tool-scroll", ("s",), "S"),
    ("tool-window", ("b",), "B"),
    ("tool-pan", ("m",), "M"),
    ("tool-zoom", ("z",), "Z"),
    ("preset", (), ""),
    ("hide-names", ("h",), "H"),
    ("details", ("d",), "D"),
    ("disc", ("w",), "W"),
    ("tags", ("t",), "T"),
    ("layout", (), ""),
    ("layouts", ("p",), "P"),
    ("next-pane", (">", "."), ">"),
    ("previous-pane", ("<", ","), "<"),
    ("enlarge", ("e",), "E"),
    ("full-screen", ("a",), "A"),
    ("link", ("k",), "K"),
    ("link-here", ("j",), "J"),
    ("lines", ("q",), "Q"),
    ("tool-point", ("n",), "N"),
    ("open-folder", ("o",), "O"),
    ("help", ("?",), "?"),
    ("escape", ("Escape",), ""),
)

GESTURES = ("scroll", "window", "zoom", "pan", "magnify", "enlarge", "point", "series", "next", "value")
"""What mouse and fingers do over a picture, in the order of the help."""

BY_KEY = {key: name for name, keys, _ in KEYS for key in keys}


def command(key, *, digit="", control=False, alt=False, presets=0):
    """Return the command for a key, ("preset", n) for the digits 2 to 9 when there are presets, or None.

    digit: the place of the key, as the browser names it ("Digit2"). Where it writes no digit and nothing else that is known, as with Shift held on
    most keyboards and without it on French ones, it is for a layout.
    """
    if control or alt:
        return None  # those belong to the browser
    if len(key) == 1:
        key = key.lower()
        if "2" <= key <= "9":
            number = ord(key) - ord("2")
            return ("preset", number) if number < presets else None
    if key not in BY_KEY and not "0" <= key <= "9" and digit[:5] == "Digit" and "1" <= digit[5:] <= str(len(LAYOUTS)):
        return "layout-" + LAYOUTS[int(digit[5:]) - 1][0]
    return BY_KEY.get(key)


def help_rows():
    """Return (keys, words) for the help."""
    return [(written or say("page.cap." + name), say("page.key." + name)) for name, _, written in KEYS]


def gesture_rows():
    """Return (mouse, touch, what it does) for the help."""
    return [tuple([say("page.gesture." + name + "." + way) for way in ("mouse", "touch", "does")]) for name in GESTURES]
