"""The pages of the site: what each says stands in static/pages/ (and PRIVACY.md), what they share in static/pages/shell.html.

The source of a page is what is its own: <title>, description and scripts of its head, then its <main>. It can be read without a script.
"""

import html
import re
from collections.abc import Callable, Mapping

from building import conformance, keys, policies, pro, texts
from building.prose import as_html
from building.server import NOTHING
from building.tools import ROOT, Trouble, project
from text.say import say

__all__ = ["NAMES", "lost", "navigation", "pages", "put", "robots", "settings", "sitemap"]

STATIC = ROOT / "static"
# the plain pages in the order in which they are offered; what the links to them say has the keys site.name.…
NAMES = ("help", "verify", "privacy", "conformance", "pro")
# the plain page that stands at every address at which there is nothing: it is not offered, and has no address of its own
UNKNOWN = NOTHING.removesuffix(".html")
# the language of the pages, and the areas of its keys that are needed
SPOKEN = ("en", "site", "page", "core", "word")
# what stands in a page in place of {{its name}}
CONTENTS: Mapping[str, Callable[[], str]] = {
    "conformance": conformance.page,
    "free": pro.free,
    "gestures": keys.gestures,
    "keys": keys.keys,
    "offer": pro.offer,
    "paid": pro.paid,
    "policies": policies.page,
    "privacy": lambda: ticked(as_html((ROOT / "PRIVACY.md").read_text(encoding="utf-8"))),
}


def ticked(text: str) -> str:
    """The same text with its ticks kept on the line of the word before them."""
    return text.replace(" ✓", '\u00a0<span class="tick">✓</span>')


def pages() -> dict[str, bytes]:
    """The viewer and all plain pages by the name of their file; addresses of the release, hashes and icons are not filled in yet."""
    with texts.speaking(*SPOKEN):
        return {f"{name}.html": text.encode() for name, text in made().items()}


def made() -> dict[str, str]:
    """The same by their names, in the language that is spoken now."""
    shell = (STATIC / "pages" / "shell.html").read_text(encoding="utf-8")
    sources = {name: said((STATIC / "pages" / f"{name}.html").read_text(encoding="utf-8")) for name in [*offered(), UNKNOWN]}
    found = {"index": put(viewer(), {"notice": notice(), "address": address("")})}
    for name, source in sources.items():
        contents = {key: make() for key, make in CONTENTS.items() if f"{{{{{key}}}}}" in source}
        found[name] = put(said(shell), {**own(name, source), "navigation": navigation(name), "notice": notice(), "found": how_found(name)})
        found[name] = put(found[name], contents)
    return found


def said(markup: str) -> str:
    """The same with its sentences filled in, the version in them not yet."""
    return texts.filled(markup, version="{{version}}", origin=settings()["address"])


def lost() -> dict[str, str]:
    """What the service worker shows where the program is gone from its store, as HTML: "again", it is being loaded, and "gone"."""
    with texts.speaking(*SPOKEN):
        return {path.stem: said(path.read_text(encoding="utf-8")).strip() for path in sorted((STATIC / "lost").glob("*.html"))}


def viewer() -> str:
    """The source of the viewer, which has a shape of its own."""
    return (STATIC / "index.html").read_text(encoding="utf-8")


def offered() -> list[str]:
    """The names of the plain pages that there are, in their order; raises Trouble for one that has no name to be offered by."""
    there = {path.stem for path in (STATIC / "pages").glob("*.html")} - {"shell", UNKNOWN}
    if odd := sorted(there - set(NAMES)):
        raise Trouble(
            f"static/pages/{odd[0]}.html has no place among the links to the pages.\nGive it one in NAMES in building/pages.py, and a name in text/."
        )
    return [name for name in NAMES if name in there]


def own(name: str, source: str) -> dict[str, str]:
    """The parts of a page's source that go into the shell: what is for its head, and its <main>."""
    head, main, rest = source.partition('<main id="content"')
    if not main or not re.match(r'<title>[^<]+</title>\n<meta name="description" content="[^"]+">\n', head):
        raise Trouble(
            f"static/pages/{name}.html does not begin as a page does.\n"
            'It needs <title>, <meta name="description" content="…"> and then <main id="content">.'
        )
    return {"head": head.strip(), "body": (main + rest).strip()}


def put(text: str, values: Mapping[str, str]) -> str:
    """Put values in place of {{their names}}."""
    return re.sub(r"\{\{(\w+)\}\}", lambda found: values.get(found[1], found[0]), text)


# ---- what the pages share


def navigation(current: str = "") -> str:
    """The links to the plain pages, one of them marked as the present one."""
    mark = {current: ' aria-current="page"'}
    return "\n    ".join(f'<a href="/{name}"{mark.get(name, "")}>{html.escape(say("site.name." + name))}</a>' for name in offered())


def notice() -> str:
    """What everybody should know before they go on, such as a change of the policy; mostly nothing."""
    if not (text := settings()["notice"]):
        return ""
    return f'<p class="notice change" role="note">{html.escape(text)} <a class="link" href="/privacy">{html.escape(say("site.shell.more"))}</a></p>'


def settings() -> dict[str, str]:
    """What pyproject.toml says about the site: `address` and `notice`."""
    found: dict[str, str] = project()["tool"]["openmyscan"]
    return found


# ---- for search engines


def address(name: str) -> str:
    """The full address of a page."""
    return f"{settings()['address']}/{name}"


def how_found(name: str) -> str:
    """The line in a page's head that tells under which address it may be found, or that it may not."""
    return '<meta name="robots" content="noindex">' if name == UNKNOWN else f'<link rel="canonical" href="{address(name)}">'


def robots() -> bytes:
    """robots.txt: all pages may be found."""
    return f"User-agent: *\nAllow: /\nSitemap: {address('sitemap.xml')}\n".encode()


def sitemap() -> bytes:
    """sitemap.xml: the viewer and the plain pages."""
    listed = "\n".join(f"<url><loc>{html.escape(address(name))}</loc></url>" for name in ["", *offered()])
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}\n</urlset>\n'.encode()
