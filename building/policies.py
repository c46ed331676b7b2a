"""The policies in force, line by line in plain words, for the page /verify: taken from vercel.json and static/wall.js, not written again."""

import html
import json
import re

from building.server import headers_for
from building.tools import ROOT, Trouble
from text.say import has, say

__all__ = ["page"]

# the parts of the keys of what is allowed, by how a policy writes it
SOURCES = {
    "'none'": "none",
    "'self'": "self",
    "'wasm-unsafe-eval'": "wasm",
    "blob:": "blob",
    "'script'": "gate",
    "openmyscan": "one",
    "…": "workers",
}
# the same of who is served under a policy, by an address of theirs
PLACES = {
    "page": "/",
    "cell": "/app/release/cell.js",
    "reader": "/app/release/reader.js",
    "decoder": "/app/release/decoder.js",
    "htj2k": "/app/release/htj2k.js",
    "pdf": "/app/release/pdf.js",
}


def page() -> str:
    """Give one table for each policy, the page's own seal among them, as HTML."""
    configuration = json.loads((ROOT / "vercel.json").read_text(encoding="utf-8"))
    served = [(place, headers_for(path, configuration)["Content-Security-Policy"]) for place, path in PLACES.items()]
    served.insert(1, ("sealed", seal()))
    return "\n".join(table(say("site.policy.place." + place), policy) for place, policy in served)


def seal() -> str:
    """The policy that the page gives itself, with … in place of the addresses of its workers."""
    found = re.search(r"policy\.content = `([^`]+)`", (ROOT / "static" / "wall.js").read_text(encoding="utf-8"))
    if not found:
        raise Trouble("static/wall.js holds no policy in the form that is explained on /verify.\nCorrect building/policies.py.")
    return re.sub(r"\$\{.*\}", "…", found[1])


def table(title: str, policy: str) -> str:
    """One policy with the meaning of each of its lines; raises Trouble for one that has no words yet."""
    rows = "\n".join(row(*part.split()) for part in policy.split(";"))
    heads = (say("site.policy.head.line"), say("site.policy.head.about"), say("site.policy.head.allowed"))
    head = "".join(f'<th scope="col">{html.escape(words)}</th>' for words in heads)
    return f"<h3>{html.escape(title)}</h3>\n<table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table>"


def row(directive: str, *sources: str) -> str:
    """One line of a policy."""
    line = html.escape(" ".join([directive, *sources]))
    if not has("site.policy.line." + directive):
        raise unexplained(directive, f"the key site.policy.line.{directive} in text/")
    for source in sources:
        if source not in SOURCES:
            raise unexplained(source, "SOURCES in building/policies.py and text/")
    about = say("site.policy.line." + directive)
    allowed = say("site.policy.and").join(say("site.policy.source." + SOURCES[source]) for source in sources)
    return (
        f'<tr><th scope="row"><code>{line}</code></th>'
        f'<td data-label="{html.escape(say("site.policy.label.about"))}">{html.escape(about)}</td>'
        f'<td data-label="{html.escape(say("site.policy.label.allowed"))}">{html.escape(allowed)}</td></tr>'
    )


def unexplained(what: str, where: str) -> Trouble:
    """The failure for a part of a policy that has no words."""
    return Trouble(f"The policy in vercel.json says {what}, which /verify does not explain.\nGive it words: {where}.")
