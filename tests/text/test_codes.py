"""Programs decide by codes, never by words: no source looks for the words of a sentence in a text, or compares one with a sentence."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from text.compiling import SOURCE, sentences

ROOT = Path(__file__).parents[2]
PATHS = [path for folder in ("app", "viewer", "text") for path in sorted((ROOT / folder).rglob("*.py"))]

LOOKS = frozenset("startswith endswith removeprefix removesuffix split rsplit partition rpartition find rfind index rindex count".split())
"""What looks for a part of a text."""

NAMES = frozenset(("key objects", "Image Private Header", "{no unit}", " or ", "US or SS"))
"""Words that are codes: a kind of document, and names that standards have given (Siemens' CSA, UCUM, the value representations of PS3.6)."""


def asked(tree: ast.Module) -> Iterator[tuple[ast.expr, bool]]:
    """Yield what a text is compared with, and what is looked for in one, which is True."""
    for node in ast.walk(tree):
        looked: list[ast.expr] = []
        inside = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOOKS
        if isinstance(node, ast.Compare):
            looked = [node.left, *node.comparators]
        elif inside and isinstance(node, ast.Call):
            looked = node.args[:1]
        elif isinstance(node, ast.MatchValue):
            looked = [node.value]
        for one in looked:
            yield from ((each, inside) for each in (one.elts if isinstance(one, ast.Tuple | ast.List | ast.Set) else [one]))


def wordings(source: str, known: frozenset[str], codes: frozenset[str]) -> list[str]:
    """Return what of that is a wording: several words, how a sentence begins, or what somebody is told.

    `known`: all sentences; `codes`: the parts of their keys.
    """
    found = []
    for one, inside in asked(ast.parse(source)):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in ("say", "Sentence"):
            found.append(f"{one.lineno}: {ast.unparse(one)}")
        if not isinstance(one, ast.Constant) or not isinstance(one.value, str) or one.value in NAMES:
            continue
        text = one.value
        several = re.search(r"[a-z] | [a-z]", text)
        word = inside and re.fullmatch(r"[A-Za-z]{4,}", text) and text not in codes
        if several or (word and any(each.startswith(text) for each in known)):
            found.append(f"{one.lineno}: {text!r}")
    return found


@pytest.fixture(scope="module")
def known() -> frozenset[str]:
    told = sentences(SOURCE).values()
    return frozenset(one for each in told for one in ([each] if isinstance(each, str) else each))


@pytest.fixture(scope="module")
def codes() -> frozenset[str]:
    return frozenset(part for key in sentences(SOURCE) for part in key.split("."))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_source_decides_by_the_words_of_a_sentence(path: Path, known: frozenset[str], codes: frozenset[str]) -> None:
    assert wordings(path.read_text(encoding="utf-8"), known, codes) == []


def test_what_decides_by_words_is_found(known: frozenset[str], codes: frozenset[str]) -> None:
    for line in (
        'text.startswith(("seen from", "here"))', 'text.partition(" of ")', 'text.split(" (")[0] == "Saved view"', "text == say('page.x')",
        'text.startswith("localizer")',
    ):  # fmt: skip
        assert len(wordings(line, known, codes)) == 1, line
    for line in ('code.startswith("contrast_")', 'place.split(", ")', 'sort == "key objects"', 'code == "document"'):
        assert wordings(line, known, codes) == [], line
