"""Sentences out of keys and facts, numbers and dates, in the language of the person: `say("disc.pictures", n=1200)`.

A language is a dict as `text.compiling` makes it: {"language", "direction", "decimal", "group", "minus", "months", "date", "plural", "sentences"}.
`plural` has one digit for each whole number below 200, the form that goes with it; a larger number has that of 100 + its last two digits.
Runs in MicroPython as well: no typing module, no dataclasses.
"""

import json

__all__ = ["Unknown", "date", "grouped", "has", "language", "load", "number", "say", "use"]


class Unknown(KeyError):
    """No sentence has this key."""


class Spoken:
    """The language that is spoken; `facts` is None until somebody speaks."""

    def __init__(self) -> None:
        self.facts: dict | None = None


spoken = Spoken()


def use(facts: dict) -> None:
    """Speak the language that these facts describe from now on."""
    spoken.facts = facts


def load(text: str) -> None:
    """Speak the language that this JSON describes from now on."""
    use(json.loads(text))


def language() -> dict:
    """Return the facts of the language that is spoken; English, if nobody has chosen another."""
    known = spoken.facts
    if known is None:
        known = english()
        use(known)
    return known


def english() -> dict:
    """Return English: compiled by the build where it has been here, else compiled now (CPython, from the catalog itself)."""
    beside = __file__.replace("\\", "/").rsplit("/", 1)[0] + "/language.json"
    try:
        with open(beside) as file:
            return json.loads(file.read())
    except OSError:
        from text.compiling import compiled

        return compiled("en")


def has(key: str) -> bool:
    """Whether there is a sentence of this key: for a code that has one and a code that needs none."""
    return key in language()["sentences"]


def say(key: str, **facts: object) -> str:
    """Return the sentence of a key with its facts filled in.

    Whole numbers stand with their thousands apart, other numbers as short as they can be; texts as they are. Where the sentence has several
    forms (plurals), the fact `n` chooses. Raises Unknown.
    """
    spoken_now = language()
    sentence = spoken_now["sentences"].get(key)
    if sentence is None:
        raise Unknown(key)
    if not isinstance(sentence, str):
        sentence = sentence[form(facts["n"])]
    if not facts:
        return sentence if "{" not in sentence else sentence.format()
    return sentence.format(**{name: written(value) for name, value in facts.items()})


def form(count: object) -> int:
    """Return which of the forms of a sentence goes with a count (CLDR's cardinal plurals, of whole numbers)."""
    whole: int = abs(int(count))  # type: ignore[call-overload]  # whoever counts gives a number
    return int(language()["plural"][whole if whole < 200 else 100 + whole % 100])


def written(value: object) -> str:
    """Return a fact as it stands in a sentence."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value)
    return grouped(value) if isinstance(value, int) else number(value)


def number(value: object, digits: int = 1) -> str:
    """Return a number as short as it can be, with `digits` decimals at most: "12.5", "−3", "0"; "" for none."""
    if value is None or value != value:  # noqa: PLR0124 - NaN; MicroPython's math has no other word for it either
        return ""
    text = ("%." + str(digits) + "f") % value
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in ("-0", ""):
        text = "0"
    known = language()
    return text.replace("-", known["minus"]).replace(".", known["decimal"])


def grouped(value: int) -> str:
    """Return a whole number with its thousands apart: "12,345"."""
    known = language()
    digits = str(abs(int(value)))
    groups: list[str] = []
    while len(digits) > 3:
        groups.insert(0, digits[-3:])
        digits = digits[:-3]
    groups.insert(0, digits)
    return (known["minus"] if value < 0 else "") + known["group"].join(groups)


def date(year: int, month: int, day: int) -> str:
    """Return a day in the order and with the names of the language: "31 January 2024"."""
    known = language()
    return known["date"].format(day=day, month=known["months"][month - 1], year=year)
