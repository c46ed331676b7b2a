"""The tables of messages, held against both sides: the page's Python, the cell's, and the scripts between and around them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from app.cell.pictures import Request
from app.page.wire import ACTIONS
from app.protocol.ports import PORTS
from app.protocol.tables import IN_PAGE, TO_CELL, TO_PAGE

ROOT = Path(__file__).parents[2]
IN_JAVASCRIPT = {"values", "sum", "refused", "decoders", "stuck", "file"}
"""Messages of the cell that the page's own scripts take, and its Python has no use for."""


# ---- the page's Python and the cell's


def functions(path: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def calls(folder: str, *methods: str) -> Iterator[tuple[str, ast.Call]]:
    """Each call of one of these methods whose first argument is a text, with that text."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods and node.args:
                name = node.args[0]
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    yield name.value, node


def test_the_cell_answers_every_message_of_the_page_and_takes_its_very_fields() -> None:
    answered = {name.removeprefix("_on_"): node for name, node in functions("app/cell/bridge.py").items() if name.startswith("_on_")}
    assert answered.keys() == TO_CELL.keys()
    taken = {name: tuple(one.arg for one in node.args.args[1:]) for name, node in answered.items()}
    assert taken | {"draw": TO_CELL["draw"][0]} == {name: known for name, (known, _) in TO_CELL.items()}
    assert {one.name for one in fields(Request)} == set(TO_CELL["draw"][0])


def test_an_answer_is_a_message_too() -> None:
    assert {answer for _, answer in TO_CELL.values()} - {None} <= TO_PAGE.keys() | {"picture"}


def test_the_page_hears_every_message_but_those_that_its_scripts_take() -> None:
    (direct,) = [node.value for node in ast.walk(functions("app/page/main.py")["direct"]) if isinstance(node, ast.Return)]
    assert isinstance(direct, ast.Dict)
    heard = ACTIONS.keys() | {key.value for key in direct.keys if isinstance(key, ast.Constant)}
    assert heard == (TO_PAGE.keys() | IN_PAGE.keys()) - IN_JAVASCRIPT
    assert TO_PAGE.keys() >= IN_JAVASCRIPT


def test_what_the_cell_and_the_scripts_both_say_has_the_same_fields() -> None:
    """The page's Python does not know which of them said it."""
    for name in TO_PAGE.keys() & IN_PAGE.keys():
        assert TO_PAGE[name][0] == IN_PAGE[name], name


def sent() -> Iterator[tuple[str, ast.expr]]:
    """Each message that the page sends, with its fields: by the panels themselves, or as a step of an action."""
    for name, node in calls("app/page", "send", "pass_on"):
        if len(node.args) == 2:
            yield name, node.args[1]
    for path in sorted((ROOT / "app/page/update").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Tuple) and len(node.elts) == 3 and isinstance(node.elts[1], ast.Constant):
                kind, name, fields_of = node.elts
                if isinstance(kind, ast.Constant) and kind.value in ("send", "put"):
                    yield name.value, fields_of


def test_what_the_page_sends_stands_in_the_table() -> None:
    messages = list(sent())
    assert {name for name, _ in messages} == TO_CELL.keys() - {"sample", "thumbnail", "values", "check"}  # which its scripts send
    for name, said in messages:
        if isinstance(said, ast.Dict):
            assert {key.value for key in said.keys if isinstance(key, ast.Constant)} == set(TO_CELL[name][0]), name


def test_what_the_cell_says_stands_in_the_table() -> None:
    said = [(name, node) for name, node in calls("app/cell", "say", "show", "text") if ast.unparse(node.func).split(".")[-2] == "_outlet"]
    said += calls("app/cell", "_hand_out")  # of the documents: bytes
    assert {name for name, _ in said} == TO_PAGE.keys() - {"refused"}  # which its script says
    for name, node in said:
        named = {keyword.arg for keyword in node.keywords if keyword.arg}
        whole = all(keyword.arg for keyword in node.keywords) and name != "catalog"  # which is text already
        assert named == set(TO_PAGE[name][0]) if whole else named <= set(TO_PAGE[name][0]), name


# ---- the scripts


def scripts() -> dict[str, str]:
    paths = [*(ROOT / "static" / "viewer").glob("*.js"), *(ROOT / "app" / "cell").glob("*.js")]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(paths)}


def literal(text: str, at: int) -> tuple[str, ...]:
    """The names of the fields of the object that begins at a place of a script."""
    assert text[at] == "{", text[at : at + 80]
    depth, parts = 0, [""]
    for letter in re.sub(r"`[^`]*`|\"[^\"]*\"", "text", text[at:]):
        depth += letter in "{[("
        depth -= letter in "}])"
        if depth == 0:
            break
        if depth == 1 and letter == ",":
            parts.append("")
        else:
            parts[-1] += letter
    parts[0] = parts[0].removeprefix("{")
    return tuple("..." if part.strip().startswith("...") else part.split(":")[0].strip() for part in parts if part.strip())


def said(call: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each place where scripts call so, `NAME` being the name of a message and `{` where its object begins: script, name, fields."""
    pattern = re.compile(re.escape(call).replace("NAME", r"(\w+)").replace(r"\{", r"(?=\{)"))
    for path, text in scripts().items():
        for found in pattern.finditer(text):
            yield path, found[1], literal(text, found.end())


def test_what_the_scripts_tell_the_page_stands_in_the_table() -> None:
    told = list(said('notify("NAME", {'))
    assert {name for _, name, _ in told} == IN_PAGE.keys()
    for path, name, found in told:
        assert set(found) == set(IN_PAGE[name]), f"{path}: {name}"
    everywhere = sum(text.count("notify(") for text in scripts().values())
    assert len(told) == everywhere, "a message that is made otherwise cannot be read here"


def test_what_the_scripts_ask_the_cell_stands_in_the_table() -> None:
    asked = [*said('send("NAME", JSON.stringify({'), *said('ask("NAME", {')]
    assert {name for _, name, _ in asked} == {"thumbnail", "check"}
    for path, name, found in asked:
        assert set(found) == set(TO_CELL[name][0]), f"{path}: {name}"
    (automation,) = (text for path, text in scripts().items() if path.endswith("automation.js"))
    answers = re.findall(r'\bask\("(\w+)", .*, "(\w+)"\)', automation)
    assert answers == [("values", TO_CELL["values"][1]), ("check", TO_CELL["check"][1])]


def test_what_the_script_of_the_cell_says_itself_stands_in_the_table() -> None:
    told = list(said('post("NAME", JSON.stringify({'))
    assert sorted(name for _, name, _ in told) == ["refused", "trouble"]
    for path, name, found in told:
        assert set(found) == set(TO_PAGE[name][0]), f"{path}: {name}"


def test_what_the_scripts_take_or_wait_for_is_said_by_the_cell() -> None:
    names = {name for text in scripts().values() for name in re.findall(r'\b(?:take|next)\("(\w+)"', text)}
    assert names <= TO_PAGE.keys()
    assert names >= IN_JAVASCRIPT - {"values", "sum"}  # which are answers to questions


def test_what_the_scripts_post_to_each_other_stands_in_the_table() -> None:
    found = {path: {literal(text, at.end()) for at in re.finditer(r"\.postMessage\((?=\{)", text)} for path, text in scripts().items()}
    assert {path: posted for path, posted in found.items() if posted} == {path: set(posted) for path, posted in PORTS.items()}
