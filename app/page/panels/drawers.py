"""The drawers: the list of series, the details, and further tools; each is open or not by an attribute of <html>."""

from app.page import dom

__all__ = ["Drawers"]

DRAWERS = {
    # name -> attribute, its button, whether it is open as long as nobody said so, how the button says so
    "panel": ("data-panel", "panel-button", "false", "aria-expanded"),
    "details": ("data-details", "details-button", "true", "aria-pressed"),
    "more": ("data-more", "more-button", "false", "aria-expanded"),
}


class Drawers:
    """Opens and closes them."""

    def toggle(self, name):
        """Open a drawer, or close it."""
        attribute, _, start, _ = DRAWERS[name]
        self.set(name, (dom.root.getAttribute(attribute) or start) != "true")

    def set(self, name, opened):
        attribute, button, _, how = DRAWERS[name]
        dom.root.setAttribute(attribute, "true" if opened else "false")
        dom.attribute(button, how, "true" if opened else "false")

    def is_open(self, name):
        """Whether a drawer is open."""
        return dom.root.getAttribute(DRAWERS[name][0]) == "true"

    def over(self, screen):
        """Return which lie over something else on a screen, the last on top."""
        found = ["panel"] if self.is_open("panel") else []
        if dom.layout() != "wide" and screen == "viewing" and self.is_open("details"):
            found.append("details")
        return found + (["more"] if self.is_open("more") else [])

    def close_one(self):
        """Close the one on top. Return whether there was one."""
        for name in ("more", "panel", "details"):
            if self.is_open(name) and (name != "details" or dom.layout() != "wide"):
                self.toggle(name)
                return True
        return False

    def lead(self, section):
        """Open the details at one of their sections, with the keyboard on what can be switched there."""
        if not self.is_open("details"):
            self.toggle("details")
        target = dom.element(section)
        target.scrollIntoView()
        button = target.querySelector("button, input")
        if button is not None:
            button.focus()

    def settle(self):
        """Follow the room and the size of the letters: the details are open at first where there is much of it. Return the layout where it is another one."""
        layout, before = dom.layout(), dom.known.get("layout")
        if layout == before:
            return None
        room = layout == "wide"
        if before is None or room != (before == "wide"):
            self.set("details", room)
        dom.known["layout"] = layout
        return layout
