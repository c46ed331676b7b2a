"""What the person chose of the page itself, and what the page learns of itself."""

from app.page import sight
from app.page import state as states
from app.page.update import pictures
from app.page.update.films import stop

__all__ = ["hide_names", "license", "requests", "sealed", "show_tags", "touched"]


def hide_names(state):
    """Hide the names, or show them again."""
    state.names_hidden = not state.names_hidden
    steps = [("names",), ("list",), ("disc",), ("documents",), ("document written",)]
    steps += [("corners", view.number) for view in states.seen_views(state) if view.shown is not None]
    return steps + pictures.series(state)


def touched(state):
    """The person has done something; while a picture is on the screen, it stays."""
    state.touched = True
    return []


def sealed(state, told):
    """The page has given up its connections, and may be kept for later."""
    state.sealed, state.offline = told["sealed"], told["offline"]
    return [("sealed", told)]


def requests(state, told):
    """So many requests since the scan was opened."""
    state.requests = told["count"]
    return [("requests", told)]


def license(state, told):
    """Whether there is a license."""
    state.license = told["state"]
    return [("license", told)]


def show_tags(state):
    """Show all elements of the file that the picture in the active view is in."""
    if state.view.lying is None:
        return []
    return stop(state, state.view) + [("tags", sight.seen(state))]
