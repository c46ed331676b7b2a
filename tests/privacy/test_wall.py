"""The wall: from inside the page and from inside the cell every way out is tried, and none leads anywhere.

The attempts (probes.js) run in the page as it is after sealing, and in the running workers themselves: through the browser's
debugger, which no policy stops. They aim at another origin, which counts bare connections and datagrams, and at our own.
What a browser cannot be made to refuse a page (going to another address, WebRTC) is not tried there and not promised; in the
workers, which hold the scan, it does not exist.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Worker, expect

from building.server import Site
from building.site import WORKERS
from tests.browser.visit import PATIENCE, Visit
from tests.promises import promise

pytestmark = pytest.mark.browser

CELL_POLICY = "default-src 'none'; script-src 'wasm-unsafe-eval'; connect-src blob:"
ABSENT_IN_WORKERS = {"service-worker", "shared-worker", "beacon", "webrtc", "open-window", "go-there"}
TAKEN = {"cache-add"}
"""Not there in our workers, which give up all storage before anything else (test_bare.py)."""
UNHEARD = {"iframe-inline"}  # refused in a document of its own, whose events end there
NEVER_SENT = {"worker", "shared-worker", "speculation"}  # a browser refuses a foreign worker by itself; speculating is up to it
AHEAD = ["form", "iframe"]
"""Refused, too, but Chromium connects before it asks; these have a test of their own."""

Found = dict[str, dict[str, Any]]


def all_refused(found: Found, *, absent: set[str] = frozenset()) -> None:
    """Every attempt was made, and refused with an error or a violation of the policy."""
    assert len(found) > 20
    assert {name for name, one in found.items() if one["outcome"] == "missing"} <= absent | {
        "websocket-stream",
        "webtransport",
        "fetch-later",
    }
    for name, one in found.items():
        assert one["outcome"] != "went", name
        if name not in UNHEARD and one["outcome"] != "missing":
            assert one["outcome"].startswith("refused") or one["refusals"], f"{name}: {one}"


def own_requests(server: Site, since: int) -> list[str]:
    """What reached our own server since then."""
    return [request.path for request in server.log[since:]]


def cell_of(page: Page, name: str = "cell") -> Worker:
    """The running worker of that name."""
    return next(worker for worker in page.workers if worker.url.endswith(f"/{name}.js"))


# ---- the control


def test_without_the_wall_the_same_attempts_arrive(bare: Site, other_origin: Any, datagrams: Any, page: Page, probes: str) -> None:
    """The control: from a page and a worker that have no policy each of them reaches the other origin, by its name."""
    page.goto(bare.url)
    with page.expect_event("worker"):
        page.evaluate("() => { window.worker = new Worker('/worker.js'); }")
    for place, run in (("page", page), ("worker", page.workers[0])):
        found = run.evaluate(probes, [f"{other_origin.url}/{place}", None])
        absent = {name for name, one in found.items() if one["outcome"] == "missing"}
        for _ in range(100):  # some are sent in the browser's own time
            arrived = {hit.split()[1].removeprefix(f"/{place}/") for hit in other_origin.hits if f"/{place}/" in hit}
            on_their_way = set(found) - arrived - absent - NEVER_SENT - {"webtransport"}
            if not on_their_way:
                break
            page.wait_for_timeout(50)
        assert on_their_way == set(), place
        for _ in range(10):  # QUIC is put off for a while when an earlier attempt had no answer
            if "webtransport" in absent or datagrams.count():
                break
            run.evaluate(probes, [f"{other_origin.url}/{place}", ["webtransport"]])
        else:
            pytest.fail(f"no datagram of QUIC came from the {place}")
    assert absent == ABSENT_IN_WORKERS


# ---- the cell


@pytest.mark.parametrize("name", WORKERS)
@promise("The part of the viewer that reads your files has no network: the browser refuses it every connection.")
def test_the_cell_has_no_network_before_it_was_given_anything(
    name: str, server: Site, other_origin: Any, datagrams: Any, page: Page, probes: str
) -> None:
    """The promise: “Your files are read by a separate worker. The browser refuses it every connection: its security policy allows none”.

    The bare worker, no seal on the page, no service worker: only its own header stands.
    """
    address = next(f"/{path.relative_to(server.folder).as_posix()}" for path in server.folder.glob(f"app/*/{name}.js"))
    page.goto(f"{server.url}/manifest.json")
    answer = page.request.get(server.url + address)
    if name == "cell":
        assert answer.headers["content-security-policy"] == CELL_POLICY
    with page.expect_event("worker"):
        page.evaluate(
            "(address) => { window.worker = new Worker(globalThis.trustedTypes?.createPolicy('openmyscan', { createScriptURL: (url) => url }).createScriptURL(address) ?? address); }",
            address,
        )
    before = len(server.log)
    worker = cell_of(page, name)
    all_refused(worker.evaluate(probes, [other_origin.url, None]), absent=ABSENT_IN_WORKERS | TAKEN)
    all_refused(worker.evaluate(probes, [f"{server.url}/app", None]), absent=ABSENT_IN_WORKERS | TAKEN)
    assert other_origin.hits == []
    assert datagrams.count() == 0
    assert own_requests(server, before) == []


@pytest.mark.parametrize("name", ["cell", "reader"])
@promise("The part of the viewer that reads your files has no network: the browser refuses it every connection.")
def test_the_cell_has_no_network_while_it_holds_a_scan(
    name: str, served: Site, other_origin: Any, datagrams: Any, visit: Visit, probes: str
) -> None:
    """The promise: “The part that reads your files has no internet access: your browser blocks it”."""
    visit.by("try-sample").click()
    visit.seen()
    before = len(served.log)
    worker = visit.worker(name)
    for base in (other_origin.url, f"{served.url}/app"):
        found = worker.evaluate(probes, [base, None])
        all_refused(found, absent=ABSENT_IN_WORKERS | TAKEN)
        assert found["fetch-native"]["refusals"] == ["connect-src"], "the browser's own fetch, not only what the cell put in its place"
    assert other_origin.hits == []
    assert datagrams.count() == 0
    assert [path for path in own_requests(served, before) if path != "/sw.js"] == []
    visit.by("slice-slider").fill("30")
    visit.said("slice-number", "30 / 40")  # and it still lives


# ---- the page


@promise(
    "The page around it gives up its own connections before any file is read: what is left to it are its own styles and workers, and films that lie in its memory already."
)
def test_the_sealed_page_reaches_nothing(served: Site, other_origin: Any, datagrams: Any, visit: Visit, probes: str) -> None:
    """The promise: “After starting, this page gives up its own connections too: it can load nothing from anywhere and send nothing by any request”."""
    visit.said("status-sealed", "Sealed: your scan can't reach the internet")
    before = len(served.log)
    for base in (other_origin.url, f"{served.url}/app"):
        all_refused(visit.page.evaluate(probes, [base, None, AHEAD]), absent={"shared-worker"})
    assert other_origin.hits == []
    assert datagrams.count() == 0
    assert [path for path in own_requests(served, before) if path != "/sw.js"] == []


def test_what_was_refused_is_counted_and_shown(visit: Visit, other_origin: Any) -> None:
    """The promise: “The counter at the bottom shows how many requests this page made since you opened a scan”."""
    visit.by("try-sample").click()
    visit.seen()
    expect(visit.by("status-requests")).to_have_text("Requests since opening: 0")  # nothing made, nothing refused
    visit.page.evaluate("(url) => fetch(url).catch(() => {})", other_origin.url)
    expect(visit.by("status-requests")).to_contain_text("refused", timeout=PATIENCE)
    assert other_origin.hits == []


def test_even_before_the_seal_no_other_origin_is_reached(server: Site, other_origin: Any, datagrams: Any, page: Page, probes: str) -> None:
    """The page's own header names no other origin: what it needs comes from its own site."""
    page.goto(f"{server.url}/manifest.json")  # the page's policy, without the page's program
    page.evaluate("() => { document.body ?? document.documentElement.append(document.createElement('body')); }")
    all_refused(page.evaluate(probes, [other_origin.url, None, AHEAD]), absent={"shared-worker"})
    assert other_origin.hits == []
    assert datagrams.count() == 0


@pytest.mark.parametrize("name", AHEAD)
def test_no_form_and_no_frame_goes_out(name: str, server: Site, other_origin: Any, page: Page, probes: str) -> None:
    """The policy refuses both. Chromium opens a connection ahead of them, before it asks the policy: nothing is ever sent on it."""
    page.goto(f"{server.url}/manifest.json")
    found = page.evaluate(probes, [other_origin.url, [name]])
    assert found[name]["refusals"] == [{"form": "form-action", "iframe": "frame-src"}[name]]
    page.context.close()
    assert set(other_origin.hits) <= {"connection"}
