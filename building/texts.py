"""The sentences of the site in each language, as the browser gets them and as the pages hold them.

text/ is compiled and checked by Babel, in `.venv`; what the build says itself, it says with what was compiled.
"""

import html
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from building.tools import ROOT, VENV_PYTHON, Trouble, cached, digest, locked, pip_install, run
from text.say import load, say, spoken

__all__ = ["choice", "compiled", "filled", "given", "marked", "speaking"]

TEXT = ROOT / "text"
SOURCES = ("app", "viewer", "static", "building")  # where keys are used
PLACE = re.compile(r'(?P<attribute>=")?\{\{t:(?P<key>[\w.-]+)\}\}')
# what a sentence may hold besides text: nothing that runs, and no way to another site
OPENING = re.compile(
    r'<(?:(b|i|em|kbd|code)|(a)(?: class="link")? href="(?:/(?!/)[\w./#-]*|#[\w-]+|mailto:[\w.@-]+)"'
    r'(?: target="_blank" rel="noopener")?(?: data-testid="[\w-]+")?)>'
)
CLOSING = re.compile(r"</(\w+)>")
# a key in a bundled script, or the beginning of one
KEY = re.compile(r"""(["'`])((?:script|word)\.[\w.-]*)(\1|\$\{)""")


def compiled(language: str, *areas: str) -> bytes:
    """The JSON of a language for `text.say`; `areas`: the beginnings of the keys that are wanted. Raises Trouble where keys and code do not fit."""

    def make(folder: Path) -> None:
        pip_install("pages")
        run(
            [VENV_PYTHON, "-m", "text.compiling", folder / "language.json", language, *areas],
            wanted=f"The sentences in the language {language}",
            cure="Correct text/ or the place named above; CONTRIBUTING.md tells how sentences are written.",
        )

    catalogs = [path.read_bytes() for path in sorted(TEXT.rglob("*")) if path.suffix in (".po", ".py")]
    code = [path.read_bytes() for name in SOURCES for path in sorted((ROOT / name).rglob("*")) if path.suffix in (".py", ".js", ".html")]
    key = digest(language, *areas, *locked("pages"), *catalogs, *code)
    return (cached("texts", key, make) / "language.json").read_bytes()


def choice(languages: Sequence[str]) -> str:
    """The links to the viewer's page in each language, by the language's own name for itself; nothing where there is one language only."""
    if len(languages) < 2:
        return ""
    named = [(language, html.escape(json.loads(compiled(language, "word"))["name"])) for language in languages]
    links = [
        f'<a class="link" href="/{"" if language == "en" else language}" lang="{language}" hreflang="{language}" data-language="{language}">{name}</a>'
        for language, name in named
    ]
    return " ".join(links)


def given(script: bytes, language: str) -> bytes:
    """The same script, bundled, with the sentences that it says in place of `LANGUAGE`, and no others: what is loaded first is to be small."""
    text = script.decode()
    found = KEY.findall(text)
    exact = {key for _, key, end in found if end != "${"}
    beginnings = tuple(key for _, key, end in found if end == "${")
    known = json.loads(compiled(language, "script", "word"))
    known["sentences"] = {key: words for key, words in known["sentences"].items() if key in exact or key.startswith(beginnings)}
    spoken_there = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    return re.sub(r"\bLANGUAGE\b", lambda _: spoken_there, text).encode()


@contextmanager
def speaking(language: str, *areas: str) -> Iterator[None]:
    """Let `say` speak this language meanwhile, in the Python that builds, which has no Babel."""
    before = spoken.facts
    load(compiled(language, *areas).decode())
    try:
        yield
    finally:
        spoken.facts = before


def filled(markup: str, **facts: str) -> str:
    """The same HTML with sentences in place of their {{t:keys}}; `facts`: what they may take. Raises Trouble for marks where none can be."""

    def sentence(found: re.Match[str]) -> str:
        text = say(found["key"], **facts)
        if not found["attribute"]:
            return marked(text)
        if "<" in text:
            raise Trouble(f"The sentence {found['key']} holds marks, and stands in an attribute, which has none.\nTake them out in text/.")
        return f'="{html.escape(text)}'

    return PLACE.sub(sentence, markup)


def marked(sentence: str) -> str:
    """The HTML of a sentence: its inline marks stay marks, all else is text. Raises Trouble for any other mark, and for one left open."""
    made, opened = [], []
    for part in re.split(r"(<[^<>]*>)", sentence):
        if not re.fullmatch(r"<[^<>]*>", part):
            made.append(html.escape(part, quote=False))
            continue
        if part == "<br>":
            pass
        elif opening := OPENING.fullmatch(part):
            opened.append(opening[1] or opening[2])
        elif not (closing := CLOSING.fullmatch(part)) or not opened or opened.pop() != closing[1]:
            raise Trouble(f"The sentence {sentence!r} holds {part}, which no sentence may, or not there.\nCorrect it in text/.")
        made.append(part)
    if opened:
        raise Trouble(f"The sentence {sentence!r} does not close <{opened[-1]}>.\nCorrect it in text/.")
    return "".join(made)
