"""The elements of a file as a list that can be folded and searched: what is read of them so far, and which lines of it are to be seen."""

from app.page.facts import mask
from text.say import say

__all__ = ["Line", "TagList", "value"]


class Line:
    """One line: an element (row: as the cell tells it), an item of a sequence, or words."""

    def __init__(self, depth, text, *, row=None, key=None, opened=False):
        self.depth = depth
        self.text = text  # the value as it may be seen; else the whole line
        self.row = row
        self.key = key  # what `toggle` takes, of what can be opened
        self.opened = opened


class Level:
    """The elements of the file or of one item; within: of a sequence that tells whose scan it is."""

    def __init__(self, rows, error, words, *, within):
        self.rows = rows
        self.error = error
        self.within = within
        self.texts = [value(row, words, within=within) for row in rows]
        self.sought = None

    def fits(self, place, search):
        """Tell whether a search fits an element; its number may be written with or without the comma."""
        if self.sought is None:  # made when somebody searches
            self.sought = [
                mask.small("\n".join((row["number"], row["number"].replace(",", ""), row["name"], row["keyword"], text)))
                for row, text in zip(self.rows, self.texts)
            ]
        return search in self.sought[place]


class TagList:
    """One file; words: what nobody may see, or None.

    Levels are named by paths: tuples of (number of a sequence, index of its item). A sequence of several items has its number in place
    of the last pair.
    """

    def __init__(self, words=None):
        self.words = words
        self.levels = {}  # path -> Level
        self.opened = set()

    def take(self, path, rows, error):
        """Take over what the cell read of one level."""
        self.levels[path] = Level(rows, error, self.words, within=self.within(path))

    def within(self, path):
        """Tell whether one of the sequences on a path tells whose scan it is."""
        for depth, (number, _) in enumerate(path):
            level = self.levels.get(path[:depth])
            if level is not None and any(row["identifying"] and tag(row) == number for row in level.rows):
                return True
        return False

    def toggle(self, key):
        """Open or fold a sequence or an item. Give the path that has to be read for it, or None."""
        if key in self.opened:
            self.opened.remove(key)
            return None
        self.opened.add(key)
        return key if isinstance(key[-1], tuple) and key not in self.levels else None

    def count(self):
        """Give how many elements are read."""
        return sum(len(level.rows) for level in self.levels.values())

    def folded(self):
        """Tell whether there are items that were never opened, and so not read."""
        known = 1 + sum(row["items"] or 0 for level in self.levels.values() for row in level.rows)
        return known > len(self.levels)

    def lines(self, search=""):
        """Give the lines to be seen: all that is open, or of it what has the search in its number, name or value, and what that is in."""
        return self.of_level((), 0, mask.small(search).strip().strip("()"))

    def of_level(self, path, depth, search):
        level = self.levels.get(path)
        if level is None:
            return [Line(depth, say("page.tags.reading"))]
        found = []
        for place, row in enumerate(level.rows):
            fits = not search or level.fits(place, search)
            key = self.key(path, row)
            opened = key in self.opened
            below = self.of_sequence(path, row, depth + 1, "" if fits else search) if opened else []
            if fits or below:
                found.append(Line(depth, level.texts[place], row=row, key=key, opened=opened))
                found += below
        if level.error:
            found.append(Line(depth, level.error))
        elif not level.rows:
            found.append(Line(depth, say("page.tags.empty")))
        return found

    def of_sequence(self, path, row, depth, search):
        if row["items"] == 1:
            return self.of_level(item(path, row, 0), depth, search)
        found = []
        for index in range(row["items"]):
            key = item(path, row, index)
            opened = key in self.opened
            below = self.of_level(key, depth + 1, search) if opened else []
            if below or not search:
                found.append(Line(depth, say("page.tags.item", number=index + 1, count=row["items"]), key=key, opened=opened))
                found += below
        return found

    def key(self, path, row):
        """Give what opens a sequence: its only item, or all of them; None where there is nothing to open."""
        if not row["items"]:
            return None
        all_of_them = (tag(row),)
        return item(path, row, 0) if row["items"] == 1 else path + all_of_them


def tag(row):
    """Give the number of an element as a number: "0008,1140" is 0x00081140."""
    return int(row["number"].replace(",", ""), 16)


def item(path, row, index):
    """Give the path of an item of a sequence."""
    step = ((tag(row), index),)
    return path + step


def value(row, words, *, within=False):
    """Give a value as it may be seen.

    What is hidden with the names: what tells whose scan it is (PS3.15 table E.1-1), and all within it; names of persons; and what the
    maker of the machine added, since nobody knows what that is.
    """
    if words is None or row["items"] is not None or not row["text"]:
        return row["text"]
    if within or row["identifying"] or row["private"] or row["vr"] == "PN":
        return say("page.tags.hidden")
    return mask.text(row["text"], words)
