"""Messages of the cell as actions, and requests of which the newest counts."""

import ast
import json
import re
from pathlib import Path
from typing import Any

from app.page import wire
from app.protocol.tables import IN_PAGE, TO_PAGE
from tests.page.update.scene import Scene, stack

PAGE = Path(__file__).parents[2] / "app" / "page"
MAIN = (PAGE / "main.py").read_text(encoding="utf-8")


class Oms:
    """What JavaScript gives the page, as far as messages go."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []

    def send(self, kind: str, text: str) -> None:
        self.sent.append((kind, json.loads(text)))


def made() -> tuple[wire.Wire, Oms, Scene]:
    scene, oms = Scene(stack("a")), Oms()
    return wire.Wire(oms, scene.emit, lambda: 0.0), oms, scene


def test_of_one_view_the_newest_request_waits_for_the_answer_to_the_one_before() -> None:
    line, oms, scene = made()
    asked = dict(scene.drawn[1])
    for index in (1, 2, 3):
        line.put("draw", dict(asked, index=index))
    assert [fields["index"] for _, fields in oms.sent] == [1]
    assert line.busy(1)
    scene.drawn[1] = dict(asked, index=1)
    line.outbox.answered("draw", 1)
    assert [fields["index"] for _, fields in oms.sent] == [1, 3]


def table(main: str, name: str) -> set[str]:
    """The keys of a table in main.py, whose parts know the screen and are not made here."""
    (function,) = [node for node in ast.walk(ast.parse(main)) if isinstance(node, ast.FunctionDef) and node.name == name]
    (returned,) = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and isinstance(node.value, ast.Dict)]
    return {key.value for key in returned.keys if isinstance(key, ast.Constant)}


def test_every_message_for_the_page_has_somebody_who_takes_it() -> None:
    taken = set(wire.ACTIONS) | table(MAIN, "direct")
    scripts = "".join(path.read_text(encoding="utf-8") for path in (PAGE.parents[1] / "static" / "viewer").glob("*.js"))
    for name in set(TO_PAGE) | set(IN_PAGE):
        assert name in taken or re.search(rf'take\("{name}"|case "{name}"|kind === "{name}"|\b{name}\b', scripts), name
    assert not set(wire.ACTIONS) & table(MAIN, "direct")


def steps_of(tree: ast.Module) -> set[str]:
    """The names of the steps that the actions of a module return: the first of each tuple in a list, in a return, or that is appended."""
    found = set()
    for node in ast.walk(tree):
        inside: list[ast.expr] = []
        if isinstance(node, ast.List):
            inside = node.elts
        elif isinstance(node, ast.Return) and node.value is not None:
            inside = [node.value]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
            inside = node.args
        found |= {
            one.elts[0].value
            for one in inside
            if isinstance(one, ast.Tuple) and one.elts and isinstance(one.elts[0], ast.Constant) and isinstance(one.elts[0].value, str)
        }
    return found


def test_every_step_that_an_action_returns_has_somebody_who_does_it_and_no_other_is_kept_ready() -> None:
    returned: set[str] = set()
    for path in (PAGE / "update").glob("*.py"):
        returned |= steps_of(ast.parse(path.read_text(encoding="utf-8")))
    assert returned == table(MAIN, "steps") | {"next", "soon", "after"}
