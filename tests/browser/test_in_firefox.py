"""The picture and the saving of a file in real Firefox: what Chromium shows and saves in the other tests."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from building.server import Site
from tests.browser import papers
from tests.browser.visit import Native
from tests.core.documents import test_encapsulated as inside
from viewer.image.voi import Window

pytestmark = pytest.mark.firefox


def pixels(told: list[Any]) -> np.ndarray:
    """What was on the canvas: (rows, columns, 4) RGBA."""
    rows, columns, text = told
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(rows, columns, 4)


def test_the_picture_is_exact_and_a_pdf_is_saved_byte_by_byte(
    run_in_firefox: Callable[..., Any], server: Site, few: Path, tmp_path: Path
) -> None:
    """Before and after the window was set; all eight slices are there, and the middle one was shown first."""
    letter = tmp_path / "letter.dcm"
    letter.write_bytes(inside.wrapped(papers.PDF, DocumentTitle="Letter", MIMETypeOfEncapsulatedDocument="application/pdf").data)
    (tmp_path / "saved").mkdir()
    told = run_in_firefox(
        Path(__file__).with_name("firefox.mjs"),
        url=server.url,
        files=[*(str(path) for path in sorted(few.iterdir())), str(letter)],
        index=6,
        downloads=str(tmp_path / "saved"),
        saved="document.pdf",
    )
    native = Native(few)
    (stack,) = native.catalog.stacks()
    assert told["begun"] == 4
    assert np.array_equal(pixels(told["picture"]), native.pixels(stack, 6))
    assert np.array_equal(pixels(told["windowed"]), native.pixels(stack, 6, window=Window(40, 300)))
    assert base64.b64decode(told["data"]) == papers.PDF
    assert told["requests"] == "Requests since opening: 0"
