"""What is handed over and read: how far it is, what was found, and what the page does when the first of it is here, and when all is."""

from app.page import state as states
from app.page.facts import words
from app.page.update import leading, pictures, scan
from app.page.update.asking import ask
from app.page.update.films import stop_all
from app.page.update.layers import relearn
from text.say import say

__all__ = [
    "ask_skipped", "boot", "cancel", "catalog", "closed", "core", "crashed", "intake", "loaded", "progress", "ready", "show_skipped", "skipped",
    "still_reading", "thumbnail", "trouble",
]  # fmt: skip

MOMENT_MS = 250
MOST_SKIPPED = 2000  # files whose reasons are asked for unbidden; the list of a larger folder waits until somebody looks


def switch(state, screen):
    """Show another screen."""
    state.screen = screen
    return [("switch", screen)]


# ---- the page's own JavaScript


def intake(state, told):
    """Something was handed over, perhaps more of it while the first is being read, or beside a scan that is open."""
    state.opened = True
    if state.reading:
        return []
    state.progress = None
    steps = [("trouble", None), ("close dialogs",)]
    if state.begun:
        steps = expect_more(state) + steps
    else:
        steps.append(("received", told))
    if state.core == "ready":
        # The first picture is there in a moment: a screen that tells of reading would only delay it.
        return steps + [("after", MOMENT_MS, still_reading)]
    return steps + [("starting", {})] + still_reading(state)


def expect_more(state):
    """More is handed over beside what is open: remember what that was, so that the new can be told."""
    state.before, state.told = scan.census(state), True
    return [("mark cards",)]


def still_reading(state):
    """Tell of the reading when there is no picture yet, or no word from the cell."""
    if not state.opened or (state.progress is not None and not state.reading):
        return []
    steps = [] if state.begun else switch(state, "reading")
    if state.progress is None and state.core == "ready":
        steps.append(("progress", {"reading": True}))  # it is slow to begin, and can be stopped all the same
    return steps


def boot(state, told):
    """The program has come so far."""
    return [("starting", told)] if state.opened and state.progress is None else []


def core(state, told):
    """The cell starts, or could not."""
    state.core = told["state"]
    return [("crash", told["text"] or say("page.reading.no_reason"), False)] if told["state"] == "failed" else []


def closed(state, _):
    """The scan was closed: of it nothing is known any more."""
    steps = stop_all(state)
    state.forget()
    state.core = "loading"
    steps += [("forget",), ("panes",), ("vacate",), ("trouble", None), ("crash", None, True), ("close dialogs",)]
    return steps + switch(state, "welcome") + [("announce", say("page.reading.closed"))]


def crashed(state, told):
    """The cell is gone."""
    state.core = "failed"
    if state.reading:
        state.progress = dict(state.progress, reading=False, canceled=True)
    return stop_all(state) + [("lost",), ("crash", told["text"] or say("page.reading.no_reason"), True)]


# ---- the cell


def ready(state, _):
    """The cell can read."""
    state.core = "ready"
    return [("progress", {"reading": True})] if state.opened and state.progress is None else []


def progress(state, told, *, busy):
    """The reading has come so far; busy: the views that wait for a picture."""
    if state.stopping:
        if told["reading"]:
            return []
        state.stopping = False
        if state.progress is None:
            return []  # more was handed over meanwhile: its own progress follows
    state.progress = told
    steps = [("unlocking", told), ("progress", told), ("skipped count", None)]
    if told["reading"]:
        state.skipped = None  # perhaps with a password: what was told of the files that show no picture may no longer be true
        return steps + [("disc card",)]
    return steps + tell_more(state) + all_read(state, busy)


