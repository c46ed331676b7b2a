"""Slow compressions are decoded by further cells as well, behind the same wall."""

from __future__ import annotations

import os
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from playwright.sync_api import Page
from pydicom.uid import JPEG2000Lossless

from building.server import Site
from tests.browser.visit import COMPLETE, Native, Visit
from tests.core.frames import encapsulated
from tests.core.made import data_set, file_bytes

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred slices of noise in JPEG 2000: many seconds of work."""
    folder = tmp_path_factory.mktemp("slow")
    noise = np.random.default_rng(7)
    for number in range(100):
        pixels = noise.integers(0, 4000, (512, 512), np.int16)
        data = data_set(pixels, SOPInstanceUID=f"1.9.{number}", InstanceNumber=number, ImagePositionPatient=[0, 0, number])
        data.PixelData = encapsulated([[imagecodecs.jpeg2k_encode(pixels.view(np.uint16), level=0, codecformat="j2k", reversible=True)]])
        data["PixelData"].is_undefined_length = True
        (folder / f"{number:03d}").write_bytes(file_bytes(data, syntax=JPEG2000Lossless))
    return folder


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="with one processor nobody is called in")
def test_a_slow_series_is_decoded_by_more_than_one_and_exactly_the_same(page: Page, server: Site, slow: Path) -> None:
    joined = []
    page.on("worker", lambda worker: joined.append(worker))  # noqa: PLW0108 - Playwright takes no built-in function
    visit = Visit(page, server.url).arrive()
    alone = len(joined)
    opened = len(server.log)
    visit.hand_over(slow)
    visit.until(COMPLETE)
    helping = joined[alone:]
    assert helping
    assert {worker.url.rsplit("/", 1)[1] for worker in helping} == {"cell.js"}
    assert [request.path for request in server.log[opened:]] == [], "the further cells come from what the browser keeps"
    refused = """(address) => new Promise((done) => {
      const request = new XMLHttpRequest();
      request.onload = () => done(false);
      request.onerror = () => done(true);
      request.open("GET", address);
      request.send();
    })"""
    assert all(worker.evaluate(refused, f"{server.url}/manifest.json") for worker in helping), "they have no network either"
    native = Native(slow)
    assert visit.ask("openmyscan.check()") == native.sum(next(native.catalogue.stacks()))
    running = list(page.workers)
    assert set(helping) <= set(running)
    visit.close()
    assert not set(helping) & set(page.workers), "closing ends them as well"
