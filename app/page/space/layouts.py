"""How many pictures are seen at once and which series is in which of them. Nothing here knows the screen."""

from app.page.space import places

__all__ = ["COUNTS", "LAYOUTS", "fill", "fitting", "matching"]

LAYOUTS = (
    # name, panes; `page.layout.` and the name is what it is called
    ("1", 1),
    ("1x2", 2),
    ("2x1", 2),
    ("1+2", 3),
    ("2x2", 4),
    ("3x3", 9),
)
COUNTS = dict(LAYOUTS)


def same_way(first, second):
    """Whether two stacks, as the catalog tells them, are cut through the body in about the same direction."""
    a, b = first.get("course"), second.get("course")
    return bool(a and b) and abs(places.dot(a["normal"], b["normal"])) >= places.PARALLEL


def matching(entries, order, stack):
    """Return the ids of the stacks of the same exam and direction as this one, itself first; one of each series.

    entries: id -> Entry; order: ids as the list has them. Pictures for planning, and what lies over others, match nothing.
    """
    seen = entries.get(stack)
    if seen is None or not seen.stack.get("course") or seen.stack.get("localizer"):
        return [stack]
    found, series = [stack], [seen.series]
    for key in order:
        other = entries[key]
        if other.study is not seen.study or other.stack.get("localizer") or any(other.series is one for one in series):
            continue
        if same_way(seen.stack, other.stack):
            found.append(key)
            series.append(other.series)
    return found


def fitting(count):
    """Return the name of the layout for so many series that belong together."""
    return "1" if count < 2 else "1x2" if count == 2 else "2x2"


def fill(entries, order, taken, count):
    """Return the stacks for `count` panes that hold nothing yet; taken: those of the other panes, the one that was looked at first.

    First what matches that one, then what follows it in the list; None for a pane for which nothing is left.
    """
    if not taken:
        found = list(order)
    else:
        at = order.index(taken[0]) + 1 if taken[0] in order else 0
        found = matching(entries, order, taken[0]) + order[at:] + order[:at]
    wanted = []
    for key in found:
        if key not in taken and key not in wanted and not entries[key].stack.get("localizer"):
            wanted.append(key)
    return (wanted + [None] * count)[:count]
