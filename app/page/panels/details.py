"""What the series is, in the panel on the right; its brightness and contrast: exact numbers there, presets in the toolbar."""

from app.page import dom
from app.page.facts import disc, words
from app.page.space.presets import inverted, same
from text.say import say

__all__ = ["Details"]


class Details:
    """Facts and number fields of the shown stack, and its list of presets."""

    def __init__(self):
        self.offered = ()
        self.key = None
        self.facts = {}

    def series(self, entry, *, reading=False):
        """Show the facts of a series; None clears them, and scrolls to the top."""
        if entry is None:
            dom.element("details-scroll").scrollTop = 0
        dom.text("facts-title", disc.title(entry.series, entry.stack) if entry else "")
        dom.text("facts-called", disc.called(entry.series, entry.stack) if entry else "")
        saved = entry is not None and entry.stack.get("saved_views")  # which the last of the facts tells
        self.rows("facts", words.facts(entry.series, entry.stack, reading=reading) if entry else [], to="views-section" if saved else None)
        technical = words.technical(entry.series, entry.stack, reading=reading) if entry else []
        self.rows("technical", technical)
        dom.show("technical-fold", bool(technical))

    def rows(self, name, rows, *, to=None):
        """Write a list of facts, when it is another one; to: the section of the details that the last one leads to."""
        if rows == self.facts.get(name):
            return
        self.facts[name] = rows
        facts = dom.element(name)
        dom.clear(facts)
        for what, said in rows:
            row = dom.make("div", None, None, facts)
            dom.make("dt", None, what, row)
            told = dom.make("dd", None, said, row)
        if to is not None:
            told.append(" ")
            link = dom.make("button", "link", say("page.details.lead"), told)
            link.type = "button"
            link.setAttribute("data-do", "lead")
            link.setAttribute("data-to", to)
            link.setAttribute("data-testid", "to-" + to)

    def offer(self, offered, color):
        """Offer these presets; color: whether the picture is in color, which has none."""
        key = (offered, color)
        if key == self.key:
            return
        self.key = key
        self.offered = offered
        select = dom.element("preset")
        dom.clear(select)
        for number, (name, _, _, _) in enumerate(offered):
            dom.make("option", None, name, select).value = str(number)
        option = dom.make("option", None, say("page.details.colors" if color else "page.details.custom"), select)
        option.value = "own"
        option.hidden = True
        off = "" if color else None
        for name in ("preset", "center", "width"):
            dom.attribute(name, "disabled", off)
        dom.attribute("preset-label", "data-off", "true" if color else None)
        reason = say("page.details.color") if color else ""
        dom.attribute("preset-label", "data-tip", reason or say("page.details.brightness"))
        dom.attribute("tool-window", "data-tip", reason or say("page.details.drag"))
        dom.attribute("tool-window", "aria-disabled", "true" if color else None)
        dom.text("window-reason", reason)
        dom.show("window-reason", color)

    def window(self, shown):
        """Show the window in numbers and which preset it is; None: nothing is shown."""
        picture = (shown.picture if shown is not None else None) or {}
        if shown is None or picture.get("color"):
            dom.element("preset").value = "own"
            self.field("center", "")
            self.field("width", "")
            return
        current = "own"
        for number, (_, center, width, voi) in enumerate(self.offered):
            if center is None:
                is_own = shown.own is not None and shown.voi == shown.own_voi and same(shown.window, shown.own[0], shown.own[1])
                chosen = shown.saved is None and (
                    shown.window is None or is_own
                )  # under a saved view it can be chosen, and takes the view off
            else:
                chosen = shown.voi == voi and (voi is not None or same(shown.window, center, width))
            if chosen and inverted(number, picture.get("unit") or "") in (None, shown.invert):
                current = str(number)
                break
        dom.element("preset").value = current
        digits = words.decimals(shown.window[1]) if shown.window else 0
        for name, value in (("center", 0), ("width", 1)):
            self.field(name, words.plain(shown.window[value], digits) if shown.window else "")

    def field(self, name, value):
        if dom.known.get((name, "value")) != value:
            dom.known[(name, "value")] = value
            dom.element(name).value = value
