"""What the site ships is enough: all that the core may load, late or early, starts from those archives alone."""

import json
import subprocess
from pathlib import Path

import pytest

from building.tools import ROOT

LATE = (
    "pydicom.charset",
    "pydicom.datadict",
    "pydicom.dataset",
    "pydicom.encaps",
    "pydicom.pixels",
    "pydicom.pixels.decoders",
    "imagecodecs",
    "zlib",
)
NATIVE = {"viewer.__main__"}  # the command line


@pytest.mark.pyodide
def test_every_module_of_the_core_and_what_it_loads_late_is_there(cell_files: Path, node: list[str], npm_packages: Path) -> None:
    """The library of Python is shipped without what no picture needs; once pydicom was shipped without a part that it asks for."""
    ours = [path.relative_to(ROOT).with_suffix("") for folder in ("viewer", "app/cell") for path in (ROOT / folder).rglob("*.py")]
    names = {".".join(path.parts).removesuffix(".__init__") for path in ours} - NATIVE
    options = {
        "pyodide": str(npm_packages / "pyodide"),
        "stdlib": str(cell_files / "stdlib.zip"),
        "archives": [str(cell_files / "packages.zip"), str(cell_files / "viewer.zip")],
        "modules": [*sorted(names), *LATE],
    }
    done = subprocess.run(
        [*node, str(Path(__file__).with_name("shipped.mjs")), json.dumps(options)],
        capture_output=True,
        text=True,
        timeout=300,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == []
