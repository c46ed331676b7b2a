"""What the page /pro says of its own: the features out of the viewer's one table, price and checkout out of pyproject.toml."""

import html
from typing import Any
from urllib.parse import urlsplit

from app.page.facts.gate import FEATURES
from building.texts import marked
from building.tools import Trouble, project
from text.say import say

__all__ = ["free", "offer", "paid", "settings"]


def settings() -> dict[str, Any]:
    """What pyproject.toml says about Pro: `price`, `checkout` and `keys`; raises Trouble for a checkout that is no safe address."""
    found: dict[str, Any] = project()["tool"]["openmyscan"]["pro"]
    if found["checkout"] and (urlsplit(found["checkout"]).scheme != "https" or not found["price"]):
        raise Trouble(
            "What pyproject.toml says about Pro does not fit together.\nUnder [tool.openmyscan.pro], `checkout` must be an address with https://, and `price` must say what it costs."
        )
    return found


def free() -> str:
    """The list of what is free for ever."""
    return listed(pro=False)


def paid() -> str:
    """The list of what is Pro."""
    return listed(pro=True)


def listed(*, pro: bool) -> str:
    """Features as a list; those that are still to come say so."""
    coming = f' <span class="coming">{html.escape(say("site.pro.coming"))}</span>'
    lines = [
        f"<li>{marked(say('site.pro.feature', name=one.name, text=one.text))}{'' if one.there else coming}</li>"
        for one in FEATURES
        if one.pro is pro
    ]
    return "<ul>\n" + "\n".join(lines) + "\n</ul>"


def offer() -> str:
    """Price and checkout, or that there is none yet."""
    found = settings()
    if not found["checkout"]:
        return f'<p class="price" data-testid="price">{marked(say("site.pro.unsold"))}</p>\n<p>{marked(say("site.pro.waiting"))}</p>'
    return (
        f'<p class="price" data-testid="price">{html.escape(found["price"])}</p>\n'
        f'<p class="row start"><a class="button primary" data-testid="checkout" href="{html.escape(found["checkout"])}" rel="noreferrer">{marked(say("site.pro.buy"))}</a></p>\n'
        f"<p>{marked(say('site.pro.seller'))}</p>"
    )
