"""Holds a live site against what this source builds: every file byte for byte, every header, and addresses at which there should be nothing.

A host that means harm shows its good side to whoever checks. So nothing here says that it is a check: the requests are those that current
browsers send, of several kinds, also for a part of a file and for one that is known already, in an order that changes. What a host does
for one visitor only, chosen by address or moment, nobody else can see: docs/deploy.md.
"""

import gzip
import http.client
import json
import random
import secrets
import subprocess
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from building.server import NOTHING, headers_for
from building.site import WORKERS, address
from building.tools import Trouble, node

__all__ = ["differences"]

# Compared word for word.
WALL = (
    "Content-Security-Policy",
    "Cross-Origin-Embedder-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
)
# What hosts add, and what changes nothing about what a page can do or tell. Anything else has no business here: it may load more
# (Link, Speculation-Rules, Refresh), keep something about the visitor (Set-Cookie), report (NEL, Reporting-Endpoints), or be new.
HARMLESS = set(
    "accept-ranges access-control-allow-origin age alt-svc cache-control cf-cache-status cf-ray connection content-disposition content-encoding "
    "content-length content-range content-type date etag expires keep-alive last-modified server strict-transport-security transfer-encoding "
    "vary via x-cache x-cache-hits x-content-type-options x-frame-options x-matched-path x-served-by x-timer x-vercel-cache x-vercel-id".split()
)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/157.0.0.0 Safari/537.36"
BROWSERS: tuple[dict[str, str], ...] = (
    {
        "sec-ch-ua": '"Chromium";v="157", "Google Chrome";v="157", "Not/A)Brand";v="8"', "sec-ch-ua-mobile": "?0", "sec-ch-ua-platform": '"Windows"',
        "User-Agent": CHROME, "Accept-Encoding": "gzip, deflate, br", "Accept-Language": "en-US,en;q=0.9",
    },
    {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:158.0) Gecko/20100101 Firefox/158.0", "Accept-Language": "de,en-US;q=0.7,en;q=0.3",
        "Accept-Encoding": "gzip, deflate, br",
    },
    {
        "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 "
        "Safari/604.1", "Accept-Language": "fr-FR,fr;q=0.9", "Accept-Encoding": "gzip, deflate, br",
    },
)  # fmt: skip
OTHER_PAGE = ": another page for “nothing here”"
DOCUMENT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
# Names under which something is often left, or hidden: at none of them this site has anything.
COMMON = (
    ".env", ".git/HEAD", ".git/config", ".htaccess", "_headers", "admin", "admin/", "analytics.js", "api.js", "app.js", "app/cell.js", "app/",
    "beacon", "build.py", "bundle.js", "cdn-cgi/trace", "cell.js", "collect", "config.js", "config.json", "debug", "gtag.js", "headers.json",
    "index.js", "index.php", "logs", "main.js", "matomo.js", "old/", "piwik.js", "plausible.js", "pyproject.toml", "report", "runtime/",
    "script.js", "server-status", "service-worker.js", "stats", "sw2.js", "test", "track", "tracker.js", "upload", "vercel.json",
    "worker.js", "wp-login.php",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the bytes as a browser would have them, unpacked."""

    status: int
    headers: Message
    data: bytes


def differences(url: str, folder: Path, configuration: dict[str, Any]) -> list[str]:
    """What a live site serves differently from `folder`, one line each; none when it is the same in all that can be asked for."""
    base = url.rstrip("/")
    listed = manifest(base)
    own = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    due = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found = []
    if listed.get("version") != own["version"]:
        found.append(f"the site says it is version {listed.get('version')}, this source is version {own['version']}")
    files = listed.get("files")
    unknown = sorted(set(files if isinstance(files, dict) else {}) - set(own["files"]))
    found += [f"{path}: listed by the site, unknown to this source" for path in unknown]
    known = {address(path) for path in due}
    strays = [stray for stray in addresses(due, unknown) if stray not in known]
    asked = [*due, *strays]
    random.SystemRandom().shuffle(asked)
    with ThreadPoolExecutor(max_workers=8) as threads:
        checks = threads.map(
            lambda path: compare(base, path, due[path], configuration) if path in due else nothing(base, path, due.get(NOTHING)), asked
        )
        lines = [line for lines in checks for line in lines]
    if f"{NOTHING}: changed" in lines:  # said once, and not for each address
        lines = [line for line in lines if not line.endswith(OTHER_PAGE)]
    return found + sorted(lines)


def addresses(due: Mapping[str, bytes], unknown: list[str]) -> Iterator[str]:
    """Addresses at which there should be nothing: made up, common, beside those that there are, and what the site itself lists besides."""
    yield from (address(path) for path in unknown)
    yield from (f"/{name}" for name in (*COMMON, secrets.token_hex(8), f"{secrets.token_hex(8)}.js"))
    for folder in {path.rpartition("/")[0] for path in due}:
        prefix = f"/{folder}/" if folder else "/"
        yield from (prefix + name for name in (f"{secrets.token_hex(4)}.js", "index.js", "worker.js", "main.mjs"))


def manifest(base: str) -> dict[str, Any]:
    """The manifest of the live site."""
    try:
        answer = fetch(base, "/manifest.json", BROWSERS[0])
        if answer.status != HTTPStatus.OK:
            raise OSError(f"status {answer.status}")
        found: dict[str, Any] = json.loads(answer.data)
        if not isinstance(found, dict):
            raise TypeError("it is no list of files")
    except (http.client.HTTPException, ValueError, TypeError, OSError) as error:
        raise Trouble(
            f"{base} has no manifest that could be read ({error}).\nCheck the address; a site made by this build has one at {base}/manifest.json."
        ) from None
    return found


def compare(base: str, path: str, expected: bytes, configuration: dict[str, Any]) -> list[str]:
    """The differences of one file, as different browsers ask for it, whole, in part, and again; each said once."""
    where, wanted = address(path), HTTPStatus.NOT_FOUND if path == NOTHING else HTTPStatus.OK
    due = headers_for(where, configuration)
    lines: dict[str, None] = {}
    try:
        tag = ""
        for browser in random.SystemRandom().sample(BROWSERS, len(BROWSERS)):
            answer = fetch(base, where, browser)
            tag = answer.headers.get("ETag", tag)
            lines |= dict.fromkeys(judged(path, answer, due))
            if answer.status != wanted:
                lines[f"{path}: not served ({told(answer)})"] = None
            elif answer.data != expected:
                lines[f"{path}: changed"] = None
        bad = any(line.endswith(": changed") or ": not served (" in line for line in lines)  # what is wrong in any case is said once
        if wanted == HTTPStatus.OK and not bad:
            part = fetch(base, where, {**BROWSERS[0], "Range": "bytes=0-99", "Accept-Encoding": "identity"})
            if part.data != (expected[:100] if part.status == HTTPStatus.PARTIAL_CONTENT else expected):
                lines[f"{path}: changed where a part of it is asked for ({told(part)})"] = None
            lines |= dict.fromkeys(judged(path, part, due))
            if tag:
                again = fetch(base, where, {**BROWSERS[1], "If-None-Match": tag})
                if again.status != HTTPStatus.NOT_MODIFIED and again.data != expected:
                    lines[f"{path}: changed where a browser knows it already ({told(again)})"] = None
                lines |= dict.fromkeys(judged(path, again, due))
    except (http.client.HTTPException, OSError, ValueError) as error:
        lines[f"{path}: not served ({error})"] = None
    return list(lines)


def judged(path: str, answer: Answer, due: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the headers of an answer. One that only says “not modified” may leave the wall out: the kept one holds."""
    short = answer.status == HTTPStatus.NOT_MODIFIED
    for key in WALL:
        values = answer.headers.get_all(key, [])
        if values != ([due[key]] if key in due else []) and not (short and not values):
            yield f"{path}: another {key}: {repr(', '.join(values)) if values else None}"
    allowed = HARMLESS | {key.lower() for key in (*WALL, *due)}
    for key, value in answer.headers.items():
        if key.lower() not in allowed or (
            key.lower() == "alt-svc" and any(part.strip().partition("=")[2][1:2] not in {":", ""} for part in value.split(","))
        ):
            yield f"{path}: sent with {key}: {value!r}"
    if (
        not short
        and answer.status < HTTPStatus.MULTIPLE_CHOICES
        and answer.headers.get_content_type() != "text/html"
        and path.endswith(".html")
    ):
        yield f"{path}: another Content-Type: {answer.headers.get_content_type()!r}"
    if answer.headers.get_content_type() == "text/html" and not path.endswith(".html") and not short and answer.status == HTTPStatus.OK:
        yield f"{path}: another Content-Type: 'text/html'"


def nothing(base: str, where: str, page: bytes | None) -> list[str]:
    """What is wrong with an address at which there should be nothing."""
    try:
        answer = fetch(base, where, random.SystemRandom().choice(BROWSERS))
    except (http.client.HTTPException, OSError, ValueError):
        return []  # nothing, in its own way
    clean = where.removesuffix(".html").rstrip("/")
    if answer.status == HTTPStatus.PERMANENT_REDIRECT and clean != where and answer.headers.get("Location", "") == clean:
        return []
    if answer.status < HTTPStatus.BAD_REQUEST:
        return [f"{where}: there is something that this source does not have ({told(answer)})"]
    if answer.status == HTTPStatus.NOT_FOUND and page is not None and answer.data != page:
        return [where + OTHER_PAGE]
    return []


def told(answer: Answer) -> str:
    """The status of an answer in words, and where it leads."""
    known = answer.status in HTTPStatus._value2member_map_
    return (HTTPStatus(answer.status).phrase if known else f"status {answer.status}") + (
        f", to {answer.headers['Location']}" if "Location" in answer.headers else ""
    )


def purpose(where: str) -> dict[str, str]:
    """What a browser says about why it asks."""
    kind = {"css": "style", "js": "script", "mjs": "script", "png": "image", "svg": "image", "ico": "image", "webmanifest": "manifest"}
    last = where.rpartition("/")[2]
    if "." not in last:
        told = {
            "Accept": DOCUMENT,
            "Sec-Fetch-Dest": "document",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Site": "none",
            "Sec-Fetch-User": "?1",
        }
        return {**told, "Upgrade-Insecure-Requests": "1"}
    if last == "sw.js":
        return {
            "Accept": "*/*",
            "Service-Worker": "script",
            "Sec-Fetch-Dest": "serviceworker",
            "Sec-Fetch-Mode": "same-origin",
            "Sec-Fetch-Site": "same-origin",
        }
    if last in {f"{name}.js" for name in (*WORKERS, "probe")}:
        return {"Accept": "*/*", "Sec-Fetch-Dest": "worker", "Sec-Fetch-Mode": "same-origin", "Sec-Fetch-Site": "same-origin"}
    return {
        "Accept": "*/*",
        "Sec-Fetch-Dest": kind.get(last.rpartition(".")[2], "empty"),
        "Sec-Fetch-Mode": "cors",
        "Sec-Fetch-Site": "same-origin",
    }


def fetch(base: str, where: str, browser: Mapping[str, str]) -> Answer:
    """The answer to a browser; nobody is followed elsewhere. Raises OSError, HTTPException and ValueError."""
    parts = urlsplit(base)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("this is no address of a site")
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=60)
    try:
        connection.putrequest("GET", parts.path + where, skip_accept_encoding=True)
        for key, value in {**browser, **purpose(where)}.items():
            connection.putheader(key, value)
        connection.endheaders()
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, unpacked(answer.read(), answer.headers.get("Content-Encoding", "")))
    finally:
        connection.close()


def unpacked(data: bytes, encoding: str) -> bytes:
    """The bytes that a browser makes of an answer; raises ValueError and OSError."""
    if not data or encoding in {"", "identity"}:
        return data
    try:
        if encoding == "gzip":
            return gzip.decompress(data)
        if encoding == "deflate":
            return zlib.decompress(data)
    except (EOFError, zlib.error) as error:
        raise ValueError(f"its packing by {encoding} is damaged") from error
    if encoding != "br":
        raise ValueError(f"packed by {encoding}, which nobody asked for")
    script = "const all = []; process.stdin.on('data', (one) => all.push(one)).on('end', () => process.stdout.write(require('zlib').brotliDecompressSync(Buffer.concat(all))))"
    done = subprocess.run([*node(), "-e", script], input=data, capture_output=True, check=False, timeout=60)
    if done.returncode:
        raise ValueError("its packing by brotli is damaged")
    return done.stdout
