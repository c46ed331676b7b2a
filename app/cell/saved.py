"""Saved views (presentation states) of the stacks of a catalog: which there are, and what the one that is on draws over a picture."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.cell.outlet import Outlet
from text.say import say
from viewer.catalog.catalog import Catalog, Document
from viewer.catalog.stack import Stack
from viewer.dicom.charset import person_name
from viewer.dicom.dataset import read_dataset
from viewer.errors import UNFORESEEN, ViewerError, unforeseen

if TYPE_CHECKING:
    from viewer.image.instance import Frame
    from viewer.overlay.presentation import Saved

__all__ = ["SavedViews"]

_MOST_VIEWS = 100
_MOST_PLACES = 5000
_MOST_LETTERS = 200

Json = dict[str, Any]


class SavedViews:
    """The saved views of a catalog, each read once; answers go out by `outlet`."""

    def __init__(self, catalog: Catalog, outlet: Outlet) -> None:
        self._catalog, self._outlet = catalog, outlet
        self._read: dict[str, tuple[Json, Saved | None, str]] = {}
        self._shown: dict[
            int, tuple[str, Frame]
        ] = {}  # of each view of the page: document and picture of the lines and words that are on it

    def tell(self, stack: str) -> None:
        """Tell which saved views are about a stack, with the indexes of those of its pictures that they are about."""
        found = self._catalog.stack(stack)
        told: list[Json] = []
        for document in self._catalog.documents if found is not None else ():
            if document.saved_view and len(told) < _MOST_VIEWS:
                facts, saved, error = self._of(document)
                places = saved.places(found)[:_MOST_PLACES] if saved is not None and found is not None else []
                if places or (error and found is not None and found.first.series.uid in facts["series"]):
                    told.append({**facts, "places": places, "error": error})
        told.sort(key=lambda one: (bool(one["error"]), one["date"], one["time"], one["title"]))
        self._outlet.say("saved_views", stack=stack, views=[{name: one[name] for name in one if name != "series"} for one in told])

    def saved(self, identity: str | None) -> "Saved | None":
        """Give a saved view by the identity of its document; None for one that cannot be put on pictures, or for none."""
        document = None if identity is None else self._catalog.document(identity)
        return None if document is None else self._of(document)[1]

    def keep(self, views: Sequence[int]) -> None:
        """Forget what was drawn in any other view of the page."""
        self._shown = {view: shown for view, shown in self._shown.items() if view in views}

    def draw(self, view: int, identity: str | None, saved: "Saved | None", stack: Stack, index: int) -> None:
        """Send the lines and words that belong on the picture of a view of the page, unless it is they that are there already."""
        frame = stack.frames[index]
        try:
            applied = None if saved is None else saved.on(frame)
        except ViewerError:  # the picture tells
            applied = None
        now = (identity or "", frame) if applied is not None else None
        before = self._shown.get(view)
        if now is None and before is None:
            return
        if now is None or before is None or now[0] != before[0] or now[1] is not before[1]:
            self._shown.pop(view, None)
            if now is not None:
                self._shown[view] = now
            shapes = [] if applied is None else applied.shapes
            self._outlet.say("drawn", view=view, stack=stack.identity, index=index, shapes=shapes)

    def _of(self, document: Document) -> tuple[Json, "Saved | None", str]:
        known = self._read.get(document.id)
        if known is None:
            known = self._read[document.id] = _made(document)
        return known


def _made(document: Document) -> tuple[Json, "Saved | None", str]:
    from viewer.overlay.presentation import saved_of  # late: nothing of it is needed until a stack has one

    facts: Json = {
        "id": document.id,
        "title": document.title or say("core.saved.untitled"),
        "label": "",
        "by": "",
        "date": "",
        "time": "",
        "series": [],
        "notes": [],
    }
    try:
        dataset = read_dataset(document.entry)
        label, description = dataset.text("ContentLabel"), dataset.text("ContentDescription")
        facts |= {
            "title": (description or label or document.title or say("core.saved.untitled"))[:_MOST_LETTERS],
            "label": label[:_MOST_LETTERS] if description else "",
            "by": person_name(dataset.text("ContentCreatorName"))[:_MOST_LETTERS],
            "date": dataset.text("PresentationCreationDate")[:10],
            "time": dataset.text("PresentationCreationTime")[:16],
            "series": [item.text("SeriesInstanceUID") for item in dataset.items("ReferencedSeriesSequence")[:_MOST_LETTERS]],
        }
        saved = saved_of(document.entry, dataset)
        facts["notes"] = list(dict.fromkeys(saved.state.notes))[:5]
    except ViewerError as problem:
        return facts, None, str(problem)
    except UNFORESEEN as problem:
        # What nobody foresaw in a hostile or broken file still costs that file only, and is told.
        return facts, None, str(unforeseen("view.damaged", problem, path=document.entry.path))
    return facts, saved, ""
