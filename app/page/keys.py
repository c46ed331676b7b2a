"""The keyboard: which key does what, and the words for it. The help is made from the same table."""

from app.page.layouts import LAYOUTS

__all__ = ["GESTURES", "KEYS", "command", "help_rows"]

KEYS = (
    # command, keys as the browser names them, how they are written in the help, what they do
    ("next", ("ArrowDown", "ArrowRight"), "↓  →", "Next picture"),
    ("previous", ("ArrowUp", "ArrowLeft"), "↑  ←", "Previous picture"),
    ("ten-on", ("PageDown",), "Page down", "Ten pictures on"),
    ("ten-back", ("PageUp",), "Page up", "Ten pictures back"),
    ("first", ("Home",), "Home", "First picture"),
    ("last", ("End",), "End", "Last picture"),
    ("next-series", ("]",), "]", "Next series"),
    ("previous-series", ("[",), "[", "Previous series"),
    ("cine", (" ",), "Space", "Play or pause"),
    ("zoom-in", ("+", "="), "+", "Larger"),
    ("zoom-out", ("-", "_"), "−", "Smaller"),
    ("fit", ("f",), "F", "Fit the whole picture"),
    ("one-to-one", ("1",), "1", "True pixels (1:1)"),
    ("rotate-right", ("r",), "R", "Turn right"),
    ("rotate-left", ("l",), "L", "Turn left"),
    ("flip-horizontal", ("x",), "X", "Mirror left and right"),
    ("flip-vertical", ("y",), "Y", "Mirror top and bottom"),
    ("invert", ("i",), "I", "Swap black and white"),
    ("overlays", ("g",), "G", "Hide or show the file's drawings and frame"),
    ("subtract", ("u",), "U", "Subtract an earlier picture, or show it as it was taken"),
    ("layers", ("c",), "C", "Hide or show what other files draw"),
    ("saved-view", ("v",), "V", "The saved view of these pictures, on or off"),
    ("reset", ("0",), "0", "Reset view"),
    ("tool-scroll", ("s",), "S", "Drag to scroll"),
    ("tool-window", ("b",), "B", "Drag to set brightness"),
    ("tool-pan", ("m",), "M", "Drag to move"),
    ("tool-zoom", ("z",), "Z", "Drag to zoom"),
    ("preset", (), "2 to 9", "Brightness for a kind of tissue"),
    ("hide-names", ("h",), "H", "Hide or show names"),
    ("details", ("d",), "D", "Show or hide the details"),
    ("disc", ("w",), "W", "What is on this disc, and back"),
    ("tags", ("t",), "T", "All tags of this picture"),
    ("layout", (), "Shift 1 to 6", "One picture, or several side by side"),
    ("layouts", ("p",), "P", "Choose how many pictures are side by side"),
    ("next-pane", (">", "."), ">", "Next of the pictures side by side"),
    ("previous-pane", ("<", ","), "<", "The one before it"),
    ("enlarge", ("e",), "E", "Only this picture, and back"),
    ("full-screen", ("a",), "A", "Full screen, and back"),
    ("link", ("k",), "K", "Scroll the pictures together, or each by itself"),
    ("link-here", ("j",), "J", "Link the pictures as they are now"),
    ("lines", ("q",), "Q", "Lines where the pictures cross"),
    ("tool-point", ("n",), "N", "Click to find a point in all pictures"),
    ("open-folder", ("o",), "O", "Add another folder"),
    ("help", ("?",), "?", "This help"),
    ("escape", ("Escape",), "Esc", "Stop playing, close what is open"),
)

GESTURES = (
    # mouse, touch, what it does
    ("Wheel", "One finger: up for the next", "Scroll through the pictures"),
    ("Drag with the left button", "Brightness tool, then one finger", "Brightness (up, down) and contrast (left, right)"),
    ("Drag with the right button", "Two fingers apart or together", "Zoom"),
    ("Drag with the middle button", "One finger when zoomed in, or two", "Move the picture"),
    ("Key +", "Double tap", "Larger at this place; once more: the whole picture"),
    ("Double click", "The button with two arrows", "One of several pictures alone, and back"),
    ("Shift and click", "The tool with a cross, then tap", "Find this point in all pictures"),
    ("Drag a series onto a picture", "Tap the picture, then the series", "Show the series there"),
    ("Key >", "Swipe to the side", "The next of several pictures"),
    ("Point at the picture", "Tap", "The value there"),
)

BY_KEY = {key: name for name, keys, _, _ in KEYS for key in keys}


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
    """Give (keys, words) for the help."""
    return [(written, words) for _, _, written, words in KEYS]
