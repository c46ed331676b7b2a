"""The license service beside the local site, so that /pro can be tried: throw-away secrets, an empty shop, and one purchase to try it with.

The secrets are made at each start, go to the service by its environment and are written nowhere; its records lie in a folder that goes
with it. It asks nobody outside. Where it cannot start, the viewer is served without it.
"""

import hashlib
import hmac
import json
import os
import secrets
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from building import tools

__all__ = ["Service", "serving"]

STORE, PRODUCT = 1, 1
SECONDS_TO_START = 20


@dataclass(frozen=True, slots=True)
class Service:
    """A running license service: its host and port, and a key that opens Pro."""

    address: str
    key: str


@contextmanager
def serving() -> Iterator[Service | None]:
    """Run the service on a free port of this computer; None, and lines that say why, where it does not start."""
    with tempfile.TemporaryDirectory(prefix="openmyscan-license-", ignore_cleanup_errors=True) as folder:
        process = None
        try:
            tools.pip_install("license")
            process, service = start(Path(folder))
        except (tools.Trouble, OSError) as trouble:
            tools.say(f"The license service did not start, so /pro cannot activate anything; the viewer is whole without it.\n{trouble}")
            service = None
        try:
            yield service
        finally:
            if process:
                process.terminate()
                process.wait()


def start(folder: Path) -> tuple[subprocess.Popen[bytes], Service]:
    """Start it and sell one license. Raises Trouble, with its last words, and OSError."""
    secret, port, output = secrets.token_urlsafe(24), free_port(), folder / "output.txt"
    with output.open("wb") as said:
        process = subprocess.Popen(command(port), cwd=tools.ROOT, env=environment(secret, folder), stdout=said, stderr=subprocess.STDOUT)
    service = Service(f"127.0.0.1:{port}", str(uuid.uuid4()).upper())
    if not listens(process, port) or not sell(service, secret):
        process.terminate()
        process.wait()
        raise tools.Trouble("\n".join(output.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]))
    return process, service


def command(port: int) -> list[str]:
    """What runs it; the log of accesses stays off, since it would hold addresses, and nobody is believed to be somebody else."""
    server = [str(tools.VENV_PYTHON), "-m", "uvicorn", "app.license.main:app"]
    return [*server, "--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--no-proxy-headers"]


def environment(secret: str, folder: Path) -> dict[str, str]:
    """Its settings; what the person's own environment says of the real service is left out."""
    ours = ("LEMONSQUEEZY_", "LICENSE_", "UPSTASH_", "KV_REST_", "VERCEL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {
        **kept,
        "LEMONSQUEEZY_SIGNING_SECRET": secret,
        "LEMONSQUEEZY_STORE_ID": str(STORE),
        "LEMONSQUEEZY_PRODUCT_ID": str(PRODUCT),
        "LEMONSQUEEZY_API": "none",
        "LICENSE_PEPPER": secrets.token_urlsafe(32),
        "LICENSE_SIGNING_KEY": secrets.token_urlsafe(32),
        "LICENSE_DATABASE": str(folder / "licenses.sqlite3"),
    }


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def listens(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until it listens; False when it ended or takes too long."""
    ends = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.05)
    return False


def sell(service: Service, secret: str) -> bool:
    """Tell the service of one purchase, in the way the shop tells it."""
    attributes = {
        "store_id": STORE, "product_id": PRODUCT, "order_id": 1, "key": service.key, "status": "inactive",
        "expires_at": None, "updated_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    told = {"meta": {"event_name": "license_key_created"}, "data": {"type": "license-keys", "id": "1", "attributes": attributes}}
    body = json.dumps(told).encode()
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    request = urllib.request.Request(f"http://{service.address}/api/lemonsqueezy", data=body, headers={"X-Signature": signature})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