def all_read(state, busy):
    """All is read: what can only be told then."""
    told = state.progress
    nothing = not told.get("images") and not state.begun and state.opened
    few = 0 < (told.get("skipped") or 0) <= MOST_SKIPPED
    steps = ask_skipped(state) if few and not nothing else []
    steps += [("disc",), ("document",)]
    relearn(state)
    steps += leading.seek(state)
    if state.begun:
        # Only now it is known how the pictures lie to each other. Series are offered side by side unless the page of the disc opens first.
        steps += pictures.series(state) + settle_down(state) + [("consider disc",), ("after", MOMENT_MS, panes_beside)]
    if nothing:
        steps += switch(state, "nothing") + [("nothing", told)]
        return steps + [("send", "skipped", {})] if told.get("skipped") else steps
    # Pictures that were found later may have come in front of the one that is shown.
    for view in states.seen_views(state):
        picture = view.shown.picture if view.shown is not None and view.number not in busy else None
        if picture is not None and picture["count"] != view.shown.count:
            steps += ask(state, view)
    return steps


def panes_beside(_):
    return [("consider side by side",)]


def settle_down(state):
    """Whoever has touched nothing yet sees the picture to begin with, which is seldom the one that was read first."""
    found = scan.finest(state)
    state.settled = True
    if found is None:
        return []
    stack, index = found
    return pictures.choose(state, stack, index) if state.shown is None or stack != state.shown.stack else pictures.go(state, index)


def tell_more(state):
    """Tell what is new beside what was open."""
    if state.before is None:
        return []
    said = words.added(state.before, scan.census(state))
    state.before = None
    return [("reveal cards",), ("note", said), ("announce", said)]


def catalog(state, told, *, busy):
    """More is known of what is open; busy: the views that wait for a picture."""
    state.index, state.documents = told["index"], told["documents"]
    grown = scan.read_catalog(state, told["patients"], told["places"], busy=busy)
    steps = [("documents",), ("disc",)]
    if not state.order:
        return steps
    steps += [("list",), ("next", listed)]
    if grown:
        steps.append(("grown",))
    return steps + [("consider disc",)]


def listed(state):
    """The series are in the order of the list: show the first of them, or let what is shown learn what is new of it."""
    if not state.begun:
        return switch(state, "viewing") + [("measure", state.active), ("next", begin)]
    anatomy = scan.anatomy(state)
    return pictures.series(state) if anatomy is None else pictures.choose(state, anatomy)


def begin(state):
    """Show the first series of the list."""
    return pictures.choose(state, state.order[0]) + pictures.greeted(state)


def loaded(state, told):
    """So much of a stack is in memory."""
    state.loaded[told["stack"]] = told
    return [("loaded", told)] if state.shown is not None and told["stack"] == state.shown.stack else []


def thumbnail(state, told):
    """Where a small picture shows nothing, say why; the pixels themselves are painted by thumbnails.js."""
    state.blank[told["stack"]] = words.BLANK.get(told["blank"], "")
    return [("blank", told["stack"])]


# ---- what shows no picture


def ask_skipped(state):
    """Ask for the files that show no picture, once all is read."""
    return [("send", "skipped", {})] if state.core == "ready" and state.progress is not None and not state.reading else []


def show_skipped(state):
    """Show the list of them as soon as it is here."""
    state.listing = True
    return [("send", "skipped", {})]


def skipped(state, told):
    """Take over the files that show no picture."""
    state.skipped = told["files"]
    steps = [("disc",), ("skipped count", told["files"])]
    if state.listing or state.screen == "nothing":
        steps.append(("skipped", told, state.listing))
        state.listing = False
    return steps + [("consider disc",)]


def cancel(state):
    """Stop reading. It shows at once, also while the cell is busy with one slow step; what it tells of this reading later is past."""
    told = dict(state.progress or {}, reading=False, canceled=True)
    if not state.begun:
        # Nothing is on the screen that would need the cell: a fresh one is the quickest end.
        return [("close",), ("next", canceled, told)]
    state.stopping, state.progress = True, told
    said = say("page.going.stopped_short")
    return [("send", "cancel", {}), ("progress", told), ("note", say("page.going.stopped")), ("disc",), ("announce", said)]


def canceled(state, told):
    """The cell is closed: tell what was found until then."""
    state.progress = told
    return switch(state, "nothing") + [("nothing", told), ("disc",), ("announce", say("page.going.stopped_short"))]


def trouble(state, told):
    """Something went wrong that the person should know."""
    return crashed(state, told) if told["fatal"] else [("trouble", told["text"])]
