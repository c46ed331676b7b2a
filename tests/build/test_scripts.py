"""The page's own scripts: what imports what."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
IMPORTED = re.compile(r'^(?:import|export)\b[^"\n]*"(\.[^"]+)"', re.MULTILINE)


def scripts() -> dict[str, set[str]]:
    """What each script imports, both by their paths in the repository."""
    found = {}
    for path in [*(ROOT / "static").rglob("*.js"), *(ROOT / "app" / "cell").glob("*.js")]:
        names = IMPORTED.findall(path.read_text(encoding="utf-8"))
        found[path.relative_to(ROOT).as_posix()] = {(path.parent / name).resolve().relative_to(ROOT).as_posix() for name in names}
    return found


def test_scripts_import_each_other_in_no_circle() -> None:
    left = scripts()
    assert {name for names in left.values() for name in names} <= left.keys()
    while True:
        ends = {name for name, imported in left.items() if not imported & left.keys()}
        if not ends:
            break
        left = {name: imported for name, imported in left.items() if name not in ends}
    assert not left


def test_what_the_viewer_alone_uses_lies_in_a_folder_of_its_own() -> None:
    """What lies beside it is shared with the plain pages or with the cell, or stands alone."""
    every = scripts()
    for name in (name for name in every if name.count("/") == 1):
        users = {user for user, imported in every.items() if name in imported}
        assert not users or not all(user.startswith("static/viewer/") for user in users), name


def test_the_line_to_the_cell_knows_nothing_of_what_hangs_on_it() -> None:
    every = scripts()
    assert every["static/viewer/wire.js"] == every["static/viewer/scripts.js"] == set()
