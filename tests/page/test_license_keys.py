"""Which keys a token of Pro may be signed with: those of the build everywhere, a told one on the person's own computer only."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from building.tools import ROOT

MODULE = (ROOT / "static" / "license.js").as_uri()
SCRIPT = f"""
globalThis.LICENSE_KEYS = {{ ours: "A" }};
const stored = {{ "openmyscan.licence.keys": JSON.stringify({{ before: "C" }}) }};
globalThis.localStorage = {{ getItem: (name) => stored[name] ?? null, setItem: (name, value) => (stored[name] = value), removeItem: (name) => delete stored[name] }};
const {{ trusted, keep, forget }} = await import({json.dumps(MODULE)});
const found = {{}};
for (const hostname of JSON.parse(process.argv[1])) {{
  globalThis.location = {{ hostname }};
  found[hostname] = [trusted({{ told: "B" }}), trusted()];
  delete stored["openmyscan.licence.keys"];
  keep("token", {{ told: "B" }});
  found[hostname].push(stored["openmyscan.licence.keys"] ?? null);
  stored["openmyscan.licence.keys"] = JSON.stringify({{ before: "C" }});
}}
forget();
process.stdout.write(JSON.stringify([found, stored]));
"""
ELSEWHERE = ["openmyscan.com", "www.openmyscan.com", "localhost.example", "127.0.0.1.example", "192.168.1.2", "0.0.0.0", "", "mylocalhost"]  # noqa: S104 - names of hosts


@pytest.fixture(scope="module")
def judged(node: list[str]) -> Any:
    """What counts at each host, and what is left in the store in the end."""
    command = [*node, "--input-type=module", "-e", SCRIPT, json.dumps([*ELSEWHERE, "localhost", "127.0.0.1"])]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize("host", ELSEWHERE)
def test_a_told_key_counts_nowhere_but_on_this_computer(judged: Any, host: str) -> None:
    """Neither one that was just told nor one that lies in the store; and none is put there."""
    assert judged[0][host] == [{"ours": "A"}, {"ours": "A"}, None]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_on_this_computer_the_key_of_its_own_service_counts(judged: Any, host: str) -> None:
    assert judged[0][host] == [{"ours": "A", "told": "B"}, {"ours": "A", "before": "C"}, '{"told":"B"}']


def test_all_of_it_is_forgotten_together(judged: Any) -> None:
    assert judged[1] == {}
