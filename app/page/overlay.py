"""What is written over the picture: names, number, window, zoom, letters, scale bar."""

import js

from app.page import disc, dom, viewport, words
from app.page.presets import uptake

__all__ = ["beneath", "error", "names", "number", "pose", "series", "value", "window"]

LONGEST_BAR = 0.28  # of the width of the viewport
canvas = {"title": ""}  # the plain name of the series on it
SIDES = ("left", "right", "top", "bottom")
BAR_NOTES = {"patient": "", "detector": " at the detector", "calibrated": " calibrated"}


def names(entry):
    """Write patient and study."""
    patient = entry.patient if entry else {}
    study = entry.study if entry else {}
    dom.text("overlay-patient", words.name(patient.get("name")) if entry else "")
    born, sex = words.date(patient.get("birth_date")), words.sex(patient.get("sex"))
    dom.text("overlay-birth", " · ".join([part for part in ("born " + born if born else "", sex) if part]))
    title, called = disc.exam(study) if entry else ("", "")
    dom.text("overlay-study", " · ".join([part for part in (title, words.date(study.get("date"))) if part]))
    dom.text("overlay-called", called)


def series(entry):
    """Write what series it is."""
    plain = disc.title(entry.series, entry.stack) if entry else ""
    title = words.series_title(entry.series, entry.stack) if entry else ""
    dom.text("overlay-series", title)
    dom.text("overlay-kind", "" if entry is None else plain if plain != title else words.above_title(entry.series))
    dom.text("now", plain)
    canvas["title"] = plain


def number(shown):
    """Write the number of the picture at once, before it is drawn."""
    dom.text("overlay-slice", str(shown.index + 1) + " / " + str(shown.count))
    title = canvas["title"] + ", " if canvas["title"] else ""
    dom.attribute("canvas", "aria-label", title + "picture " + str(shown.index + 1) + " of " + str(shown.count))


def window(shown):
    """Write position, window and inversion of the picture that is drawn."""
    picture = shown.picture or {}
    position = picture.get("position")
    moment = picture.get("time_ms")
    if moment is not None:
        dom.text("overlay-position", words.number(moment / 1000, 2) + " s")
    else:
        dom.text("overlay-position", "" if position is None else words.number(position) + " mm")
    if picture.get("colour") or not shown.window:
        dom.text("overlay-window", "")
    else:
        centre, width = words.window(shown.window[0], shown.window[1])
        unit = picture.get("unit") or ""
        dom.text("overlay-window", "Centre " + centre + " · Width " + width + (" " + unit if uptake(unit) or unit == "Gy" else ""))
    dom.show("overlay-window", shown.own is None or shown.window != shown.own)  # the file's own says nothing new to anybody
    dom.text("overlay-invert", "Black and white swapped" if shown.invert else "")


def error(shown):
    """Say why a picture cannot be shown, or that a part of it is missing, or nothing."""
    reason = (shown.picture or {}).get("error")
    dom.show("picture-error", bool(reason))
    dom.element("canvas").style.visibility = "hidden" if reason else ""
    dom.text("picture-error-text", reason or "")
    dom.text("overlay-missing", (shown.picture or {}).get("missing") or "")


def pose(shown, room, zoom):
    """Write zoom, letters and scale bar for how the picture lies."""
    picture = shown.picture
    if picture is None:
        return
    ratio = js.devicePixelRatio or 1
    dom.show("overlay-zoom", not shown.pose.fit)
    dom.text("overlay-zoom", "Zoom " + words.number(zoom * ratio * 100, 0) + " %")
    letters = viewport.letters(picture["orientation"] or {}, shown.pose)
    sides = viewport.letters(picture["orientation_words"] or {}, shown.pose)
    for side in SIDES:
        dom.text("letter-" + side, letters[side])
        # The words are for the pointer and for the screen reader alike.
        dom.attribute("letter-" + side, "title", sides[side] or None)
    scale_bar(shown, room)


def scale_bar(shown, room):
    """Draw the scale bar, with a word on whose millimetres they are; none where the file has no scale."""
    picture = shown.picture
    lying = viewport.Picture(picture["rows"], picture["columns"], picture["aspect"])
    per_mm = None
    if picture["spacing_kind"] in BAR_NOTES and not picture["error"]:
        per_mm = viewport.pixels_per_mm(shown.pose, lying, room, picture["spacing"])
    dom.show("scale-bar", not picture["error"])
    if not per_mm:
        dom.text("scale-label", "No scale in the file")
        dom.show("scale-line", False)
        return
    mm, pixels = viewport.bar(per_mm, room.width * LONGEST_BAR)
    dom.text("scale-label", words.length(mm) + (" in the ultrasound area" if picture["regions"] else BAR_NOTES[picture["spacing_kind"]]))
    dom.attribute("scale-bar", "title", picture["spacing_note"])
    dom.show("scale-line", True)
    known = words.number(pixels, 1) + "px"
    if dom.known.get("bar") != known:
        dom.known["bar"] = known
        dom.element("scale-line").style.width = known


def value(told):
    """Write the value under the pointer from a `value` message, or nothing for None."""
    if told is None:
        dom.text("pointer-value", "")
        beneath("")
        return
    colour = told.get("colour")
    if colour:
        what = "Red " + str(colour[0]) + ", green " + str(colour[1]) + ", blue " + str(colour[2])
    else:
        what = (told.get("text") or "").replace("-", "−") + (" " + told["unit"] if told.get("unit") else "")
        what += " · " + told["also"].replace("-", "−") if told.get("also") else ""
    dom.text("pointer-value", what)


def beneath(text):
    """Write what other files mark under the pointer."""
    dom.text("pointer-beneath", text)
