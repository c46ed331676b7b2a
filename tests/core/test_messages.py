"""The one table of messages, held against both sides."""

import ast
import json
from pathlib import Path

import pytest

from app import messages

ROOT = Path(messages.__file__).parent


def test_a_message_is_built_only_with_the_fields_of_the_table() -> None:
    assert json.loads(messages.to_cell("show", {"view": 1, "stack": "s1", "index": 3})) == {"view": 1, "stack": "s1", "index": 3}
    with pytest.raises(ValueError, match="has the fields view, stack, index"):
        messages.to_cell("show", {"stack": "s1"})
    with pytest.raises(ValueError, match="no such message"):
        messages.to_page("show", {"view": 1, "stack": "s1", "index": 3})


def test_a_name_that_both_sides_use_is_told_apart_by_its_direction() -> None:
    assert messages.to_cell("skipped", {}) == "{}"
    assert json.loads(messages.to_page("skipped", {"files": [], "counts": {}})) == {"files": [], "counts": {}}


def handlers(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_cell_answers_every_message() -> None:
    answered = {name.removeprefix("_on_") for name in handlers(ROOT / "cell" / "bridge.py") if name.startswith("_on_")}
    assert answered == set(messages.TO_CELL)


def test_the_page_hears_every_message_but_those_that_its_javascript_takes() -> None:
    in_javascript = {"thumbnail", "values", "sum", "refused", "decoders", "stuck", "file"}
    heard = {name.removeprefix("on_") for name in handlers(ROOT / "page" / "inbox.py") if name.startswith("on_")}
    assert set(messages.TO_PAGE) - in_javascript <= heard
