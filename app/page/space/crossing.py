"""Where the plane of one picture crosses another one, and where a point of the patient lies in it.

A grid is what the `picture` message tells: "reference" (the frame of reference), "corner" (center of the first pixel), "across" and "down"
(unit directions along a row and down a column), all LPS millimeters, and "spacing" (row, column) in mm. Places in a picture are those of
`viewport`: columns and rows, the center of the first pixel being (0.5, 0.5).
"""

from app.page.space.places import dot

__all__ = ["level", "line", "pixel", "place"]

LEVEL = 0.98  # cosine of the angle, some 11 degrees, within which two pictures are shown as one
PARALLEL = 0.02  # sine of the angle under which two planes do not cross within a picture


def cross(a, b):
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def place(grid, row, column):
    """Return the point of the patient, mm LPS, at a place in a picture."""
    down, across = (row - 0.5) * grid["spacing"][0], (column - 0.5) * grid["spacing"][1]
    return tuple([grid["corner"][i] + across * grid["across"][i] + down * grid["down"][i] for i in range(3)])


def pixel(grid, point):
    """Return (row, column, distance from the plane in mm) of a point of the patient."""
    away = [point[i] - grid["corner"][i] for i in range(3)]
    row, column = dot(away, grid["down"]) / grid["spacing"][0], dot(away, grid["across"]) / grid["spacing"][1]
    return row + 0.5, column + 0.5, dot(away, cross(grid["across"], grid["down"]))


def shared(first, second):
    """Whether two pictures are known to lie in one space."""
    return bool(first and second and first["reference"] and first["reference"] == second["reference"])


def level(first, second):
    """Whether two pictures lie in one space and their rows and columns run the same way, within the angle under which planes are parallel."""
    return shared(first, second) and min(dot(first["across"], second["across"]), dot(first["down"], second["down"])) > LEVEL


def line(first, rows, columns, second):
    """Return ((x, y), (x, y)), the line in the second picture where the first, of so many rows and columns, crosses it; None where it does not."""
    if not shared(first, second):
        return None
    normal = cross(second["across"], second["down"])
    turned = cross(normal, cross(first["across"], first["down"]))
    if dot(turned, turned) < PARALLEL * PARALLEL:
        return None
    corners = [place(first, row, column) for row, column in ((0, 0), (0, columns), (rows, columns), (rows, 0))]
    heights = [dot([corner[i] - second["corner"][i] for i in range(3)], normal) for corner in corners]
    ends = []
    for number in range(4):
        a, b = heights[number - 1], heights[number]
        if (a < 0) != (b < 0):
            share = a / (a - b)
            here, there = corners[number - 1], corners[number]
            row, column, _ = pixel(second, [here[i] + share * (there[i] - here[i]) for i in range(3)])
            ends.append((column, row))
    return (ends[0], ends[1]) if len(ends) == 2 else None
