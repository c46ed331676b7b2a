"""Windows by kind of scan, in plain names.

A window is (center, width) in the unit of the values; the values below it are black, those above it white. Only CT
values mean the same on every machine (Hounsfield units), and PET where it is told as SUV, so only these have fixed windows;
for everything else a preset is made from the window that the file brings along.
"""

import math

from text.say import say

__all__ = ["bounded", "dragged", "inverted", "presets", "same", "uptake"]

HOUNSFIELD = (  # code of the name, center, width
    ("soft", 40, 400),
    ("lungs", -600, 1500),
    ("bones", 400, 1800),
    ("brain", 40, 80),
    ("liver", 60, 160),
    ("vessels", 200, 700),
    ("all", 500, 4000),
)

UPTAKE = (5, 10, 20)  # the highest value of each, the lowest is 0

WINDOW_PER_PX = math.log(1.25) / 100  # of the width, for each CSS pixel of a drag: 100 of them are a quarter more

MOST_LETTERS = 40  # of a name that the file gives

# code of the name, how far the center moves (in widths), what the width is multiplied with
RELATIVE = (
    ("contrast", 0.0, 0.6),
    ("softer", 0.0, 1.6),
    ("brighter", -0.2, 1.0),
    ("darker", 0.2, 1.0),
)


def presets(modality, unit, own, *, in_file=True, named=()):
    """Give ((name, center, width, voi), …); the first, with None thrice, is the window of the file, or the one chosen by the values.

    own: that window, or None; in_file: whether it comes from the file; named: the windows and curves (VOI LUTs) that the file offers,
    of which the first is its own. They come last, so that the keys of the others stay where they are. voi: the number of a curve.
    """
    offered = [(say("page.preset.file" if in_file else "page.preset.automatic"), None, None, None)]
    if modality == "CT" and unit == "HU":
        offered.extend([(say("page.preset." + name), center, width, None) for name, center, width in HOUNSFIELD])
    elif uptake(unit):
        offered.extend([(say("page.preset.uptake", highest=highest), highest / 2, highest, None) for highest in UPTAKE])
    elif own:
        center, width = own
        offered.extend([(say("page.preset." + name), center + move * width, width * times, None) for name, move, times in RELATIVE])
    names = []
    for number, one in enumerate(named):
        if number:
            name = " ".join((one["name"] or "").replace("_", " ").split())[:MOST_LETTERS]
            if name:
                name = say("page.preset.named", name=name)
            else:
                name = say("page.preset.window" if one["voi"] is None else "page.preset.curve", number=number + 1)
            told = name if name not in names else say("page.preset.again", name=name, number=number + 1)
            offered.append((told, one["center"], one["width"], one["voi"]))
            names.append(name)
    return tuple(offered)


def dragged(center, width, across, down, picture):
    """Give (center, width) after a drag of so many CSS pixels: to the right flatter, upwards brighter.

    Each pixel changes the width by the same share, so that 100 of them make a quarter more of it, and back again; the center moves with
    the width that is seen.
    """
    reach = ((picture or {}).get("maximum") or 0) - ((picture or {}).get("minimum") or 0)
    return center + down * width * WINDOW_PER_PX, max(reach / 4000 or 1e-3, width * math.exp(across * WINDOW_PER_PX))


def bounded(center, width, picture):
    """Give (center, width) within what means anything for these values: a thousand times as far as they reach, a million at least."""
    reach = max(1e3, abs((picture or {}).get("minimum") or 0), abs((picture or {}).get("maximum") or 0))
    most = 1000 * reach
    return max(-most, min(most, center)), max(1e-6, min(most, width))


def uptake(unit):
    """Tell whether values are SUV: their fixed windows are looked at black on white, as is usual for PET."""
    return unit.startswith("SUV")


def inverted(number, unit):
    """Tell whether the preset of this number is looked at black on white; None where it leaves that as it is."""
    return number > 0 if uptake(unit) and number <= len(UPTAKE) else None


def same(window, center, width):
    """Tell whether a window is this one, within the rounding of what is shown."""
    if window is None or center is None:
        return window is None and center is None
    return abs(window[0] - center) <= 0.01 * abs(width) and abs(window[1] - width) <= 0.01 * abs(width)
