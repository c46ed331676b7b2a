"""What can go wrong, as one tree; every message says what was found, what was expected and what to do.

    ViewerError
    ├── NotDicom             a file that is something else
    ├── BrokenFile           DICOM, but damaged or contradicting itself
    ├── NoPicture            sound DICOM that holds no pixels (a report, a plan, a directory)
    ├── UnsupportedPixels    pixels in a form that is not decoded here
    ├── LimitExceeded        larger or deeper than is safe to open
    │   └── OutOfMemory      more memory is needed than there is
    └── Unreadable           the file system refused, or the archive
        └── Locked           it can be read with a password only

The texts are shown to patients: plain words first, the technical fact in brackets.
"""

import sys

__all__ = [
    "DAMAGED",
    "EXPORT",
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

EXPORT = "Ask for an export as uncompressed DICOM (Explicit VR Little Endian)"
"""What to do where the file is as it was made: a new copy of it would be the same, and is asked for only where bytes are missing or hurt."""

DAMAGED = (ValueError, ArithmeticError, LookupError, TypeError)
"""What is raised where a damaged or hostile file is taken at its word and nobody foresaw it."""

UNFORESEEN = (MemoryError, RecursionError, *DAMAGED)
"""The same with what a file may cost: beyond ViewerError, whatever may come of reading one. `unforeseen` tells it."""


class ViewerError(Exception):
    """A failure told in three parts: what was `found`, what was `expected`, what to `do`; empty parts are left out."""

    def __init__(self, found: str, *, expected: str = "", do: str = "") -> None:
        self.found = found
        self.expected = expected
        self.do = do
        super().__init__(" ".join(_sentence(part) for part in (found, expected, do) if part))


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else text + "."


class NotDicom(ViewerError):
    """The file is not a DICOM file at all."""


class BrokenFile(ViewerError):
    """The file is DICOM, but damaged, cut short or contradicting itself."""


class NoPicture(ViewerError):
    """The file is sound DICOM without pixels."""


class UnsupportedPixels(ViewerError):
    """The pixels are stored in a way that is not decoded here; the text names the way."""


class LimitExceeded(ViewerError):
    """A size, depth or count in the file is beyond what is safe to open."""


class OutOfMemory(LimitExceeded):
    """More memory is needed than the browser gives a page, or the computer has: nobody's file is damaged for that."""

    def __init__(self) -> None:
        browser = sys.platform == "emscripten"
        super().__init__(
            f"This needs more memory than {'this browser tab may use' if browser else 'this computer can give'}",
            do="Open fewer files at once, or close other tabs and try again" if browser else "Open fewer files at once",
        )


class Unreadable(ViewerError):
    """The file could not be read from the disc, the stick or the archive."""


class Locked(Unreadable):
    """The file in the archive is encrypted; `password_helps` tells whether it can be read here with the right password.

    `slow`: bytes that then have to be unlocked the slow way, about a megabyte a second; 0 where it goes fast.
    """

    def __init__(self, found: str, *, do: str, password_helps: bool, slow: int = 0) -> None:
        super().__init__(found, do=do)
        self.password_helps = password_helps
        self.slow = slow


def unforeseen(error: BaseException, found: str) -> ViewerError:
    """Return what is told of an error that nobody foresaw in a hostile or broken file: `found` and its kind, or lack of memory as such."""
    return OutOfMemory() if isinstance(error, MemoryError) else BrokenFile(f"{found} ({type(error).__name__})")
