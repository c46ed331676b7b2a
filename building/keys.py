"""The keys and gestures of the viewer as tables for the page /help, of the same list as the viewer's own help."""

import html
from collections.abc import Iterable, Sequence

from app.page.keys import GESTURES, help_rows

__all__ = ["gestures", "keys"]


def gestures() -> str:
    """Mouse and touch."""
    return _table("Mouse and touch", ("Mouse", "Touch", "What it does"), ((mouse, touch, what) for mouse, touch, what in GESTURES))


def keys() -> str:
    """The keyboard."""
    return _table("Keys", ("Key", "What it does"), help_rows(), key=True)


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, key: bool = False) -> str:
    head = "".join(f'<th scope="col">{html.escape(words)}</th>' for words in heads)
    body = "\n".join(_row(cells, heads, key=key) for cells in rows)
    kind = ' class="glance"' if key else ""  # two short columns stay beside each other on a narrow screen
    return f"<h3>{html.escape(title)}</h3>\n<table{kind}><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"


def _row(cells: Sequence[str], heads: Sequence[str], *, key: bool) -> str:
    first, *rest = (html.escape(words) for words in cells)
    shown = f"<kbd>{first}</kbd>" if key else first
    others = "".join(f'<td data-label="{html.escape(label)}">{words}</td>' for label, words in zip(heads[1:], rest, strict=True))
    return f'<tr><th scope="row">{shown}</th>{others}</tr>'
