"""What is open and what is shown. Changes happen through functions; nothing here knows the screen."""

from app.page.space import layouts, viewport
from app.page.space.links import Links

__all__ = ["Entry", "Hosts", "Layers", "Saved", "Shown", "State", "View", "entry", "lying", "numbers", "seen_views", "visible"]

OPACITY = 0.7  # of what other files lay over pictures


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
        self.asked = set()  # stacks whose layers were asked for
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
        self.behind = False  # whether what is around the active view is still of the series before
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
