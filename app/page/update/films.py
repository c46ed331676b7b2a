"""Films: what plays in a view, until it is stopped."""

from app.page import state as states
from app.page.space.cine import SPEEDS, Cine, rate
from app.page.update.asking import announced

__all__ = ["play", "speed", "stop", "stop_all"]


def play(state, now):
    """Play what the active view shows, or stop; now: milliseconds."""
    view = state.view
    if view.film is not None:
        return stop(state, view)
    if view.shown is None or view.shown.count < 2:
        return []
    return start(state, view, now)


def start(state, view, now):
    entry, again = states.entry(state, view), view.film is not None
    view.film = Cine(view.shown.index, now, rate(entry.stack.get("rate") if entry else None, state.speed))
    steps = [("playing", view.number), ("value", view.number, None)]
    return steps if again else steps + [("film", view.number)]


def stop(state, view):
    """End the film in a view."""
    if view.film is None:
        return []
    view.film = None
    steps = [("playing", view.number)]
    return steps + announced(state, view) if view.shown is not None else steps


def stop_all(state):
    """End all films."""
    steps = []
    for number in sorted(state.views):
        steps += stop(state, state.views[number])
    return steps


def speed(state, chosen, now):
    """Play at so many times the ordinary rate."""
    state.speed = chosen if chosen in SPEEDS else 1.0
    steps = []
    for view in states.seen_views(state):
        if view.film is not None:
            steps += start(state, view, now)
    return steps + [("focus",)]
