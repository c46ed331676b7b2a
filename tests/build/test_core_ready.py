"""`build.py core` makes `.venv` ready for the command line of the viewer, as README says."""

import subprocess
import sys

import pytest

from building.tools import ROOT, VENV_PYTHON, requirements


@pytest.mark.native
def test_after_it_the_command_line_runs_with_the_python_that_it_names() -> None:
    made = subprocess.run([sys.executable, "build.py", "core"], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert made.returncode == 0, made.stderr
    assert f"Ready: {VENV_PYTHON.relative_to(ROOT)} -m viewer" in made.stdout + made.stderr
    told = subprocess.run([VENV_PYTHON, "-m", "viewer", "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert told.returncode == 0, told.stderr
    assert "render" in told.stdout


def test_readme_names_the_command_and_all_that_it_installs() -> None:
    words = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 build.py core" in words
    for pin in requirements("core"):
        assert pin.split("==")[0] in words.split("**Command line**")[1].split("```")[0]
