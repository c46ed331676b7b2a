"""Unpacks the site's archives in Pyodide as the cell does, adds pytest and what only tests use, and runs pytest.

Given by run.mjs: `options`. Its last expression is the exit status.
"""

import importlib
import os
import pkgutil
import sys
import zipfile
from pathlib import Path

site = Path(f"/lib/python3.{sys.version_info.minor}/site-packages")
for archive in options["archives"]:
    zipfile.ZipFile(archive).extractall(site)

import viewer

for module in pkgutil.iter_modules(viewer.__path__, "viewer."):  # with the slim library alone: whatever the core needs must be in it
    importlib.import_module(module.name)
importlib.import_module("pydicom.pixels")
sys.path.append("/tools/stdlib.zip")  # unittest, http.server and the like, for pytest and for what tests drive
for module in list(sys.modules.values()):
    if any(path.startswith(options["slim"]) for path in getattr(module, "__path__", ())):
        module.__path__.append("/tools/stdlib.zip/" + module.__name__.replace(".", "/"))

shipped = {name.rsplit(".", 1)[0] for archive in options["archives"] for name in zipfile.ZipFile(archive).namelist()}
for wheel in options["wheels"]:  # numpy.random, pydicom's sample files, an encoder of HTJ2K: for tests only
    with zipfile.ZipFile(wheel) as full:
        missing = [name for name in full.namelist() if name.rsplit(".", 1)[0] not in shipped]
        full.extractall(site, [name for name in missing if not name.startswith("imagecodecs") or "_htj2k." in name])
importlib.invalidate_caches()

# after the site's own packages: the tests meet the bytecode of the site, not the sources in the repository
os.chdir(options["root"])
sys.path.extend([options["root"], options["tools"]])
sys.dont_write_bytecode = True

import pytest

from text.say import load

load(Path(options["language"]).read_text(encoding="utf-8"))  # with what only the command line says, which the site does not ship


class Patience:
    """This interpreter is some five times slower: no clock, and fewer examples than the same tests have under CPython."""

    def pytest_configure(self) -> None:
        from hypothesis import HealthCheck, settings

        settings.register_profile("pyodide", deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
        settings.load_profile("pyodide")


int(pytest.main(options["arguments"], plugins=[Patience()]))
