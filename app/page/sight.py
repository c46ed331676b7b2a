"""What of the state may be seen: all of it, or, while names are hidden, what says nobody's name. Whoever writes on the page asks here."""

from app.page import state as states
from app.page.facts import mask

__all__ = ["entry", "hidden", "seen"]


def seen(state, view=None):
    """Return what the catalog tells of the stack in a view, the active one where none is named, as far as it may be seen."""
    found = states.entry(state, view)
    return entry(found) if found is not None and state.names_hidden else found


def entry(told):
    """Return an entry of the catalog without what says whose it is."""
    words = mask.words_of((told.patient,))
    shown, one = mask.part(told.series, told.stack, words)
    return states.Entry(one, shown, mask.exam(told.study, words), mask.person(told.patient))


def hidden(state):
    """Return the words that nobody may see, or None while names are shown."""
    return mask.words_of(state.patients, state.documents) if state.names_hidden else None
