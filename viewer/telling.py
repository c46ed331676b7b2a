"""What is told has a length and a count: texts of a file cut with "…", sentences counted, the rest of a list as "… and N more"."""

from collections.abc import Iterable

__all__ = ["MOST_LINE", "MOST_NAME", "MOST_NOTES", "MOST_TITLE", "Notes", "cut", "few"]

MOST_NAME = 256
"""Letters of a name or a description: the standard has 64 (PS3.5 table 6.2-1), of a person three times 64."""

MOST_TITLE = 1000
"""Letters of the title of a document."""

MOST_LINE = 4000
"""Letters of one line of a document's facts."""

MOST_NOTES = 40
"""Sentences about one document that are not the same."""


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
        told = [sentence if self._times[sentence] == 1 else f"{sentence} ({self._times[sentence]:,} times)" for sentence in self]
        return [*told, *([f"… and {self._more:,} more remarks."] if self._more else [])]


def few(texts: list[str], most: int) -> list[str]:
    """Return at most `most` texts, and as the last of them how many more there are."""
    return texts if len(texts) <= most else [*texts[: most - 1], f"… and {len(texts) - most + 1:,} more"]
