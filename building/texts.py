"""The sentences of the site in each language, as the browser gets them: text/ compiled and checked by Babel, in `.venv`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from building.tools import ROOT, VENV_PYTHON, cached, digest, locked, pip_install, run
from text.say import load, spoken

__all__ = ["compiled", "speaking"]

TEXT = ROOT / "text"
SOURCES = ("app", "viewer", "static", "building")  # where keys are used


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


@contextmanager
def speaking(language: str, *areas: str) -> Iterator[None]:
    """Let `say` speak this language meanwhile, in the Python that builds, which has no Babel."""
    before = spoken.facts
    load(compiled(language, *areas).decode())
    try:
        yield
    finally:
        spoken.facts = before
