"""How a long list is cut into heaps, and what changes in one of them: rows in, moves out, nothing here knows the screen."""

__all__ = ["MOST", "WHOLE", "cuts", "moves", "steady"]

MOST = 48  # rows in one heap
EVEN = 12  # a heap that ends among cards ends after so many of them: whole rows of two, three or four columns
WHOLE = 200  # a list of up to so many rows is drawn at once


def cuts(rows):
    """Give [(from, to), …], one pair for each heap; rows: (key, kind, …), where only those of the kind "card" stand side by side."""
    found, start, count = [], 0, len(rows)
    while start < count:
        end = min(start + MOST, count)
        if end < count and rows[end][1] == "card":
            first = end
            while first > start and rows[first - 1][1] == "card":
                first -= 1
            fitting = first + (end - first) // EVEN * EVEN
            end = fitting if fitting > start else end
        found.append((start, end))
        start = end
    return found


def moves(held, wanted):
    """Give what makes one list of keys into the other: [(key, None)] for each that goes, then [(key, place)] for each that comes or moves."""
    stay = set(wanted)
    told = [(key, None) for key in held if key not in stay]
    now = [key for key in held if key in stay]
    for place, key in enumerate(wanted):
        if place < len(now) and now[place] == key:
            continue
        if key in now:
            now.remove(key)
        now.insert(place, key)
        told.append((key, place))
    return told


def steady(rows, before):
    """Return the rows with each run of cards in the order that it had before, and what is new in it behind that.

    A card that comes in between would push those after it into the next column, away from under the pointer.
    """
    places = {row[0]: place for place, row in enumerate(before)}
    found, run = [], []
    for row in rows:
        if row[1] == "card":
            run.append(row)
        else:
            found += _in_order(run, places)
            found.append(row)
            run = []
    return found + _in_order(run, places)


def _in_order(run, places):
    known = [row for row in run if row[0] in places]  # sorted by places that differ: MicroPython's sort is not stable
    return sorted(known, key=lambda row: places[row[0]]) + [row for row in run if row[0] not in places]
