"""The offline copy: one ZIP that holds the whole site, starts anywhere with Python alone, and refuses what was changed."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from building import offline
from building import site as sites
from building.server import NOTHING, TYPES, headers_for
from building.tools import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.native

VERCEL = json.loads((ROOT / "vercel.json").read_text(encoding="utf-8"))


@pytest.fixture
def unpacked(site: Path, tmp_path: Path) -> Path:
    """The copy as somebody unpacks it onto a stick."""
    with zipfile.ZipFile(site / offline.NAME) as archive:
        archive.extractall(tmp_path / "a stick")
    return tmp_path / "a stick" / "openmyscan"


@pytest.fixture
def started(unpacked: Path) -> Iterator[Callable[..., str]]:
    """Start the copy in another folder and with nothing but Python; gives its address."""
    running = []

    def start(*arguments: str) -> str:
        command = [sys.executable, "-I", str(unpacked / "start.py"), "--no-open", *arguments]
        running.append(subprocess.Popen(command, cwd="/", stdout=subprocess.PIPE, text=True))
        said = running[-1].stdout.readline()
        found = re.search(r"http://localhost:\d+", said)
        assert found, said
        return found[0]

    yield start
    for one in running:
        one.kill()
        one.communicate()


def test_it_holds_every_file_of_the_site_and_what_starts_it(site: Path) -> None:
    """The same bytes as the site itself; nothing about when and where it was made."""
    with zipfile.ZipFile(site / offline.NAME) as archive:
        assert archive.testzip() is None
        inside = {entry.filename: entry for entry in archive.infolist()}
        for entry in inside.values():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.external_attr >> 16 == (0o100755 if entry.filename == "openmyscan/start.py" else 0o100644)
        due = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()} - {offline.NAME, sites.SUMS}
        beside = {"START-HERE.txt", "start.py", "headers.json"}
        assert set(inside) == {f"openmyscan/site/{path}" for path in due} | {f"openmyscan/{name}" for name in beside}
        for path in due:
            assert archive.read(f"openmyscan/site/{path}") == (site / path).read_bytes(), path


def test_what_starts_it_is_written_for_an_old_python(unpacked: Path) -> None:
    """For Python 3.7, without any package: a Mac still comes with 3.9."""
    tree = ast.parse((unpacked / "start.py").read_text(encoding="utf-8"), feature_version=(3, 7))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_it_serves_every_file_with_its_headers(site: Path, started: Callable[..., str]) -> None:
    """Those of vercel.json, at the same addresses."""
    url = started("--port", "0")
    for path in set(json.loads((site / "manifest.json").read_text(encoding="utf-8"))["files"]) - {NOTHING}:
        at = sites.address(path)
        with urllib.request.urlopen(url + at) as answer:
            assert answer.read() == (site / path).read_bytes(), path
            assert answer.headers["Content-Type"] == TYPES.get(Path(path).suffix, "application/octet-stream")
            for key, value in headers_for(at, VERCEL).items():
                assert answer.headers[key] == value, (path, key)


@pytest.mark.parametrize(
    "address", ["/start.py", "/../start.py", "/%2e%2e/start.py", "/site/index.html", "/icons", "//etc/passwd", "/404", "/nothing"]
)
def test_it_serves_nothing_else(site: Path, started: Callable[..., str], address: str) -> None:
    """But the page that says so, with its headers."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(started("--port", "0") + address)
    assert refused.value.code == 404
    assert refused.value.read() == (site / NOTHING).read_bytes()
    due = {**headers_for("/nothing", VERCEL), "Content-Type": TYPES[".html"]}
    assert {key: refused.value.headers[key] for key in due} == due
    refused.value.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers at all addresses of 127.0.0.0/8")
def test_it_listens_on_this_computer_only(started: Callable[..., str]) -> None:
    """Also when its usual port is taken. Whoever listens on all addresses also answers at 127.0.0.2, and to everybody on the network."""
    first = urlsplit(started("--port", "0")).port or 0
    second = urlsplit(started("--port", str(first))).port or 0
    assert first != second
    for port in (first, second):
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", port), timeout=5)


def test_it_takes_nothing(started: Callable[..., str]) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(started("--port", "0") + "/", data=b"a scan")
    assert refused.value.code == 501
    refused.value.close()


def test_a_second_one_finds_a_place_of_its_own(started: Callable[..., str]) -> None:
    first = started("--port", "0")
    second = started("--port", first.rpartition(":")[2])
    assert second != first
    with urllib.request.urlopen(second) as answer:
        assert answer.status == 200


def test_a_changed_or_missing_file_is_named_and_nothing_starts(unpacked: Path) -> None:
    """One byte of one file; then none of it."""
    program = next(unpacked.glob("site/runtime/*/stdlib.zip.brotli"))
    data = program.read_bytes()
    program.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    name = program.relative_to(unpacked).as_posix()
    for words in ("is not the one it was made with", "cannot be read"):
        ended = subprocess.run(
            [sys.executable, "start.py", "--no-open"], cwd=unpacked, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        assert ended.returncode == 1
        assert f"The file {name} of this copy {words}" in ended.stderr
        assert "download it anew" in ended.stderr
        assert ended.stdout == ""
        program.unlink(missing_ok=True)


def test_its_sum_is_published_beside_it(site: Path) -> None:
    """So that a copy from somebody else's stick can be checked."""
    listed = dict(reversed(line.split("  ", 1)) for line in (site / sites.SUMS).read_text(encoding="utf-8").splitlines())
    assert listed[offline.NAME] == hashlib.sha256((site / offline.NAME).read_bytes()).hexdigest()


@pytest.mark.browser
def test_a_scan_opens_in_it(browser: Browser, started: Callable[..., str], tmp_path: Path) -> None:
    """In real Chromium, sealed as on the site itself."""
    from tests.browser import scans
    from tests.browser.visit import Visit

    context = browser.new_context()
    visit = Visit(context.new_page(), started("--port", "0")).arrive().open(scans.phantom(tmp_path / "CD", range(16, 24)))
    visit.counts(8)
    assert visit.page.evaluate("() => [crossOriginIsolated, document.documentElement.dataset.sealed]") == [True, "true"]
    context.close()
