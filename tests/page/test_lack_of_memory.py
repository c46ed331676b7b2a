"""Lack of memory is told as that, and nothing else is: static/viewer/lack.js under Node, with what engines really say."""

from __future__ import annotations

import json
import subprocess

import pytest

from building.tools import ROOT

MODULE = (ROOT / "static" / "viewer" / "lack.js").as_uri()

# What V8 itself throws here and now, which is the engine of Chrome and Edge.
THROWN = """
const thrown = (act) => { try { act(); } catch (error) { return `Uncaught ${error.name}: ${error.message}`; } };
const deep = () => deep() + 1;
// (module (memory 1) (func (export "f") (drop (i32.load (i32.const -1)))))
const beyond = new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,5,3,1,0,1,7,5,1,1,102,0,0,10,10,1,8,0,65,127,40,2,0,26,11]);
const told = {
  lack: [
    thrown(() => new ArrayBuffer(2 ** 52)),
    thrown(() => new Uint8Array(2 ** 52)),
    thrown(() => "x".repeat(2 ** 30)),
    thrown(() => new WebAssembly.Memory({ initial: 1, maximum: 2 }).grow(5)),
  ],
  fault: [
    thrown(deep),
    thrown(() => new WebAssembly.Instance(new WebAssembly.Module(beyond)).exports.f()),
    thrown(() => (1.5).toFixed(1000)),
    thrown(() => null.length),
  ],
};
"""

LACK = [
    # Firefox
    "out of memory",
    "uncaught exception: out of memory",
    "InternalError: allocation size overflow",
    "RangeError: invalid array length",
    "RangeError: failed to grow memory",
    # Safari
    "RangeError: Out of memory",
    # Chromium, when a message is copied
    "Failed to execute 'postMessage' on 'DedicatedWorkerGlobalScope': Data cannot be cloned, out of memory.",
    # Python, and numpy
    'PythonError: Traceback (most recent call last):\n  File "app/cell/bridge.py", line 9, in work\nMemoryError',
    "Traceback (most recent call last):\nnumpy._core._exceptions._ArrayMemoryError: Unable to allocate 2.00 GiB for an array",
]
FAULT = [
    'PythonError: Traceback (most recent call last):\n  File "viewer/pixels/decode.py", line 9\nTypeError: memoryview: a bytes-like object is required',
    "RuntimeError: memory access out of bounds",
    "RuntimeError: index out of bounds",
    "RangeError: Maximum call stack size exceeded",
    "InternalError: too much recursion",
    "its script could not be loaded",
]


@pytest.fixture(scope="module")
def judged(node: list[str]) -> dict[str, list[list[object]]]:
    """Each text with the verdict of the page."""
    script = f"""{THROWN}
    const {{ lacksMemory }} = await import({json.dumps(MODULE)});
    told.lack.push(...{json.dumps(LACK)});
    told.fault.push(...{json.dumps(FAULT)});
    const judged = (texts) => texts.map((text) => [text, text && lacksMemory(text)]);
    process.stdout.write(JSON.stringify({{ lack: judged(told.lack), fault: judged(told.fault) }}));
    """
    done = subprocess.run([*node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    found: dict[str, list[list[object]]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(("kind", "verdict"), [("lack", True), ("fault", False)])
def test_lack_of_memory_is_told_from_other_faults(judged: dict[str, list[list[object]]], kind: str, *, verdict: bool) -> None:
    """A stack that is too deep, an address out of bounds, or Python's `memoryview` in a traceback is a fault, not lack of memory."""
    assert len(judged[kind]) > 9
    assert [text for text, found in judged[kind] if found is not verdict] == []
