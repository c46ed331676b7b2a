"""static/say.js says what text/say.py says: the same sentences out of the same facts, under Node."""

import json
import subprocess
from typing import Any

import pytest

from building.tools import ROOT
from text import say as speech
from text.compiling import compiled

pytestmark = pytest.mark.native

MODULE = (ROOT / "static" / "say.js").as_uri()
SCRIPT = f"""
const {{ speak, say, has, date }} = await (globalThis.LANGUAGE = null, import({json.dumps(MODULE)}));
const {{ language, calls }} = JSON.parse(process.argv[1]);
speak(language);
const made = calls.map(([name, ...given]) => ({{ say, has, date }})[name](...given));
process.stdout.write(JSON.stringify(made));
"""
SENTENCES = {
    "here": "{name} is here",
    "twice": "{name}, {name}",
    "pictures": ["{n} picture of {name}", "{n} pictures of {name}", "no picture of {name}"],
}
COUNTS = [0, 1, 2, 5, 21, 99, 100, 101, 199, 200, 201, 1000, 1001, 1234567, -3]
CALLS: list[list[Any]] = [
    *(["say", "pictures", {"n": n, "name": "A"}] for n in COUNTS),
    ["say", "here", {"name": "{n} $& A"}],
    ["say", "twice", {"name": "B"}],
    ["has", "here"],
    ["has", "gone"],
    ["has", "toString"],
    ["date", 2024, 1, 31],
]


def in_python(name: str, *given: Any) -> Any:
    """What Python makes of a call."""
    *plain, last = given
    return getattr(speech, name)(*plain, **last) if isinstance(last, dict) else getattr(speech, name)(*given)


@pytest.mark.parametrize("plural", ["01" + "1" * 198, "201" + "1" * 197], ids=["one and more", "and none"])
def test_scripts_say_what_python_says(plural: str, node: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {**compiled("en"), "plural": plural, "group": "\u00a0", "date": "{day}. {month} {year}", "sentences": SENTENCES}
    monkeypatch.setattr(speech.spoken, "facts", facts)
    command = [*node, "--input-type=module", "-e", SCRIPT, json.dumps({"language": facts, "calls": CALLS})]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert json.loads(done.stdout) == [in_python(*call) for call in CALLS]
