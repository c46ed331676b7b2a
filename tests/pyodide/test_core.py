"""The core's own tests once more inside Pyodide: 32-bit sizes, another zlib, other codecs, the very bytes that the site ships."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from building import runtime
from building.tools import ROOT, VENV
from text.compiling import compiled

DATA = Path(os.environ.get("OPENMYSCAN_DATA") or ROOT.parent / "shared" / "data").resolve()


@pytest.mark.pyodide
def test_the_core_passes_its_tests_inside_pyodide(cell_files: Path, node: list[str], npm_packages: Path) -> None:
    archives = [cell_files / "packages.zip", cell_files / "viewer.zip"]
    packages = next(VENV.glob("**/site-packages"))
    language = cell_files / "english.json"
    language.write_text(json.dumps(compiled("en")), encoding="utf-8")
    options = {
        "language": str(language),
        "script": str(Path(__file__).parent / "inside.py"),
        "stdlib": str(cell_files / "stdlib.zip"),
        "archives": [str(path) for path in archives],
        "wheels": [str(wheel) for wheel in runtime.wheels()],
        "tools": str(packages),
        "root": str(ROOT),
        "data": str(DATA),
        "folders": [str(path) for path in (ROOT, runtime.wheels()[0].parent, DATA, cell_files) if path.is_dir()],
        "arguments": [
            "tests/core",
            "tests/cell",
            "tests/protocol",
            "tests/fuzz",
            "-q",
            "--durations=5",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            "-p",
            "no:xdist.looponfail",
            "-o",
            "pythonpath=",
            "-m",
            "not native",
        ],
    }
    command = [*node, "--no-warnings", Path(__file__).parent / "run.mjs", npm_packages / "pyodide", json.dumps(options)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800)
    print(done.stdout[-12000:], done.stderr[-2000:])
    assert done.returncode == 0, "the core's tests fail inside Pyodide; what pytest said there is above"
    assert " passed" in done.stdout
