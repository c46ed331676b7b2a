"""What is open and what is shown. Changes happen through functions; nothing here knows the screen."""

from app.page.facts import words
from app.page.space import layouts, places, viewport
from app.page.space.links import Links

OPACITY = 0.7  # of what other files lay over pictures

__all__ = [
    "Entry",
    "Shown",
    "State",
    "View",
    "adopt",
    "anatomy",
    "arrange",
    "census",
    "choose",
    "finest",
    "go",
    "lying",
    "neighbor",
    "numbers",
    "read_catalog",
    "recall",
    "request",
    "seen",
    "snapshot",
    "visible",
]

COARSE = 33  # pixels at the shorter side, below which nothing of a body is made out: a map of spectra has 8 to 32
UPTAKE = ("PT", "NM")  # pictures of what the body takes up, which are seen best beside those of its anatomy


class Entry:
    """A stack with what it belongs to, as the catalog tells it (plain dicts)."""

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
        self.given = -1  # seq of the newest request that gave a window: what is drawn for that one does not tell the file's own
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


class View:
    """One place on the screen for pictures; what was shown in it before is found again as it was left."""

    def __init__(self, number):
        self.number = number
        self.seq = 0  # of the picture that was asked for last
        self.shown = None
        self.painted = None  # the Shown whose pixels are on its canvas
        self.kept = {}  # stack id -> Shown
        self.room = viewport.Room(1, 1)  # of its pane, as it was measured last
        self.film = None  # the Cine that plays in it
        self.pointed = None  # row and column under the pointer
        self.sought = None  # the point of the patient that was looked for in all views, until it is marked
        self.marked = None  # (stack, index) of the picture on which it is marked
        self.framed = None  # the pose that a saved view gave last
        self.said = ""  # what is said of the saved view on its picture

    @property
    def picture(self):
        """The `picture` message of what is on its canvas, or None."""
        return self.painted.picture if self.painted is not None else None

    @property
    def lying(self):
        """The picture that is shown, or the newest of its stack, as `viewport` takes it; None before there is one."""
        return lying(self.shown.picture) if self.shown is not None and self.shown.picture is not None else None


class Layers:
    """What other files lay over the pictures: which there are, and which of them are seen. The choice belongs to the file, and holds for all series that it lies over."""

    def __init__(self, opacity=OPACITY):
        self.opacity = opacity  # 0 to 1, of all of them
        self.homes = {}  # id of a document of outlines -> the `over` message: which pictures they lie over
        self.seeking = []  # ids of those that are still to be asked about
        self.offered = False  # whether the note about them was shown for this disc
        self.known = {}  # stack -> its layers, as the cell tells them
        self.notes = {}  # stack -> what could not be used, in sentences
        self.asked = None  # the stack whose layers were asked for last
        self.seen = set()  # paths of the layers that are switched on
        self.off = set()  # (path, number) of segments that are switched off
        self.thresholds = {}  # path -> part of the highest dose
        self.hidden = False


class Saved:
    """The saved views of each stack, as far as they were told."""

    def __init__(self):
        self.known = {}  # stack id -> list of views
        self.asked = None  # for which stack, at which state of the catalog
        self.wanted = None  # (document, stack, index): to be shown as soon as the views of that stack are known


class Hosts:
    """Which pictures the series of marks lie over, so that they stand under those in the list."""

    def __init__(self):
        self.known = {}  # stack of marks -> stack that it lies over, None where that is not here
        self.waiting = []  # stacks that are still to be asked about


class State:
    """Everything that the page knows."""

    def __init__(self):
        self.core = "loading"
        self.sealed = False
        self.offline = False
        self.license = "none"  # see app/page/facts/gate.py
        self.names_hidden = False
        self.speed = 1.0
        self.tool = None  # what dragging does; None: until one is chosen the mouse sets the window and a finger scrolls
        self.coarse = False  # whether the screen is touched
        self.hinted = False  # whether the first drag of the window was told how to get back
        self.links = Links()
        self.ratio = 1.0  # display pixels of a CSS pixel
        self.narrow = False  # whether there is room for one view only, as on a phone
        self.screen = None  # "welcome", "reading", "nothing" or "viewing"
        self.layers = Layers()
        self.forget()

    def forget(self):
        """Forget the scan; of the page, and of what the person chose, all stays as it is."""
        self.views = {1: View(1)}  # by their numbers, those that were ever seen
        self.layout = "1"  # see app/page/space/layouts.py
        self.active = 1  # the view that keys and buttons are for
        self.large = False  # whether the active view has all the room for a while
        self.patients = []
        self.index = []  # what the disc's tables of contents promise, and what of it is here
        self.documents = []  # what is no picture, as the catalog tells it
        self.entries = {}  # stack id -> Entry
        self.order = []  # stack ids as they stand in the list
        self.progress = None
        self.skipped = None  # the files that show no picture, of the `skipped` message
        self.listing = False  # whether the person wants to see the list of them
        self.loaded = {}  # stack id -> `loaded` message
        self.blank = {}  # stack id -> why its small picture shows nothing, or ""
        self.touched = False  # the person has done something: the picture is no longer pulled away
        self.settled = False  # all was read once, and the picture to begin with was chosen: it stays, also when more is handed over
        self.opened = False  # something was handed over
        self.requests = 0  # since then
        self.stopping = False  # reading was canceled, and the cell has not said yet that it ended
        self.before = None  # the census of what was open when more was handed over
        self.alongside = False  # whether this disc's matching series were offered side by side
        self.told = False  # the page of the disc was opened, or the disc is no longer being opened
        self.presets = ()  # of the shown picture, as the toolbar offers them
        self.layers = Layers(self.layers.opacity)
        self.saved = Saved()
        self.hosts = Hosts()

    @property
    def view(self):
        """The active view."""
        return self.views[self.active]

    @property
    def begun(self):
        """Whether any view shows anything."""
        return any(view.shown is not None for view in self.views.values())

    @property
    def reading(self):
        """Whether files are still being read."""
        return bool(self.progress and self.progress.get("reading"))

    @property
    def shown(self):
        """How the stack in the active view is shown; None before the first picture, and in a view that holds nothing yet."""
        return self.views[self.active].shown


def lying(picture):
    """Return a `picture` message as `viewport` takes it."""
    return viewport.Picture(picture["rows"], picture["columns"], picture["aspect"])


def numbers(state):
    """Return the numbers of the views that the layout has, in their order."""
    return list(range(1, layouts.COUNTS[state.layout] + 1))


def visible(state):
    """Return the numbers of those that are on the screen."""
    return [state.active] if state.large or state.narrow else numbers(state)


def seen_views(state):
    """Return the views that are on the screen."""
    return [state.views[number] for number in visible(state)]


def entry(state, view=None):
    """Return what the catalog tells of the stack in a view, the active one where none is named, or None."""
    shown = (view or state.view).shown
    return state.entries.get(shown.stack) if shown is not None else None


def arrange(state, layout):
    """Take another layout: new views appear, those that have no place in it wait. The active one stays, or is the first."""
    state.layout, state.large = layout, False
    for number in numbers(state):
        if number not in state.views:
            state.views[number] = View(number)
    if state.active not in numbers(state):
        state.active = 1


def read_catalog(state, patients, places=None, *, busy=()):
    """Take over a catalog; what is shown keeps its picture and learns its new count. Return whether the active one grew.

    places: number of a view (as text) -> where the picture that is drawn in it stands now, as pictures came in front of it.
    busy: the views that wait for another picture, which are not pulled back to that one.
    """
    entries, order = {}, []
    for patient in patients:
        for study in patient["studies"]:
            for series in study["series"]:
                for stack in series["stacks"]:
                    entries[stack["id"]] = Entry(stack, series, study, patient)
                    order.append(stack["id"])
    state.patients, state.entries, state.order = patients, entries, order
    grown = False
    for view in state.views.values():
        for key, shown in view.kept.items():
            if key in entries:
                frames = entries[key].stack["frames"] or 1
                grown = grown or (frames != shown.count and shown is state.shown)
                shown.count = frames
                at = (places or {}).get(str(view.number)) if shown is view.shown and view.number not in busy else None
                shown.index = min(shown.index if at is None else at, frames - 1)
    return grown


