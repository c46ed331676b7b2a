"""What is open and what is shown. Changes happen through functions; nothing here knows the screen."""

from app.page import places, viewport, words

__all__ = [
    "Entry",
    "Shown",
    "State",
    "adopt",
    "anatomy",
    "census",
    "choose",
    "closed",
    "finest",
    "go",
    "neighbour",
    "read_catalogue",
    "request",
    "snapshot",
]

COARSE = 33  # pixels at the shorter side, below which nothing of a body is made out: a map of spectra has 8 to 32
UPTAKE = ("PT", "NM")  # pictures of what the body takes up, which are seen best beside those of its anatomy


class Entry:
    """A stack with what it belongs to, as the catalogue tells it (plain dicts)."""

    def __init__(self, stack, series, study, patient):
        self.stack = stack
        self.series = series
        self.study = study
        self.patient = patient


class Shown:
    """How one stack is shown; it is kept when another one is chosen, and found again on coming back."""

    def __init__(self, stack, count=1):
        self.stack = stack
        self.index = 0
        self.count = count
        self.window = None  # None: as the file says, until a picture tells what that is
        self.own = None  # the window that the file brought along
        self.voi = None  # the number of the file's curve (VOI LUT) that it is shown through; a drag leaves it for a window
        self.own_voi = None  # the one that the file brought along
        self.invert = False
        self.overlays = True  # with what the file lays over its picture
        self.subtract = None  # less its mask or as it was taken; None: as the file wants it
        self.changed = False  # whether the window is one for subtracted pictures
        self.saved = None  # the document of the saved view that is on
        self.each = False  # whether each picture has the window that the saved view gives it, and not the one that is kept
        self.before = None  # window, own, voi, own_voi, invert and pose, as they were before it
        self.lies_as = None  # what the saved view said last of how a picture lies
        self.pose = viewport.HOME
        self.zoom = 1.0  # CSS pixels of a picture pixel, as it is on the screen
        self.picture = None  # the newest `picture` message
        self.fresh = True  # what that message says of the whole stack is not shown yet


class State:
    """Everything that the page knows."""

    def __init__(self):
        self.patients = []
        self.index = []  # what the disc's tables of contents promise, and what of it is here
        self.documents = []  # what is no picture, as the catalogue tells it
        self.entries = {}  # stack id -> Entry
        self.order = []  # stack ids as they stand in the catalogue
        self.shown = None
        self.painted = None  # the Shown whose pixels are on the canvas
        self.kept = {}  # stack id -> Shown
        self.names_hidden = False
        self.progress = None
        self.loaded = {}  # stack id -> `loaded` message
        self.blank = {}  # stack id -> why its small picture shows nothing, or ""
        self.touched = False  # the person has done something: the picture is no longer pulled away
        self.settled = False  # all was read once, and the picture to begin with was chosen: it stays, also when more is handed over
        self.core = "loading"
        self.sealed = False
        self.offline = False
        self.licence = "none"  # see app/page/gate.py
        self.requests = 0
        self.opened = False  # something was handed over
        self.stopping = False  # reading was cancelled, and the cell has not said yet that it ended
        self.before = None  # the census of what was open when more was handed over
        self.speed = 1.0


def closed(state):
    """Give the state after the scan is closed: of the page and of what the person chose all is as it was, of the scan nothing is known."""
    after = State()
    for name in ("core", "sealed", "offline", "names_hidden", "licence", "speed"):
        setattr(after, name, getattr(state, name))
    return after


def read_catalogue(state, patients, *, follow=True):
    """Take over a catalogue; the shown stack keeps its picture and learns its new count. Give the Shown if it grew.

    follow: the picture that is drawn is also the one that was asked for last, and may be followed to its new place.
    """
    entries, order = {}, []
    for patient in patients:
        for study in patient["studies"]:
            for series in study["series"]:
                for stack in series["stacks"]:
                    entries[stack["id"]] = Entry(stack, series, study, patient)
                    order.append(stack["id"])
    state.patients, state.entries, state.order = patients, entries, order
    grown = None
    for key, shown in state.kept.items():
        if key in entries:
            stack = entries[key].stack
            frames = stack["frames"] or 1
            if frames != shown.count and shown is state.shown:
                grown = shown
            shown.count = frames
            # `at`: pictures came in front of the one that was drawn; it has another number now.
            shown.index = min(stack.get("at", shown.index) if follow else shown.index, frames - 1)
    return grown


def census(state):
    """Give the numbers of patients, series, pictures and documents."""
    series = [series for patient in state.patients for study in patient["studies"] for series in study["series"]]
    pictures = sum([stack["frames"] or 0 for one in series for stack in one["stacks"]])
    return len(state.patients), len(series), pictures, len(state.documents)


def recall(state, stack):
    """Give how a stack was left, or a new Shown for it."""
    shown = state.kept.get(stack)
    if shown is None:
        entry = state.entries.get(stack)
        shown = state.kept[stack] = Shown(stack, (entry.stack["frames"] if entry else 1) or 1)
    return shown


