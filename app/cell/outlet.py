"""The way of all messages from the cell to the page, checked against the table of messages before they leave."""

from collections.abc import Callable
from typing import Any

from app.protocol.messages import to_page

__all__ = ["Outlet"]


class Outlet:
    """Sends messages by `post`, and by `post_pixels` those that carry pixels or other bytes."""

    def __init__(self, post: Callable[[str, str], None], post_pixels: Callable[[str, str, Any], None]) -> None:
        self._post, self._post_pixels = post, post_pixels

    def say(self, name: str, /, **fields: Any) -> None:
        """Send a message; raises ValueError where the table does not know it or its fields."""
        self._post(name, to_page(name, fields))

    def show(self, name: str, pixels: Any, /, **fields: Any) -> None:
        """Send a message with its pixels, an array of numpy or bytes of JavaScript's; raises ValueError like `say`."""
        self._post_pixels(name, to_page(name, fields), pixels)

    def text(self, name: str, text: str) -> None:
        """Send a message whose JSON text is made, and bounded, already."""
        self._post(name, text)
