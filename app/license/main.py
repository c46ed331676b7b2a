"""The application that a server runs: `uvicorn app.license.main:app --no-access-log --no-proxy-headers`, or the host by its entry point."""

import logging
import os
import sys

from .service import Service
from .settings import Refusal, Settings
from .store import StoreTrouble, open_store

__all__ = ["app"]

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
try:
    settings = Settings.read(os.environ)
    app = Service(settings, open_store(settings))
except (Refusal, StoreTrouble) as reason:
    sys.exit(f"The license service does not start: {reason}\nWhat each setting is, and how to make it: docs/license.md")
