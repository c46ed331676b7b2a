"""Where the browser's Back button leads: one step for each thing that lies over another, a scan, a drawer, a dialog.

An entry of the browser's history holds a number and nothing else: how many things were open. No word of a scan gets into it.
"""

__all__ = ["Trail", "layers"]


def layers(view, drawers, dialogs):
    """Give what is open, the lowest first; view: the screen; drawers, dialogs: names of those that are open, the topmost last."""
    scan = [] if view in (None, "welcome") else ["nothing" if view == "nothing" else "scan"]
    return scan + list(drawers) + list(dialogs)


class Trail:
    """How deep the history is; steps back that the page itself takes are told from those of a person."""

    def __init__(self, depth):
        self.depth = depth
        self.due = False  # the page went back, and the browser has not said yet that it did

    def settle(self, count):
        """Give by how many entries the history has to grow, or (below zero) to be gone back, for so many things that are open."""
        if self.due:
            return 0
        by = count - self.depth
        if by < 0:
            self.due = True
        else:
            self.depth = count
        return by

    def arrive(self, depth, count):
        """The browser has gone to an entry of that depth, while so many things are open: give how many of them the person wants closed."""
        self.depth = depth
        if self.due:
            self.due = False
            return 0
        return max(0, count - depth)
