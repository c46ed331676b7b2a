"""Where in the body a picture lies, and which picture of another series lies there."""

__all__ = ["PARALLEL", "dot", "nearest", "opening", "place"]

PARALLEL = 0.9  # cosine of the angle between two directions, some 25 degrees, within which planes show about the same
BEYOND = 2.0  # pictures by which a place may lie outside of a series and still be shown by its last one


def dot(first, second):
    return first[0] * second[0] + first[1] * second[1] + first[2] * second[2]


def place(course, index):
    """Give the middle of a picture (x, y, z in mm) by the course of its series: the places of some of its pictures."""
    known = course["places"]
    after = next((number for number, one in enumerate(known) if one[0] >= index), len(known) - 1)
    if after == 0:
        return known[0][1:]
    (low, *before), (high, *behind) = known[after - 1], known[after]
    share = min(1.0, (index - low) / (high - low)) if high > low else 0.0
    return [before[axis] + (behind[axis] - before[axis]) * share for axis in range(3)]


def nearest(course, point):
    """Give the index of the picture whose plane is nearest to a point, or None where the series does not reach there."""
    normal = course["normal"]
    at = dot(point, normal)
    known = [(one[0], dot(one[1:], normal)) for one in course["places"]]
    best, least = None, None
    for number in range(1, len(known)):
        (low, start), (high, end) = known[number - 1], known[number]
        if start == end:
            continue
        share = (at - start) / (end - start)
        inside = max(0.0, min(1.0, share))
        away = abs(at - (start + (end - start) * inside))
        step = abs(end - start) / (high - low)
        if (least is None or away < least) and away <= BEYOND * step:
            best, least = int(low + (high - low) * inside + 0.5), away
    return best


def opening(told, other, index):
    """Give the index with which a series opens; told: its stack, as the catalog tells it; other, index: what was looked at, or None.

    Where both lie in the same space (Frame of Reference) and look about the same way, it is the same place in the body; else the
    middle, and of a film the beginning.
    """
    count = told.get("frames") or 1
    if told.get("kind") == "time":
        return 0
    course, seen = told.get("course"), (other or {}).get("course")
    if course and seen and course["frame"] and course["frame"] == seen["frame"] and abs(dot(course["normal"], seen["normal"])) >= PARALLEL:
        found = nearest(course, place(seen, index))
        if found is not None:
            return min(found, count - 1)
    return count // 2
