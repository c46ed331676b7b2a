"""PRIVACY.md: each sentence with a tick is quoted by a test, and the page /privacy says what the file says."""

from __future__ import annotations

import ast
import html
import re
from datetime import date, datetime

import pytest

from building.server import Site
from building.tools import ROOT
from tests.privacy.test_headers_of_the_wall import page_of
from tests.promises import POLICY, promise, promised

pytestmark = pytest.mark.native


def quoted() -> set[str]:
    """The sentences that tests quote: the arguments of every `@promise(…)` on a test, over all files of tests."""
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for mark in node.decorator_list:
                    if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "promise":
                        found |= {ast.literal_eval(sentence) for sentence in mark.args}
    return found


def test_every_sentence_with_a_tick_is_quoted_by_a_test_and_no_other() -> None:
    """When this fails, a promise has no test: write one, put `@promise("…")` on it, or take the tick away."""
    assert quoted() == set(promised())
    assert len(promised()) > 15


def test_a_sentence_that_the_policy_does_not_hold_is_refused_when_the_tests_are_collected() -> None:
    """So words that change in the policy are looked at in the tests, too."""
    with pytest.raises(ValueError, match="no such sentence"):
        promise("This site sets nearly no cookies.")


def test_a_promise_begins_where_the_sentence_before_it_ends() -> None:
    """Over the ends of lines; what has no tick is none, and a point in a name ends no sentence."""
    text = "# Title\n\nNo promise. In cell.js nothing\nis kept. ✓ Another one. ✓\n\n- First.\n- Second of\n  two lines. ✓\n"
    assert promised(text) == ["In cell.js nothing is kept.", "Another one.", "Second of two lines."]


def test_the_page_says_what_the_file_says(server: Site) -> None:
    """Sentence by sentence, ticks and all."""
    page = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page_of(server, "/privacy"))))
    for sentence in promised():
        assert f"{sentence} ✓" in page


def test_the_date_of_the_last_change_stands_at_the_top() -> None:
    """A real day, and not one to come."""
    third = POLICY.read_text(encoding="utf-8").splitlines()[2]
    assert third.startswith("Last updated: ")
    day = datetime.strptime(third.removeprefix("Last updated: "), "%d %B %Y").date()  # noqa: DTZ007  (a day, no moment)
    assert date(2026, 1, 1) < day <= date.today()  # noqa: DTZ011


@pytest.mark.parametrize(
    "named",
    [
        "File System Access API", "Vercel", "user agent", "Web Analytics", "hash", "24 hours", "Lemon Squeezy", "webhook", "email address",
        "license token", "HIPAA", "GDPR", "correct or delete", "legal@openmyscan.com", "under 13", "FDA", "CE", "medical advice", "notice on the first page",
    ],
)  # fmt: skip
def test_the_policy_speaks_of_what_it_must(named: str) -> None:
    """What nobody may drop by accident; that it is true, people must judge."""
    assert named in " ".join(POLICY.read_text(encoding="utf-8").split())
