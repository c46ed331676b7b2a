"""What is written over the picture of a pane: names, number, window, zoom, letters, scale bar."""

import js

from app.page.facts import disc, parts, words
from app.page.space import viewport
from app.page.space.presets import uptake
from text.say import say

__all__ = ["Corners"]

LONGEST_BAR = 0.28  # of the width of the viewport
SIDES = ("left", "right", "top", "bottom")
SCALES = ("patient", "detector", "calibrated")  # whose millimeters the scale bar may show


class Corners:
    """The words of one pane; `part` finds its elements."""

    def __init__(self, part):
        self.part = part
        self.title = ""  # the plain name of the series
        self.told = None  # the window that is written, with its unit

    def names(self, entry):
        """Write patient and study."""
        patient = entry.patient if entry else {}
        study = entry.study if entry else {}
        self.part.text("overlay-patient", words.name(patient.get("name")) if entry else "")
        born, sex = words.date(patient.get("birth_date")), words.sex(patient.get("sex"))
        self.part.text("overlay-birth", parts.dotted((say("page.picture.born", date=born) if born else "", sex)))
        title, called = disc.exam(study) if entry else ("", "")
        self.part.text("overlay-study", parts.dotted((title, words.date(study.get("date")))))
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
        # As texts: this is done with each picture, and numbers take several times as long to say.
        place = {"number": str(shown.index + 1), "count": str(shown.count)}
        where = say("page.picture.place_in", series=self.title, **place) if self.title else say("page.picture.place", **place)
        self.part.attribute("canvas", "aria-label", where)

    def window(self, shown):
        """Write position, window and inversion of the picture that is drawn."""
        picture = shown.picture or {}
        position = picture.get("position")
        moment = picture.get("time_ms")
        if moment is not None:
            self.part.text("overlay-position", say("page.picture.moment", value=words.number(moment / 1000, 2)))
        else:
            self.part.text("overlay-position", "" if position is None else say("page.picture.position", value=words.number(position)))
        told = None if picture.get("color") or not shown.window else (shown.window, picture.get("unit") or "")
        if told != self.told:  # seldom: with each picture there is no time for it
            self.told = told
            self.part.text("overlay-window", "" if told is None else window(*told))
        self.part.show("overlay-window", shown.own is None or shown.window != shown.own)  # the file's own says nothing new to anybody
        self.part.text("overlay-invert", say("page.picture.inverted") if shown.invert else "")

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
        self.part.text("overlay-zoom", say("page.picture.zoom", percent=round(zoom * ratio * 100)))
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
        if picture["spacing_kind"] in SCALES and not picture["error"]:
            per_mm = viewport.pixels_per_mm(shown.pose, lying, room, picture["spacing"])
        self.part.show("scale-bar", not picture["error"])
        if not per_mm:
            self.part.text("scale-label", say("page.picture.no_scale"))
            self.part.show("scale-line", False)
            return
        mm, pixels = viewport.bar(per_mm, room.width * LONGEST_BAR)
        length, whose = words.length(mm), "regions" if picture["regions"] else picture["spacing_kind"]
        self.part.text("scale-label", length if whose == "patient" else say("page.picture.scale_" + whose, length=length))
        self.part.attribute("scale-bar", "title", picture["spacing_note"])
        self.part.show("scale-line", True)
        known = words.plain(pixels, 1) + "px"
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
            what = say("page.picture.color", red=color[0], green=color[1], blue=color[2])
        else:
            what = (told.get("text") or "").replace("-", "−")
            what = say("page.picture.value", value=what, unit=told["unit"]) if told.get("unit") else what
            what = parts.dotted((what, (told.get("also") or "").replace("-", "−")))
        self.part.text("pointer-value", what)

    def beneath(self, text):
        """Write what other files mark under the pointer."""
        self.part.text("pointer-beneath", text)


def window(values, unit):
    """Say a window (center, width); its unit only where the numbers mean something to somebody."""
    center, width = words.window(values[0], values[1])
    if uptake(unit) or unit == "Gy":
        return say("page.picture.window_unit", center=center, width=width, unit=unit)
    return say("page.picture.window", center=center, width=width)
