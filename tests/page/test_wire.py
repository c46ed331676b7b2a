"""The page's line of messages (static/viewer/wire.js) under Node: what is held back, what is taken, and what is told in which order."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.protocol.messages import heard_in_page

ROOT = Path(__file__).parents[2]
SCRIPT = """
const wire = await import(%(wire)s);
const told = [];
const drawn = [];
globalThis.requestAnimationFrame = (callback) => drawn.push(callback);
const sent = [];
wire.connect({ postMessage: (message) => sent.push(message) });
const moment = (ms = 0) => new Promise((done) => setTimeout(done, ms));
const hear = (name, fields = {}, pixels = undefined) => wire.hear({ name, json: JSON.stringify(fields), pixels });
const listen = () => wire.listen((name, json) => told.push([name, JSON.parse(json)]));
const frame = async () => { drawn.splice(0).forEach((callback) => callback()); await moment(5); };
%(body)s
console.log(JSON.stringify({ told, sent }));
"""

pytestmark = pytest.mark.native


@pytest.fixture
def run(node: list[str]) -> Any:
    def run(body: str) -> dict[str, Any]:
        script = SCRIPT % {"wire": json.dumps((ROOT / "static" / "viewer" / "wire.js").as_uri()), "body": body}
        done = subprocess.run([*node, "--input-type=module", "--eval", script], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    return run


def names(answer: dict[str, Any]) -> list[str]:
    return [name for name, _ in answer["told"]]


def test_what_is_said_before_the_page_listens_is_told_when_it_does(run: Any) -> None:
    answer = run('wire.notify("closed", {}); hear("layers", { stack: "s1" }); listen(); wire.notify("crashed", { text: "x" });')
    assert answer["told"] == [["closed", {}], ["layers", {"stack": "s1"}], ["crashed", {"text": "x"}]]


def test_a_message_of_a_script_has_all_its_fields_also_those_that_nobody_knows(run: Any) -> None:
    """JSON leaves out what is undefined, and the page refuses what lacks a field."""
    ((name, fields),) = run('listen(); wire.notify("license", { state: "none", until: undefined, grace: undefined });')["told"]
    assert heard_in_page(name, json.dumps(fields)) == {"state": "none", "until": None, "grace": None}


def test_who_takes_a_message_gets_it_first_and_can_keep_it(run: Any) -> None:
    answer = run("""
      listen();
      wire.take("file", (json, pixels) => (told.push(["taken", pixels]), false));
      wire.take("content", () => {});
      hear("file", {}, 7); hear("content");
    """)
    assert answer["told"] == [["taken", 7], ["content", {}]]


def test_who_asks_gets_the_answer_with_its_pixels(run: Any) -> None:
    answer = run("""
      listen();
      const answer = wire.ask("check", { stack: "s1" }, "sum");
      hear("sum", { stack: "s1", sum: 3 }, 5);
      told.push(["answer", await answer]);
    """)
    assert answer["sent"] == [{"name": "check", "json": '{"stack":"s1"}'}]
    assert answer["told"][-1] == ["answer", {"stack": "s1", "sum": 3, "pixels": 5}]


def test_who_asked_about_a_scan_that_was_closed_gets_no_answer_of_the_next(run: Any) -> None:
    answer = run("""
      listen();
      const answer = wire.ask("check", { stack: "s1" }, "sum").catch((error) => error.message);
      wire.forget();
      hear("sum", { stack: "s1", sum: 3 });
      told.push(["answer", await answer]);
    """)
    assert answer["told"][-1] == ["answer", "That scan was closed."]


def test_the_first_picture_has_a_frame_of_its_own(run: Any) -> None:
    """What follows on its heels comes after that frame, in its order; pictures never wait."""
    answer = run("""
      listen();
      hear("picture", { seq: 0 }); hear("catalog"); hear("progress", { reading: false }); hear("picture", { seq: 1 });
      await moment(5); told.push(["frame", {}]); await frame();
    """)
    assert names(answer) == ["picture", "picture", "frame", "catalog", "progress"]


def test_what_was_held_back_of_a_scan_that_is_closed_is_told_to_nobody(run: Any) -> None:
    assert names(run('listen(); hear("picture"); hear("catalog"); wire.forget(); await frame();')) == ["picture"]


BUSY = """
  const slow = (ms) => { const until = performance.now() + ms; while (performance.now() < until); };
  wire.listen((name, json) => { told.push([name, JSON.parse(json)]); if (name === "catalog") slow(30); });
  hear("catalog", { number: 1 });
"""


def test_of_catalogs_that_come_too_fast_the_newest_is_told_a_while_later(run: Any) -> None:
    answer = run(BUSY + 'for (const number of [2, 3, 4]) hear("catalog", { number }); told.push(["later", {}]); await moment(400);')
    assert [fields.get("number") for _, fields in answer["told"]] == [1, None, 4]


def test_what_may_speak_of_a_catalog_comes_after_it(run: Any) -> None:
    answer = run(
        BUSY + 'hear("catalog", { number: 2 }); hear("loaded"); hear("progress", { reading: true }); hear("progress", { reading: false });'
    )
    assert names(answer) == ["catalog", "loaded", "progress", "catalog", "progress"]
