"""What is told has a length and a count: texts of a file cut with "…", sentences counted, the rest of a list as "… and N more"."""

import math
from collections.abc import Iterable, Sequence

from text.say import grouped as thousands
from text.say import language, number, say

__all__ = [
    "MOST_LINE",
    "MOST_NAME",
    "MOST_NOTES",
    "MOST_TITLE",
    "Listing",
    "Notes",
    "Sentence",
    "anded",
    "cut",
    "few",
    "figure",
    "fixed",
    "listed",
]

MOST_NAME = 256
"""Letters of a name or a description: the standard has 64 (PS3.5 table 6.2-1), of a person three times 64."""

MOST_TITLE = 1000
"""Letters of the title of a document."""

MOST_LINE = 4000
"""Letters of one line of a document's facts."""

MOST_NOTES = 40
"""Sentences about one document that are not the same."""


class Sentence:
    """A sentence that is kept, and said when somebody reads it: its key, and its facts, which may be kept sentences themselves.

    `str()` says it. Code asks for the key where it needs to know which one it is.
    """

    __slots__ = ("facts", "key")

    def __init__(self, key: str, **facts: object) -> None:
        self.key = key
        self.facts = facts

    def __str__(self) -> str:
        return say(self.key, **{name: str(fact) if isinstance(fact, Sentence | Listing) else fact for name, fact in self.facts.items()})

    def __repr__(self) -> str:
        return f"Sentence({self.key!r}, {self.facts!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and (self.key, self.facts) == (other.key, other.facts)

    def __hash__(self) -> int:
        return hash((self.key, tuple(self.facts)))


class Listing:
    """Texts and kept sentences with commas between them, said as a `Sentence` is."""

    __slots__ = ("parts",)

    def __init__(self, parts: Iterable[object]) -> None:
        self.parts = tuple(parts)

    def __str__(self) -> str:
        return listed([str(part) for part in self.parts])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Listing) and self.parts == other.parts

    def __hash__(self) -> int:
        return hash(self.parts)


def listed(texts: Iterable[str]) -> str:
    """Return texts with commas between them."""
    return say("core.list.comma").join(texts)


def anded(texts: Sequence[str]) -> str:
    """Return texts with commas between them, and the word for "and" before the last."""
    return say("core.list.and", before=listed(texts[:-1]), last=texts[-1]) if len(texts) > 1 else "".join(texts)


def figure(value: float, figures: int = 4, *, grouped: bool = True) -> str:
    """Return a number with so many figures at most, as the language writes it."""
    size = abs(value)
    if not 1e-5 <= size < 1e7:
        return f"{value:.{figures}g}"
    if size >= 1000 and grouped:
        return thousands(round(value))
    return number(value, max(0, figures - 1 - math.floor(math.log10(size))))


def fixed(value: float, digits: int) -> str:
    """Return a number with so many decimals, zeros too, as the language writes it: what changes under the pointer keeps its width."""
    return f"{value:.{digits}f}".replace(".", language()["decimal"])


def cut(text: str, most: int = MOST_NAME) -> str:
    """Return a text of at most `most` letters; one that was longer ends in "…"."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


class Notes(list[str]):
    """Sentences about what was odd, in the order in which they came; each is kept once, and of more than `MOST_NOTES` how many.

    A hostile file gives a reason for a sentence with each of a million items.
    """

    def __init__(self, sentences: Iterable[str] = ()) -> None:
        super().__init__()
        self._times: dict[str, int] = {}
        self._more = 0
        for sentence in sentences:
            self.append(sentence)

    def append(self, sentence: str) -> None:
        """Take in a sentence, or count it."""
        sentence = cut(sentence, MOST_LINE)
        if sentence in self._times:
            self._times[sentence] += 1
        elif len(self._times) < MOST_NOTES:
            self._times[sentence] = 1
            super().append(sentence)
        else:
            self._more += 1

    def told(self) -> list[str]:
        """Return the sentences as they are told: with how often, and with how many more there are."""
        told = [
            sentence if self._times[sentence] == 1 else say("core.notes.times", sentence=sentence, n=self._times[sentence])
            for sentence in self
        ]
        return [*told, *([say("core.notes.more", n=self._more)] if self._more else [])]


def few(texts: list[str], most: int) -> list[str]:
    """Return at most `most` texts, and as the last of them how many more there are."""
    return texts if len(texts) <= most else [*texts[: most - 1], say("core.list.more", n=len(texts) - most + 1)]
