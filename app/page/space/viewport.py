"""Where a picture lies on the screen: fit, zoom, pan, quarter turns and mirroring as one 2-D matrix.

Picture coordinates: x counts columns from the left edge, y counts rows from the top edge, in pixels of the file; the
center of the first pixel is (0.5, 0.5). Screen coordinates: CSS pixels from the top left corner of the viewport.
"""

from collections import namedtuple

__all__ = [
    "HOME",
    "Picture",
    "Pose",
    "Room",
    "alike",
    "bar",
    "centered",
    "enlarged",
    "fitted",
    "flipped",
    "framed",
    "letters",
    "magnified",
    "matrix",
    "middle",
    "one_to_one",
    "panned",
    "pixels_per_mm",
    "scale",
    "sharp",
    "to_pixel",
    "turned",
    "zoomed",
]

# aspect: (height, width) of one pixel in any common unit, in the order of PixelSpacing: row, column.
Picture = namedtuple("Picture", ("rows", "columns", "aspect"))
Room = namedtuple("Room", ("width", "height"))

# fit: zoom and offset follow the room; zoom: CSS pixels per picture pixel (its shorter side); x, y: from the center of the
# room to the center of the picture; turns: clockwise quarter turns, after the mirroring of left and right.
Pose = namedtuple("Pose", ("fit", "zoom", "x", "y", "turns", "mirrored"))
HOME = Pose(True, 1.0, 0.0, 0.0, 0, False)

LARGEST = 40.0
LARGEST_BY_FIT = 8.0  # times as large as it fits, where that is more: small pictures are large already when they fit
SHARP_FROM = 8.0  # CSS pixels of one picture pixel from which on its edges may be shown, not smoothed
SHARP_BY_FIT = 3.0  # times as large as it fits: only who zooms far beyond that wants to see single pixels
SMALLEST = 0.05
KEPT_IN_SIGHT = 48
QUARTERS = ((1, 0), (0, 1), (-1, 0), (0, -1))
SIDES = ("top", "right", "bottom", "left")


def units(picture):
    """Give width and height of one pixel, the shorter one being 1."""
    height, width = picture.aspect or (1, 1)
    if not (height > 0 and width > 0):
        return 1.0, 1.0
    shorter = min(height, width)
    return width / shorter, height / shorter


def scale(pose, picture, room):
    """Give the CSS pixels that one picture pixel (its shorter side) takes on the screen."""
    if not pose.fit:
        return pose.zoom
    across, down = units(picture)
    width, height = picture.columns * across, picture.rows * down
    if pose.turns % 2:
        width, height = height, width
    return max(SMALLEST, min(room.width / max(width, 1), room.height / max(height, 1)))


def largest(picture, room):
    """Give the most CSS pixels that one picture pixel may take."""
    return max(LARGEST, LARGEST_BY_FIT * scale(HOME, picture, room))


def fits(pose, picture, room):
    """Give how large the whole picture fits, turned as it is."""
    return scale(fitted(pose), picture, room)


def span(pose, picture, room):
    """Return the CSS pixels that the longer side of the whole picture takes where it fits."""
    across, down = units(picture)
    return fits(pose, picture, room) * max(picture.columns * across, picture.rows * down)


def enlarged(pose, picture, room):
    """Tell whether a picture is larger than it fits, so that a finger moves it."""
    return not pose.fit and pose.zoom > 1.02 * fits(pose, picture, room)


def sharp(pose, picture, room):
    """Tell whether the edges of single pixels are shown: at no fit, and only zoomed far beyond it."""
    return not pose.fit and pose.zoom >= max(SHARP_FROM, SHARP_BY_FIT * fits(pose, picture, room))


def magnified(pose, picture, room, x, y):
    """Zoom in at a place, or show the whole picture again where it was enlarged already."""
    return fitted(pose) if enlarged(pose, picture, room) else zoomed(fitted(pose), picture, room, 2.5, x, y)


