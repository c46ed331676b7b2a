"""The local server answers as the host will, from the one list of headers, and gives nothing else away."""

import http.client
import json
import re
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from building.server import NOTHING, Site, headers_for, pattern, serving
from building.site import address
from building.tools import ROOT

VERCEL = json.loads((ROOT / "vercel.json").read_text(encoding="utf-8"))
CELL = "default-src 'none'; script-src 'wasm-unsafe-eval'; connect-src blob:"


def ask(site: Site, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request exactly as written: no client tidies the path."""
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=10)
    try:
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def paths_of(site: Path) -> list[str]:
    """The address of every file of the built site."""
    return [address(name) for name in json.loads((site / "manifest.json").read_text(encoding="utf-8"))["files"]]


@pytest.mark.parametrize(
    ("source", "path", "matches"),
    [
        ("/(.*)", "/", True),
        ("/(.*)", "/a/b", True),
        ("/sw.js", "/sw.js", True),
        ("/sw.js", "/swxjs", False),
        ("/app/:release/cell.js", "/app/0123/cell.js", True),
        ("/app/:release/cell.js", "/app/0123/deep/cell.js", False),
        ("/docs/:rest*", "/docs/a/b", True),
        ("/(app|runtime)/(.*)", "/runtime/x/y", True),
        ("/(app|runtime)/(.*)", "/apps/x", False),
        ("/((?!app/|sw\\.js$).*)", "/privacy", True),
        ("/((?!app/|sw\\.js$).*)", "/app/x", False),
        ("/((?!app/|sw\\.js$).*)", "/sw.js", False),
        ("/((?!app/|sw\\.js$).*)", "/sw.json", True),
    ],
)
def test_a_source_of_vercel_json_matches_as_the_host_matches_it(source: str, path: str, *, matches: bool) -> None:
    """Plain text, :name, :name* and groups in brackets."""
    assert bool(pattern(source).fullmatch(path)) is matches


def test_every_rule_uses_only_what_the_pattern_reader_knows() -> None:
    """No ?, + or {} of path-to-regexp outside of groups, which this server would read differently from the host."""
    for rule in VERCEL["headers"]:
        outside = re.sub(r"\((?:[^()]|\([^()]*\))*\)", "", rule["source"])
        assert not set(outside) & set("?+{}*"), rule["source"]


def test_no_path_gets_one_header_from_two_rules(site: Path) -> None:
    """Which rule wins is then no question, on no host."""
    for path in [*paths_of(site), "/", "/unknown", "/privacy"]:
        keys = [header["key"] for rule in VERCEL["headers"] if pattern(rule["source"]).fullmatch(path) for header in rule["headers"]]
        assert len(keys) == len(set(keys)), path


def test_every_file_of_the_site_is_served_with_the_headers_of_the_wall(server: Site, site: Path) -> None:
    """Isolation, no sniffing, no referrer, no permission, and a policy of its own on everything."""
    for path in paths_of(site):
        status, headers, _ = ask(server, path, method="HEAD")
        assert status == (404 if path == address(NOTHING) else 200), path
        assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "camera=()" in headers["Permissions-Policy"]
        assert headers["Content-Security-Policy"].startswith("default-src 'none';")
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert "'unsafe-eval'" not in headers["Content-Security-Policy"]
        assert "http" not in headers["Content-Security-Policy"].lower()
        assert (headers["Content-Type"] == "application/octet-stream") == path.endswith(".brotli"), path
        assert "Content-Encoding" not in headers or not path.endswith(".brotli"), path  # packed by us, unpacked by us


@pytest.mark.parametrize("path", ["/nothing", "/help/me", "/404", "/app/0123456789abcdef/boot.js", "/sw.json", "/nothing?x=/help"])
def test_where_there_is_nothing_the_page_that_says_so_is_sent(path: str, server: Site, site: Path) -> None:
    """With status 404 and the headers that the address would have if there were something; also at its own address."""
    status, headers, body = ask(server, path)
    assert (status, body) == (404, (site / NOTHING).read_bytes())
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    due = headers_for(path.partition("?")[0], VERCEL)
    assert {key: headers[key] for key in due} == due
    assert ask(server, path, method="HEAD")[::2] == (404, b"")
    assert ask(server, f"/{NOTHING}")[1]["Location"] == "/404"  # clean, like every page


def test_the_cell_is_served_under_exactly_its_policy(server: Site, site: Path) -> None:
    """Not one word looser."""
    cells = [path for path in paths_of(site) if path.endswith("/cell.js")]
    assert len(cells) == 1
    assert ask(server, cells[0])[1]["Content-Security-Policy"] == CELL


def test_no_other_file_of_ours_could_be_a_worker_with_a_network() -> None:
    """Whatever script under /app or /runtime somebody starts as a worker or opens as a page gets nothing at all."""
    for path in ("/app/0123456789abcdef/boot.js", "/app/0123456789abcdef/page/cell.js", "/runtime/0123456789abcdef/pyscript/core.js"):
        assert headers_for(path, VERCEL)["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_hashed_files_are_kept_for_ever_and_the_rest_is_asked_for_again() -> None:
    """/app and /runtime carry their hash in the address; the page and the service worker do not."""
    assert "immutable" in headers_for("/app/0123456789abcdef/cell.js", VERCEL)["Cache-Control"]
    assert "immutable" in headers_for("/runtime/0123456789abcdef/stdlib.zip.brotli", VERCEL)["Cache-Control"]
    for path in ("/", "/privacy", "/manifest.json"):
        assert "max-age=0" in headers_for(path, VERCEL)["Cache-Control"]
    # Asked for again at most once an hour, so that no check for a new release falls into an open study by chance.
    assert headers_for("/sw.js", VERCEL)["Cache-Control"] == "public, max-age=3600"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with a page, a script, and a secret beside it."""
    (tmp_path / "dist" / "deep").mkdir(parents=True)
    (tmp_path / "dist" / "index.html").write_text("home", encoding="utf-8")
    (tmp_path / "dist" / "privacy.html").write_text("privacy", encoding="utf-8")
    (tmp_path / "dist" / "deep" / "a.wasm").write_bytes(b"\0asm")
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    return tmp_path / "dist"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret",
        "/%2e%2e/secret",
        "/deep/../../secret",
        "/..%2fsecret",
        "/..%5csecret",
        "//secret",
        "/deep",
        "/secret%00.html",
        "/./index",
    ],
)
def test_nothing_outside_the_folder_and_no_listing_is_served(small: Path, path: str) -> None:
    """Whatever the way out is written like."""
    with serving(small) as site:
        status, _, body = ask(site, path)
        assert status in {308, 404}
        assert b"secret" not in body and b"a.wasm" not in body


