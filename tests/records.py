"""What the marked tests showed, for the page /conformance: `pytest --records docs/conformance.json` (python build.py test does so).

Kept are tests with the markers `trap`, `reads` and `reference`: their names, their outcome, what they show and which independent
tool they were held against. No times, no paths of this computer, in a stable order. Tests that are not part of a run, or that it
skipped, keep what was known of them.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

__all__ = ["Records", "entries"]

_WORST = ("failed", "not run", "skipped", "passed")


def _marks(item: pytest.Item) -> str | None:
    """What a test shows, as JSON; None when it shows nothing of DICOM."""
    if not any(item.get_closest_marker(name) for name in ("trap", "reads")):
        return None
    marks = {
        "traps": sorted({int(mark.args[0]) for mark in item.iter_markers("trap")}),
        "reads": sorted(
            {(mark.args[0], str(mark.args[1]), mark.kwargs.get("verdict", [*mark.args, "yes"][2])) for mark in item.iter_markers("reads")}
        ),
        "references": sorted({str(mark.args[0]) for mark in item.iter_markers("reference")}),
    }
    return json.dumps(marks)


def entries(shown: Mapping[str, str | None], outcomes: Mapping[str, str]) -> list[dict[str, Any]]:
    """Give one entry for each marked test function; its cases that show the same go together, with the outcome of the worst of them.

    `shown`: the marks of each test of the run by its identifier; `outcomes`: what became of those that ran.
    """
    grouped: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for name, marks in shown.items():
        if marks is not None:
            test, _, case = name.partition("[")
            grouped.setdefault((test, marks), []).append((case.removesuffix("]"), outcomes.get(name, "not run")))
    found = []
    for (test, marks), cases in sorted(grouped.items()):
        worst = min((outcome for _, outcome in cases), key=_WORST.index)
        entry = {"test": test, "cases": len(cases), "outcome": worst, **json.loads(marks)}
        if len([one for one in grouped if one[0] == test]) > 1 and len(cases) == 1:
            entry["case"] = cases[0][0]
        found.append({name: value for name, value in entry.items() if value != []})
    return sorted(found, key=lambda entry: json.dumps(entry, sort_keys=True))


class Records:
    """A pytest plugin that writes the file. Where the tests run in several processes, the first of all hears what they found, and writes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shown: dict[str, str | None] = {}
        self.outcomes: dict[str, str] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self.shown = {item.nodeid: _marks(item) for item in items}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            known = self.outcomes.get(report.nodeid, "passed")
            self.outcomes[report.nodeid] = min(known, report.outcome, key=_WORST.index)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A process has ended that ran some of the tests; it collected all of them."""
        self.shown |= getattr(node, "workeroutput", {}).get("shown", {})

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if (told := getattr(session.config, "workeroutput", None)) is not None:
            told["shown"] = self.shown
        elif session.config.option.collectonly or self.outcomes:
            self._write()

    def _write(self) -> None:
        ran = entries(self.shown, self.outcomes)
        before = json.loads(self.path.read_text(encoding="utf-8")) if self.path.is_file() else {"tests": []}
        passed = {_identity(entry) for entry in before["tests"] if entry["outcome"] == "passed"}
        for entry in ran:
            if entry["outcome"] in {"skipped", "not run"} and _identity(entry) in passed:
                entry["outcome"] = "passed"
        here = {entry["test"].partition("::")[0] for entry in ran} | {name.partition("::")[0] for name in self.shown}
        kept = [entry for entry in before["tests"] if entry["test"].partition("::")[0] not in here and _exists(entry)]
        whole = sorted([*ran, *kept], key=lambda entry: json.dumps(entry, sort_keys=True))
        found = {"classes": _classes(), "tests": whole}
        self.path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _identity(entry: dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in entry.items() if name != "outcome"}, sort_keys=True)


def _exists(entry: dict[str, Any]) -> bool:
    return Path(entry["test"].partition("::")[0]).is_file()


def _classes() -> dict[str, str]:
    """Name the storage classes in use (PS3.4 B.5), from pydicom's dictionary, for whoever builds the page has no pydicom."""
    from pydicom._uid_dict import UID_dictionary

    named: Iterable[tuple[str, str]] = (
        (uid, facts[0]) for uid, facts in UID_dictionary.items() if facts[1] == "SOP Class" and not facts[3]
    )
    return {
        uid: name.removesuffix(" Storage")
        for uid, name in sorted(named)
        if name.endswith("Storage") and uid.startswith("1.2.840.10008.5.1.4.1.1.")
    }
