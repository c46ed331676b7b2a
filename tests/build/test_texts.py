"""Sentences come into the pages as text with a few inline marks, and nothing else comes with them.

Each script gets those that it says.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from building import pages, texts
from building.texts import filled, given, marked, speaking
from building.tools import Trouble
from text.say import language, spoken, use


@pytest.fixture
def sentences() -> Iterator[dict[str, Any]]:
    """Sentences of a language that only one test speaks."""
    before, own = spoken.facts, {**language(), "sentences": {}}
    use(own)
    yield own["sentences"]
    spoken.facts = before


def test_a_sentence_stands_in_place_of_its_key_with_its_marks(sentences: dict[str, Any]) -> None:
    sentences |= {"a.open": 'Press <b>Open</b>, see <a href="/help">Help</a> & wait', "a.title": "The {version}", "a.lines": "One<br>two"}
    assert filled("<p>{{t:a.open}}</p>") == '<p>Press <b>Open</b>, see <a href="/help">Help</a> &amp; wait</p>'
    assert filled("<h1>{{t:a.lines}}</h1>") == "<h1>One<br>two</h1>"
    assert filled("<title>{{t:a.title}}</title>{{app}}", version="{{version}}") == "<title>The {{version}}</title>{{app}}"


def test_in_an_attribute_it_stays_in_its_quotes_and_has_no_marks(sentences: dict[str, Any]) -> None:
    sentences |= {"a.name": 'The "disc" & more', "a.marked": "The <b>disc</b>"}
    assert filled('<nav aria-label="{{t:a.name}}">') == '<nav aria-label="The &quot;disc&quot; &amp; more">'
    with pytest.raises(Trouble, match=r"a\.marked"):
        filled('<nav aria-label="{{t:a.marked}}">')


@pytest.mark.parametrize(
    "sentence",
    [
        "<script>alert(1)</script>",
        '<img src="/x">',
        '<b onclick="x()">bold</b>',
        "<a>nowhere</a>",
        '<a href="javascript:alert(1)">here</a>',
        '<a href="https://elsewhere.example/">here</a>',
        '<a href="//elsewhere.example/">here</a>',
        '<a href="/help" target="_blank">here</a>',
        '<a href="/help" onclick="x()">here</a>',
        "<b>left open",
        "closed</b>",
        "<b><i>crossed</b></i>",
        "<!-- hidden -->",
    ],
)
def test_any_other_mark_is_refused(sentence: str) -> None:
    with pytest.raises(Trouble, match="sentence"):
        marked(sentence)


@pytest.mark.parametrize("sentence", ["1 < 2", "a <- b", "5 > 3 & 2", "<"])
def test_what_is_no_mark_is_text(sentence: str) -> None:
    assert marked(sentence) == sentence.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_what_the_build_speaks_is_what_was_compiled_and_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "compiled", lambda *_: b'{"sentences": {"site.name.help": "Aide"}}')
    before = spoken.facts
    with speaking("fr", "site"):
        assert filled("{{t:site.name.help}}") == "Aide"
    assert spoken.facts is before


def test_a_script_gets_the_sentences_that_it_says_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"script.a": "A", "script.b.one": "1", "script.b.two": "2", "script.c": "C", "word.d": "D"}
    monkeypatch.setattr(texts, "compiled", lambda *_: json.dumps({"sentences": known}).encode())
    script = b'var spoken = LANGUAGE; say2("script.a"); say2(`script.b.${code}`, {}); say2("word.d", { n });'
    made = given(script, "en").decode()
    told = json.loads(made[len("var spoken = ") : made.index(";")])
    assert set(told["sentences"]) == {"script.a", "script.b.one", "script.b.two", "word.d"}
    assert given(b"var other = 1;", "en") == b"var other = 1;"


def test_the_pages_hold_no_key_in_place_of_a_sentence() -> None:
    made = {
        **{name: page for name, page in pages.pages().items() if name != "index.html"},
        **{name: text.encode() for name, text in pages.lost().items()},
    }
    assert {"help.html", "404.html", "again", "gone"} <= set(made)
    for name, page in made.items():
        assert b"{{t:" not in page, name
