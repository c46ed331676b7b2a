"""Holds a live site against what this source builds: every file byte for byte, and the headers that make the wall."""

import hashlib
import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from typing import Any

from building.server import NOTHING, headers_for
from building.site import address
from building.tools import Trouble

__all__ = ["differences"]

# Compared word for word. HSTS, caching and the like may differ between hosts and change nothing about what a page can do.
WALL = (
    "Content-Security-Policy",
    "Cross-Origin-Embedder-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
)
# No file of ours is sent with one of these: they keep something about the visitor, load more, or let the browser report to somebody.
FOREIGN = (
    "Content-Security-Policy-Report-Only",
    "Link",
    "NEL",
    "Origin-Trial",
    "Refresh",
    "Report-To",
    "Reporting-Endpoints",
    "Service-Worker-Allowed",
    "Set-Cookie",
)


def differences(url: str, folder: Path, configuration: dict[str, Any]) -> list[str]:
    """What a live site serves differently from `folder`, one line each; none when it is the same in all files."""
    base = url.rstrip("/")
    listed = manifest(base)
    own = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    due = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()
    }
    found = []
    if listed.get("version") != own["version"]:
        found.append(f"the site says it is version {listed.get('version')}, this source is version {own['version']}")
    found += [f"{path}: listed by the site, unknown to this source" for path in sorted(set(listed.get("files", {})) - set(own["files"]))]
    with ThreadPoolExecutor(max_workers=8) as threads:
        checks = threads.map(lambda path: compare(base, path, due[path], configuration), sorted(due))
    return found + [line for lines in checks for line in lines]


def manifest(base: str) -> dict[str, Any]:
    """The manifest of the live site."""
    try:
        found: dict[str, Any] = json.loads(fetch(f"{base}/manifest.json")[0])
    except (urllib.error.URLError, ValueError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise Trouble(
            f"{base} has no manifest that could be read ({reason}).\nCheck the address; a site made by this build has one at {base}/manifest.json."
        ) from None
    return found


def compare(base: str, path: str, expected: str, configuration: dict[str, Any]) -> list[str]:
    """The differences of one file."""
    try:
        data, headers = fetch(base + address(path), nothing=path == NOTHING)
    except (urllib.error.URLError, OSError) as error:
        return [f"{path}: not served ({getattr(error, 'reason', error)})"]
    lines = [] if hashlib.sha256(data).hexdigest() == expected else [f"{path}: changed"]
    due = headers_for(address(path), configuration)
    lines += [f"{path}: another {key}: {headers.get(key)!r}" for key in WALL if headers.get(key) != due.get(key)]
    return lines + [f"{path}: sent with {key}: {headers[key]!r}" for key in FOREIGN if key in headers]


def fetch(url: str, *, nothing: bool = False) -> tuple[bytes, Message]:
    """The bytes and headers at an address, past all caches; those of an answer “404 Not Found” only where `nothing` is looked for."""
    request = urllib.request.Request(url, headers={"Cache-Control": "no-cache", "User-Agent": "openmyscan-verify"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        if not nothing or error.code != HTTPStatus.NOT_FOUND:
            raise
        with error:
            return error.read(), error.headers