def test_a_backslash_is_no_way_into_a_folder(small: Path) -> None:
    """On Windows it divides folders, so that a rule for /deep/b would not know /deep%5cb; elsewhere it may stand in a name, and is not served either."""
    (small / "deep\\b.html").write_text("page", encoding="utf-8")
    with serving(small) as site:
        for path in ("/deep%5cb", "/deep\\b", "/deep%5cb.html"):
            assert ask(site, path)[0] == 404, path


def test_a_link_on_the_disc_leads_nowhere_outside_the_folder(small: Path) -> None:
    """A symbolic link is a way out that no address shows, of a file or of a folder; one within the folder is a file like others."""
    (small / "out.html").symlink_to(small.parent / "secret")
    (small / "up").symlink_to(small.parent)
    (small / "within.html").symlink_to(small / "privacy.html")
    with serving(small) as site:
        for path in ("/out", "/out.html", "/up/secret", "/up/dist/../secret"):
            status, _, body = ask(site, path)
            assert status in {308, 404}, path
            assert b"secret" not in body
        assert ask(site, "/within")[::2] == (200, b"privacy")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers at all addresses of 127.0.0.0/8")
def test_it_listens_on_this_computer_only(small: Path) -> None:
    """Whoever listens on all addresses also answers at 127.0.0.2, and to everybody on the network."""
    with serving(small) as site:
        port = urlsplit(site.url).port or 0
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        for address in ("127.0.0.2", *other_addresses()):
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((address, port), timeout=5)