def matrix(pose, picture, room):
    """Give (a, b, c, d, e, f) of CSS `matrix()` with its origin in the top left corner of the picture."""
    zoom = scale(pose, picture, room)
    across, down = units(picture)
    cosine, sine = QUARTERS[pose.turns % 4]
    mirror = -1 if pose.mirrored else 1
    a, b = zoom * across * mirror * cosine, zoom * across * mirror * sine
    c, d = -zoom * down * sine, zoom * down * cosine
    x, y = (0.0, 0.0) if pose.fit else (pose.x, pose.y)
    e = room.width / 2 + x - (a * picture.columns + c * picture.rows) / 2
    f = room.height / 2 + y - (b * picture.columns + d * picture.rows) / 2
    return a, b, c, d, e, f


def to_pixel(pose, picture, room, x, y):
    """Give (row, column), both from 0, of the pixel under a point of the screen, or None beside the picture."""
    a, b, c, d, e, f = matrix(pose, picture, room)
    x, y = x - e, y - f
    column = (x * a + y * b) / (a * a + b * b)
    row = (x * c + y * d) / (c * c + d * d)
    if 0 <= row < picture.rows and 0 <= column < picture.columns:
        return int(row), int(column)
    return None


def placed(pose, picture, room, zoom, x, y):
    """Give the pose with this zoom and offset, kept so that a part of the picture stays in sight."""
    across, down = units(picture)
    width, height = picture.columns * across * zoom, picture.rows * down * zoom
    if pose.turns % 2:
        width, height = height, width
    furthest_x = max(0.0, (room.width + width) / 2 - KEPT_IN_SIGHT)
    furthest_y = max(0.0, (room.height + height) / 2 - KEPT_IN_SIGHT)
    x = max(-furthest_x, min(furthest_x, x))
    y = max(-furthest_y, min(furthest_y, y))
    return Pose(False, zoom, x, y, pose.turns, pose.mirrored)


def offset(pose):
    """Give where the center of the picture is, from the center of the room."""
    return (0.0, 0.0) if pose.fit else (pose.x, pose.y)


def panned(pose, picture, room, across, down):
    """Move the picture by so many CSS pixels."""
    x, y = offset(pose)
    return placed(pose, picture, room, scale(pose, picture, room), x + across, y + down)


def zoomed(pose, picture, room, factor, x=None, y=None):
    """Zoom by a factor, keeping what is under (x, y) in its place (the middle of the room when not given)."""
    before = scale(pose, picture, room)
    after = max(SMALLEST, min(largest(picture, room), before * factor))
    factor = after / before
    x = 0.0 if x is None else x - room.width / 2
    y = 0.0 if y is None else y - room.height / 2
    was_x, was_y = offset(pose)
    return placed(pose, picture, room, after, x + (was_x - x) * factor, y + (was_y - y) * factor)


def middle(pose, picture, room):
    """Return (row, column) of the point in the middle of the room, as fractions; it may lie beside the picture."""
    a, b, c, d, e, f = matrix(pose, picture, room)
    x, y = room.width / 2 - e, room.height / 2 - f
    return (x * c + y * d) / (c * c + d * d), (x * a + y * b) / (a * a + b * b)


def centered(pose, picture, room, zoom, row, column):
    """Return the pose with this zoom and a point of the picture in the middle of the room, turned and mirrored as it is."""
    a, b, c, d, _, _ = matrix(Pose(False, zoom, 0.0, 0.0, pose.turns, pose.mirrored), picture, room)
    x, y = picture.columns / 2 - column, picture.rows / 2 - row
    return placed(pose, picture, room, zoom, a * x + c * y, b * x + d * y)


