#!/usr/bin/env python3
"""Builds, serves, tests and verifies OpenMyScan. Needs Python 3.11 or newer and nothing else; it fetches the rest itself, once.

python build.py serve [--port 8000] [--no-open]   build the site, serve it on this computer, open the browser
python build.py test [pytest arguments]           build the site and run all tests
python build.py build                             make dist/: same input, same bytes, with a SHA-256 manifest
                                                  (serve and build: --languages en-XA,ar-XB adds languages; these two are for trying)
python build.py core                              make .venv ready for the command line: .venv/bin/python -m viewer
python build.py verify URL                        compare a live site with what this source builds, file by file
python build.py lock                              after a change of pyproject.toml: write the hashes of all that it leads to
python build.py sizes                             say what a first visit transfers
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
import webbrowser
from collections.abc import Sequence

if sys.version_info < (3, 11):  # noqa: UP036  (somebody will try it with the Python that came with the computer)
    sys.exit(f"OpenMyScan needs Python 3.11 or newer; this is {sys.version.split()[0]}. Install a newer one and run this again with it.")

from building import browser, conformance, offline, server, service, site, tools, verify

VERCEL = tools.ROOT / "vercel.json"
NEVER_LOADED = {"manifest.json", site.SUMS, offline.NAME, server.NOTHING}  # by a visit; only when somebody asks for them


def main(arguments: list[str]) -> int:
    """Do the one thing that the command line asks for; the exit status says whether all was well."""
    parser = argparse.ArgumentParser(prog="build.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="serve | test | build | core | verify | lock | sizes")
    asked = commands.add_parser("serve")
    asked.add_argument("--port", type=int, default=8000)
    asked.add_argument("--no-open", action="store_true")
    commands.add_parser("test", add_help=False)
    for command in (asked, commands.add_parser("build")):
        command.add_argument("--languages", type=lambda text: tuple(text.split(",")), default=())
    commands.add_parser("core")
    commands.add_parser("verify").add_argument("url")
    commands.add_parser("lock")
    commands.add_parser("sizes")
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command != "test":
        parser.error(f"unknown: {' '.join(rest)}")
    if options.command == "serve":
        return serve(options.port, options.languages, open_browser=not options.no_open)
    if options.command == "test":
        return test(rest)
    if options.command == "verify":
        return compare(options.url)
    if options.command == "core":
        tools.pip_install("core")
        tools.say(f"Ready: {tools.VENV_PYTHON.relative_to(tools.ROOT)} -m viewer")
        return 0
    if options.command == "lock":
        return lock()
    if options.command == "sizes":
        return sizes()
    tools.say(f"The site is in {site.build(languages=options.languages)}")
    return 0


def serve(port: int, languages: Sequence[str], *, open_browser: bool) -> int:
    """Build the site and serve it on this computer until Ctrl+C."""
    folder = site.build(languages=languages)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # an end like Ctrl+C: the license service beside it ends as well
    try:
        with server.serving(folder, configuration=VERCEL, port=port) as running:
            tools.say(f"OpenMyScan is at {running.url}  (Ctrl+C ends it)")
            if open_browser:
                webbrowser.open(running.url)
            with service.serving() as licenses:
                if licenses:
                    running.service = licenses.address
                    tools.say(f"To try {running.url}/pro, take this license key: {licenses.key}")
                while True:
                    time.sleep(3600)
    except (OSError, OverflowError) as error:
        cure = "Something else uses it, or it needs more rights. Try: python build.py serve --port 8080"
        raise tools.Trouble(f"Port {port} could not be opened ({error}).\n{cure}") from None


def test(arguments: list[str]) -> int:
    """Install what the tests need, build the site, and run them, all of them two files at once (tests/ends.py); a warning is an error."""
    tools.pip_install("core", "build", "pages", "license", "test")
    browser.provide()
    site.build()
    chosen = any((tools.ROOT / argument.partition("::")[0]).exists() for argument in arguments)
    at_once = [] if chosen else ["-n", "2", "--no-loadscope-reorder"]
    command = [str(tools.VENV_PYTHON), "-W", "error", "-m", "pytest", f"--records={conformance.RECORDS}", *at_once, *arguments]
    return subprocess.run(command, cwd=tools.ROOT, check=False).returncode


def compare(url: str) -> int:
    """Build the site and name every file in which the live one differs."""
    folder = site.build()
    found = verify.differences(url, folder, json.loads(VERCEL.read_text(encoding="utf-8")))
    for line in found:
        tools.say(f"  {line}")
    count = sum(path.is_file() for path in folder.rglob("*"))
    tools.say(
        f"{url} differs from this source in {len(found)} points."
        if found
        else f"{url} serves exactly what this source builds: {count} files."
    )
    return 1 if found else 0


def lock() -> int:
    """Write building/python.lock: all packages that pyproject.toml leads to, on every system, with their hashes."""
    if sys.version_info[:2] != tools.OLDEST_PYTHON:
        oldest = ".".join(map(str, tools.OLDEST_PYTHON))
        raise tools.Trouble(f"The lock must fit Python {oldest} as well, so it is made with that one.\nRun this with Python {oldest}.")
    tools.make_venv()
    with tools.step("asking the package index for versions and hashes"):
        tools.write_lock()
    return 0


def sizes() -> int:
    """Print what a first visit transfers, raw and with brotli as a host sends it."""
    folder = site.build()
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in NEVER_LOADED)
    measured = tools.run([*tools.node(), tools.ROOT / "building" / "sizes.mjs", *files], wanted="The sizes", cure="Please report this.")
    rows = [json.loads(line) for line in measured.splitlines()]
    for name, raw, sent in sorted(rows, key=lambda row: -row[2]):
        tools.say(f"  {raw / 1e6:7.3f} MB  {sent / 1e6:7.3f} MB  {name[len(str(folder)) + 1 :]}")
    tools.say(f"  {sum(row[1] for row in rows) / 1e6:7.3f} MB  {sum(row[2] for row in rows) / 1e6:7.3f} MB  in all: raw, with brotli")
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # it is a real stream here
    try:
        sys.exit(main(sys.argv[1:]))
    except tools.Trouble as trouble:
        sys.exit(f"\n{trouble}")
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
    except BrokenPipeError:  # whoever read along has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        what = f"{error.filename or 'A file'} could not be read or written: {error.strerror}."
        sys.exit(f"\n{what}\nCheck the disk and the rights to it, and run this again.")
