"""The wall and one whole visit in real Firefox."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from building.server import Site, serving
from building.site import WORKERS, integrity
from building.tools import ROOT
from tests.browser import pdfs, scans
from tests.browser.visit import Native
from tests.privacy.marks import MARKER
from tests.promises import promise

pytestmark = pytest.mark.firefox

HERE = Path(__file__).parent


@pytest.fixture
def listening(site: Path, tmp_path: Path, probes: str) -> Iterator[Site]:
    """The site, its workers with a listener for the attempts to reach a server."""
    with with_listeners(site, tmp_path, probes) as running:
        yield running


@contextmanager
def with_listeners(site: Path, tmp_path: Path, probes: str) -> Iterator[Site]:
    """Serve the site, its workers with a listener for these attempts before their own script: Firefox's driver cannot look into a worker.

    They are served by the same rule, so under the same policy; whatever knows them by their hashes is told the new ones.
    """
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    listener = f"""
    for (const kind of ["unhandledrejection", "error"]) self.addEventListener(kind, (event) => (event.preventDefault(), event.stopImmediatePropagation()));
    self.addEventListener("message", (event) => {{
      if (!event.data?.probe) return;
      event.stopImmediatePropagation();
      const attempt = {probes};
      const tell = (...told) => event.data.port.postMessage(told);
      attempt([event.data.probe, null, event.data.without], tell).then(() => tell());
    }});
    """
    for script in copy.glob("app/*/*.js"):
        if script.stem in WORKERS:
            exchange(copy, script, listener.encode() + script.read_bytes())
    (copy / "bare.html").write_text("<!doctype html><title>bare</title><p>the page's policy, no program", encoding="utf-8")
    with serving(copy, configuration=ROOT / "vercel.json") as running:
        yield running


def exchange(site: Path, file: Path, data: bytes) -> None:
    """Write other bytes into a file of the site, and their hashes into the files that name it by its own; so on with those."""
    old = file.read_bytes()
    file.write_bytes(data)
    for other in [*site.glob("*.html"), *site.glob("*.js"), *site.glob("app/*/*.js")]:
        text = before = other.read_bytes()
        for algorithm in ("sha256", "sha384"):
            text = text.replace(integrity(old, algorithm).encode(), integrity(data, algorithm).encode())
        if text != before:
            exchange(site, other, text)


def refused(found: dict[str, dict[str, Any]], *, unheard: set[str] = frozenset()) -> None:
    """Every attempt was refused with an error or a violation, or Firefox does not have it there."""
    assert len(found) > 20
    for name, one in found.items():
        assert one["outcome"] != "went", name
        if name not in unheard:
            assert one["refusals"] or one["outcome"].startswith(("refused", "missing")), f"{name}: {one}"


@promise(
    "The part of the viewer that reads your files has no network: the browser refuses it every connection.",
    "The page around it gives up its own connections before any file is read: what is left to it are its own styles and workers, and films that lie in its memory already.",
)
def test_the_wall(run_in_firefox: Callable[..., Any], listening: Site, other_origin: Any, datagrams: Any, few_marked: list[str]) -> None:
    """From the sealed page and from the workers, before and after they were given a scan, nothing is reached."""
    found = run_in_firefox(
        HERE / "firefox.mjs",
        what="wall",
        url=listening.url,
        workers=list(WORKERS),
        probes=str(HERE / "probes.js"),
        scripts={path.name: f"/{path.relative_to(listening.folder).as_posix()}" for path in listening.folder.glob("app/*/*.js")},
        bases=[other_origin.url, f"{listening.url}/app"],
        files=few_marked,
    )
    assert found["isolated"] is True
    assert set(found["before"]) == {f"{name}.js" for name in WORKERS}
    for worker in [*found["before"].values(), *found["after"].values()]:
        assert len(worker) == 2
        for attempts in worker.values():
            refused(attempts)
            assert attempts["fetch-native"]["refusals"] == ["connect-src"]
    for attempts in found["page"].values():
        # Links that only hint are dropped without a word, and `ping` is switched off in Firefox.
        refused(attempts, unheard={"iframe-inline", "prefetch", "preload", "speculation", "ping", "icon"})
    assert other_origin.hits == []
    assert datagrams.count() == 0
    probed = [request.path for request in listening.log if request.path.count("/") == 2 and request.path.startswith("/app/")]
    assert probed == []


def test_a_letter_as_pdf_is_read_in_its_room(run_in_firefox: Callable[..., Any], server: Site, tmp_path: Path) -> None:
    """Firefox draws it as well, and nothing of it, of what it tries, or of the room's own script is asked of a server."""
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(pdfs.hostile(f"{server.url}/app/taken", "The knee is sound"))
    told = run_in_firefox(HERE / "firefox.mjs", what="letter", url=server.url, files=[str(letter)], mark=f"{server.url}/manifest.json?mark")
    assert told["text"] == "The knee is sound"
    assert told["ink"] > 100
    assert told["requests"] == "Requests since opening: 0"
    mark = next(place for place, request in enumerate(server.log) if request.path.endswith("?mark"))
    assert [request.path for request in server.log[mark + 1 :]] == []


@promise(
    "From the moment the viewer begins to read your files it sends no request at all.",
    "Nothing of a scan is kept in the browser: no cookie, no database, no storage holds it, nor any file of the browser's own.",
)
def test_a_whole_visit(run_in_firefox: Callable[..., Any], server: Site, marked: Path, few_marked: list[str], tmp_path: Path) -> None:
    """Open, look, close, open again: right values, zero requests after the first was opened, nothing kept."""
    again = scans.pick(tmp_path / "US", "examples_jpeg2k.dcm")
    told = run_in_firefox(
        HERE / "firefox.mjs",
        what="visit",
        url=server.url,
        files=few_marked,
        again=[str(path) for path in again.iterdir()],
        mark=f"{server.url}/manifest.json?mark",
    )
    native = Native(marked)
    sums = [native.sum(stack) for stack in native.catalog.stacks()]
    assert told["sum"] in sums
    assert told["state"]["count"] == 1
    assert (told["state"]["rows"], told["state"]["columns"]) == (480, 640)
    mark = next(place for place, request in enumerate(server.log) if request.path.endswith("?mark"))
    assert [request.path for request in server.log[mark + 1 :]] == []
    assert told["requests"] == "Requests since opening: 0"
    stores = told["stores"]
    assert {kind: stores[kind] for kind in ("databases", "files", "local", "session", "cookie") if stores[kind]} == {}
    files = json.loads((server.folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert set(stores["cached"]) <= {"/" + path.removesuffix("index.html").removesuffix(".html") for path in files}
    assert MARKER not in json.dumps(stores) + json.dumps(told["told"])
    assert all(MARKER not in request.path + str(request.headers) for request in server.log)


@pytest.fixture
def few_marked(marked: Path) -> list[str]:
    """The marked scan as single files: Firefox's driver uploads no folders."""
    return [str(path) for path in sorted(marked.iterdir())]
