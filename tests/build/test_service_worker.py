"""The service worker: everything offline, nothing unknown to the network, one cache a release."""

import json
import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from building import site as sites
from building.server import NOTHING, TYPES, Site, headers_for, serving
from building.tools import ROOT

pytestmark = pytest.mark.browser


def limited(function: str) -> str:
    """A JavaScript function that fails when it does not come to its end: a service worker that nobody installs says nothing."""
    late = "new Promise((_, late) => setTimeout(() => late(new Error('this never came to its end')), 20000))"
    return f"(...given) => Promise.race([({function})(...given), {late}])"


REGISTER = limited("""async () => {
  await navigator.serviceWorker.register(trustedTypes.createPolicy("openmyscan", { createScriptURL: (address) => address }).createScriptURL("/sw.js"));
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
}""")
INSTALLING = limited("""async () => {
  const registration = await navigator.serviceWorker.register(trustedTypes.createPolicy("openmyscan", { createScriptURL: (address) => address }).createScriptURL("/sw.js"));
  const worker = registration.installing;
  await new Promise((done) => (worker.onstatechange = done));
  return worker.state;
}""")
TAKE_OVER = limited("""async () => {
  const taken = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
  (await navigator.serviceWorker.ready).active.postMessage("take over");
  await taken;
}""")
CACHED = """async () => {
  const names = await caches.keys();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)])));
}"""
UNKNOWN = "<!doctype html><title>nothing</title><p>“Nothing” is here: \\n </script> é</p>\n".encode()
VERCEL_FILE = ROOT / "vercel.json"
TRY = """async ([path, options]) => {
  try { const answer = await fetch(path, options); return answer.status; } catch { return "refused"; }
}"""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, site: Path) -> Path:
    """A site of five small files with our own service worker: its behavior without the weight of the runtime."""
    return release(tmp_path_factory.mktemp("bare"), "0000000000000001", site)