def census(state):
    """Give the numbers of patients, series, pictures and documents."""
    series = [series for patient in state.patients for study in patient["studies"] for series in study["series"]]
    pictures = sum([stack["frames"] or 0 for one in series for stack in one["stacks"]])
    return len(state.patients), len(series), pictures, len(state.documents)


def recall(state, stack, view=None):
    """Return how a stack was left in a view, or a new Shown for it."""
    kept = (view or state.view).kept
    shown = kept.get(stack)
    if shown is None:
        entry = state.entries.get(stack)
        shown = kept[stack] = Shown(stack, (entry.stack["frames"] if entry else 1) or 1)
    return shown


def choose(state, stack, view=None):
    """Show a stack in a view, the active one where none is named. Return its Shown."""
    view = view or state.view
    seen, new = view.shown or state.shown, stack not in view.kept
    view.shown = recall(state, stack, view)
    if new and seen is not None and stack in state.entries:
        if seen.stack == stack:
            view.shown.index = seen.index
        else:
            other = state.entries.get(seen.stack)
            view.shown.index = places.opening(state.entries[stack].stack, other and other.stack, seen.index)
    return view.shown


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


def neighbor(state, by):
    """Give the stack that stands so many places further in the catalog, or None at its ends."""
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


def request(view):
    """Return the fields of the `draw` message for what is to be seen in a view now."""
    shown = view.shown
    view.seq += 1
    center, width = (None, None) if shown.each else shown.window or (None, None)
    if center is not None or shown.each:
        shown.given = view.seq
    return {
        "view": view.number, "seq": view.seq, "stack": shown.stack, "index": shown.index, "center": center, "width": width, "voi": shown.voi,
        "invert": shown.invert, "overlays": shown.overlays, "saved": shown.saved,
        "subtract": shown.subtract, "changed": shown.changed,
    }  # fmt: skip


def adopt(state, picture):
    """Take over a picture that is on the canvas of its view now. Return that view, or None where it is there no more.

    The first picture of all comes unasked (`seq` is 0) and is shown. So is another place of the shown stack, when it comes unasked:
    the stack grew in front of it. A late picture of a stack that was left only stays with that stack.
    """
    view = state.views.get(picture["view"])
    if view is None:
        return None
    shown = recall(state, picture["stack"], view)
    if view.shown is None:
        view.shown = shown
    shown.picture = picture
    shown.count = max(1, picture["count"])
    view.painted = shown
    if not picture["seq"]:
        shown.index = picture["index"]
    if shown.saved is not None and shown.each:
        shown.window = None
    late = picture["seq"] <= shown.given and not shown.each  # asked for with a window that has been left since
    changed = bool(picture.get("subtracted"))
    if shown.changed != changed and not picture["error"]:  # other values: a window of theirs
        shown.window = shown.voi = None
        shown.changed = changed
        late = False
    if shown.window is None and not late and not picture["color"] and not picture["error"] and picture["width"] is not None:
        # From now on the window stays as it is while scrolling, also where each picture brings its own.
        shown.window = (picture["center"], picture["width"])
        shown.voi = picture.get("voi")
        if not shown.each:  # what a saved view gives is not the file's own
            shown.own, shown.own_voi = shown.window, shown.voi
            shown.fresh = True
    return view


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
        "layout": state.layout,
        "active": state.active,
    }
    told.update(seen(state, state.view))
    return told


def seen(state, view):
    """Return what one view shows, as a dict for JSON."""
    shown = view.shown
    told = {"view": view.number, "stack": None}
    if shown is None:
        return told
    picture, pose = shown.picture or {}, shown.pose
    told.update({"stack": shown.stack, "index": shown.index, "count": shown.count, "invert": shown.invert, "overlays": shown.overlays})
    told["saved"] = shown.saved
    told["center"], told["width"] = shown.window or (None, None)
    for name in ("rows", "columns", "unit", "position", "number", "missing", "subtracted", "error"):
        told[name] = picture.get(name)
    told["drawn"] = picture.get("index")
    told["fit"], told["zoom"], told["turns"], told["mirrored"] = pose.fit, shown.zoom, pose.turns, pose.mirrored
    told["pictures"] = state.loaded.get(shown.stack)
    return told
