"""What lies inside documents, a PDF or a film, can reach nothing either: neither by what it holds nor by what a fault would make of it."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from building.server import Site
from tests.browser import pdfs
from tests.browser.visit import Visit
from tests.privacy.test_wall import ABSENT_IN_WORKERS, TAKEN, all_refused, own_requests

pytestmark = pytest.mark.browser

SETTLE = "() => new Promise((done) => setTimeout(done, 2000))"

PLAY = """([text, type]) => new Promise((done) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const video = Object.assign(document.createElement("video"), { muted: true, src: URL.createObjectURL(new Blob([bytes], { type })) });
  for (const kind of ["error", "loadeddata"]) video.addEventListener(kind, () => setTimeout(() => done(kind), 1000));
  document.body.append(video);
  setTimeout(() => done("nothing"), 5000);
})"""


def letter_open(visit: Visit, folder: Path, address: str) -> Visit:
    """Open a document that tries to reach an address, and see its first page."""
    folder.mkdir(exist_ok=True)
    name = f"letter-{folder.name}.pdf"
    (folder / name).write_bytes(pdfs.hostile(address, "The knee is sound"))
    visit.hand_over(folder)
    visit.page.locator("#nothing-documents").get_by_test_id("document").filter(has_text=name).click()
    expect(visit.page.locator(".leaf-text")).to_have_text("The knee is sound", timeout=20_000)
    return visit


def test_a_pdf_that_tries_all_it_knows_reaches_nobody(
    served: Site, other_origin: Any, datagrams: Any, visit: Visit, tmp_path: Path
) -> None:
    """Scripts on opening, links, forms, films and pictures from elsewhere: nothing runs, nothing can be clicked, nothing opens."""
    before = len(served.log)
    opened: list[Page] = []
    visit.page.context.on("page", lambda page: opened.append(page))  # noqa: PLW0108 - Playwright marks what it is given
    for number, address in enumerate((other_origin.url, f"{served.url}/app")):
        letter_open(visit, tmp_path / str(number), address)
        assert visit.page.locator(".leaf a, .leaf input, .leaf button, .leaf iframe").count() == 0
        visit.page.locator(".leaf").click(position={"x": 100, "y": 200})
        visit.page.evaluate(SETTLE)
        assert opened == []
        visit.by("close-document").click()
    assert visit.page.url.rstrip("/") == served.url
    assert other_origin.hits == []
    assert datagrams.count() == 0
    assert [path for path in own_requests(served, before) if path != "/sw.js"] == []
    expect(visit.by("status-requests")).to_have_text("Requests since opening: 0")


def test_the_room_of_a_pdf_has_no_network_while_it_holds_one(
    served: Site, other_origin: Any, datagrams: Any, visit: Visit, tmp_path: Path, probes: str
) -> None:
    """Whatever a document made of the library that reads it: every way out is tried from inside, and refused."""
    letter_open(visit, tmp_path / "room", other_origin.url)
    before = len(served.log)
    room = visit.worker("pdf")
    for base in (other_origin.url, f"{served.url}/app"):
        found = room.evaluate(probes, [base, None])
        all_refused(found, absent=ABSENT_IN_WORKERS | TAKEN)
        assert found["fetch"]["refusals"] == ["connect-src"]
    # Pictures, which a page would load by an address, can only be made of bytes there; with blob: there is nothing to ask either.
    assert room.evaluate("() => [typeof Image, typeof document, typeof window]") == ["undefined"] * 3
    refused = "async () => fetch(URL.createObjectURL(new Blob(['x']))).then(() => 'went', (error) => error.name)"
    assert room.evaluate(refused) == "TypeError"
    assert other_origin.hits == []
    assert datagrams.count() == 0
    assert [path for path in own_requests(served, before) if path != "/sw.js"] == []


def test_a_film_that_is_a_list_of_addresses_is_not_followed(served: Site, bare: Site, other_origin: Any, visit: Visit) -> None:
    """A playlist (HLS) names files on servers, and browsers play them: from a page without our policy it reaches one, from ours none."""
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{other_origin.url}/film.ts\n#EXT-X-ENDLIST\n"
    given = [base64.b64encode(playlist.encode()).decode(), "application/vnd.apple.mpegurl"]
    before = len(served.log)
    for kind in (given[1], "video/mp4"):
        assert visit.page.evaluate(PLAY, [given[0], kind]) == "error"
    assert other_origin.hits == []
    assert [path for path in own_requests(served, before) if path != "/sw.js"] == []
    control = visit.page.context.new_page()
    control.goto(bare.url)
    if not control.evaluate("(kind) => document.createElement('video').canPlayType(kind)", given[1]):
        pytest.skip("this browser follows no playlists, so there is nothing to refuse")
    control.evaluate(PLAY, given)
    control.close()
    assert any("/film.ts" in hit for hit in other_origin.hits)


def test_a_film_is_never_offered_to_other_devices(visit: Visit, tmp_path: Path) -> None:
    """The promise: “nothing leaves this computer”: no casting to a television, no small window over other pages."""
    (tmp_path / "film.mp4").write_bytes(b"\0\0\0\x18ftypisom" + bytes(200))
    visit.page.evaluate("""() => {
      window.videos = [];
      new MutationObserver(() => document.querySelectorAll("video").forEach((video) => videos.push([video.disableRemotePlayback, video.disablePictureInPicture])))
        .observe(document.body, { childList: true, subtree: true });
    }""")
    visit.hand_over(tmp_path)
    visit.page.locator("#nothing-documents").get_by_test_id("document").click()
    expect(visit.by("document-body").locator(".offer")).to_contain_text("can't play this film")
    assert visit.page.evaluate("() => videos[0]") == [True, True]
