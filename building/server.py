"""A small web server for one folder that answers as the host will: the headers of vercel.json, clean addresses, nothing else.

It serves what lies in the folder and only that: no listing, no way out by `..`, no other method than GET and HEAD. What is for /api/ goes
to the license service, where one runs.
`Site` runs it in a thread; every request it answers is noted in `Site.log`, which is what the tests read.
"""

import email.utils
import http.client
import json
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

__all__ = ["NOTHING", "TYPES", "Request", "Site", "headers_for", "pattern", "serving"]

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".py": "text/x-python; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".xml": "application/xml",
    ".zip": "application/zip",
}

NOTHING = "404.html"  # the page that hosts send from an address at which there is nothing
SERVICE = "/api/"  # what begins so is for the license service
SERVICE_LARGEST = 5_000_000  # bytes of a body; the host takes 4.5 MB
PASSED_ON = ("Content-Type", "X-Signature", "X-Event-Name")


# ---- the rules of vercel.json


@cache
def pattern(source: str) -> re.Pattern[str]:
    """The regular expression of a `source` in vercel.json.

    Of path-to-regexp's language it knows what we use: plain text, `:name` (one segment), `:name*` (any rest) and groups in
    brackets, which are regular expressions already.
    """
    expression, at = "", 0
    for found in re.finditer(r":(\w+)(\*?)|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)", source):
        expression += re.escape(source[at : found.start()])
        expression += found[0] if found[1] is None else ".*" if found[2] else "[^/]+"
        at = found.end()
    return re.compile(expression + re.escape(source[at:]))


def headers_for(path: str, configuration: dict[str, Any]) -> dict[str, str]:
    """The headers that the host adds to the answer for this path; a later rule replaces the value of an earlier one."""
    rules = [rule for rule in configuration.get("headers", []) if pattern(rule["source"]).fullmatch(path)]
    return {header["key"]: header["value"] for rule in rules for header in rule["headers"]}


# ---- the server


@dataclass(frozen=True, slots=True)
class Request:
    """One request that reached the server."""

    method: str
    path: str
    headers: dict[str, str]
    status: int


@dataclass(slots=True)
class Site:
    """A running server: its address, its folder and the requests it has answered."""

    folder: Path
    configuration: dict[str, Any]
    url: str = ""
    service: str | None = None  # the license service: host and port
    log: list[Request] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    """Answers one connection of the site that `serving` binds to it."""

    site: Site
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "OpenMyScan", ""
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer with the file, a redirect to its clean address, or the page that says that there is nothing."""
        path = unquote(urlsplit(self.path).path)
        if (clean := clean_address(path)) and not odd(path):
            self.answer(HTTPStatus.PERMANENT_REDIRECT, path, b"", {"Location": quote(clean)})
        elif (file := self.find(path)) and file.name != NOTHING:
            self.send_file(path, file)
        else:
            self.send_nothing(path)

    do_HEAD = do_GET

    def refuse(self) -> None:
        """Nothing can be sent to this site."""
        self.close_connection = True  # the body, if there is one, is not read
        self.answer(
            HTTPStatus.METHOD_NOT_ALLOWED,
            self.path,
            b"This site only gives; it takes nothing.\n",
            {"Allow": "GET, HEAD", "Content-Type": TYPES[".txt"]},
        )

    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = refuse

    def do_POST(self) -> None:
        """Pass a question on to the license service; anything else is refused."""
        length = self.headers.get("Content-Length", "")
        if (
            self.site.service is None
            or not self.path.startswith(SERVICE)
            or not (length.isascii() and length.isdigit())
            or int(length) > SERVICE_LARGEST
        ):
            self.refuse()
            return
        asked = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
        connection = http.client.HTTPConnection(self.site.service, timeout=30)
        try:
            connection.request("POST", self.path, self.rfile.read(int(length)), asked)
            answer = connection.getresponse()
            told = {name: answer.headers[name] for name in ("Content-Type", "Retry-After") if name in answer.headers}
            self.answer(HTTPStatus(answer.status), self.path, answer.read(), told)
        except (OSError, http.client.HTTPException):
            self.answer(HTTPStatus.BAD_GATEWAY, self.path, b"The license service does not answer.\n", {"Content-Type": TYPES[".txt"]})
        finally:
            connection.close()

    def find(self, path: str) -> Path | None:
        """The file for an address: its own, an .html without its ending, or the index; never anything outside the folder."""
        root = self.site.folder.resolve()
        if odd(path) or any(part in {"..", "."} for part in path.split("/")):
            return None
        wanted = root / (path.strip("/") or "index.html")
        for file in (wanted, wanted.with_name(wanted.name + ".html")):
            with suppress(OSError):  # a name that is too long
                if file.is_file() and file.resolve().is_relative_to(root):
                    return file
        return None

    def send_file(self, path: str, file: Path) -> None:
        """Send the file, or say that the browser's copy is still good."""
        data, changed = file.read_bytes(), file.stat().st_mtime_ns
        tag = f'"{changed:x}-{len(data):x}"'
        known = {"ETag": tag, "Last-Modified": email.utils.formatdate(changed / 1e9, usegmt=True)}
        if self.headers.get("If-None-Match") == tag:
            self.answer(HTTPStatus.NOT_MODIFIED, path, b"", known)
        else:
            self.answer(HTTPStatus.OK, path, data, {"Content-Type": TYPES.get(file.suffix, "application/octet-stream"), **known})

    def send_nothing(self, path: str) -> None:
        """Say that there is nothing at this address, with the site's own page if it has one."""
        page = self.site.folder / NOTHING
        body = page.read_bytes() if page.is_file() else b"There is nothing at this address. The viewer is at /\n"
        self.answer(HTTPStatus.NOT_FOUND, path, body, {"Content-Type": TYPES[".html" if page.is_file() else ".txt"]})

    def answer(self, status: HTTPStatus, path: str, body: bytes, headers: dict[str, str]) -> None:
        """Send an answer with the headers of vercel.json and note it."""
        self.site.log.append(Request(self.command, self.path, dict(self.headers.items()), int(status)))
        self.send_response(status)
        for key, value in {**headers_for(path, self.site.configuration), **headers}.items():
            self.send_header(key, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and body:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: `Site.log` has it."""


def odd(path: str) -> bool:
    """Whether an address holds what no file of the site has in its own: it would be another one to a rule, a header or the disc."""
    return not path.isprintable() or "\\" in path or "//" in path


def clean_address(path: str) -> str | None:
    """Where the host redirects an address to that is not clean (with .html, or a slash at its end); None when it is."""
    short = path.removesuffix("index.html").removesuffix(".html") if path.endswith(".html") else path
    short = "/" + short.strip("/")
    return short if short != path else None


class Server(ThreadingHTTPServer):
    """One thread a connection; quiet when a browser hangs up in the middle."""

    daemon_threads = True
    request_queue_size = 64
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away is no error; anything else is worth its traceback."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(folder: Path, *, configuration: Path | None = None, port: int = 0) -> Iterator[Site]:
    """Serve a folder on localhost in a thread; port 0 takes any free one. Raises OSError when the port is taken."""
    site = Site(folder, json.loads(configuration.read_text(encoding="utf-8")) if configuration else {})
    with Server(("127.0.0.1", port), type("SiteHandler", (Handler,), {"site": site})) as server:
        site.url = f"http://localhost:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
