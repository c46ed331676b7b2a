"""Windows by kind of scan, in plain names.

A window is (centre, width) in the unit of the values; the values below it are black, those above it white. Only CT
values mean the same on every machine (Hounsfield units), so only CT has fixed windows; for everything else a preset
is made from the window that the file brings along.
"""

__all__ = ["presets", "same"]

HOUNSFIELD = (
    ("Soft tissue", 40, 400),
    ("Lungs", -600, 1500),
    ("Bones", 400, 1800),
    ("Brain", 40, 80),
    ("Liver", 60, 160),
    ("Blood vessels (contrast)", 200, 700),
    ("Everything", 500, 4000),
)

# name, how far the centre moves (in widths), what the width is multiplied with
RELATIVE = (
    ("More contrast", 0.0, 0.6),
    ("Softer", 0.0, 1.6),
    ("Brighter", -0.2, 1.0),
    ("Darker", 0.2, 1.0),
)


def presets(modality, unit, own, *, in_file=True):
    """Give ((name, centre, width), …); the first, with None twice, is the window of the file, or the one chosen by the values.

    own: that window, or None; in_file: whether it comes from the file.
    """
    first = (("As in the file" if in_file else "Automatic", None, None),)
    if modality == "CT" and unit == "HU":
        return first + HOUNSFIELD
    if not own:
        return first
    centre, width = own
    return first + tuple((name, centre + move * width, width * times) for name, move, times in RELATIVE)


def same(window, centre, width):
    """Tell whether a window is this one, within the rounding of what is shown."""
    if window is None or centre is None:
        return window is None and centre is None
    return abs(window[0] - centre) <= 0.01 * abs(width) and abs(window[1] - width) <= 0.01 * abs(width)
