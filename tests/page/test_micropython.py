"""The pure modules do in MicroPython, where they run, what the tests here show under CPython: the same tests are run there."""

import json
import subprocess
from pathlib import Path

import pytest

from building.site import SAID
from text.compiling import compiled

ROOT = Path(__file__).parents[2]
SCENE = ROOT / "tests/page/update/scene.py"
PURE = (
    "cine",
    "concerns",
    "crossing",
    "disc",
    "gate",
    "gestures",
    "keys",
    "layouts",
    "leftout",
    "links",
    "listing",
    "mask",
    "outbox",
    "parts",
    "presets",
    "ranks",
    "state",
    "summary",
    "taglist",
    "titles",
    "viewport",
    "words",
)

SCRIPT = """
import {readFileSync} from "node:fs";
const {interpreter, files, modules, tests} = JSON.parse(readFileSync(0, "utf8"));
const {loadMicroPython} = await import(interpreter);
const python = await loadMicroPython({stdout: (line) => console.log(line), linebuffer: true});
for (const folder of ["/app", "/app/page", "/app/protocol", "/text", "/tests", "/tests/page", "/tests/page/update"]) python.FS.mkdir(folder);
for (const name of ["facts", "input", "panels", "panes", "space", "update"]) python.FS.mkdir("/app/page/" + name);
for (const [path, text] of Object.entries(files)) python.FS.writeFile(path, text);
python.globals.set("wanted", JSON.stringify({modules, tests}));
python.runPython(`
import json, sys
sys.path.insert(0, "/")
sys.path.insert(0, "/tests")
wanted = json.loads(wanted)
run = 0
for path in wanted["modules"]:
    with open(path) as file:
        compile(file.read(), path, "exec")
for name in wanted["tests"]:
    module = __import__(name)
    for test in dir(module):
        if test.startswith("test_"):
            try:
                getattr(module, test)()
                run += 1
            except Exception as problem:
                print(name, test, "failed")
                sys.print_exception(problem)
                raise
print("ran", run)
`);
"""


@pytest.mark.native
def test_the_pure_modules_pass_their_tests_in_micropython(node: list[str], npm_packages: Path) -> None:
    folder = npm_packages / "@micropython" / "micropython-webassembly-pyscript"
    sources = [*SAID, ROOT / "app/__init__.py", *sorted((ROOT / "app/protocol").glob("*.py")), *sorted((ROOT / "app/page").rglob("*.py"))]
    tests = [next(Path(__file__).parent.rglob(f"test_{name}.py")) for name in PURE]
    tests += sorted((ROOT / "tests/page/update").glob("test_*.py"))
    tests += [ROOT / "tests/protocol/test_messages.py", ROOT / "tests/text/test_say.py"]
    files = {f"/{path.relative_to(ROOT).as_posix()}": path.read_text(encoding="utf-8") for path in sources}
    modules = list(files)
    files |= {f"/tests/{path.name}": path.read_text(encoding="utf-8") for path in tests}
    files |= {"/text/language.json": json.dumps(compiled("en")), "/tests/page/update/scene.py": SCENE.read_text(encoding="utf-8")}
    wanted = {
        "interpreter": (folder / "micropython.mjs").as_uri(),
        "files": files,
        "modules": modules,
        "tests": [path.stem for path in tests],
    }
    done = subprocess.run(
        [*node, "--input-type=module", "--eval", SCRIPT],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        timeout=120,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert int(done.stdout.split("ran ")[1]) > 300
