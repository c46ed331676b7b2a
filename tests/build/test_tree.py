"""The core's packages stand in the order of the way of the data, as README lists them: what is imported runs one way only."""

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]
GROUND = {"errors", "telling"}
"""What all packages may import: how anything that goes wrong is told, and at which length."""

OPEN = {"__main__", "phantom"}
"""The command line and the sample use whatever they need; nothing in the packages imports them."""

EXCEPTIONS = {
    ("viewer/dicom/label.py", "pixels"): "only the code stream itself tells in which transfer syntax it is, where the file names another",
}
"""Imports against the order: the module, the package, and why."""


def modules() -> Iterator[tuple[str, str, ast.Module]]:
    """Each module of the core: its path, its dotted name, and its syntax tree."""
    for path in sorted((ROOT / "viewer").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        yield path.relative_to(ROOT).as_posix(), name, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    """The modules of the core that one imports, late ones too, but not those that only its types name."""
    typing = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "viewer" and id(node) not in typing:
            known = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if (ROOT / (name.replace(".", "/") + ".py")).is_file() else node.module for name in known)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "viewer")


def test_a_package_imports_only_what_comes_before_it_on_the_way_of_the_data() -> None:
    order = re.findall(r"^\| `viewer/(\w+)/` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(order) == sorted(path.parent.name for path in (ROOT / "viewer").glob("*/__init__.py"))
    against = set()
    for path, name, tree in modules():
        own = name.split(".")[1] if "." in name else ""
        if own in OPEN | {""}:
            continue
        for other in (found.split(".")[1] for found in imported(tree) if "." in found):
            if other in GROUND | {own}:
                continue
            if own in GROUND or other in OPEN or order.index(other) > order.index(own):
                against.add((path, other))
    assert against == set(EXCEPTIONS)


PAGE = ("space", "facts", "state", "sight", "update", "input", "panels")
"""The rooms of the page, each of which imports only those before it; `panes` stands beside `panels`, and the rest, of which `main` is the last, uses whatever it needs."""


def test_a_room_of_the_page_imports_only_what_comes_before_it() -> None:
    order = {name: number for number, name in enumerate(PAGE)} | {"panes": len(PAGE) - 1, "dom": PAGE.index("update")}
    folder = ROOT / "app/page"
    against = set()
    for path in sorted(folder.rglob("*.py")):
        own = path.relative_to(folder).with_suffix("").parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if own not in order or not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("app.page"):
                continue
            parts = (node.module or "").split(".")[2:]
            for other in parts[:1] or [alias.name for alias in node.names]:
                if other != own and order.get(other, len(PAGE)) >= order[own]:
                    against.add((path.relative_to(ROOT).as_posix(), other))
    assert not against


def test_only_panes_panels_and_input_know_the_screen() -> None:
    """What decides runs without a browser: no JavaScript is imported there, at no place."""
    folder = ROOT / "app/page"
    pure = [path for name in ("space", "facts", "update") for path in (folder / name).glob("*.py")]
    pure += [folder / f"{name}.py" for name in ("state", "sight", "store", "outbox", "wire", "automation")]
    assert len(pure) > 30
    for path in pure:
        assert not re.search(r"\bimport js\b|import dom\b|page\.dom\b", path.read_text(encoding="utf-8")), path


def test_no_module_imports_itself_by_way_of_others() -> None:
    names = {name for _, name, _ in modules()}
    graph = {name: {found for found in imported(tree) if found in names - {name}} for _, name, tree in modules()}
    for name, found in graph.items():  # whoever imports a module runs the face of its package first
        face = {parent for one in found if (parent := one.rpartition(".")[0]) in names and not name.startswith(parent)}
        graph[name] = found | face - {"viewer"}
    TopologicalSorter(graph).prepare()


def test_sop_classes_are_spelled_in_one_table() -> None:
    spelled = [
        path.relative_to(ROOT).as_posix()
        for folder in ("viewer", "app/cell")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"1\.2\.840\.10008\.5\.1\.4\.", path.read_text(encoding="utf-8"))
    ]
    assert spelled == ["viewer/dicom/classes.py"]
