"""Views that follow each other: by place in the patient, by an offset that the person has set, or not at all."""

from app.page.space import places

__all__ = ["Links", "follow", "sideways"]

CROSSED = 0.9  # cosine of the angle, some 25 degrees, beyond which two series show other sides of the body, and do not follow


class Links:
    """What views do together. `offsets`: (space of one, space of the other) -> millimeters, or pictures, set by the person."""

    def __init__(self):
        self.place = True
        self.pose = True
        self.window = False
        self.lines = False
        self.offsets = {}


def space(told):
    """Return what a stack, as the catalog tells it, shares with others that lie in the same space: series of one exam keep an offset."""
    course = told.get("course")
    return course["frame"] if course and course["frame"] else told["id"]


def sideways(first, second):
    """Whether two stacks are known to show the body from different sides."""
    a, b = first.get("course"), second.get("course")
    return bool(a and b) and abs(places.dot(a["normal"], b["normal"])) < CROSSED


def along(told, index, normal):
    """Return where a picture lies along a direction, in mm."""
    return places.dot(places.place(told["course"], index), normal)


def link(links, first, at, second, there):
    """Let two stacks follow each other from now on, as they are seen: the picture `at` of one and `there` of the other belong together."""
    if sideways(first, second):
        return False
    one, other = space(first), space(second)
    if first.get("course") and second.get("course"):
        normal = second["course"]["normal"]
        apart = along(second, there, normal) - along(first, at, normal)
        links.offsets[(one, other)] = [apart * part for part in normal]
        links.offsets[(other, one)] = [-apart * part for part in normal]
    else:
        links.offsets[(one, other)], links.offsets[(other, one)] = there - at, at - there
    return True


def follow(links, first, at, second):
    """Return the index that the second stack goes to when the first is at a picture, or None where it stays.

    first, second: as the catalog tells them. In the same space it is the place in the patient, at the ends
    of a series its last picture; else the offset that was set. Series that look in other directions stay where they are.
    """
    if sideways(first, second):
        return None
    count = second.get("frames") or 1
    offset = links.offsets.get((space(first), space(second)))
    a, b = first.get("course"), second.get("course")
    if isinstance(offset, int):
        return max(0, min(count - 1, at + offset))
    if not a or not b:
        return None
    if offset is None:
        if not a["frame"] or a["frame"] != b["frame"]:
            return None
        offset = (0.0, 0.0, 0.0)
    point = [value + more for value, more in zip(places.place(a, at), offset)]
    found = places.nearest(b, point)
    if found is None:  # beyond its ends
        normal = b["normal"]
        ends = (0, count - 1)
        found = min(ends, key=lambda index: abs(places.dot(point, normal) - along(second, index, normal)))
    return max(0, min(count - 1, found))
