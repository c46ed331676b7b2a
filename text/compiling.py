"""Catalogs become compact JSON: Babel reads gettext's .po and knows the plurals, numbers and months of each language (CLDR).

CPython only. The build gives the browser what this returns; the command line and the tests, which run without a build, call it themselves.
"""

import json
import re
import string
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

__all__ = ["FOLDER", "PSEUDO", "Faulty", "compiled", "keys", "placeholders", "sentences"]

FOLDER = Path(__file__).parent
SOURCE = "en"
PSEUDO = {"en-XA": "accented and longer, in brackets", "ar-XB": "mirrored, right to left"}
"""Languages that nobody speaks, made out of English: what is not translated, cannot grow or cannot be mirrored is seen at once."""
_FORMS: tuple[str, ...] = ("zero", "one", "two", "few", "many", "other")  # as gettext counts them
_KNOWN = 200  # counts whose form is told one by one, see text.say
_ACCENTS = str.maketrans("aceinosuyzACEINOSUYZ", "àçéîñöšûýžÀÇÉÎÑÖŠÛÝŽ")
_PLACEHOLDER = re.compile(r"(\{[^{}]*\}|<[^<>]*>)")  # and marks of HTML, in the sentences of the plain pages


class Faulty(Exception):
    """A catalog that cannot be used, in words for whoever wrote it."""


def compiled(language: str, areas: Collection[str] | None = None) -> dict[str, Any]:
    """Return a language as text.say takes it; `areas`: the first parts of the keys that are wanted, all without. Raises Faulty."""
    source = {key: value for key, value in sentences(SOURCE).items() if areas is None or key.partition(".")[0] in areas}
    if language in PSEUDO:
        return {
            **_facts("en" if language == "en-XA" else "ar", date="{day} {month} {year}" if language == "en-XA" else None, plural=SOURCE),
            "language": language,
            "name": PSEUDO[language],
            "sentences": {key: _pseudo(value) for key, value in source.items()},
        }
    translated = source if language == SOURCE else sentences(language)
    return {**_facts(language), "language": language, "sentences": {key: translated[key] for key in source}}


def sentences(language: str) -> dict[str, str | list[str]]:
    """Return the sentences of a language by their keys, in the order of the catalog; a list has the forms for several counts."""
    found: dict[str, str | list[str]] = {}
    for message in _messages(language):
        key = str(message.context)
        if key in found:
            raise Faulty(f"{language}.po has two sentences of the key {key}.")
        text = message.id if language == SOURCE else message.string
        found[key] = text if isinstance(text, str) else list(text or ())
    return found


def keys() -> list[str]:
    """Return all keys, sorted."""
    return sorted(sentences(SOURCE))


def placeholders(sentence: str) -> set[str]:
    """Return the names of the facts that a sentence takes."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def _messages(language: str) -> list[Message]:
    path = FOLDER / f"{language}.po"
    if not path.is_file():
        raise Faulty(f"text/ has no catalog for the language {language}.")
    with path.open("rb") as file:
        catalog: Catalog = read_po(file, locale=language, abort_invalid=True)
    found = [message for message in catalog if message.id]
    for message in found:
        if not message.context:
            raise Faulty(f"{language}.po: the sentence {message.id!r} has no key (msgctxt).")
    return found


def _facts(language: str, *, date: str | None = None, plural: str | None = None) -> dict[str, Any]:
    locale, counting = Locale.parse(language), Locale.parse(plural or language)
    symbols = locale.number_symbols["latn"]
    forms = [str(counting.plural_form(count)) for count in range(_KNOWN)]
    used = [form for form in _FORMS if form in forms]  # "many" of a million in French needs no form
    places = {form: str(place) for place, form in enumerate(used)}
    return {
        "language": language,
        "name": locale.get_display_name(language) or language,
        "direction": locale.text_direction,
        "decimal": symbols["decimal"],
        "group": symbols["group"],
        "minus": "−",
        "months": [locale.months["format"]["wide"][month] for month in range(1, 13)],
        # American dates would be told by numbers of another order; with the month as a word all read the same day.
        "date": date or ("{day} {month} {year}" if language == SOURCE else _pattern(locale)),
        "plural": "".join(places[form] for form in forms),
    }


def _pattern(locale: Locale) -> str:
    """Return CLDR's long form of a date with named places: "{day}. {month} {year}"."""
    pattern = str(locale.date_formats["long"].pattern).replace("'", "")
    named = {
        "d": "{day}",
        "dd": "{day}",
        "M": "{month}",
        "MMMM": "{month}",
        "MMM": "{month}",
        "LLLL": "{month}",
        "y": "{year}",
        "yyyy": "{year}",
    }
    return re.sub(r"[dMyL]+", lambda found: named.get(found[0], found[0]), pattern)


def _pseudo(value: str | list[str]) -> str | list[str]:
    return _stretched(value) if isinstance(value, str) else [_stretched(form) for form in value]


def _stretched(sentence: str) -> str:
    parts = _PLACEHOLDER.split(sentence)
    if not any(part.isalpha() for part in "".join(parts[::2])):  # what only stands between words, or around a number
        return sentence
    letters = sum(len(part) for part in parts[::2])
    accented = "".join(part.translate(_ACCENTS) if number % 2 == 0 else part for number, part in enumerate(parts))
    return f"⟦{accented}{' ~' * (-(-letters * 2 // 5) // 2)}⟧"


def main() -> None:
    """Check all catalogs against the code, and write one language as JSON: FILE LANGUAGE [AREA…]."""
    from text.checking import ERRORS, faults, translations

    if found := [*faults(FOLDER.parent, ERRORS), *translations()]:
        sys.exit("\n".join(found))
    target, language, *areas = sys.argv[1:]
    Path(target).write_text(json.dumps(compiled(language, areas or None), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    main()
