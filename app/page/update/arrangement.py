"""How many views there are on the screen, which of them is active, and which series go into new ones."""

from app.page import state as states
from app.page.facts import words
from app.page.space import layouts
from app.page.update import linking, pictures, saved, views
from app.page.update.asking import announced, ask
from text.say import say

__all__ = ["activate", "drop", "enlarge", "lay_out", "measured", "neighbor", "offer", "room", "side_by_side"]


def lay_out(state, name):
    """Take a layout; views that hold nothing yet get the series that fit best."""
    if name not in layouts.COUNTS or not state.begun:
        return []
    views.arrange(state, name)
    numbers = states.numbers(state)
    empty = [number for number in numbers if state.views[number].shown is None]
    taken = [state.views[number].shown.stack for number in numbers if state.views[number].shown is not None]
    if state.shown is not None:
        taken = [state.shown.stack] + [stack for stack in taken if stack != state.shown.stack]
    for number, stack in zip(empty, layouts.fill(state.entries, state.order, taken, len(empty))):
        if stack is not None:
            views.choose(state, stack, state.views[number])
    return rearranged(state, laid_out)


def laid_out(state):
    return refreshed(state) + [("announce", say("page.layout." + state.layout))] + linking.changed(state)


def rearranged(state, then):
    """Other views are on the screen: show their panes, let the cell know, and go on once it is known how much room they have."""
    return left(state) + [("panes",), arranged(state), ("next", then)]


def left(state):
    """Let the views that are off the screen play nothing, point at nothing, and wait for nothing: what was asked for them gets no answer."""
    steps = []
    for number in sorted(state.views):
        if number not in states.visible(state):
            view = state.views[number]
            view.film = view.pointed = view.sought = view.marked = None
            steps.append(("left", number))
    return steps


def arranged(state):
    """Let the cell know which views are on the screen, the active one first."""
    others = [number for number in states.visible(state) if number != state.active]
    return ("send", "arrange", {"views": [state.active] + others})


def refreshed(state):
    """Ask for what every view shows, and write what belongs to its series."""
    steps = [("tool",), ("fade",)]
    for view in states.seen_views(state):
        steps.append(("corners", view.number))
        if view.shown is not None:
            steps += ask(state, view)
    return steps + pictures.series(state)


def refocused(state):
    """Likewise, and the keys are for the active one."""
    return refreshed(state) + [("focus",)]


def enlarge(state):
    """Give the active view all the room, or go back to the layout."""
    if not state.large and layouts.COUNTS[state.layout] < 2:
        return []
    state.large = not state.large
    return rearranged(state, refocused)


def room(state, narrow):
    """There is room for one view only, or for all of them again."""
    if narrow == state.narrow:
        return []
    state.narrow = narrow
    return rearranged(state, refreshed) if state.begun else left(state) + [("panes",)]


def measured(state, number, size, ratio):
    """The pane of a view has so much room; ratio: display pixels of a CSS pixel."""
    view = state.views.get(number)
    if view is None:
        return []
    view.room, state.ratio = size, ratio
    saved.refit(state, view)
    return [("pose", number)]


# ---- the active one


def activate(state, number):
    """Let keys, buttons and the details be for this view from now on."""
    if number == state.active or number not in states.visible(state):
        return []
    state.active = number
    steps = [("active",), arranged(state)] + pictures.series(state) + [("crossing",)]
    return steps + announced(state, state.view) if state.shown is not None else steps


def neighbor(state, by):
    """Activate the next view; where only one is seen at a time, it takes the place of the other."""
    numbers = states.numbers(state)
    number = numbers[(numbers.index(state.active) + by) % len(numbers)]
    if state.large or state.narrow:
        state.active = number
        return rearranged(state, refocused)
    return activate(state, number) + [("focus",)]


def drop(state, number, stack):
    """Show a series in a view that it was dropped on."""
    return activate(state, number) + pictures.choose(state, stack) + [("focus",)]


# ---- series that belong together


def matching(state):
    """Return the series of the same exam and direction as the active one, itself first."""
    return [] if state.shown is None else layouts.matching(state.entries, state.order, state.shown.stack)


def offer(state):
    """All is read, and nothing else is told: offer series that belong together side by side, once a disc, where there is room."""
    if state.alongside or not state.settled or state.narrow or state.layout != "1":
        return []
    count = len(matching(state))
    if count < 2:
        return []
    state.alongside = True
    return [("offer", words.alongside(count), say("page.pane.side_by_side"), "side-by-side")]


def side_by_side(state):
    """Show the series that belong together beside each other."""
    return [("note", None)] + lay_out(state, layouts.fitting(len(matching(state)))) + [("focus",)]
