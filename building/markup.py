"""Sentences in the HTML of pages: `{{t:key}}` gives way to the sentence of that key, in the language of the page.

A sentence may hold a few marks (<b>, <kbd>, a link …); all else in it is text. In an attribute it is text throughout.
"""

import html
import re
from collections.abc import Mapping
from typing import Any

from building.tools import Trouble

__all__ = ["filled"]

_PLACE = re.compile(r"(=\"[^\"<>]*)?\{\{t:([\w.-]+)\}\}")
_MARK = re.compile(
    r"<(?:/?(?:b|i|em|kbd|code)|br|/a|a(?: (?:class|href|target|rel|data-testid)=\"[\w ./#:@-]*\")+|span class=\"[\w -]+\"|/span|abbr title=\"[^\"<>&]*\"|/abbr)>"
)


def filled(source: str, language: Mapping[str, Any]) -> str:
    """Return the source of a page with the sentences of a language (as text.say takes it) in their places. Raises Trouble for a key without one."""
    sentences = language["sentences"]

    def value(found: re.Match[str]) -> str:
        before, key = found[1] or "", found[2]
        sentence = sentences.get(key)
        if not isinstance(sentence, str):
            raise Trouble(f"A page asks for the sentence {key}, which text/ does not have in one form.\nAdd it, or correct the page.")
        text = sentence.replace("{{", "{").replace("}}", "}")
        return before + (html.escape(text) if before else _marked(text))

    return _PLACE.sub(value, source)


def _marked(text: str) -> str:
    """Return a sentence as HTML in which its few marks are marks."""
    parts, at = [], 0
    for mark in _MARK.finditer(text):
        parts += [html.escape(text[at : mark.start()], quote=False), mark[0]]
        at = mark.end()
    return "".join([*parts, html.escape(text[at:], quote=False)])
