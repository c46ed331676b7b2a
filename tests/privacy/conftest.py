"""What the tests of the promises share: probes that try to reach a server, a listener for datagrams, a marked scan.

Those of a very first visit start with a fresh `page` and a `server` of their own, not with a `visit`.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from building.server import Site, serving
from tests.browser import scans
from tests.privacy.marks import MARKER

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def probes() -> str:
    """The JavaScript of all attempts; see probes.js."""
    return (HERE / "probes.js").read_text(encoding="utf-8").strip()


class Datagrams:
    """Counts what arrives by UDP at the port of the other origin: WebTransport is QUIC, which no TCP server sees."""

    def __init__(self, port: int) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", port))
        self.socket.settimeout(0)

    def count(self) -> int:
        """How many came since the last time."""
        number = 0
        while True:
            try:
                self.socket.recv(4096)
            except BlockingIOError:
                return number
            number += 1


@pytest.fixture
def datagrams(other_origin: Any) -> Iterator[Datagrams]:
    """A listener on the other origin's port number."""
    listener = Datagrams(urlsplit(other_origin.url).port or 0)
    yield listener
    listener.socket.close()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Site]:
    """A site without any policy: a page and a worker, for showing that the attempts do reach a server when nothing stops them."""
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><title>bare</title><body>no policy here", encoding="utf-8")
    (folder / "worker.js").write_text("onmessage = () => {};", encoding="utf-8")
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="session")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scan whose names, of the patient and of the files, stand nowhere else: two series and a broken file."""
    folder = tmp_path_factory.mktemp("marked") / f"{MARKER}-CD"
    for number in range(6):
        scans.named(
            scans.PYDICOM / "CT_small.dcm",
            folder / f"{MARKER}-{number}.dcm",
            PatientName=f"{MARKER}^Penelope",
            PatientID=f"{MARKER}-ID",
            InstitutionName=f"{MARKER} Hospital",
            StudyDescription=f"{MARKER} study",
            SeriesDescription=f"{MARKER} series",
            SOPInstanceUID=f"1.2.826.0.1.3680043.10.1631.8.{number}",
            ImagePositionPatient=[0, 0, 5 * number],
        )
    scans.named(
        scans.PYDICOM / "MR_small.dcm",
        folder / f"{MARKER}-MR.dcm",
        PatientName=f"{MARKER}^Penelope",
        PatientID=f"{MARKER}-ID",
        SeriesDescription=f"{MARKER} other",
    )
    (folder / f"{MARKER}-BROKEN.dcm").write_bytes((folder / f"{MARKER}-0.dcm").read_bytes()[:600])
    (folder / f"{MARKER}.txt").write_text(f"{MARKER} wrote this", encoding="utf-8")
    return folder
