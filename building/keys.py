"""The keys and gestures of the viewer as tables for the page /help, of the same list as the viewer's own help."""

import html
from collections.abc import Iterable, Sequence

from app.page.input.keys import gesture_rows, help_rows
from text.say import say

__all__ = ["gestures", "keys"]


def gestures() -> str:
    """Touch and mouse. What is done stands first, so that on a phone, where the columns lie below each other, each way has its name before it."""
    heads = (say("site.keys.does"), say("site.keys.touch"), say("site.keys.mouse"))
    return _table(say("site.keys.gestures"), heads, ((what, touch, mouse) for mouse, touch, what in gesture_rows()))


def keys() -> str:
    """The keyboard."""
    return _table(say("site.keys.keys"), (say("site.keys.key"), say("site.keys.does")), help_rows(), key=True)


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, key: bool = False) -> str:
    head = "".join(f'<th scope="col">{html.escape(words)}</th>' for words in heads)
    body = "\n".join(_row(cells, heads, key=key) for cells in rows)
    kind = ' class="glance"' if key else ' class="ways-to"'  # two short columns stay beside each other on a narrow screen
    return f"<h3>{html.escape(title)}</h3>\n<table{kind}><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"


def _row(cells: Sequence[str], heads: Sequence[str], *, key: bool) -> str:
    first, *rest = (html.escape(words) for words in cells)
    shown = f"<kbd>{first}</kbd>" if key else first
    others = "".join(f'<td data-label="{html.escape(label)}">{words}</td>' for label, words in zip(heads[1:], rest, strict=True))
    return f'<tr><th scope="row">{shown}</th>{others}</tr>'
