"""The browsers for the tests: the ones this computer has, else the one that Playwright brings."""

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from building.tools import VENV_PYTHON, run, step

__all__ = ["chromium", "firefox", "provide"]

CHROMIUM = {
    "linux": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "/snap/bin/chromium"),
    "darwin": ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"),
    "win32": (r"%PROGRAMFILES%\Google\Chrome\Application\chrome.exe", r"%PROGRAMFILES(X86)%\Microsoft\Edge\Application\msedge.exe"),
}
FIREFOX = {
    "linux": ("firefox-esr", "firefox"),
    "darwin": ("/Applications/Firefox.app/Contents/MacOS/firefox",),
    "win32": (r"%PROGRAMFILES%\Mozilla Firefox\firefox.exe",),
}


def chromium() -> Path | None:
    """The Chromium, Chrome or Edge of this computer."""
    return first(CHROMIUM.get(sys.platform, ()))


def firefox() -> Path | None:
    """The Firefox of this computer."""
    return first(FIREFOX.get(sys.platform, ()))


def first(names: Iterable[str]) -> Path | None:
    """The first of these programs that is there."""
    found = (shutil.which(os.path.expandvars(name)) for name in names)
    return next((Path(program) for program in found if program), None)


def provide() -> None:
    """Make sure that there is a Chromium to test with: the system's, Debian's for root, else Playwright's."""
    if chromium() or playwrights_own():
        return
    cure = "Install Chromium or Google Chrome by hand, or connect to the internet, and run the same command again."
    if shutil.which("apt-get") and os.geteuid() == 0:
        with step("installing Chromium with apt-get"):
            run(["apt-get", "update", "-q"], wanted="Chromium", cure=cure)
            run(
                ["apt-get", "install", "-y", "-q", "chromium"],
                wanted="Chromium",
                cure=cure,
                environment={"DEBIAN_FRONTEND": "noninteractive"},
            )
    else:
        with step("downloading Chromium with Playwright"):
            run([VENV_PYTHON, "-m", "playwright", "install", "chromium"], wanted="Chromium", cure=cure)


def playwrights_own() -> bool:
    """Whether Playwright's own Chromium was downloaded before."""
    ask = "from playwright.sync_api import sync_playwright\nwith sync_playwright() as p: print(p.chromium.executable_path)"
    return Path(run([VENV_PYTHON, "-c", ask], wanted="Playwright", cure="Delete .venv and run this again.").strip()).exists()
