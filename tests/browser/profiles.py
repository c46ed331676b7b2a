"""A browser with a profile on the disk, as people have."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from building import browser as browsers
from tests.conftest import PLAIN_PAINTING, QUIET

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

__all__ = ["own_profile"]


@contextmanager
def own_profile(browser: Browser, folder: Path, **options: Any) -> Iterator[BrowserContext]:
    """Start a second browser that keeps its profile in that folder."""
    arguments = [*QUIET, *PLAIN_PAINTING, *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])]
    context = browser.browser_type.launch_persistent_context(folder, executable_path=browsers.chromium(), args=arguments, **options)
    yield context
    context.close()
