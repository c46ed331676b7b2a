"""What can go wrong, as one tree; each error is a code with facts, and says what was found, what was expected and what to do.

    ViewerError
    ├── NotDicom             a file that is something else
    ├── BrokenFile           DICOM, but damaged or contradicting itself
    ├── NoPicture            sound DICOM that holds no pixels (a report, a plan, a directory)
    ├── UnsupportedPixels    pixels in a form that is not decoded here
    ├── LimitExceeded        larger or deeper than is safe to open
    │   └── OutOfMemory      more memory is needed than there is
    └── Unreadable           the file system refused, or the archive
        └── Locked           it can be read with a password only

The sentences stand in text/ and are shown to patients: plain words first, the technical fact in brackets.
"""

import sys

from text.say import has, say

__all__ = [
    "DAMAGED",
    "UNFORESEEN",
    "BrokenFile",
    "LimitExceeded",
    "Locked",
    "NoPicture",
    "NotDicom",
    "OutOfMemory",
    "Unreadable",
    "UnsupportedPixels",
    "ViewerError",
    "unforeseen",
]

DAMAGED = (ValueError, ArithmeticError, LookupError, TypeError)
"""What is raised where a damaged or hostile file is taken at its word and nobody foresaw it."""

UNFORESEEN = (MemoryError, RecursionError, *DAMAGED)
"""The same with what a file may cost: beyond ViewerError, whatever may come of reading one. `unforeseen` tells it."""


class ViewerError(Exception):
    """A failure by its `code`, with `facts`: numbers, texts, or what becomes text by `str`. It is put into words when somebody reads it.

    Three sentences, of which the last two may be empty: what was `found` (`core.error.CODE.found`), what was `expected`, what to `do`.
    `expected` and `do` name a sentence that several errors share (`core.expected.NAME`, `core.do.NAME`) instead of one of its own.
    """

    def __init__(self, code: str, *, expected: str = "", do: str = "", **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
        self._shared = {"expected": expected, "do": do}

    def __str__(self) -> str:
        return " ".join(filter(None, (self.found, self.expected, self.do)))

    @property
    def found(self) -> str:
        """What was found, as a sentence."""
        return self._said(f"core.error.{self.code}.found")

    @property
    def expected(self) -> str:
        """What was expected, as a sentence; "" for nothing."""
        return self._part("expected")

    @property
    def do(self) -> str:
        """What to do, as a sentence; "" for nothing."""
        return self._part("do")

    def _part(self, part: str) -> str:
        if name := self._shared[part]:
            return self._said(f"core.{part}.{name}")
        own = f"core.error.{self.code}.{part}"
        return self._said(own) if has(own) else ""

    def _said(self, key: str) -> str:
        return say(key, **{name: fact if isinstance(fact, str | int | float) else str(fact) for name, fact in self.facts.items()})


class NotDicom(ViewerError):
    """The file is not a DICOM file at all."""


class BrokenFile(ViewerError):
    """The file is DICOM, but damaged, cut short or contradicting itself."""


class NoPicture(ViewerError):
    """The file is sound DICOM without pixels."""


class UnsupportedPixels(ViewerError):
    """The pixels are stored in a way that is not decoded here; the sentence names the way."""


class LimitExceeded(ViewerError):
    """A size, depth or count in the file is beyond what is safe to open."""


class OutOfMemory(LimitExceeded):
    """More memory is needed than the browser gives a page, or the computer has: nobody's file is damaged for that."""

    def __init__(self) -> None:
        super().__init__("memory.tab" if sys.platform == "emscripten" else "memory.computer")


class Unreadable(ViewerError):
    """The file could not be read from the disc, the stick or the archive."""


class Locked(Unreadable):
    """The file in the archive is encrypted; `password_helps` tells whether it can be read here with the right password.

    `slow`: bytes that then have to be unlocked the slow way, about a megabyte a second; 0 where it goes fast.
    """

    def __init__(self, code: str, *, do: str = "", password_helps: bool, slow: int = 0) -> None:
        super().__init__(code, do=do)
        self.password_helps = password_helps
        self.slow = slow


def unforeseen(code: str, error: BaseException, *, path: str = "") -> ViewerError:
    """Return what is told of an error that nobody foresaw in a hostile or broken file: by `code`, its `kind` and its file, or lack of memory as such."""
    return OutOfMemory() if isinstance(error, MemoryError) else BrokenFile(code, kind=type(error).__name__, path=path)
