"""`build.py verify` sees what a host does that means harm: it looks like a browser, asks in several ways, and knows what may be sent."""

import gzip
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path

import pytest

from building import server as servers
from building.server import Handler
from building.site import WORKERS
from building.tools import ROOT, Trouble
from building.verify import BROWSERS, Answer, differences, fetch, judged, purpose, unpacked

pytestmark = pytest.mark.native

VERCEL = json.loads((ROOT / "vercel.json").read_text(encoding="utf-8"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small site of the same shape: its manifest, pages, a worker and a picture."""
    folder = tmp_path / "site"
    (folder / "app" / "release").mkdir(parents=True)
    files = {
        "index.html": "<p>viewer",
        "help.html": "<p>help",
        "404.html": "<p>nothing",
        "app/release/cell.js": "let sound;" * 30,
        "sw.js": "self",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "icon.png").write_bytes(bytes(300))
    (folder / "manifest.json").write_text(json.dumps({"version": "1", "files": dict.fromkeys(files, "")}), encoding="utf-8")
    return folder


Bend = Callable[[Handler, int, str, bytes, dict[str, str]], tuple[int, bytes, dict[str, str]]]


@contextmanager
def lying(folder: Path, bend: Bend, monkeypatch: pytest.MonkeyPatch) -> Iterator[servers.Site]:
    """The site on a host that bends its answers."""
    plain = Handler.answer

    def answer(self: Handler, status: int, path: str, body: bytes, headers: dict[str, str]) -> None:
        status, body, headers = bend(self, status, path, body, dict(headers))
        plain(self, servers.HTTPStatus(status), path, body, headers)

    monkeypatch.setattr(Handler, "answer", answer)
    with servers.serving(folder, configuration=ROOT / "vercel.json") as site:
        yield site


def found(folder: Path, bend: Bend, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is found of such a host."""
    with lying(folder, bend, monkeypatch) as site:
        return differences(site.url, folder, VERCEL)


def honest(_: Handler, status: int, __: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
    """Bend nothing."""
    return status, body, headers


def test_an_honest_host_is_found_honest(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(copy, honest, monkeypatch) == []


@pytest.mark.parametrize("kind", ["Chrome", "Firefox", "iPhone"])
def test_a_host_that_is_false_to_one_kind_of_browser_only_is_seen(kind: str, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed worker for those who look like it."""

    def bend(ours: Handler, status: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return status, b"leak" if path.endswith("cell.js") and kind in ours.headers["User-Agent"] else body, headers

    assert "app/release/cell.js: changed" in found(copy, bend, monkeypatch)


def test_a_host_that_is_honest_to_whoever_does_not_look_like_a_browser_is_seen(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It tries by the name of the program, by what every browser sends, and by what asks past all caches."""

    def bend(ours: Handler, status: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        told = {key.lower(): value for key, value in ours.headers.items()}
        browser = (
            re.match(r"Mozilla/5\.0 \(.*\).*(Chrome|Firefox|Version)/\d{2,}", told.get("user-agent", ""))
            and "verify" not in told.get("user-agent", "").lower()
            and "br" in told.get("accept-encoding", "")
            and told.get("accept-language")
            and told.get("accept")
            and told.get("sec-fetch-dest") == ("worker" if path.endswith("cell.js") else told.get("sec-fetch-dest"))
            and "no-cache" not in told.get("cache-control", "")
            and ("Chrome" not in told["user-agent"] or "sec-ch-ua" in told)
        )
        return status, b"leak" if browser and path.endswith("cell.js") else body, headers

    assert "app/release/cell.js: changed" in found(copy, bend, monkeypatch)


def test_each_sealed_worker_is_asked_for_as_a_browser_asks_for_a_worker() -> None:
    """A host that has another script for workers than for whoever reads along is found by that alone."""
    told = {name: purpose(f"/app/release/{name}.js")["Sec-Fetch-Dest"] for name in (*WORKERS, "probe", "boot")}
    assert told == {**dict.fromkeys((*WORKERS, "probe"), "worker"), "boot": "script"}


def test_no_request_says_that_it_is_a_check(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with lying(copy, honest, monkeypatch) as site:
        differences(site.url, copy, VERCEL)
        sent = " ".join(f"{key}: {value}" for request in site.log for key, value in request.headers.items()).lower()
    assert not re.search(r"openmyscan|verify|python|urllib|no-cache", sent)
    assert {request.headers["User-Agent"] for request in site.log} == {browser["User-Agent"] for browser in BROWSERS}


@pytest.mark.parametrize("header", ["If-None-Match", "Range"])
def test_a_host_that_is_false_to_who_comes_again_or_asks_for_a_part_is_seen(
    header: str, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bend(ours: Handler, status: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        if header in ours.headers and path.endswith("cell.js"):
            return 206 if header == "Range" else 200, b"leak" * 25, headers
        return status, body, headers

    assert any(line.startswith("app/release/cell.js: changed where") for line in found(copy, bend, monkeypatch))


def test_a_header_with_the_answer_not_modified_counts(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It replaces what the browser has kept."""

    def bend(ours: Handler, status: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return status, body, {**headers, "Content-Security-Policy": "default-src *"} if status == 304 else headers

    assert "index.html: another Content-Security-Policy: 'default-src *'" in found(copy, bend, monkeypatch)


@pytest.mark.parametrize(
    "header",
    "Speculation-Rules Link Refresh Set-Cookie NEL Report-To Reporting-Endpoints Service-Worker-Allowed SourceMap X-SourceMap Clear-Site-Data "
    "Origin-Trial Content-Security-Policy-Report-Only Accept-CH Critical-CH Supports-Loading-Mode No-Vary-Search Use-As-Dictionary Document-Policy "
    "Content-Location Location X-DNS-Prefetch-Control Server-Timing Attribution-Reporting-Register-Source Set-Login X-Never-Heard-Of".split(),
)
def test_a_header_that_has_no_business_here_is_named(header: str, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def bend(_: Handler, status: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return status, body, {**headers, header: "value"} if path == "/help" else headers

    assert found(copy, bend, monkeypatch) == [f"help.html: sent with {header}: 'value'"]


def test_an_alternative_service_elsewhere_is_named(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for value, wrong in (('h3=":443"; ma=86400', False), ('h3="other.example:443"', True)):

        def bend(
            _: Handler, status: int, path: str, body: bytes, headers: dict[str, str], told: str = value
        ) -> tuple[int, bytes, dict[str, str]]:
            return status, body, {**headers, "Alt-Svc": told} if path == "/help" else headers

        with monkeypatch.context() as patch:
            assert bool(found(copy, bend, patch)) is wrong


@pytest.mark.parametrize(
    "name",
    "Content-Security-Policy Cross-Origin-Embedder-Policy Cross-Origin-Opener-Policy Cross-Origin-Resource-Policy Permissions-Policy "
    "Referrer-Policy X-Content-Type-Options".split(),
)
def test_each_header_of_the_wall_is_compared(name: str, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def bend(_: Handler, status: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return status, body, {**headers, name: "another"} if path == "/" else headers

    assert f"index.html: another {name}: 'another'" in found(copy, bend, monkeypatch)


@pytest.mark.parametrize("stray", ["service-worker.js", "app/release/worker.js", "admin.html", "extra.js"])
def test_a_file_that_the_source_does_not_have_is_seen(stray: str, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At an address that is common or made up from those there are, or which the site itself lists."""
    live = tmp_path / "live"
    shutil.copytree(copy, live)
    (live / stray).write_text("more", encoding="utf-8")
    if stray == "extra.js":
        listed = json.loads((live / "manifest.json").read_text(encoding="utf-8"))
        (live / "manifest.json").write_text(json.dumps({**listed, "files": {**listed["files"], stray: ""}}), encoding="utf-8")
    with lying(live, honest, monkeypatch) as site:
        told = differences(site.url, copy, VERCEL)
    assert f"/{stray.removesuffix('.html')}: there is something that this source does not have (OK)" in told


def test_a_host_that_answers_everything_with_its_page_or_sends_people_elsewhere_is_seen(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def all_is_well(_: Handler, status: int, __: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return 200 if status == 404 else status, body, headers

    def elsewhere(_: Handler, status: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return (302, b"", {"Location": "http://localhost:1/help"}) if path == "/help" else (status, body, headers)

    with monkeypatch.context() as patch:
        assert sum("there is something" in line for line in found(copy, all_is_well, patch)) > 20
    with monkeypatch.context() as patch:
        assert "help.html: not served (Found, to http://localhost:1/help)" in found(copy, elsewhere, patch)


def test_another_page_for_nothing_is_seen(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it is another at some addresses only."""

    def bend(_: Handler, status: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return status, b"<script src=//evil>" if path == "/index.js" else body, headers

    assert "/index.js: another page for “nothing here”" in found(copy, bend, monkeypatch)


def test_packed_answers_are_unpacked_as_browsers_do(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gzip and brotli; the brotli bytes are RFC 7932's stored form of “abc”."""

    def bend(_: Handler, status: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return (
            (status, gzip.compress(body), {**headers, "Content-Encoding": "gzip"}) if path.endswith("cell.js") else (status, body, headers)
        )

    assert [line for line in found(copy, bend, monkeypatch) if "part" not in line] == []
    assert unpacked(bytes.fromhex("0b01806162 6303"), "br") == b"abc"
    for encoding in ("br", "gzip", "deflate", "zstd"):
        with pytest.raises((ValueError, OSError)):
            unpacked(b"damaged", encoding)


def test_one_changed_letter_is_seen(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def bend(_: Handler, status: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return status, body[:-1] + b"!" if path == "/app/release/cell.js" else body, headers

    assert found(copy, bend, monkeypatch) == ["app/release/cell.js: changed"]


@pytest.mark.parametrize(("status", "length"), [(206, 50), (200, 50), (200, 100), (206, 0)])
def test_a_part_that_is_cut_short_is_seen(status: int, length: int, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes that are there are right; but they are not all that was asked for."""

    def bend(ours: Handler, was: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return (status, body[:length], headers) if "Range" in ours.headers and path.endswith("cell.js") else (was, body, headers)

    assert [line for line in found(copy, bend, monkeypatch) if "changed where a part" in line]


def test_a_header_with_one_kind_of_answer_only_is_seen(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a part, and with the page for “nothing here”, which is asked for in one way only."""

    def with_parts(ours: Handler, status: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return status, body, {**headers, "Link": "</x>"} if "Range" in ours.headers and path == "/help" else headers

    def with_nothing(_: Handler, status: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return status, body, {**headers, "Link": "</x>"} if path == "/404" else headers

    for bend, file in ((with_parts, "help.html"), (with_nothing, "404.html")):
        with monkeypatch.context() as patch:
            assert found(copy, bend, patch) == [f"{file}: sent with Link: '</x>'"]


def test_a_header_of_the_wall_that_comes_twice_is_another(copy: Path) -> None:
    """Though one of the two is right: browsers differ in which they take."""
    headers = Message()
    for value in ("no-referrer", "unsafe-url"):
        headers["Referrer-Policy"] = value
    headers["Content-Type"] = "text/html"
    assert list(judged("index.html", Answer(200, headers, b""), {"Referrer-Policy": "no-referrer"})) == [
        "index.html: another Referrer-Policy: 'no-referrer, unsafe-url'"
    ]


@pytest.mark.parametrize(("path", "kind"), [("/help", "text/plain"), ("/app/release/cell.js", "text/html")])
def test_a_page_that_is_sent_as_none_and_a_script_that_is_sent_as_a_page_are_seen(
    path: str, kind: str, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bend(_: Handler, status: int, asked: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return status, body, {**headers, "Content-Type": kind} if asked == path else headers

    name = {"/help": "help.html"}.get(path, path[1:])
    assert found(copy, bend, monkeypatch) == [f"{name}: another Content-Type: {kind!r}"]


@pytest.mark.parametrize("status", [302, 307, 308])
def test_an_address_with_nothing_that_leads_elsewhere_is_seen(status: int, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in the way in which the host leads to a clean address."""

    def bend(_: Handler, was: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return (status, b"", {"Location": "https://elsewhere.example/"}) if path == "/admin/" else (was, body, headers)

    (line,) = found(copy, bend, monkeypatch)
    assert line.startswith("/admin/: there is something that this source does not have (")


def test_another_page_for_nothing_everywhere_is_said_once(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def bend(_: Handler, status: int, __: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return status, b"<p>another" if status == 404 else body, headers

    assert found(copy, bend, monkeypatch) == ["404.html: changed"]


def test_another_version_and_a_list_of_no_files_are_said(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for files in (None, 7, ["index.html"]):
        told = json.dumps({"version": "2", "files": files}).encode()

        def bend(
            _: Handler, status: int, path: str, body: bytes, headers: dict[str, str], told: bytes = told
        ) -> tuple[int, bytes, dict[str, str]]:
            return status, told if path == "/manifest.json" else body, headers

        with monkeypatch.context() as patch:
            assert found(copy, bend, patch) == ["the site says it is version 2, this source is version 1", "manifest.json: changed"]


@pytest.mark.parametrize(("status", "told"), [(500, None), (404, None), (200, b"[]"), (200, b"{"), (200, b"\xff")])
def test_a_site_whose_manifest_cannot_be_read_is_no_site_to_compare(
    status: int, told: bytes | None, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bend(_: Handler, was: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return (status, told or body, headers) if path == "/manifest.json" else (was, body, headers)

    with pytest.raises(Trouble, match="has no manifest that could be read"):
        found(copy, bend, monkeypatch)


def test_a_file_whose_answer_cannot_be_unpacked_is_not_served(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def bend(_: Handler, status: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return status, body, {**headers, "Content-Encoding": "zstd"} if path == "/help" else headers

    assert "help.html: not served (packed by zstd, which nobody asked for)" in found(copy, bend, monkeypatch)


def test_the_service_worker_is_asked_for_as_a_browser_asks_for_one() -> None:
    told = purpose("/sw.js")
    assert (told["Service-Worker"], told["Sec-Fetch-Dest"]) == ("script", "serviceworker")


def test_an_address_is_asked_in_its_own_way_or_not_at_all(copy: Path) -> None:
    """What is to be encrypted is not asked for in the clear."""
    with servers.serving(copy, configuration=ROOT / "vercel.json") as site:
        host = site.url.removeprefix("http://")
        for base in (f"ftp://{host}", "http://", host):
            with pytest.raises(ValueError, match="this is no address of a site"):
                fetch(base, "/help", BROWSERS[0])
        with pytest.raises(Trouble):
            differences(f"https://{host}", copy, VERCEL)
