"""Which files of Python's library, of the packages and of our own were loaded, and where the others lie."""

import importlib
import sys


def loaded() -> list[str]:
    """The files of all modules that are loaded: nobody reads them again."""
    return [file for module in list(sys.modules.values()) if (file := getattr(module, "__file__", None))]


def moved(archive: str, folder: str) -> None:
    """From now on what lay in an archive on the path is looked for in a folder on the path: packages that are loaded hear of it."""
    for module in list(sys.modules.values()):
        if any(place.startswith(archive) for place in getattr(module, "__path__", ())):
            module.__path__ = [place.replace(archive, folder, 1) for place in module.__path__]
    sys.path[:] = [place for place in sys.path if place != archive]
    importlib.invalidate_caches()