def release(folder: Path, name: str, site: Path) -> Path:
    """Lay out a small site of that release, its runtime the same in all of them."""
    files = {
        "index.html": f"<!doctype html><title>{name}</title><p>release {name}</p>".encode(),
        "privacy.html": b"<!doctype html><title>privacy</title>",
        "pro.html": b"<!doctype html><title>pro</title>",
        NOTHING: UNKNOWN,
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
        assert answer.body() == UNKNOWN, "the page that the site itself sends"
        assert [request for request in live.log if not request.path.startswith("/sw.js")] == []


def test_an_address_at_which_there_is_nothing_gives_the_page_of_the_site(site: Path, page: Page) -> None:
    """Byte for byte, with the status, the wall and the type that the site sends it with; whole and with its style when the server is gone."""
    with serving(site, configuration=VERCEL_FILE) as live:
        page.goto(f"{live.url}/nothing")
        due = page.goto(f"{live.url}/nothing")
        assert due
        wanted = due.headers
        page.goto(f"{live.url}/help")
        page.evaluate(REGISTER)
        url = live.url
    for path in ("/nothing", "/404", "/404.html", "/help/me", "/nothing?x=/help", "/unlisted.txt"):
        answer = page.goto(url + path)
        assert answer
        assert (answer.status, answer.body()) == (404, (site / NOTHING).read_bytes()), path
        for name in ("content-type", "content-security-policy", "cross-origin-opener-policy", "cross-origin-embedder-policy"):
            assert answer.headers[name] == wanted[name], (path, name)
    assert page.evaluate("getComputedStyle(document.querySelector('main')).display") != "inline"
    assert page.evaluate("[...document.styleSheets].length") == 1
    page.get_by_role("link", name="Help").first.click()
    expect(page).to_have_url(f"{url}/help")


UPDATE = limited("""async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  const changed = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
  await registration.update();
  await changed;
  while (registration.active.state !== "activated") await new Promise((done) => setTimeout(done, 5));
}""")


def test_a_new_release_copies_what_has_not_changed_and_leaves_open_pages_whole(page: Page, site: Path, tmp_path: Path) -> None:
    """The runtime is not downloaded again; a page of the release before still finds its own files; older ones are gone."""
    first, second, third = (f"000000000000000{number}" for number in (1, 2, 3))
    runtime = "/runtime/0123456789abcdef/big.wasm"
    release(tmp_path, first, site)
    with serving(tmp_path, configuration=ROOT / "vercel.json") as live:
        installed(page, live)
        page.evaluate("async () => { await caches.open('of-somebody-else'); }")
        live.log.clear()
        for name in (second, third):
            release(tmp_path, name, site)
            page.evaluate(UPDATE)
        assert page.inner_text("p") == f"release {first}"  # this page was open all the time
        kept = {name: sorted(paths) for name, paths in page.evaluate(CACHED).items()}
        assert kept == {
            "of-somebody-else": [],
            f"openmyscan-{second}": [f"/app/{second}/a.js"],
            f"openmyscan-{third}": ["/", f"/app/{third}/a.js", "/privacy", "/pro", runtime],
        }
        assert page.evaluate(TRY, [f"/app/{second}/a.js", {}]) == 200
        assert page.evaluate(TRY, [f"/app/{first}/a.js", {}]) == "refused"
        page.goto(live.url)
        assert page.inner_text("p") == f"release {third}"
        assert not [request for request in live.log if request.path.startswith("/runtime/")]


def test_a_file_that_is_not_the_listed_one_is_not_installed(site: Path, page: Page, tmp_path: Path) -> None:
    """A changed byte on the way: the worker does not come into being, nobody is served by it, and nothing of that file stays in the store, where the next try would find it."""
    release(tmp_path, "0000000000000001", site)
    (tmp_path / WASM[1:]).write_bytes(b"\0asm" * 999 + b"evil")
    with serving(tmp_path, configuration=ROOT / "vercel.json") as live:
        page.goto(live.url)
        state = page.evaluate(INSTALLING)
        assert state == "redundant"
        assert [path for paths in page.evaluate(CACHED).values() for path in paths if "big.wasm" in path] == []


# ---- what lies in the cache is believed as little as what comes from a network

EVIL = "<!doctype html><title>evil</title><p>evil</p>"
PUT = """async ([path, body, headers]) => {
  for (const name of await caches.keys()) await (await caches.open(name)).put(path, new Response(body, { headers }));
}"""
GIVEN = """async (path) => {
  try { const answer = await fetch(path); return [await answer.text(), Object.fromEntries(answer.headers)]; } catch { return "refused"; }
}"""
HTML = {"Content-Type": "text/html; charset=utf-8"}
WASM = "/runtime/0123456789abcdef/big.wasm"
SCRIPT = "/app/0000000000000001/a.js"
VERCEL = json.loads((ROOT / "vercel.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", ["/", "/privacy", "/pro"])
def test_a_page_that_somebody_put_into_the_cache_is_not_served(path: str, bare: Path, page: Page) -> None:
    """Also one put there later than the first look; with no policy, or with ours. Where there is a network the true one comes again by itself."""
    with serving(bare, configuration=VERCEL_FILE) as live:
        for headers in (HTML, {**HTML, **headers_for(path, VERCEL)}):
            installed(page, live)
            assert page.goto(live.url + path)
            assert "evil" not in page.content()
            page.evaluate(PUT, [path, EVIL, headers])
            answer = page.goto(live.url + path)
            assert answer
            assert "evil" not in page.content()
            assert answer.status == 503
            assert answer.headers["content-security-policy"].startswith("default-src 'none';")
            page.wait_for_url(live.url + path)
            expect(page).not_to_have_title("evil")


def test_a_page_that_somebody_put_into_the_cache_is_not_served_without_a_network(bare: Path, page: Page) -> None:
    """Then it is said that the program is not whole."""
    with serving(bare, configuration=VERCEL_FILE) as live:
        installed(page, live)
        page.evaluate(PUT, ["/", EVIL, HTML])
        page.context.set_offline(True)
        for _ in range(2):
            answer = page.goto(live.url)
            assert answer and answer.status == 503
            assert "evil" not in page.content()
        page.context.set_offline(False)


def test_another_file_of_the_release_is_not_served_in_the_place_of_one(bare: Path, page: Page) -> None:
    """It came from the server, with a policy; but it is not the one."""
    with serving(bare, configuration=VERCEL_FILE) as live:
        installed(page, live)
        page.evaluate(
            "async () => { for (const name of await caches.keys()) { const cache = await caches.open(name); await cache.put('/', await cache.match('/privacy')); } }"
        )
        answer = page.goto(live.url)
        assert answer and answer.status == 503


@pytest.mark.parametrize("path", [SCRIPT, WASM])
def test_a_script_that_somebody_put_into_the_cache_is_not_served(path: str, bare: Path, page: Page) -> None:
    with serving(bare, configuration=VERCEL_FILE) as live:
        installed(page, live)
        page.evaluate(PUT, [path, "evil", {"Content-Type": "text/javascript", **headers_for(path, VERCEL)}])
        assert page.evaluate(GIVEN, path) == "refused"
        assert page.evaluate("async (path) => !(await caches.match(path))", path), "what is not the file goes"


@pytest.mark.parametrize("path", ["/", SCRIPT, WASM])
def test_the_true_file_goes_out_with_the_headers_of_its_address_whatever_it_lies_there_with(path: str, bare: Path, page: Page) -> None:
    """Without a policy, or with a looser one: the service worker has its own."""
    file = bare / (path.strip("/") or "index.html")
    with serving(bare, configuration=VERCEL_FILE) as live:
        installed(page, live)
        for policy in ({}, {"Content-Security-Policy": "default-src *", "X-Mine": "1", "Link": "</evil>; rel=preload"}):
            page.evaluate(PUT, [path, file.read_text(encoding="latin-1"), {"Content-Type": "text/plain", **policy}])
            body, headers = page.evaluate(GIVEN, path)
            assert body == file.read_text(encoding="latin-1")
            assert {"x-mine", "link"} & set(headers) == set()
            due = {key.lower(): value for key, value in headers_for(path, VERCEL).items()}
            assert {key: headers.get(key) for key in due} == due
            assert headers["content-type"] == TYPES[file.suffix]


def test_what_the_site_answered_while_a_file_was_not_there_yet_is_fetched_anew(page: Page, site: Path, tmp_path: Path) -> None:
    """A page that was kept with status 404, as it came from its own address."""
    name = "0000000000000001"
    release(tmp_path, name, site)
    (tmp_path / "privacy.html").rename(tmp_path / "later")
    with serving(tmp_path, configuration=VERCEL_FILE) as live:
        page.goto(live.url)
        page.evaluate(
            "async ([cache, path]) => (await caches.open(cache)).put(path, await fetch(path))", [f"openmyscan-{name}", "/privacy"]
        )
        (tmp_path / "later").rename(tmp_path / "privacy.html")
        page.evaluate(REGISTER)
        answer = page.goto(f"{live.url}/privacy")
        assert answer and answer.status == 200
        assert page.title() == "privacy"


@pytest.mark.parametrize("forgotten", ["everything", "the policy", "what isolates"])
def test_what_a_host_sent_without_the_wall_goes_out_with_it(forgotten: str, bare: Path, page: Page, tmp_path: Path) -> None:
    """The same bytes, and the headers of the release; and no other site is asked for anything, also where no policy of the page says so."""
    lacking = json.loads(VERCEL_FILE.read_text(encoding="utf-8"))
    for rule in lacking["headers"]:
        kept = {
            "everything": lambda _: False,
            "the policy": lambda key: key != "Content-Security-Policy",
            "what isolates": lambda key: "Cross" not in key,
        }
        rule["headers"] = [header for header in rule["headers"] if kept[forgotten](header["key"])]
    (tmp_path / "vercel.json").write_text(json.dumps(lacking), encoding="utf-8")
    with serving(bare, configuration=tmp_path / "vercel.json") as live, serving(bare) as elsewhere:
        installed(page, live)
        for path in ("/", SCRIPT, WASM):
            headers = page.evaluate(GIVEN, path)[1]
            due = {key.lower(): value for key, value in headers_for(path, VERCEL).items()}
            assert {key: headers.get(key) for key in due} == due
        for path in ("/privacy", SCRIPT, "/unlisted.txt"):
            assert page.evaluate(TRY, [elsewhere.url + path, {"mode": "no-cors"}]) == "refused"
        assert elsewhere.log == []


def test_a_page_that_was_loaded_past_it_can_ask_it_to_take_over(bare: Path, page: Page) -> None:
    """As by Shift+Reload."""
    with serving(bare, configuration=VERCEL_FILE) as live:
        installed(page, live)
        with page.expect_navigation():
            page.context.new_cdp_session(page).send("Page.reload", {"ignoreCache": True})
        assert page.evaluate("async () => { await navigator.serviceWorker.ready; return navigator.serviceWorker.controller; }") is None
        page.evaluate(TAKE_OVER)


def test_what_is_no_file_of_any_release_is_not_served_though_it_came_from_the_site(bare: Path, page: Page) -> None:
    with serving(bare, configuration=VERCEL_FILE) as live:
        page.goto(live.url)
        page.evaluate("async () => (await caches.open('openmyscan-0')).put('/unlisted.txt', await fetch('/unlisted.txt'))")
        page.evaluate(REGISTER)
        assert page.evaluate(GIVEN, "/unlisted.txt") == "refused"


def test_a_file_of_the_release_before_is_served_only_as_it_came_from_the_site(page: Page, site: Path, tmp_path: Path) -> None:
    """Nobody knows its hash any more; what a script makes up cannot say that it came from an address."""
    first, second = "0000000000000001", "0000000000000002"
    release(tmp_path, first, site)
    with serving(tmp_path, configuration=VERCEL_FILE) as live:
        installed(page, live)
        release(tmp_path, second, site)
        page.evaluate(UPDATE)
        old = f"/app/{first}/a.js"
        assert page.evaluate(GIVEN, old)[0] == first
        page.evaluate(PUT, [old, "evil", headers_for(old, VERCEL)])
        assert page.evaluate(GIVEN, old) == "refused"
        page.evaluate(PUT, ["/app/somewhere/evil.js", "evil", headers_for(old, VERCEL)])
        assert page.evaluate(GIVEN, "/app/somewhere/evil.js") == "refused"
        page.evaluate(PUT, ["/evil.txt", "evil", headers_for("/", VERCEL)])
        assert page.evaluate(GIVEN, "/evil.txt") == "refused"
        page.evaluate(
            "async (old) => { for (const name of await caches.keys()) await (await caches.open(name)).put(old, await caches.match('/privacy')); }",
            old,
        )
        assert page.evaluate(GIVEN, old) == "refused", "the site's own answer, but from another address"


def test_what_lay_there_before_the_installation_and_did_not_come_from_the_site_is_fetched_anew(bare: Path, page: Page) -> None:
    with serving(bare, configuration=VERCEL_FILE) as live:
        page.goto(live.url)
        page.evaluate(
            "async ([path, body]) => (await caches.open('openmyscan-0000000000000001')).put(path, new Response(body))", ["/privacy", EVIL]
        )
        page.evaluate(REGISTER)
        answer = page.goto(f"{live.url}/privacy")
        assert answer and answer.status == 200
        assert page.title() == "privacy"


# ---- the installation

SOUND = b"\0asm" * 1000
BECOMES = limited("""async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  const found = new Promise((done) => registration.addEventListener("updatefound", () => done(registration.installing), { once: true }));
  await registration.update();
  const worker = await found;
  while (!["activated", "redundant"].includes(worker.state)) await new Promise((done) => setTimeout(done, 5));
  return worker.state;
}""")


@pytest.mark.parametrize("damage", ["another byte", "cut", "an error"])
def test_a_damaged_file_in_the_browsers_own_cache_hinders_no_installation_from_a_sound_site(
    damage: str, site: Path, page: Page, tmp_path: Path
) -> None:
    """The address of the runtime is its hash, so the browser may keep what it got there for a year, and asks nobody."""
    release(tmp_path, "0000000000000001", site)
    file = tmp_path / WASM[1:]
    with serving(tmp_path, configuration=VERCEL_FILE) as live:
        page.goto(live.url)
        if damage == "an error":
            file.unlink()
        else:
            file.write_bytes({"another byte": SOUND[:-1] + b"x", "cut": SOUND[:1000]}[damage])
        assert page.evaluate(TRY, [WASM, {}]) == (404 if damage == "an error" else 200)
        file.write_bytes(SOUND)
        live.log.clear()
        assert page.evaluate(TRY, [WASM, {}]) == (404 if damage == "an error" else 200)
        assert WASM not in [request.path for request in live.log], "the browser does not ask again by itself"
        page.evaluate(REGISTER)
        assert [request.path for request in live.log].count(WASM) == 1
        assert page.evaluate(GIVEN, WASM)[0] == SOUND.decode()


@pytest.mark.parametrize("damage", ["made up", "from the site", "an error"])
def test_what_lies_damaged_with_an_older_release_is_fetched_from_the_site(damage: str, site: Path, page: Page, tmp_path: Path) -> None:
    """It is not copied into the new release, and does not keep it from coming."""
    release(tmp_path, "0000000000000001", site)
    file = tmp_path / WASM[1:]
    keep = "async ([path, body]) => (await caches.open('openmyscan-0')).put(path, body ? new Response(body) : await fetch(path, { cache: 'no-store' }))"
    with serving(tmp_path, configuration=VERCEL_FILE) as live:
        page.goto(live.url)
        if damage == "an error":
            file.unlink()
        elif damage == "from the site":
            file.write_bytes(SOUND[:-1] + b"x")
        page.evaluate(keep, [WASM, "evil" if damage == "made up" else ""])
        file.write_bytes(SOUND)
        page.evaluate(REGISTER)
        assert page.evaluate(GIVEN, WASM)[0] == SOUND.decode()
        assert {path for paths in page.evaluate(CACHED).values() for path in paths if path.startswith("/unchecked")} == set()


def test_where_there_is_no_room_nothing_is_asked_for_twice(site: Path, page: Page, tmp_path: Path) -> None:
    """What cannot be kept is not downloaded again."""
    release(tmp_path, "0000000000000001", site)
    with serving(tmp_path, configuration=VERCEL_FILE) as live:
        page.goto(live.url)
        page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", {"origin": live.url, "quotaSize": 1})
        live.log.clear()
        assert page.evaluate(INSTALLING) == "redundant"
        asked = [request.path for request in live.log if request.path != "/favicon.ico"]
        assert set(asked) > {"/sw.js"}
        assert len(set(asked)) == len(asked)


def test_what_lies_damaged_everywhere_is_asked_for_twice_and_not_installed(site: Path, page: Page, tmp_path: Path) -> None:
    """By a site that is not sound itself: no third time, nothing of it stays, and the release before goes on."""
    release(tmp_path, "0000000000000001", site)
    file = tmp_path / WASM[1:]
    with serving(tmp_path, configuration=VERCEL_FILE) as live:
        installed(page, live)
        release(tmp_path, "0000000000000002", site)
        file.write_bytes(b"evil")
        page.evaluate(PUT, [WASM, "evil too", {}])
        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        live.log.clear()
        assert page.evaluate(BECOMES) == "redundant"
        assert [request.path for request in live.log].count(WASM) == 2
        assert not any(path.startswith("/unchecked") for paths in page.evaluate(CACHED).values() for path in paths)
        assert page.goto(f"{live.url}/privacy")
        assert page.title() == "privacy"


class Elsewhere(SimpleHTTPRequestHandler):
    """Sends one of the files from another address; the same bytes."""

    folder: Path
    asked: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.asked.append((path, self.headers.get("Cookie")))
        if path == WASM:
            self.send_response(302)
            self.send_header("Location", "/elsewhere.wasm")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        file = self.folder / {"/": "index.html", "/elsewhere.wasm": WASM[1:]}.get(path, path[1:])
        file = file if file.exists() else file.with_suffix(".html")
        data = file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", TYPES[file.suffix])
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


def test_the_installation_follows_no_redirect(bare: Path, page: Page) -> None:
    """Not even to the right bytes: who can redirect is told where somebody goes from there."""
    asked: list[tuple[str, str | None]] = []
    handler = type("Handler", (Elsewhere,), {"folder": bare, "asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        page.goto(f"http://localhost:{running.server_address[1]}/")
        state = page.evaluate(INSTALLING)
        running.shutdown()
    assert state == "redundant"
    paths = [path for path, _ in asked]
    assert WASM in paths
    assert "/elsewhere.wasm" not in paths


def test_the_installation_sends_no_cookie(bare: Path, page: Page) -> None:
    """This site sets none; another one on the same address may have."""
    with serving(bare, configuration=VERCEL_FILE) as live:
        page.goto(live.url)
        page.evaluate("() => { document.cookie = 'probe=1'; }")
        live.log.clear()
        page.evaluate(REGISTER)
        fetched = [
            request for request in live.log if request.path not in {"/sw.js", "/favicon.ico"}
        ]  # the browser's own, which may be late
        assert {request.path for request in fetched} >= {"/privacy", SCRIPT, WASM}
        assert [request.path for request in fetched if "Cookie" in request.headers] == []


def test_only_the_page_pro_reaches_the_license_service(bare: Path, page: Page) -> None:
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
        assert page.evaluate(TRY, ["/api/activate", question]) == 405  # from the server, which has no license service here
        for path, options in (("/api/activate?x", question), ("/api/lemonsqueezy", question), ("/api/activate", {}), ("/", question)):
            assert page.evaluate(TRY, [path, options]) == "refused", path
        assert [(request.method, request.path) for request in live.log] == [("POST", "/api/activate")]


@pytest.mark.parametrize("address", ["/openmyscan-offline.zip", "/SHA256SUMS.txt", "/manifest.json"])
def test_a_download_is_asked_for_by_following_its_link_and_in_no_other_way(address: str, bare: Path, page: Page) -> None:
    """With one letter behind its address, by a script or by a form it would be a way to tell the site something."""
    with serving(bare, configuration=VERCEL_FILE) as live, serving(bare) as elsewhere:
        installed(page, live)
        live.log.clear()
        for behind in ("?scan=1", "/scan", "scan"):
            answer = page.goto(f"{live.url}{address}{behind}")
            assert answer and answer.status == 404
            assert answer.body() == (bare / NOTHING).read_bytes()
        page.goto(f"{live.url}/privacy")
        for options in ({}, {"method": "POST", "body": "scan"}, {"mode": "no-cors"}, {"method": "HEAD"}):
            assert page.evaluate(TRY, [address, options]) == "refused", options
        page.goto(elsewhere.url)  # whose pages may send forms
        with page.expect_event("requestfailed"):
            page.evaluate(
                "(url) => { const form = Object.assign(document.createElement('form'), { action: url, method: 'post' }); document.body.append(form); form.submit(); }",
                live.url + address,
            )
        assert [request.path for request in live.log] == []
        page.context.new_page().goto(f"{live.url}{address}")
        assert [(request.method, request.path) for request in live.log] == [("GET", address)]


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
