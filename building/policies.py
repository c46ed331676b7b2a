"""The policies in force, line by line in plain words, for the page /verify: taken from vercel.json and static/wall.js, not written again."""

import html
import json
import re

from building.server import headers_for
from building.tools import ROOT, Trouble

__all__ = ["page"]

DIRECTIVES = {
    "default-src": "Whatever has no line of its own",
    "script-src": "Programs",
    "connect-src": "Requests by a program: fetch, XMLHttpRequest, WebSocket, EventSource, beacons",
    "worker-src": "Workers, which are programs in the background",
    "style-src": "Styles",
    "media-src": "Films and sounds",
    "img-src": "Pictures by address",
    "manifest-src": "The file that says how to install the site",
    "base-uri": "Changing where short addresses lead",
    "form-action": "Sending a form",
    "frame-ancestors": "Being shown inside of another site",
    "require-trusted-types-for": "Turning text into a program",
    "trusted-types": "The gates that may be made for that",
}
SOURCES = {
    "'none'": "nothing at all",
    "'self'": "from this site only",
    "'wasm-unsafe-eval'": "WebAssembly that was handed over (a computing format; it loads nothing)",
    "blob:": "what the program itself made in its own memory",
    "'script'": "only through a gate that checks the address",
    "openmyscan": "one, called openmyscan",
    "…": "the program's own workers, by their exact addresses",
}
PLACES = (
    ("The page of the viewer, as it is served", "/"),
    ("The cell, which holds your scan (cell.js)", "/app/release/cell.js"),
    ("The reader, which reads your files (reader.js)", "/app/release/reader.js"),
    ("The decoders, which help to unpack the program and pictures (decoder.js)", "/app/release/decoder.js"),
    ("The decoder of High-Throughput JPEG 2000 (htj2k.js)", "/app/release/htj2k.js"),
    ("The room in which a PDF is read (pdf.js)", "/app/release/pdf.js"),
)


def page() -> str:
    """Give one table for each policy, the page's own seal among them, as HTML."""
    configuration = json.loads((ROOT / "vercel.json").read_text(encoding="utf-8"))
    served = [(title, headers_for(path, configuration)["Content-Security-Policy"]) for title, path in PLACES]
    served.insert(1, ("The same page, once it has sealed itself", seal()))
    return "\n".join(table(title, policy) for title, policy in served)


def seal() -> str:
    """The policy that the page gives itself, with … in place of the addresses of its workers."""
    found = re.search(r"policy\.content = `([^`]+)`", (ROOT / "static" / "wall.js").read_text(encoding="utf-8"))
    if not found:
        raise Trouble("static/wall.js holds no policy in the form that is explained on /verify.\nCorrect building/policies.py.")
    return re.sub(r"\$\{.*\}", "…", found[1])


def table(title: str, policy: str) -> str:
    """One policy with the meaning of each of its lines; raises Trouble for one that has no words yet."""
    rows = "\n".join(row(*part.split()) for part in policy.split(";"))
    head = '<thead><tr><th scope="col">Line</th><th scope="col">What it is about</th><th scope="col">What is allowed</th></tr></thead>'
    return f"<h3>{html.escape(title)}</h3>\n<table>{head}<tbody>\n{rows}\n</tbody></table>"


def row(directive: str, *sources: str) -> str:
    """One line of a policy."""
    line = html.escape(" ".join([directive, *sources]))
    allowed = "; ".join(words(source, SOURCES) for source in sources)
    return (
        f'<tr><th scope="row"><code>{line}</code></th><td data-label="About">{words(directive, DIRECTIVES)}</td>'
        f'<td data-label="Allowed">{allowed}</td></tr>'
    )


def words(what: str, known: dict[str, str]) -> str:
    """The words for a part of a policy."""
    if what not in known:
        raise Trouble(f"The policy in vercel.json says {what}, which /verify does not explain.\nGive it words in building/policies.py.")
    return html.escape(known[what])
