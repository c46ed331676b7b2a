"""The page /conformance says what the tests recorded, and the records are those of the tests that there are."""

import html
import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from building import conformance
from building import site as sites
from building.server import Site
from building.tools import ROOT
from viewer.dicom.syntaxes import SYNTAXES, is_video

RECORDED = json.loads(conformance.RECORDS.read_text(encoding="utf-8"))["tests"]
MARKED = ("tests/core/image/test_modality.py", "tests/core/image/test_measured.py")
"""Two files with marked tests that take no time."""
SHOWN = set(conformance.traps()) - set(conformance.NOT_YET)
"""The traps that must have a test that passed."""


def _without_outcome(entries: list[dict]) -> list[str]:
    return sorted(json.dumps({name: value for name, value in entry.items() if name != "outcome"}, sort_keys=True) for entry in entries)


@pytest.mark.native
def test_the_records_hold_every_marked_test_and_no_other(tmp_path: Path) -> None:
    """When this fails: `python build.py test` once more, or pytest with `--records docs/conformance.json`; then commit that file."""
    found = tmp_path / "found.json"
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "--records", str(found), "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-2000:]
    assert _without_outcome(RECORDED) == _without_outcome(json.loads(found.read_text(encoding="utf-8"))["tests"])


@pytest.mark.native
def test_two_processes_record_together_what_one_records_alone(tmp_path: Path) -> None:
    recorded = []
    for processes in ("0", "2"):
        file = tmp_path / f"{processes}.json"
        command = [sys.executable, "-m", "pytest", "-n", processes, "-q", "--records", file, "-p", "no:cacheprovider", *MARKED]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout[-2000:]
        recorded.append(file.read_text(encoding="utf-8"))
    assert recorded[0] == recorded[1]
    tests = json.loads(recorded[1])["tests"]
    assert {entry["test"].partition("::")[0] for entry in tests} == set(MARKED)
    assert {entry["outcome"] for entry in tests} == {"passed"}


def test_no_recorded_test_failed() -> None:
    assert [entry["test"] for entry in RECORDED if entry["outcome"] == "failed"] == []


def test_every_trap_that_must_be_shown_has_a_test_that_passed() -> None:
    passed = {number for entry in RECORDED if entry["outcome"] == "passed" for number in entry.get("traps", [])}
    assert passed >= SHOWN
    assert not passed & set(conformance.NOT_YET), "a trap that is shown by a test is no longer 'not yet'"
    for number in conformance.NOT_YET:
        assert conformance.traps()[number].startswith("Not yet")


def test_the_records_know_no_time_and_no_folder_of_this_computer() -> None:
    text = conformance.RECORDS.read_text(encoding="utf-8")
    assert not re.search(r"/(home|tmp|work|root|Users)/|\d\d:\d\d:\d\d", text)


def test_the_page_has_a_line_for_each_syntax_and_trap_and_what_is_not_decoded_is_said_so() -> None:
    page = conformance.page()
    rows = dict(re.findall(r'<tr id="([^"]+)">.*?class="verdict (\w+)"', page))
    for uid, syntax in SYNTAXES.items():
        assert (rows[uid] == "no") == (not syntax.family) or is_video(uid), syntax.name
    assert {f"trap-{number}" for number in range(1, 42)} <= rows.keys()
    assert rows["1.2.840.10008.1.2.4.80"] == "yes"
    assert rows["cmyk"] == "no"
    assert page.count("<tr id=") == len(rows), "an anchor stands twice"


def test_films_are_said_to_play_in_the_browser_or_to_be_saved_as_the_tests_of_the_viewer_show() -> None:
    rows = dict(re.findall(r'<tr id="([^"]+)">(.*?)</tr>', conformance.page()))
    tests = (ROOT / "tests" / "browser" / "test_seeing_inside.py").read_text(encoding="utf-8")
    base = "1.2.840.10008.1.2.4"
    for number, said in {"100": "saves as a film", "101.1": "saves as a film", "102": "plays as a film", "106.1": "plays as a film",
                         "107": "plays in some browsers", "108": "plays in some browsers"}.items():  # fmt: skip
        row = rows[f"{base}.{number}"]
        assert f">{said}</span>" in row
        assert "does not read" not in row and "nothing here decodes" not in row.lower()
    for *_, name in conformance._FILMS.values():
        assert f"def {name}(" in tests


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("test_the_picture_is_dcmtks_within_one_level", "The picture is DCMTK's within one level"),
        ("test_trap_12_a_drag_after_a_voi_lut_starts_there", "A drag after a VOI LUT starts there"),
        ("test_the_table_is_the_standards_formula_rounded", "The table is the standard's formula rounded"),
        ("test_an_x_ray_of_jpeg_2000", "An X-ray of JPEG 2000"),
        ("test_what_hides_frames_and_lutes", "What hides frames and lutes"),
    ],
)
def test_the_name_of_a_test_is_written_as_a_sentence(name: str, title: str) -> None:
    """With the apostrophes and capitals that no name in Python has."""
    assert f">{html.escape(title)}</span>" in conformance._tests([{"test": f"tests/core/test_x.py::{name}"}])


def test_the_page_is_served_at_a_clean_address_without_any_script(server: Site) -> None:
    with urllib.request.urlopen(server.url + "/conformance") as answer:
        text, policy = answer.read().decode(), answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; connect-src 'self'; style-src 'self'; img-src 'self';") and "script-src" not in policy
    assert "<script" not in text and "{{" not in text and sites.version() in text
    with urllib.request.urlopen(server.url + "/") as answer:
        assert 'href="/conformance"' in answer.read().decode()
