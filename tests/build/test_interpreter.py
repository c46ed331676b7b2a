"""Pyodide's interpreter is shipped with its indirect calls led another way, and does the same."""

import base64
import json
import subprocess
from pathlib import Path

import pytest

from building import interpreter
from building.interpreter import (
    CALL,
    CALL_INDIRECT,
    CODE,
    END,
    FUNCTION,
    FUNCTION_TYPE,
    I32,
    LOCAL_GET,
    MOST_PAGES,
    NOP,
    TYPE,
    Module,
    bounded,
    capped,
    counted,
    indirect_calls,
    leb,
    steadied,
)
from building.interpreter import IMPORT as IMPORTS
from building.tools import Trouble

TABLE, EXPORT, ELEMENT = 4, 7, 9
I32_CONST, I32_ADD, I32_MUL = 0x41, 0x6A, 0x6C
UNARY, BINARY = 0, 1  # types: (i32) -> i32 and (i32, i32) -> i32


def vec(*items: bytes) -> bytes:
    return leb(len(items)) + b"".join(items)


def made(heart: bytes, short: bytes) -> bytes:
    """A module with a table of two functions, one more short function, and a heart, which is exported and the largest."""
    types = vec(bytes([FUNCTION_TYPE, 1, I32, 1, I32]), bytes([FUNCTION_TYPE, 2, I32, I32, 1, I32]))
    imports = vec(counted(b"given") + counted(b"seen") + bytes([0, UNARY]))
    plus_one = bytes([0, LOCAL_GET, 0, I32_CONST, 1, I32_ADD, END])
    product = bytes([0, LOCAL_GET, 0, LOCAL_GET, 1, I32_MUL, END])
    sections = {
        TYPE: types,
        IMPORTS: imports,
        FUNCTION: vec(*(bytes([kind]) for kind in (UNARY, BINARY, UNARY, UNARY))),
        TABLE: vec(bytes([0x70, 0, 2])),
        EXPORT: vec(counted(b"heart") + bytes([0, 4])),
        ELEMENT: vec(bytes([0, I32_CONST, 0, END]) + vec(bytes([1]), bytes([2]))),
        CODE: vec(*map(counted, (plus_one, product, short, heart))),
    }
    return b"\0asm\1\0\0\0" + b"".join(bytes([found]) + counted(contents) for found, contents in sections.items())


# short(x) = table[0](x); heart(x) = table[1](seen(x), short(x))
SHORT = bytes([0, LOCAL_GET, 0, I32_CONST, 0, CALL_INDIRECT, UNARY, 0, END])
HEART = bytes([0, *[NOP] * 700, LOCAL_GET, 0, CALL, 0, LOCAL_GET, 0, CALL, 3, I32_CONST, 1, CALL_INDIRECT, BINARY, 0, END])
RUN = """const [before, after] = JSON.parse(process.argv[1]).map((text) => Buffer.from(text, "base64"));
const answers = async (module) => {
  const { instance } = await WebAssembly.instantiate(module, { given: { seen: (value) => 10 * value } });
  return [-3, 0, 7].map(instance.exports.heart);
};
Promise.all([before, after].map(answers)).then((both) => console.log(JSON.stringify(both)));"""


def test_a_module_answers_the_same_when_its_indirect_calls_go_another_way(node: list[str]) -> None:
    before = made(HEART, SHORT)
    after = steadied(before)
    given = json.dumps([base64.b64encode(module).decode() for module in (before, after)])
    done = subprocess.run([*node, "-e", RUN, given], capture_output=True, text=True, timeout=60, check=True, encoding="utf-8")
    expected = [10 * x * (x + 1) for x in (-3, 0, 7)]
    assert json.loads(done.stdout) == [expected, expected]
    calls = [len(list(indirect_calls(body))) for body in Module(after).bodies()]
    assert calls == [0, 0, 0, 0, 1, 1], "one function for each signature, and no other calls by the table"


def test_an_instruction_that_nobody_has_met_yet_ends_the_build_and_not_the_interpreter() -> None:
    vector_instruction = bytes([0, 0xFD, 12, *range(16), 0x1A, *SHORT[1:]])
    with pytest.raises(Trouble, match="0xfd"):
        steadied(made(HEART, vector_instruction))
    with pytest.raises(Trouble, match="not a WebAssembly module"):
        Module(b"<!doctype html>")


def test_in_what_is_shipped_neither_the_heart_nor_a_short_function_calls_by_the_table(cell_files: Path, npm_packages: Path) -> None:
    given = (npm_packages / "pyodide" / "pyodide.asm.wasm").read_bytes()
    shipped = Module((cell_files / "pyodide.asm.wasm").read_bytes())
    original = Module(given)
    assert original.encoded() == given, "what is not changed stays as it is"
    bodies, before = shipped.bodies(), original.bodies()
    added = bodies[len(before) :]
    largest = max(bodies, key=len)
    assert len(list(indirect_calls(max(before, key=len)))) > 50
    assert not list(indirect_calls(largest))
    assert not any(list(indirect_calls(body)) for body in bodies[: len(before)] if len(body) < interpreter.TOO_LONG)
    assert all(len(body) > interpreter.TOO_LONG and len(list(indirect_calls(body))) == 1 for body in added)
    changed = {found for (found, was), (_, now) in zip(original.sections, shipped.sections, strict=True) if was != now}
    assert changed == {TYPE, FUNCTION, interpreter.MEMORY, CODE}


def remembering(limits: bytes) -> bytes:
    """A module with a memory of those limits and nothing else."""
    return b"\0asm\1\0\0\0" + bytes([interpreter.MEMORY]) + counted(vec(limits))


@pytest.mark.parametrize("limits", [bytes([1, *leb(100), *leb(65536)]), bytes([0, *leb(100)])])
def test_the_memory_ends_below_2_gib_whatever_end_it_had(limits: bytes) -> None:
    """The end stands in the module, where the browser keeps to it; its beginning stays. WebAssembly Core Specification, 5.5.8."""
    (section,) = Module(bounded(remembering(limits))).sections
    assert section == (interpreter.MEMORY, vec(bytes([1, *leb(100), *leb(MOST_PAGES)])))
    assert MOST_PAGES << 16 < 1 << 31


@pytest.mark.parametrize("limits", [bytes([3, 1, 1]), bytes([4, 1]), bytes([0, *leb(40000)])])
def test_another_kind_of_memory_is_refused(limits: bytes) -> None:
    """Shared; with addresses of 64 bits; already larger."""
    with pytest.raises(Trouble, match="another kind of memory"):
        bounded(remembering(limits))


def test_a_module_without_a_memory_of_its_own_is_refused() -> None:
    with pytest.raises(Trouble, match="no section"):
        bounded(b"\0asm\1\0\0\0")


def test_the_script_beside_it_knows_the_same_end() -> None:
    """Else it would ask for more than is granted, and give up 100 MB before the end."""
    assert capped("a;var getHeapMax=()=>4294901760;b") == f"a;var getHeapMax=()=>{MOST_PAGES << 16};b"
    with pytest.raises(Trouble, match="another way"):
        capped("var getHeapMax=()=>1;")


def test_what_is_shipped_has_that_end(site: Path, cell_files: Path) -> None:
    shipped = Module((cell_files / "pyodide.asm.wasm").read_bytes()).section(interpreter.MEMORY)
    assert shipped.endswith(leb(MOST_PAGES))
    assert str(MOST_PAGES << 16) in next(site.glob("app/*/cell.js")).read_text(encoding="utf-8")
