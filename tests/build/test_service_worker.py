"""The service worker: everything offline, nothing unknown to the network, one cache a release."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from building import site as sites
from building.server import Site, serving
from building.tools import ROOT

pytestmark = pytest.mark.browser

REGISTER = """async () => {
  await navigator.serviceWorker.register(trustedTypes.createPolicy("openmyscan", { createScriptURL: (address) => address }).createScriptURL("/sw.js"));
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
}"""
CACHED = """async () => {
  const names = await caches.keys();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)])));
}"""
TRY = """async ([path, options]) => {
  try { const answer = await fetch(path, options); return answer.status; } catch { return "refused"; }
}"""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, site: Path) -> Path:
    """A site of four small files with our own service worker: its behaviour without the weight of the runtime."""
    return release(tmp_path_factory.mktemp("bare"), "0000000000000001", site)


def release(folder: Path, name: str, site: Path) -> Path:
    """Lay out a small site of that release, its runtime the same in all of them."""
    files = {
        "index.html": f"<!doctype html><title>{name}</title><p>release {name}</p>".encode(),
        "privacy.html": b"<!doctype html><title>privacy</title>",
        "pro.html": b"<!doctype html><title>pro</title>",
        f"app/{name}/a.js": name.encode(),
        "runtime/0123456789abcdef/big.wasm": b"\0asm" * 1000,
    }
    template = (ROOT / "static" / "sw.js").read_bytes()
    files["sw.js"] = sites.service_worker(sites.fill("sw.js", template, {"release": name}), files)
    for path, data in {**files, "unlisted.txt": b"on the server, not in the list"}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def installed(page: Page, site: Site) -> None:
    """Open the site and wait until its service worker answers for it."""
    page.goto(site.url)
    page.evaluate(REGISTER)


def test_it_answers_from_its_cache_with_the_headers_of_the_wall(bare: Path, page: Page) -> None:
    """With the server gone: pages (also by their file names), files, and the policy that came with them."""
    with serving(bare, configuration=ROOT / "vercel.json") as live:
        installed(page, live)
        url = live.url
    for path in ("/", "/?from=mail", "/index.html"):
        answer = page.goto(url + path)
        assert answer and answer.status == 200
        assert "worker-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["cross-origin-embedder-policy"] == "require-corp"
    assert page.inner_text("p") == "release 0000000000000001"
    assert page.evaluate(TRY, ["/runtime/0123456789abcdef/big.wasm", {}]) == 200
    assert page.evaluate("crossOriginIsolated") is True


def test_what_it_does_not_know_never_reaches_the_server(bare: Path, page: Page) -> None:
    """Not another file of the same site, not another method, not a query that smuggles something out."""
    with serving(bare, configuration=ROOT / "vercel.json") as live:
        installed(page, live)
        live.log.clear()
        assert page.evaluate(TRY, ["/unlisted.txt", {}]) == "refused"
        assert page.evaluate(TRY, ["/", {"method": "POST", "body": "scan"}]) == "refused"
        assert page.evaluate(TRY, ["/runtime/0123456789abcdef/big.wasm?scan=1", {}]) == 200  # from the cache
        assert page.evaluate("navigator.sendBeacon('/beacon', 'scan')") in {True, False}
        page.evaluate("new Promise((done) => { const image = new Image(); image.onerror = image.onload = done; image.src = '/scan.png'; })")
        answer = page.goto(f"{live.url}/somewhere")
        assert answer and answer.status == 404
        assert "There is nothing at this address" in page.inner_text("body")
        assert page.eval_on_selector_all("a", "(links) => links.map((link) => link.getAttribute('href'))") == ["/", "/help"]
        assert [request for request in live.log if not request.path.startswith("/sw.js")] == []


UPDATE = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  const changed = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
  await registration.update();
  await changed;
  while (registration.active.state !== "activated") await new Promise((done) => setTimeout(done, 5));
}"""