def alike(pose, picture, room, other, its_room):
    """Return the pose in which another picture lies as this one does: as much larger than it fits, and the same part of it in the middle."""
    if pose.fit:
        return fitted(pose)
    zoom = pose.zoom / fits(pose, picture, room) * fits(pose, other, its_room)
    share = span(pose, other, its_room) / span(pose, picture, room)
    return placed(pose, other, its_room, zoom, pose.x * share, pose.y * share)


def fitted(pose):
    """Show the whole picture, as large as the room allows, turned as it is."""
    return Pose(True, 1.0, 0.0, 0.0, pose.turns, pose.mirrored)


def framed(picture, room, area, rotation, flip, zoom=None):
    """Show a part of the picture in the middle of the room, turned clockwise by so many degrees and then mirrored.

    area: its left, top, right and bottom edge in pixels of the file, or None for all of it; zoom: CSS pixels of a picture pixel, None for as
    large as the room allows.
    """
    pose = turned(HOME, rotation // 90)
    pose = flipped(pose, horizontal=True) if flip else pose
    left, top, right, bottom = area or (0, 0, picture.columns, picture.rows)
    if zoom is None and (left, top, right, bottom) == (0, 0, picture.columns, picture.rows):
        return fitted(pose)
    across, down = units(picture)
    width, height = max(right - left, 1e-3) * across, max(bottom - top, 1e-3) * down
    if pose.turns % 2:
        width, height = height, width
    zoom = max(SMALLEST, min(largest(picture, room), zoom or min(room.width / width, room.height / height)))
    a, b, c, d, _, _ = matrix(Pose(False, zoom, 0.0, 0.0, pose.turns, pose.mirrored), picture, room)
    x, y = (picture.columns - left - right) / 2, (picture.rows - top - bottom) / 2
    return placed(pose, picture, room, zoom, a * x + c * y, b * x + d * y)


def one_to_one(pose, pixel_ratio=1.0):
    """Show one pixel of the picture on one pixel of the display, which has so many of them per CSS pixel."""
    return Pose(False, 1.0 / (pixel_ratio or 1.0), 0.0, 0.0, pose.turns, pose.mirrored)


def turned(pose, quarters):
    """Turn clockwise by quarter turns, about the middle of the room."""
    x, y = pose.x, pose.y
    for _ in range(quarters % 4):
        x, y = -y, x
    return Pose(pose.fit, pose.zoom, x, y, (pose.turns + quarters) % 4, pose.mirrored)


def flipped(pose, *, horizontal):
    """Mirror what is on the screen: left and right, or else top and bottom."""
    turns = -pose.turns if horizontal else 2 - pose.turns
    x, y = (-pose.x, pose.y) if horizontal else (pose.x, -pose.y)
    return Pose(pose.fit, pose.zoom, x, y, turns % 4, not pose.mirrored)


def letters(sides, pose):
    """Give what stands at the "top", "right", "bottom" and "left" of the screen, from what stands there in the file."""
    around = [sides.get(side) or "" for side in SIDES]
    if pose.mirrored:
        around = [around[0], around[3], around[2], around[1]]
    return {side: around[(place - pose.turns) % 4] for place, side in enumerate(SIDES)}


def pixels_per_mm(pose, picture, room, spacing):
    """Give the CSS pixels of one millimeter from left to right on the screen, or None; spacing: (row, column) in mm."""
    if not spacing or not (spacing[0] and spacing[1] and spacing[0] > 0 and spacing[1] > 0):
        return None
    across, down = units(picture)
    zoom = scale(pose, picture, room)
    return zoom * down / spacing[0] if pose.turns % 2 else zoom * across / spacing[1]


def bar(per_mm, longest):
    """Give (mm, CSS pixels) of the longest round scale bar (1, 2 or 5 times a power of ten) within `longest` pixels."""
    reach = longest / per_mm
    power = 1e-4
    while power * 10 <= reach:
        power *= 10
    for step in (5, 2, 1):
        if step * power <= reach:
            break
    length = step * power
    return (int(length + 0.5) if length >= 1 else length), length * per_mm
