"""`docs/limits.md` names every bound on hostile input, where it is and what it is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (?P<what>[^|]+) \| (?P<value>[\d,]+) \| `(?P<path>[^`]+)` `(?P<name>[^`]+)` \| (?P<real>[^|]+) \|$", re.MULTILINE)
NO_BOUNDS = {
    # called MOST and no bound on what a file may cost: how a picture is laid out, named or judged
    "viewer/catalog/naming.py", "viewer/catalog/split.py", "viewer/catalog/tree.py", "viewer/render/rgba.py", "viewer/image/voi.py", "viewer/image/notices.py",
    "viewer/overlay/colors.py", "viewer/overlay/burn.py", "viewer/image/suv.py", "viewer/image/scale.py", "app/cell/pictures.py",
}  # fmt: skip


def bounds(path: Path) -> Iterator[tuple[str, Any]]:
    """Each constant of a module that is called MOST something, or ALWAYS something, with its value."""
    if path.suffix == ".js":
        found = re.findall(r"^const (MOST\w*) = ([\de.]+);", path.read_text(encoding="utf-8"), re.MULTILINE)
        yield from ((name, float(value)) for name, value in found)
        return

    def assigned(body: list[ast.stmt], before: str) -> Iterator[tuple[str, Any]]:
        for node in body:
            if isinstance(node, ast.ClassDef):
                yield from assigned(node.body, f"{node.name}.")
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    several = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                    pairs = zip(target.elts, node.value.elts, strict=True) if several else [(target, node.value)]
                    for name, value in pairs:
                        if isinstance(name, ast.Name) and re.match(r"_?(MOST|ALWAYS)(_|$)", name.id):
                            yield before + name.id, eval(compile(ast.Expression(value), "", "eval"), {})  # noqa: S307 - our own constants

    yield from assigned(ast.parse(path.read_text(encoding="utf-8")).body, "")


def table() -> dict[tuple[str, str], int]:
    text = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    rows = list(ROW.finditer(text))
    assert len(rows) == sum(line.startswith("| ") for line in text.splitlines()) - 2 * text.count("| What | At most |")
    told = {(found["path"], found["name"]): int(found["value"].replace(",", "")) for found in rows}
    assert len(told) == len(rows)
    return told


def test_each_row_names_a_bound_that_exists_with_the_value_that_it_has() -> None:
    for (path, name), value in table().items():
        assert dict(bounds(ROOT / path)).get(name) == value, f"{path} {name}"


def test_no_bound_is_missing() -> None:
    sources = [
        *(ROOT / "viewer").rglob("*.py"),
        *(ROOT / "app" / "cell").glob("*.py"),
        *(ROOT / "app" / "protocol").glob("*.py"),
        *(ROOT / "app" / "cell").glob("*.js"),
    ]
    there = {(str(path.relative_to(ROOT)), name) for path in sources for name, _ in bounds(path)}
    missing = {(path, name) for path, name in there if path not in NO_BOUNDS} - table().keys()
    assert not missing, "These bounds want a row in docs/limits.md"
