"""The headers that are the wall, as the browser gets them; and that the browser does what they say."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from typing import Any

import pytest

from building.server import Site
from building.site import WORKERS
from tests.browser.visit import Visit
from tests.promises import promise

CELL = "default-src 'none'; script-src 'wasm-unsafe-eval'; connect-src blob:"
DECODER = "default-src 'none'; script-src 'wasm-unsafe-eval'"
READER = "default-src 'none'; frame-ancestors 'none'"


def answer(server: Site, path: str) -> dict[str, str]:
    """The headers of the answer for a path, names in small letters; also where there is nothing."""
    try:
        with urllib.request.urlopen(server.url + path) as response:
            return {name.lower(): value for name, value in response.headers.items()}
    except urllib.error.HTTPError as nothing:
        with nothing:
            return {name.lower(): value for name, value in nothing.headers.items()}


def page_of(server: Site, path: str) -> str:
    """The text of the answer for a path."""
    with urllib.request.urlopen(server.url + path) as response:
        text: str = response.read().decode()
        return text


def directives(policy: str) -> dict[str, list[str]]:
    """A policy as its directives."""
    return {name: sources for name, *sources in (part.split() for part in policy.split(";"))}


@pytest.fixture
def paths(server: Site) -> list[str]:
    """The address of every file of the site."""
    files = json.loads((server.folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    return ["/" + path.removesuffix("index.html").removesuffix(".html") for path in [*files, "manifest.json"]]


@promise("The part of the viewer that reads your files has no network: the browser refuses it every connection.")
def test_the_cell_is_served_under_exactly_this_policy(server: Site, paths: list[str]) -> None:
    """Nothing looser is accepted: no origin, not even its own."""
    for name in WORKERS:
        (path,) = [path for path in paths if path.endswith(f"/{name}.js")]
        assert answer(server, path)["content-security-policy"] == {"cell": CELL, "reader": READER}.get(name, DECODER), name


def test_the_page_may_load_from_its_own_site_only_and_evaluate_nothing(server: Site) -> None:
    """No 'unsafe-eval', no 'unsafe-inline', no foreign origin, no data:; blob:, the name of bytes in the page itself, for films only."""
    policy = directives(answer(server, "/")["content-security-policy"])
    assert policy["default-src"] == ["'none'"]
    assert policy.pop("media-src") == ["blob:"]
    for sources in policy.values():
        assert set(sources) <= {"'self'", "'none'", "'wasm-unsafe-eval'", "'script'", "openmyscan"}, sources
    assert policy["form-action"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["require-trusted-types-for"] == ["'script'"]  # no text becomes a program but through one gate
    assert policy["trusted-types"] == ["openmyscan"]
    pro = directives(answer(server, "/pro")["content-security-policy"])
    assert (pro["require-trusted-types-for"], pro["trusted-types"]) == (["'script'"], ["'none'"])


@promise("This site sets no cookies.")
def test_every_file_is_isolated_and_says_nothing_about_where_one_came_from(server: Site, paths: list[str]) -> None:
    """Each of them, whatever it is."""
    for path in [*paths, "/nothing/at/all", "/app/nothing/cell.js"]:
        headers = answer(server, path)
        assert headers["cross-origin-opener-policy"] == "same-origin", path
        assert headers["cross-origin-embedder-policy"] == "require-corp", path
        assert headers["cross-origin-resource-policy"] == "same-origin", path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "no-referrer", path
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert "set-cookie" not in headers, path


@promise("The viewer has switched off the camera, the microphone, your location and payment for itself and for whatever it might hold.")
def test_the_page_gives_up_what_it_does_not_need(server: Site) -> None:
    """Camera, microphone, place, payment, USB and the rest are switched off for the page and for whatever it might hold."""
    granted = dict(re.findall(r"([a-z-]+)=(\([^)]*\)|\*)", answer(server, "/")["permissions-policy"]))
    for feature in ("camera", "microphone", "geolocation", "display-capture", "payment", "usb", "serial", "hid", "midi", "browsing-topics"):
        assert granted[feature] == "()", feature
    assert set(granted.values()) <= {"()", "(self)"}


@pytest.mark.browser
@promise(
    "The page around it gives up its own connections before any file is read: what is left to it are its own styles and workers, and films that lie in its memory already."
)
def test_the_browser_acts_on_them(visit: Visit) -> None:
    """Isolated, sealed, and nothing asked for was unknown to it."""
    assert visit.page.evaluate("() => [crossOriginIsolated, isSecureContext, document.referrer]") == [True, True, ""]
    metas: Any = visit.page.locator('meta[http-equiv="Content-Security-Policy"]')
    sealed = directives(metas.last.get_attribute("content"))
    assert sealed["default-src"] == ["'none'"]
    assert "connect-src" not in sealed or sealed["connect-src"] == ["'none'"]
    assert set(sealed) <= {"default-src", "script-src", "worker-src", "style-src", "media-src"}
    assert sealed["media-src"] == ["blob:"]
    assert {source.rpartition("/")[2] for source in sealed["worker-src"]} == {f"{name}.js" for name in WORKERS}
    for worker in visit.page.workers:
        assert worker.evaluate("() => self.crossOriginIsolated")
