"""The line below the picture: play, slider, number, speed."""

from app.page import dom
from app.page.space import cine
from text.say import say

__all__ = ["loaded", "number", "offer_speeds", "pictures", "playing"]

FRACTIONS = {0.25: "¼", 0.5: "½"}


def number(shown):
    """Show at which picture we are."""
    if shown is None:
        dom.text("slice-number", "")
        return
    dom.element("slider").value = str(shown.index + 1)
    dom.text("slice-number", str(shown.index + 1) + " / " + str(shown.count))
    share = shown.index / (shown.count - 1) if shown.count > 1 else 0
    dom.variable("track", "--seen", "%.4f" % share)


def pictures(shown):
    """Show how many pictures there are; None: nothing is shown."""
    dom.attribute("slider", "max", str(shown.count if shown is not None else 1))
    alone = shown is None or shown.count < 2
    dom.attribute("transport", "data-alone", "true" if alone else None)
    dom.attribute("slider", "disabled", "" if alone else None)
    dom.attribute("cine", "disabled", "" if alone else None)
    dom.attribute("speed", "disabled", "" if alone else None)
    number(shown)


def loaded(told):
    """Show how much of the series is in memory, as players show what they have buffered."""
    total = told.get("total") if told else 0
    dom.variable("track", "--held", "%.3f" % (told["done"] / total if total else 0))
    dom.variable("track", "--held-from", "%.3f" % (told["first"] / total if total else 0))


def playing(on):
    """Show whether it plays."""
    dom.attribute("cine", "aria-pressed", "true" if on else "false")
    does = say("page.transport.pause" if on else "page.transport.play")
    dom.attribute("cine", "aria-label", does)
    dom.attribute("cine", "data-tip", does)


def offer_speeds(own):
    """Offer the speeds; own: the file's rate in pictures per second, or None."""
    select = dom.element("speed")
    per_second = round(cine.rate(own, 1.0))
    if select.options.length == 0:
        for speed in cine.SPEEDS:
            option = dom.make("option", None, FRACTIONS.get(speed, str(int(speed))) + "×", select)
            option.value = str(speed)
        select.value = "1.0"
    dom.attribute("speed", "title", say("page.transport.recorded" if own else "page.transport.speed", n=per_second))