def other_addresses() -> list[str]:
    """What this computer is called on its networks, as far as it knows."""
    try:
        found = socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        return []
    return [address for address in found if not address.startswith("127.")]


def test_clean_addresses_types_and_heads(small: Path) -> None:
    """/privacy is privacy.html; other spellings are redirected to it; HEAD has no body; a folder without a page for it says in words that there is nothing."""
    with serving(small) as site:
        assert ask(site, "/")[2] == b"home"
        assert ask(site, "/?from=mail")[2] == b"home"
        assert ask(site, "/privacy")[2] == b"privacy"
        assert [ask(site, path)[1]["Location"] for path in ("/privacy.html", "/index.html", "/privacy/")] == ["/privacy", "/", "/privacy"]
        assert ask(site, "/deep/a.wasm")[1]["Content-Type"] == "application/wasm"
        status, headers, body = ask(site, "/privacy", method="HEAD")
        assert (status, headers["Content-Length"], body) == (200, "7", b"")
        assert ask(site, "/privacy", **{"If-None-Match": headers["ETag"]})[0] == 304
        assert ask(site, "/nothing")[::2] == (404, b"There is nothing at this address. The viewer is at /\n")


@pytest.mark.parametrize("path", ["/%0d%0aX-Mine:%201/", "/%e2%82%ac/", "/privacy//", "/" + 300 * "a", "/deep//a.wasm"])
def test_an_odd_address_gets_an_answer_and_puts_nothing_into_its_headers(small: Path, path: str) -> None:
    """No line of its own, no other rule of vercel.json than that of the file, and no end of the connection without a word."""
    with serving(small) as site:
        status, headers, _ = ask(site, path)
        assert status in {308, 404}
        assert "X-Mine" not in headers
        assert headers.get("Location", "/").isascii()


def test_the_site_takes_nothing(small: Path) -> None:
    """A body is refused, and the refusal is in the log; also what is for the license service, where none runs."""
    with serving(small) as site:
        assert ask(site, "/", method="POST", body=b"scan")[0] == 405
        assert ask(site, "/api/activate", method="POST", body=b"{}")[0] == 405
        assert [(request.method, request.status) for request in site.log] == [("POST", 405)] * 2


def test_what_is_for_the_license_service_is_passed_on_as_it_is(small: Path, tmp_path: Path) -> None:
    """To it and back, with the headers that count; nothing else is, and the answer carries the headers of vercel.json."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "index.html").write_text("other", encoding="utf-8")
    with serving(tmp_path / "other") as behind, serving(small, configuration=ROOT / "vercel.json") as site:
        site.service = urlsplit(behind.url).netloc
        status, headers, body = ask(
            site,
            "/api/lemonsqueezy",
            method="POST",
            body=b"{}",
            **{"X-Signature": "abc", "Cookie": "secret", "Content-Type": "application/json"},
        )
        assert (status, body) == (405, b"This site only gives; it takes nothing.\n")
        assert headers["Cache-Control"] == "no-store"
        (passed,) = behind.log
        assert (passed.method, passed.path) == ("POST", "/api/lemonsqueezy")
        assert (passed.headers["X-Signature"], passed.headers["Content-Type"]) == ("abc", "application/json")
        assert "Cookie" not in passed.headers
        assert ask(site, "/elsewhere", method="POST", body=b"{}")[0] == 405
        assert ask(site, "/api/activate", method="PUT", body=b"{}")[0] == 405
        assert ask(site, "/api/activate", method="POST", body=b"x", **{"Content-Length": "5000001"})[0] == 405
        assert len(behind.log) == 1
        site.service = "127.0.0.1:9"
        assert ask(site, "/api/activate", method="POST", body=b"{}")[0] == 502