def test_a_new_release_copies_what_has_not_changed_and_leaves_open_pages_whole(page: Page, site: Path, tmp_path: Path) -> None:
    """The runtime is not downloaded again; a page of the release before still finds its own files; older ones are gone."""
    first, second, third = (f"000000000000000{number}" for number in (1, 2, 3))
    runtime = "/runtime/0123456789abcdef/big.wasm"
    release(tmp_path, first, site)
    with serving(tmp_path, configuration=ROOT / "vercel.json") as live:
        installed(page, live)
        live.log.clear()
        for name in (second, third):
            release(tmp_path, name, site)
            page.evaluate(UPDATE)
        assert page.inner_text("p") == f"release {first}"  # this page was open all the time
        kept = {name: sorted(paths) for name, paths in page.evaluate(CACHED).items()}
        assert kept == {
            f"openmyscan-{second}": [f"/app/{second}/a.js"],
            f"openmyscan-{third}": ["/", f"/app/{third}/a.js", "/privacy", "/pro", runtime],
        }
        assert page.evaluate(TRY, [f"/app/{second}/a.js", {}]) == 200
        assert page.evaluate(TRY, [f"/app/{first}/a.js", {}]) == "refused"
        page.goto(live.url)
        assert page.inner_text("p") == f"release {third}"
        assert not [request for request in live.log if request.path.startswith("/runtime/")]


def test_a_file_that_is_not_the_listed_one_is_not_installed(bare: Path, site: Path, page: Page, tmp_path: Path) -> None:
    """A changed byte on the way: the worker does not come into being, and nobody is served by it."""
    release(tmp_path, "0000000000000001", site)
    (tmp_path / "runtime" / "0123456789abcdef" / "big.wasm").write_bytes(b"\0asm" * 999 + b"evil")
    with serving(tmp_path, configuration=ROOT / "vercel.json") as live:
        page.goto(live.url)
        state = page.evaluate("""async () => {
          const registration = await navigator.serviceWorker.register(trustedTypes.createPolicy("openmyscan", { createScriptURL: (address) => address }).createScriptURL("/sw.js"));
          const worker = registration.installing;
          await new Promise((done) => (worker.onstatechange = done));
          return worker.state;
        }""")
        assert state == "redundant"


def test_only_the_page_pro_reaches_the_licence_service(bare: Path, page: Page) -> None:
    """One address, by POST, asked by /pro; from any other page, which may hold a scan, it is refused, and so is all else from /pro."""
    question = {"method": "POST", "headers": {"Content-Type": "application/json"}, "body": "{}"}
    with serving(bare, configuration=ROOT / "vercel.json") as live:
        installed(page, live)
        live.log.clear()
        assert page.evaluate(TRY, ["/api/activate", question]) == "refused"
        page.goto(f"{live.url}/?/pro")
        page.evaluate("history.replaceState(null, '', '/pro')")  # it can call itself so, but it was not loaded so
        assert page.evaluate(TRY, ["/api/activate", question]) == "refused"
        assert live.log == []
        page.goto(f"{live.url}/pro")
        assert page.evaluate(TRY, ["/api/activate", question]) == 405  # from the server, which has no licence service here
        for path, options in (("/api/activate?x", question), ("/api/lemonsqueezy", question), ("/api/activate", {}), ("/", question)):
            assert page.evaluate(TRY, [path, options]) == "refused", path
        assert [(request.method, request.path) for request in live.log] == [("POST", "/api/activate")]


def test_it_fetches_in_two_places_only() -> None:
    """One downloads, at the installation; the other passes on the question of /pro. What answers pages from the cache has none."""
    source = (ROOT / "static" / "sw.js").read_text(encoding="utf-8")
    code = re.sub(r"//.*", "", source)
    assert len(re.findall(r"\bfetch\(", code)) == 2
    assert 'clean(new URL(asking.url).pathname) === "/pro" ? fetch(request) : Response.error()' in code
    keep = code[code.index("async function keep") : code.index('addEventListener("activate"')]
    assert "fetch(address" in keep
    assert not re.search(r"importScripts|XMLHttpRequest|WebSocket|\bimport\b", code)
    assert not re.search(r"https?:", source)
