#!/usr/bin/env python3
"""Builds, serves, tests and verifies OpenMyScan. Needs Python 3.11 or newer and nothing else; it fetches the rest itself, once.

    python build.py serve [--port 8000] [--no-open]   build the site, serve it on this computer, open the browser
    python build.py test [pytest arguments]           build the site and run all tests
    python build.py build                             make dist/: same input, same bytes, with a SHA-256 manifest
    python build.py verify URL                        compare a live site with dist/, file by file
    python build.py sizes                             what a first visit transfers
"""

import argparse
import sys
import time
import webbrowser

if sys.version_info < (3, 11):
    sys.exit(f"OpenMyScan needs Python 3.11 or newer to build; this is {sys.version.split()[0]}. Install a newer one and run this again.")

from building import server, site
from building.tools import ROOT, Trouble, say

sys.stdout.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)


def serve(port: int, *, open_browser: bool) -> None:
    """Build the site and serve it until Ctrl+C."""
    folder = site.build()
    try:
        with server.serving(folder, configuration=ROOT / "vercel.json", port=port) as running:
            say(f"OpenMyScan is at {running.url}  (Ctrl+C ends it)")
            if open_browser:
                webbrowser.open(running.url)
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        say("\nEnded.")
    except OSError as error:
        raise Trouble(f"Port {port} could not be opened: {error.strerror}.\nSomething else is using it; try: python build.py serve --port {port + 1}") from None


def main() -> None:
    """Do the one thing that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve")
    serving.add_argument("--port", type=int, default=8000)
    serving.add_argument("--no-open", action="store_true")
    commands.add_parser("build")
    options = parser.parse_args()
    if options.command == "serve":
        serve(options.port, open_browser=not options.no_open)
    elif options.command == "build":
        say(f"Built {site.build()}")


if __name__ == "__main__":
    try:
        main()
    except Trouble as trouble:
        say("")
        sys.exit(str(trouble))
