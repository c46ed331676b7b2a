"""The cell's own look-up of grays (app/cell/grays.js) under Node, in a memory like Pyodide's: it writes what it is to, and nothing beside it."""

import json
import subprocess

import pytest

from building.tools import ROOT

pytestmark = pytest.mark.native

MODULE = (ROOT / "app" / "cell" / "grays.js").as_uri()


@pytest.mark.parametrize("size", [1, 2])
def test_each_value_becomes_its_entry_of_the_table_and_nothing_beside_is_written(node: list[str], size: int) -> None:
    script = f"""
    const {{ lookerIn }} = await import({json.dumps(MODULE)});
    const size = {size}, heap = new ArrayBuffer(1 << 20), module = {{}};
    [module.HEAPU8, module.HEAPU16, module.HEAPU32] = [new Uint8Array(heap), new Uint16Array(heap), new Uint32Array(heap)];
    const look = lookerIn({{ _module: module }});
    const [values, table, words, count] = [64, 4096, 600000, 1000];
    const stored = (size === 1 ? module.HEAPU8 : module.HEAPU16).subarray(values / size, values / size + count);
    stored.forEach((_, at) => (stored[at] = (at * 7919) % (1 << (8 * size))));
    for (let entry = 0; entry < 1 << (8 * size); entry++) module.HEAPU32[table / 4 + entry] = 0xff000000 + entry * 3;
    const before = new Uint8Array(heap.slice(0));
    look(values, size, table, words, count);
    const right = stored.every((value, at) => module.HEAPU32[words / 4 + at] === 0xff000000 + value * 3);
    const beside = module.HEAPU8.every((byte, at) => (at >= words && at < words + 4 * count) || byte === before[at]);
    process.stdout.write(JSON.stringify([right, beside]));
    """
    done = subprocess.run([*node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [True, True]
