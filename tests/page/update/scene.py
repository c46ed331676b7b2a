"""A page without a screen: the store, with what its actions ask for written down, and a cell that answers when it is told to."""

from app.page.space.viewport import Room
from app.page.store import Store
from app.page.update import arrangement, pictures, reading

__all__ = ["Scene", "course", "stack"]


def course(frames, *, frame="1.2.3", normal=(0, 0, 1), start=0.0, step=1.0):
    """Return the course of a stack: where its first and its last picture lie."""
    last = start + step * (frames - 1)
    return {
        "frame": frame,
        "normal": list(normal),
        "places": [[0] + [start * n for n in normal], [frames - 1] + [last * n for n in normal]],
    }


def stack(name, frames=10, **more):
    told = {"id": name, "frames": frames, "kind": "volume", "unit": "HU", "window": [40, 400], "modality": "CT", "course": course(frames)}
    told.update(more)
    return told


class Scene:
    """A scan of these stacks, each a series of its own, of which the first picture of the first is on the screen."""

    def __init__(self, *stacks, modality="CT", documents=(), read=True):
        self.steps, self.frames, self.timers = [], [], []
        self.store = Store(lambda ms, callback: self.timers.append((ms, callback)), self.frames.append)
        self.state, self.known = self.store.state, self.store.doing
        self.store.doing = self
        self.state.core, self.state.screen = "ready", "welcome"
        self.drawn = {}  # view -> the newest request for a picture
        self.more = {}  # what the pictures of a stack say besides
        if stacks:
            self.catalog(*stacks, modality=modality, documents=documents)
            self.answer()
            self.frame()
            self.emit(arrangement.measured, 1, Room(800, 600), 1)
            if read:
                self.read()

    def __getitem__(self, name):
        """Who does a step: the store what is its own, everything else is only written down."""
        if name in self.known:
            return self.known[name]
        return lambda *rest: self.note((name,) + rest)

    def note(self, step):
        self.steps.append(step)
        if step[:2] == ("put", "draw"):
            self.drawn[step[2]["view"]] = step[2]

    def emit(self, action, *arguments, **named):
        """Run an action. Return the steps that it led to."""
        self.steps = []
        self.store.dispatch(action, *arguments, **named)
        return self.steps

    def frame(self):
        """What was to wait for the next frame comes. Return the steps."""
        self.steps = []
        waiting = self.frames[:]
        self.frames.clear()
        for callback in waiting:
            callback()
        return self.steps

    def later(self):
        """What was to wait for some time comes. Return the steps."""
        self.steps = []
        waiting = self.timers[:]
        self.timers.clear()
        for _, callback in waiting:
            callback()
        return self.steps

    # ---- the cell

    def catalog(self, *stacks, modality="CT", documents=(), busy=()):
        series = [{"uid": one["id"], "modality": one.get("of") or modality, "description": one["id"], "stacks": [one]} for one in stacks]
        study = {"uid": "1", "description": "", "date": "", "time": "", "series": series}
        patients = [{"name": "A^B", "id": "1", "birth_date": "", "sex": "", "studies": [study]}]
        told = {"patients": patients, "index": [], "documents": list(documents), "places": {}}
        steps = self.emit(reading.catalog, told, busy=busy)
        self.state.order = [one["id"] for one in stacks]
        return steps

    def read(self, busy=(), **more):
        """All is read."""
        told = {"reading": False, "files": 10, "total": 10, "bytes": 1, "images": 10, "skipped": 0, "canceled": False}
        told.update(more)
        return self.emit(reading.progress, told, busy=busy)

    def picture(self, view=1, **more):
        """Return the answer to the newest request of a view."""
        asked = self.drawn[view]
        entry = self.state.entries[asked["stack"]].stack
        told = {
            "view": view, "seq": asked["seq"], "stack": asked["stack"], "index": asked["index"], "count": entry["frames"], "rows": 512, "columns": 512,
            "aspect": None, "spacing": [0.5, 0.5], "orientation": {}, "color": False, "error": None, "unit": entry["unit"], "minimum": -1000,
            "maximum": 3000, "subtracted": None, "saved": None, "grid": None, "voi": asked["voi"],
        }  # fmt: skip
        center, width = entry["window"] or (500, 1000)
        told["center"], told["width"] = (center, width) if asked["center"] is None else (asked["center"], asked["width"])
        told.update(self.more.get(asked["stack"], {}))
        told.update(more)
        return told

    def answer(self, view=1, **more):
        """The cell answers the newest request of a view. Return the steps."""
        return self.emit(pictures.painted, self.picture(view, **more))

    def asked(self, kind):
        """Return the fields of all that was asked of this kind since the last action."""
        return [step[2] for step in self.steps if step[0] in ("put", "send") and step[1] == kind]

    def said(self):
        """Return what the screen reader says last, or None."""
        told = [step[1] for step in self.steps if step[0] == "announce"]
        return told[-1] if told else None
