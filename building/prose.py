"""Markdown as HTML: `as_html` for the build, which has the standard library only; run as a program in `.venv`, it does the work.

Raw HTML in the text stays text. What is of the same source comes from the cache.
"""

import itertools
import sys
from pathlib import Path

from building.tools import VENV_PYTHON, cached, digest, locked, pip_install, run

__all__ = ["as_html"]


def as_html(text: str) -> str:
    """The HTML of a text in CommonMark, with tables; its headings carry an `id` made of their words."""
    key = digest(text, *locked("pages"), Path(__file__).read_bytes())

    def make(folder: Path) -> None:
        pip_install("pages")
        (folder / "text.md").write_text(text, encoding="utf-8")
        run(
            [VENV_PYTHON, "-m", "building.prose", folder / "text.md", folder / "text.html"],
            wanted="A page out of its Markdown",
            cure="Correct that text, or report this.",
        )

    return (cached("prose", key, make) / "text.html").read_text(encoding="utf-8")


def convert(text: str) -> str:
    """The same, in an environment that has markdown-it."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for opening, words in itertools.pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", "-".join("".join(c if c.isalnum() else " " for c in words.content.lower()).split()))
    rendered: str = parser.renderer.render(tokens, parser.options, {})
    return rendered


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    target.write_text(convert(source.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
