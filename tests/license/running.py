"""The service as it runs: uvicorn in a process of its own, spoken to over HTTP."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from building.tools import ROOT
from tests.license.lemon import PRODUCT, SECRET, STORE
from tests.license.redis_rest import free_port

__all__ = ["SETTINGS", "Answer", "Running", "environment", "running"]

SETTINGS = {
    "LEMONSQUEEZY_SIGNING_SECRET": SECRET,
    "LEMONSQUEEZY_STORE_ID": str(STORE),
    "LEMONSQUEEZY_PRODUCT_ID": str(PRODUCT),
    "LICENSE_PEPPER": "a pepper that is long enough to be a secret",
    "LICENSE_SIGNING_KEY": "QEGbwcCgZUgWhx26ajNeexNSi0AVkIVJXGkXXZMt0M4",  # made for these tests, and used nowhere else
}
SYSTEM = ("PATH", "HOME", "SYSTEMROOT", "TEMP", "TMP")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    told: dict[str, Any]


@dataclass(slots=True)
class Running:
    """A running service: its address, where it writes what it says, and the settings it was started with."""

    url: str
    output: Path
    settings: Mapping[str, str]

    def post(self, path: str, body: bytes, **headers: str) -> Answer:
        """One request."""
        return self.ask("POST", path, body, headers)

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """One request of any kind."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        try:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return Answer(answer.status, {key.lower(): value for key, value in answer.getheaders()}, json.loads(answer.read()))
        finally:
            connection.close()

    def activate(self, **asked: object) -> Answer:
        """Ask for a token as /pro does."""
        return self.post("/api/activate", json.dumps(asked).encode(), **{"Content-Type": "application/json"})

    def said(self) -> str:
        """All that it has printed."""
        return self.output.read_text(encoding="utf-8")


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """An environment that holds these settings and nothing of ours."""
    return {**{name: os.environ[name] for name in SYSTEM if name in os.environ}, **settings}


def documented() -> list[str]:
    """The command that the manual gives to start the service, after the program's name."""
    found = re.search(r"By itself: `uvicorn ([^`]+)`", (ROOT / "docs" / "license.md").read_text(encoding="utf-8"))
    assert found
    return found[1].split()


@contextmanager
def running(settings: Mapping[str, str], folder: Path, arguments: Sequence[str] = ()) -> Iterator[Running]:
    """Start the service, by the command of the manual or with other arguments, and wait until it listens."""
    port, output = free_port(), folder / f"service-{time.monotonic_ns()}.txt"
    command = [sys.executable, "-m", "uvicorn", *(arguments or documented()), "--port", str(port)]
    with output.open("wb") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(settings), stdout=said, stderr=subprocess.STDOUT)
    try:
        for _ in range(600):
            assert process.poll() is None, output.read_text(encoding="utf-8")
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield Running(f"http://127.0.0.1:{port}", output, settings)
    finally:
        process.terminate()
        process.wait()