def choose(state, stack):
    """Make a stack the shown one. Give its Shown."""
    if state.shown is not None and state.shown.stack != stack:
        for left in (state.shown.stack, stack):  # pictures are not kept of a series that is left: the cell tells anew what there is
            state.loaded.pop(left, None)
    seen, new = state.shown, stack not in state.kept
    state.shown = recall(state, stack)
    if new and seen is not None and stack in state.entries:
        other = state.entries.get(seen.stack)
        state.shown.index = places.opening(state.entries[stack].stack, other and other.stack, seen.index)
    return state.shown


def anatomy(state):
    """Give the stack to leave a mask for that was read first, or None: where another is shown, or there is none, or a person chose."""
    shown = state.entries.get(state.shown.stack) if state.shown is not None else None
    if state.touched or state.settled or shown is None or not words.laid_over(shown.stack):
        return None
    found = [key for key in state.order if not words.laid_over(state.entries[key].stack)]
    return found[0] if found else None


def finest(state):
    """Give (stack, index) to begin with once all is read: the middle of the largest series that is not for planning.

    What is to be laid over other pictures, by itself a black mask, comes only where there is nothing else, and so does what shows nothing
    in small, or in blocks only. Of equal size anatomy (CT, MR) comes before uptake (PET, NM). A film begins with its first picture. None where the person
    has touched anything, once it was chosen, or where there are localizers only; the label of a slide is one.
    """
    if state.touched or state.settled:
        return None
    best, most = None, ()
    for key in state.order:
        stack = state.entries[key].stack
        frames = stack["frames"] or 0
        coarse = 0 < min(stack.get("rows") or 0, stack.get("columns") or 0) < COARSE  # maps of a few blocks, however many
        worth = (not words.laid_over(stack), not state.blank.get(key), not coarse, frames, stack.get("modality") not in UPTAKE)
        if frames and not stack.get("localizer") and worth > most:
            best, most = key, worth
    if best is None:
        return None
    return best, 0 if state.entries[best].stack.get("kind") == "time" else most[3] // 2


def neighbour(state, by):
    """Give the stack that stands so many places further in the catalogue, or None at its ends."""
    if state.shown is None or state.shown.stack not in state.order:
        return state.order[0] if state.order else None
    place = state.order.index(state.shown.stack) + by
    return state.order[place] if 0 <= place < len(state.order) else None


def go(shown, index):
    """Go to a picture, as far as there are any. Tells whether that changed anything."""
    index = max(0, min(shown.count - 1, int(index)))
    changed = index != shown.index
    shown.index = index
    return changed


def request(shown):
    """Give the fields of the `view` message for what is to be seen now."""
    centre, width = (None, None) if shown.each else shown.window or (None, None)
    return {
        "stack": shown.stack, "index": shown.index, "centre": centre, "width": width, "voi": shown.voi,
        "invert": shown.invert, "overlays": shown.overlays, "saved": shown.saved,
        "subtract": shown.subtract, "changed": shown.changed,
    }  # fmt: skip


def adopt(state, picture, *, asked):
    """Take over a picture that is on the canvas now. Give (Shown of it, whether that one is shown).

    The first picture of all comes unasked and is shown. So is another place of the shown stack, when it comes unasked:
    the stack grew in front of it. A late picture of a stack that was left only stays with that stack.
    """
    shown = recall(state, picture["stack"])
    if state.shown is None:
        state.shown = shown
    shown.picture = picture
    shown.count = max(1, picture["count"])
    state.painted = shown
    if not asked:
        shown.index = picture["index"]
    if shown.saved is not None and shown.each:
        shown.window = None
    changed = bool(picture.get("subtracted"))
    if shown.changed != changed and not picture["error"]:  # other values: a window of theirs
        shown.window = shown.voi = None
        shown.changed = changed
    if shown.window is None and not picture["colour"] and not picture["error"] and picture["width"] is not None:
        # From now on the window stays as it is while scrolling, also where each picture brings its own.
        shown.window = (picture["centre"], picture["width"])
        shown.voi = picture.get("voi")
        if not shown.each:  # what a saved view gives is not the file's own
            shown.own, shown.own_voi = shown.window, shown.voi
            shown.fresh = True
    return shown, shown is state.shown


def snapshot(state):
    """Give what is open and on the screen as a dict for JSON: the seam of the automation object."""
    told = {
        "patients": state.patients,
        "documents": state.documents,
        "progress": state.progress,
        "core": state.core,
        "sealed": state.sealed,
        "offline": state.offline,
        "requests": state.requests,
        "names_hidden": state.names_hidden,
        "stack": None,
    }
    shown = state.shown
    if shown is None:
        return told
    picture, pose = shown.picture or {}, shown.pose
    told.update({"stack": shown.stack, "index": shown.index, "count": shown.count, "invert": shown.invert, "overlays": shown.overlays})
    told["saved"] = shown.saved
    told["centre"], told["width"] = shown.window or (None, None)
    for name in ("rows", "columns", "unit", "position", "number", "missing", "subtracted", "error"):
        told[name] = picture.get(name)
    told["drawn"] = picture.get("index")
    told["fit"], told["zoom"], told["turns"], told["mirrored"] = pose.fit, shown.zoom, pose.turns, pose.mirrored
    told["pictures"] = state.loaded.get(shown.stack)
    return told
