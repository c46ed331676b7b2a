#!/usr/bin/env python3
"""Opens this copy of OpenMyScan in your browser, without the internet.

Needs Python 3.7 or newer and nothing else. It answers only the browser on this computer, only with the files in the folder
site/, each with its headers from headers.json: these are the wall that keeps a scan on this computer. It takes nothing: all that
a browser could send is refused. First it holds every file against its SHA-256 sum in site/manifest.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import webbrowser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SITE = HERE / "site"
PORT = 8642  # any other one is as good; always the same, so that the browser knows this copy again

NOTHING = "/404"  # where headers.json has the page for addresses at which there is nothing


class Broken(Exception):
    """This copy cannot be used; the words say why."""


class Handler(BaseHTTPRequestHandler):
    """Answers one connection of the browser."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "OpenMyScan", ""

    def do_GET(self) -> None:
        """Send a file of the site, or its page for addresses at which there is nothing."""
        answers = self.server.answers  # type: ignore[attr-defined]  # see Server
        path, headers = answers.get(self.path.partition("?")[0], answers[NOTHING])
        self.answer(404 if path == answers[NOTHING][0] else 200, headers, (SITE / path).read_bytes())

    do_HEAD = do_GET

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """Send one answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep no record of what is looked at."""


class Server(ThreadingHTTPServer):
    """One thread a connection; `answers` tells for each address the file and its headers."""

    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # on Windows two servers could share one port

    def __init__(self, port: int, answers: dict[str, tuple[str, dict[str, str]]]) -> None:
        self.answers = answers
        super().__init__(("127.0.0.1", port), Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle is no trouble; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def read(name: str) -> Any:
    """Give what a JSON file of this folder says."""
    try:
        return json.loads((HERE / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Broken(f"The file {name} of this copy is missing or damaged ({error}).") from None


def check() -> None:
    """Hold every file against its sum: another one is an accident of the stick, or somebody's work."""
    for path, expected in sorted(read("site/manifest.json")["files"].items()):
        try:
            found = hashlib.sha256((SITE / path).read_bytes()).hexdigest()
        except OSError as error:
            raise Broken(f"The file site/{path} of this copy cannot be read ({error.strerror}).") from None
        if found != expected:
            raise Broken(f"The file site/{path} of this copy is not the one it was made with.")


def listen(port: int) -> Server:
    """Give a server on that port, or on any free one if something else has it."""
    answers = read("headers.json")
    try:
        return Server(port, answers)
    except OSError:
        return Server(0, answers)


def main() -> None:
    """Check this copy, serve it, open the browser, and go on until the window is closed."""
    options = argparse.ArgumentParser(description="Opens this copy of OpenMyScan in your browser, without the internet.")
    options.add_argument("--port", type=int, default=PORT)
    options.add_argument("--no-open", action="store_true", help="do not open the browser")
    chosen = options.parse_args()
    check()
    with listen(chosen.port) as server:
        address = f"http://localhost:{server.server_address[1]}/"
        print(f"OpenMyScan is at {address}\nLeave this window open while you look at your scan. Closing it ends the program.", flush=True)
        if not chosen.no_open:
            webbrowser.open(address)
        server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("\nEnded.")
    except Broken as broken:
        print(f"{broken}\nNothing was started. Unpack the ZIP again, or download it anew, and start it once more.", file=sys.stderr)
        if sys.stdin is not None and sys.stdin.isatty():
            input("Press Enter to close this window. ")
        sys.exit(1)
