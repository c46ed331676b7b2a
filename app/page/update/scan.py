"""What is open: the catalog as it comes, how much it is, and what of it is seen first and next."""

from app.page import state as states
from app.page.facts import words

__all__ = ["anatomy", "census", "finest", "neighbor", "read_catalog"]

COARSE = 33  # pixels at the shorter side, below which nothing of a body is made out: a map of spectra has 8 to 32
UPTAKE = ("PT", "NM")  # pictures of what the body takes up, which are seen best beside those of its anatomy


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
                    entries[stack["id"]] = states.Entry(stack, series, study, patient)
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
    """Give the stack that stands so many places further in the list, or None at its ends."""
    if state.shown is None or state.shown.stack not in state.order:
        return state.order[0] if state.order else None
    place = state.order.index(state.shown.stack) + by
    return state.order[place] if 0 <= place < len(state.order) else None
