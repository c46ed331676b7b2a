"""Sealed workers share the site's storage by nature; ours give it up before any library runs, and cannot have it back.

What a script could leave there the service worker would serve as the viewer the next time: stores.js tries every way to it, in each
worker, in Chromium and Firefox.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Worker

from building.server import Site, serving
from building.site import WORKERS
from building.tools import ROOT
from tests.browser.visit import Visit
from tests.privacy.test_firefox import with_listeners
from tests.privacy.test_wall import cell_of
from tests.promises import promise

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
MARK = "taken-by-a-worker"
STORES = (HERE / "stores.js").read_text(encoding="utf-8").strip()
COMMON = {"caches", "caches-of-all", "indexeddb", "private-files", "persist", "broadcast", "locks", "worker-blob", "writing-files"}
"""What every browser has in a worker that nobody has made bare."""
NESTED = {"worker-of-the-site", "worker-of-this-script", "worker-blob", "worker-data"}
"""Another worker is what the policy refuses."""

HEAR = "() => { window.heard = []; new BroadcastChannel('probe').onmessage = ({ data }) => heard.push(data); }"
LEFT = """async (mark) => {
  const found = [...heard];
  for (const name of await caches.keys()) {
    const held = await caches.open(name);
    for (const request of await held.keys()) if ((await (await held.match(request)).text()) === mark) found.push(`${name} ${request.url}`);
    if (name === mark) found.push(name);
  }
  for await (const name of (await navigator.storage.getDirectory()).keys()) found.push(`file ${name}`);
  for (const { name } of await indexedDB.databases()) if (name === mark) found.push(`database ${name}`);
  return found;
}"""

START = """(address) => {
  const policy = globalThis.trustedTypes?.createPolicy("openmyscan", { createScriptURL: (url) => url });
  window.worker = new Worker(policy?.createScriptURL(address) ?? address);
}"""


def started(page: Page, url: str, address: str) -> Worker:
    """A page of the site that runs no program, and in it that one worker."""
    page.goto(f"{url}/manifest.json")
    page.evaluate(HEAR)
    with page.expect_event("worker"):
        page.evaluate(START, address)
    return page.workers[0]


def nothing_went(found: dict[str, str]) -> None:
    """All of it is gone, and no further worker starts."""
    assert len(found) > 20
    for name, outcome in found.items():
        assert outcome == "missing" or (name in NESTED and outcome.startswith(("refused", "nothing"))), f"{name}: {outcome}"


def test_a_worker_that_is_not_bare_leaves_something_by_the_same_attempts(bare: Site, page: Page) -> None:
    """The control: they do what they are for, and the page finds it."""
    found = started(page, bare.url, "/worker.js").evaluate(STORES, [MARK, None])
    assert {name for name in COMMON if found[name] != "went"} == set()
    left = page.evaluate(LEFT, MARK)
    assert {MARK, f"file {MARK}", f"database {MARK}", f"{MARK} {bare.url}/"} <= set(left)


@pytest.mark.parametrize("name", WORKERS)
@promise(
    "Nor can the parts that read your files reach what this site keeps in the browser: they give up every storage before anything else."
)
def test_no_worker_can_leave_anything_in_the_browser(name: str, server: Site, page: Page) -> None:
    """As soon as its script has run, and by every way to it."""
    address = next(f"/{path.relative_to(server.folder).as_posix()}" for path in server.folder.glob(f"app/*/{name}.js"))
    nothing_went(started(page, server.url, address).evaluate(STORES, [MARK, None]))
    assert page.evaluate(LEFT, MARK) == []


@pytest.mark.parametrize("name", ["cell", "reader"])
@promise(
    "Nor can the parts that read your files reach what this site keeps in the browser: they give up every storage before anything else."
)
def test_nor_while_it_holds_a_scan(name: str, visit: Visit) -> None:
    """When all libraries are loaded: none has kept it, and none has brought it back."""
    visit.by("try-sample").click()
    visit.seen()
    nothing_went(cell_of(visit.page, name).evaluate(STORES, [MARK, None]))


@pytest.mark.parametrize("name", WORKERS)
def test_a_folder_that_the_page_hands_over_can_be_read_there_and_not_written(name: str, server: Site, page: Page) -> None:
    """Its handle comes with methods that the worker does not have by any name of its own."""
    address = next(f"/{path.relative_to(server.folder).as_posix()}" for path in server.folder.glob(f"app/*/{name}.js"))
    worker = started(page, server.url, address)
    worker.evaluate("() => { self.addEventListener('message', ({ data }) => { if (data.probe) self.handed = data.probe; }); }")
    page.evaluate(
        "async () => { worker.onerror = (event) => event.preventDefault(); worker.postMessage({ probe: await navigator.storage.getDirectory() }); }"
    )
    methods = """async () => {
      for (let look = 0; look < 200 && !self.handed; look += 1) await new Promise((done) => setTimeout(done, 20));
      const found = [];
      for (let at = self.handed; at !== Object.prototype; at = Object.getPrototypeOf(at)) found.push(...Object.getOwnPropertyNames(at));
      return found;
    }"""
    assert set(worker.evaluate(methods)) == {"constructor", "name", "kind", "isSameEntry", "keys", "values", "entries"}


def test_nothing_of_that_kind_is_left_by_its_name(server: Site, page: Page) -> None:
    """Whatever else this browser has for keeping or for talking: no name of a worker says so, in any of the objects that it begins with."""
    names = """() => {
      const found = [];
      for (const holder of [self, navigator])
        for (let at = holder; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) found.push(...Object.getOwnPropertyNames(at));
      return found;
    }"""
    for name in WORKERS:
        address = next(f"/{path.relative_to(server.folder).as_posix()}" for path in server.folder.glob(f"app/*/{name}.js"))
        found = started(page, server.url, address).evaluate(names)
        words = (
            "cache",
            "store",
            "storage",
            "idb",
            "indexeddb",
            "cookie",
            "broadcast",
            "lock",
            "filesystem",
            "sharedworker",
            "serviceworker",
            "rtcpeer",
            "rtcdata",
            "webtransport",
        )
        assert [one for one in found if any(word in one.lower() for word in words)] == []


def test_the_policies_alone_refuse_a_worker_within_a_worker(server: Site, page: Page, tmp_path: Path) -> None:
    """It would have all storage anew. Asked of scripts that give up nothing, at the addresses of ours."""
    for name in WORKERS:
        address = next(path.relative_to(server.folder) for path in server.folder.glob(f"app/*/{name}.js"))
        (tmp_path / address).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / address).write_text("onmessage = () => {};", encoding="utf-8")
        (tmp_path / "sw.js").write_text("postMessage(true);", encoding="utf-8")
        (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
        with serving(tmp_path, configuration=ROOT / "vercel.json") as plain:
            found = started(page, plain.url, f"/{address.as_posix()}").evaluate(STORES, [MARK, ["caches", *sorted(NESTED)]])
            assert found.pop("caches") == "went"
            assert all(outcome.startswith("refused") for outcome in found.values()), found


@pytest.mark.firefox
@promise(
    "Nor can the parts that read your files reach what this site keeps in the browser: they give up every storage before anything else."
)
def test_no_worker_can_in_firefox(run_in_firefox: Callable[..., Any], site: Path, tmp_path: Path) -> None:
    """The same attempts, by a listener before each worker's own script, once that script has run."""
    with with_listeners(site, tmp_path, STORES) as listening:
        scripts = {path.name: f"/{path.relative_to(listening.folder).as_posix()}" for path in listening.folder.glob("app/*/*.js")}
        found = run_in_firefox(
            HERE / "firefox.mjs", what="stores", url=listening.url, workers=list(WORKERS), scripts=scripts, mark=MARK, hear=HEAR, left=LEFT
        )
    assert set(found) == {f"{name}.js" for name in WORKERS}
    for told in found.values():
        nothing_went(told["found"])
        assert told["left"] == []
