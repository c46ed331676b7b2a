"""What is written over the picture of a pane: names, number, window, zoom, letters, scale bar."""

import js

from app.page import disc, viewport, words
from app.page.presets import uptake

__all__ = ["Corners"]

LONGEST_BAR = 0.28  # of the width of the viewport
SIDES = ("left", "right", "top", "bottom")
BAR_NOTES = {"patient": "", "detector": " at the detector", "calibrated": " calibrated"}


class Corners:
    """The words of one pane; `part` finds its elements."""

    def __init__(self, part):
        self.part = part
        self.title = ""  # the plain name of the series

    def names(self, entry):
        """Write patient and study."""
        patient = entry.patient if entry else {}
        study = entry.study if entry else {}
        self.part.text("overlay-patient", words.name(patient.get("name")) if entry else "")
        born, sex = words.date(patient.get("birth_date")), words.sex(patient.get("sex"))
        self.part.text("overlay-birth", " · ".join([part for part in ("born " + born if born else "", sex) if part]))
        title, called = disc.exam(study) if entry else ("", "")
        self.part.text("overlay-study", " · ".join([part for part in (title, words.date(study.get("date"))) if part]))
        self.part.text("overlay-called", called)

    def series(self, entry):
        """Write what series it is."""
        plain = disc.title(entry.series, entry.stack) if entry else ""
        title = words.series_title(entry.series, entry.stack) if entry else ""
        self.part.text("overlay-series", title)
        self.part.text("overlay-kind", "" if entry is None else plain if plain != title else words.above_title(entry.series))
        self.title = plain

    def number(self, shown):
        """Write the number of the picture at once, before it is drawn."""
        self.part.text("overlay-slice", str(shown.index + 1) + " / " + str(shown.count))
        title = self.title + ", " if self.title else ""
        self.part.attribute("canvas", "aria-label", title + "picture " + str(shown.index + 1) + " of " + str(shown.count))

    def window(self, shown):
        """Write position, window and inversion of the picture that is drawn."""
        picture = shown.picture or {}
        position = picture.get("position")
        moment = picture.get("time_ms")
        if moment is not None:
            self.part.text("overlay-position", words.number(moment / 1000, 2) + " s")
        else:
            self.part.text("overlay-position", "" if position is None else words.number(position) + " mm")
        if picture.get("color") or not shown.window:
            self.part.text("overlay-window", "")
        else:
            center, width = words.window(shown.window[0], shown.window[1])
            unit = picture.get("unit") or ""
            self.part.text(
                "overlay-window", "Center " + center + " · Width " + width + (" " + unit if uptake(unit) or unit == "Gy" else "")
            )
        self.part.show("overlay-window", shown.own is None or shown.window != shown.own)  # the file's own says nothing new to anybody
        self.part.text("overlay-invert", "Black and white swapped" if shown.invert else "")

    def error(self, shown):
        """Say why a picture cannot be shown, or that a part of it is missing, or nothing."""
        reason = (shown.picture or {}).get("error")
        self.part.show("picture-error", bool(reason))
        self.part.element("canvas").style.visibility = "hidden" if reason else ""
        self.part.text("picture-error-text", reason or "")
        self.part.text("overlay-missing", (shown.picture or {}).get("missing") or "")

    def pose(self, shown, room, zoom):
        """Write zoom, letters and scale bar for how the picture lies."""
        picture = shown.picture
        if picture is None:
            return
        ratio = js.devicePixelRatio or 1
        self.part.show("overlay-zoom", not shown.pose.fit)
        self.part.text("overlay-zoom", "Zoom " + words.number(zoom * ratio * 100, 0) + " %")
        letters = viewport.letters(picture["orientation"] or {}, shown.pose)
        sides = viewport.letters(picture["orientation_words"] or {}, shown.pose)
        for side in SIDES:
            self.part.text("letter-" + side, letters[side])
            # The words are for the pointer and for the screen reader alike.
            self.part.attribute("letter-" + side, "title", sides[side] or None)
        self.scale_bar(shown, room)

    def scale_bar(self, shown, room):
        """Draw the scale bar, with a word on whose millimeters they are; none where the file has no scale."""
        picture = shown.picture
        lying = viewport.Picture(picture["rows"], picture["columns"], picture["aspect"])
        per_mm = None
        if picture["spacing_kind"] in BAR_NOTES and not picture["error"]:
            per_mm = viewport.pixels_per_mm(shown.pose, lying, room, picture["spacing"])
        self.part.show("scale-bar", not picture["error"])
        if not per_mm:
            self.part.text("scale-label", "No scale in the file")
            self.part.show("scale-line", False)
            return
        mm, pixels = viewport.bar(per_mm, room.width * LONGEST_BAR)
        self.part.text(
            "scale-label", words.length(mm) + (" in the ultrasound area" if picture["regions"] else BAR_NOTES[picture["spacing_kind"]])
        )
        self.part.attribute("scale-bar", "title", picture["spacing_note"])
        self.part.show("scale-line", True)
        known = words.number(pixels, 1) + "px"
        if self.part.known.get("bar") != known:
            self.part.known["bar"] = known
            self.part.element("scale-line").style.width = known

    def value(self, told):
        """Write the value under the pointer from a `value` message, or nothing for None."""
        if told is None:
            self.part.text("pointer-value", "")
            self.beneath("")
            return
        color = told.get("color")
        if color:
            what = "Red " + str(color[0]) + ", green " + str(color[1]) + ", blue " + str(color[2])
        else:
            what = (told.get("text") or "").replace("-", "−") + (" " + told["unit"] if told.get("unit") else "")
            what += " · " + told["also"].replace("-", "−") if told.get("also") else ""
        self.part.text("pointer-value", what)

    def beneath(self, text):
        """Write what other files mark under the pointer."""
        self.part.text("pointer-beneath", text)
