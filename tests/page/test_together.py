"""Pictures that were asked for together are painted together: static/viewer/together.js under Node."""

import json
import subprocess

import pytest

from building.tools import ROOT

MODULE = (ROOT / "static" / "viewer" / "together.js").as_uri()

STORY = """
const log = [];
const picture = (view, seq = 1) => together.come({ view, seq }, () => log.push(`paint ${view}`), () => log.push(`tell ${view}`));
const later = (ms) => new Promise((done) => setTimeout(done, ms));
"""


@pytest.fixture
def told(node: list[str]) -> "Told":
    return Told(node)


class Told:
    """Runs a story and returns what was painted and told, in order."""

    def __init__(self, node: list[str]) -> None:
        self.node = node

    def __call__(self, story: str) -> list[str]:
        script = f"const together = await import({json.dumps(MODULE)}); {STORY} {story}; process.stdout.write(JSON.stringify(log));"
        done = subprocess.run([*self.node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
        log: list[str] = json.loads(done.stdout)
        return log


def test_a_picture_that_nothing_else_is_asked_for_with_is_painted_at_once(told: Told) -> None:
    assert told("picture(1, 0); together.asked(1); picture(1)") == ["paint 1", "tell 1", "paint 1", "tell 1"]


def test_all_are_painted_before_the_first_is_told_of_and_none_before_the_last_is_here(told: Told) -> None:
    story = "[1, 2, 3].forEach(together.asked); picture(2); picture(1); log.push('the last comes'); picture(3)"
    assert told(story) == ["the last comes", "paint 2", "paint 1", "paint 3", "tell 2", "tell 1", "tell 3"]


def test_one_that_does_not_come_soon_is_not_waited_for_and_not_the_next_time_either(told: Told) -> None:
    story = "together.asked(1); together.asked(9); picture(1); await later(200); log.push('later'); together.asked(1); picture(1)"
    assert told(story) == ["paint 1", "tell 1", "later", "paint 1", "tell 1"]


def test_what_comes_unasked_does_not_stand_for_what_was_asked_for(told: Told) -> None:
    story = "together.asked(1); together.asked(2); picture(2); picture(1, 0); log.push('then'); picture(1)"
    assert told(story) == ["then", "paint 2", "paint 1", "paint 1", "tell 2", "tell 1", "tell 1"]


def test_what_is_asked_for_while_pictures_are_told_of_belongs_to_the_next_ones(told: Told) -> None:
    story = """
    together.asked(1); together.asked(2);
    const more = (view) => together.come({ view, seq: 1 }, () => log.push(`paint ${view}`), () => together.asked(view));
    more(1); more(2); log.push("next"); picture(1); log.push("waits"); picture(2)
    """
    assert told(story) == ["paint 1", "paint 2", "next", "waits", "paint 1", "paint 2", "tell 1", "tell 2"]


def test_what_tells_of_their_places_shows_all_that_are_here(told: Told) -> None:
    assert told("together.asked(1); together.asked(2); picture(1); together.show(); log.push('catalog'); picture(2)") == [
        "paint 1", "tell 1", "catalog", "paint 2", "tell 2",
    ]  # fmt: skip


def test_of_a_scan_that_is_closed_nothing_is_painted(told: Told) -> None:
    assert told("together.asked(1); together.asked(2); picture(1); together.forget(); await later(100); picture(5)") == [
        "paint 5",
        "tell 5",
    ]
