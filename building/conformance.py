"""The page /conformance: what is read and what is not, made of what the tests recorded (docs/conformance.json) and docs/traps.md.

Nothing on it is written by hand but the words around the tables: what no test has shown is called untested.
"""

import html
import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from building.tools import ROOT, Trouble
from text.say import say
from viewer.dicom.syntaxes import SYNTAXES, is_video

__all__ = ["NOT_YET", "RECORDS", "TRAPS", "page", "traps"]

RECORDS = ROOT / "docs" / "conformance.json"
TRAPS = ROOT / "docs" / "traps.md"
NOT_YET = (40,)

Entry = dict[str, Any]
_PHOTOMETRIC = (
    "MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_422", "YBR_PARTIAL_420", "YBR_ICT",
    "YBR_RCT", "XYB", "HSV", "ARGB", "CMYK",
)  # fmt: skip
"""PS3.3 C.7.6.3.1.2, the retired ones too."""
_NEWER = {"1.2.840.10008.5.1.4.1.1.66.7": "Label Map Segmentation"}
"""Classes that pydicom's dictionary does not know yet."""
_FILMS = {
    "MPEG-2": ("no", "mpeg2", "test_a_film_of_a_kind_that_no_browser_plays_is_offered_for_saving"),
    "MPEG-4": ("partly", "mpeg4", "test_a_film_is_played_and_saved_byte_by_byte"),
    "HEVC": ("partly", "hevc", "test_a_film_that_the_browser_cannot_play_says_so_and_can_be_saved"),
}
"""Verdict, the part of the keys of its words, and the test of tests/browser/test_seeing_inside.py, by how the name of a video syntax begins.

Films are no pictures to the core, so that its tests rightly record them as not decoded; they are documents, seen in the browser's player.
"""
_SPELLED: dict[str, str | Callable[[re.Match[str]], str]] = {
    r"\b(dcmtk|dictionary|standard)s\b": r"\1's",
    r"\b(frame)s groups\b": r"\1's groups",
    r"\b(detector)s place\b": r"\1's place",
    r"\b(dcmtk|jpeg|lut|rgb|voi|xl|ybr|monochrome1)\b": lambda found: found[0].upper(),
    r"\bhounsfield\b": "Hounsfield",
    r"\bx ray\b": "X-ray",
    r"\b(multi|eight|twelve|sixteen) (frame|bit)\b": r"\1-\2",
}
"""What the name of a test cannot hold, by what stands there instead: apostrophes, hyphens and capitals."""


def page() -> str:
    """Give the tables as HTML, to stand in the page in place of its placeholder."""
    records = json.loads(RECORDS.read_text(encoding="utf-8"))
    tests: list[Entry] = records["tests"]
    shown = {kind: _by_name(tests, kind) for kind in ("syntax", "class", "photometric")}
    syntaxes = [
        _film(uid, syntax.name) if is_video(uid) else _row(uid, syntax.name, uid, shown["syntax"].get(uid, []), unread=not syntax.family)
        for uid, syntax in SYNTAXES.items()
    ]
    unread = ("HSV", "ARGB", "CMYK")
    photometric = [_row(_slug(term), term, "", shown["photometric"].get(term, []), unread=term in unread) for term in _PHOTOMETRIC]
    classes = {**dict.fromkeys(shown["class"], ""), **records["classes"], **_NEWER}
    named = sorted(classes.items(), key=lambda one: (one[0] not in shown["class"], one[1] or one[0]))
    objects = [_row(uid, name or uid, uid, shown["class"].get(uid, [])) for uid, name in named]
    listed = [_row(f"trap-{number}", f"{number}. {words}", "", _of_trap(tests, number), trap=number) for number, words in traps().items()]
    parts = {"compression": syntaxes, "color": photometric, "objects": objects, "traps": listed}
    return "\n".join(_table(anchor, rows) for anchor, rows in parts.items())


def traps() -> dict[int, str]:
    """Read the list of traps: number to sentence."""
    found = {int(number): words for number, words in re.findall(r"^(\d+)\. (.+)$", TRAPS.read_text(encoding="utf-8"), flags=re.MULTILINE)}
    if list(found) != list(range(1, len(found) + 1)):
        raise Trouble("docs/traps.md must hold the traps from 1 on, one line each, in their order.")
    return found


def _by_name(tests: Iterable[Entry], kind: str) -> dict[str, list[tuple[str, Entry]]]:
    found: dict[str, list[tuple[str, Entry]]] = {}
    for entry in tests:
        for sort, name, verdict in entry.get("reads", []):
            if sort == kind:
                found.setdefault(name, []).append((verdict, entry))
    return found


def _of_trap(tests: Iterable[Entry], number: int) -> list[tuple[str, Entry]]:
    return [("yes", entry) for entry in tests if number in entry.get("traps", [])]


def _row(anchor: str, name: str, uid: str, shown: Sequence[tuple[str, Entry]], *, unread: bool = False, trap: int = 0) -> str:
    """Give one row; the verdict is the least of what passing tests say, for a promise is as good as its weakest part."""
    passed = [(verdict, entry) for verdict, entry in shown if entry["outcome"] == "passed"]
    if trap in NOT_YET:
        verdict = "no"
    elif passed and len(passed) == len([one for one in shown if one[1]["outcome"] != "skipped"]):
        verdicts = {verdict for verdict, _ in passed}
        verdict = next(iter(verdicts)) if len(verdicts) == 1 else "partly"
    else:
        verdict = "no" if unread else "unknown"
    words = say("site.trap." + verdict) if trap else say("site.verdict." + verdict)
    tools = sorted({tool for _, entry in passed for tool in entry.get("references", [])})
    return _line(anchor, name, uid, (verdict, words), _tests([entry for _, entry in passed]), tools)


def _film(uid: str, name: str) -> str:
    """Give the row of a film, which the browser plays and not this program."""
    verdict, kind, test = next(told for start, told in _FILMS.items() if name.startswith(start))
    shown = _tests([{"test": f"tests/browser/test_seeing_inside.py::{test}"}])
    why = html.escape(say("site.film." + kind + ".why"))
    return _line(uid, name, uid, (verdict, say("site.film." + kind)), f"<p>{why}</p>{shown}", ())


def _line(anchor: str, name: str, uid: str, verdict: tuple[str, str], shown: str, tools: Sequence[str]) -> str:
    number = f"<small>{html.escape(uid)}</small>" if uid and uid != name else ""
    return (
        f'<tr id="{html.escape(anchor)}"><th scope="row">{html.escape(name)}{number}</th>'
        f'<td data-label="{html.escape(say("site.table.verdict"))}"><span class="verdict {verdict[0]}">{html.escape(verdict[1])}</span></td>'
        f'<td data-label="{html.escape(say("site.table.shown"))}">{shown}</td>'
        f'<td data-label="{html.escape(say("site.table.checked"))}">{html.escape(", ".join(tools)) if tools else "&ndash;"}</td></tr>'
    )


def _tests(shown: Sequence[Entry]) -> str:
    """Name the tests as the sentences that they are, the first two in sight and the others folded away."""
    if not shown:
        return "&ndash;"
    cases: dict[str, list[str]] = {}
    for entry in shown:
        cases.setdefault(entry["test"], []).extend([entry["case"]] if "case" in entry else [])
    sentences = [_sentence(test, names) for test, names in cases.items()]
    near = "".join(f"<li>{words}</li>" for words in sentences[:2])
    rest = "".join(f"<li>{words}</li>" for words in sentences[2:])
    folded = html.escape(say("site.table.more", n=len(sentences[2:])))
    more = f"<details><summary>{folded}</summary><ul>{rest}</ul></details>" if rest else ""
    return f"<ul>{near}</ul>{more}"


def _sentence(test: str, cases: Sequence[str]) -> str:
    file, _, name = test.rpartition("::")
    words = _title(name)
    if len(cases) > 5:
        words = say("site.table.counted", test=words, n=len(cases))
    elif cases:
        words = say("site.table.cases", test=words, cases="; ".join(cases))
    return f'<span title="{html.escape(file)}">{html.escape(words)}</span>'


def _title(name: str) -> str:
    """Give the sentence that the name of a test is: "test_the_picture_is_dcmtks" says "The picture is DCMTK's"."""
    words = re.sub(r"^test_(trap_\d+_)?", "", name).replace("_", " ")
    for written, spelled in _SPELLED.items():
        words = re.sub(written, spelled, words)
    return words[:1].upper() + words[1:]


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _table(anchor: str, rows: list[str]) -> str:
    title, first = say("site.table." + anchor + ".title"), say("site.table." + anchor + ".first")
    heads = (first, say("site.table.verdict"), say("site.table.test"), say("site.table.checked"))
    head = "".join(f'<th scope="col">{html.escape(words)}</th>' for words in heads)
    return (
        f'<section id="{anchor}" class="long">\n<h2>{html.escape(title)}</h2>\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n'
        + "\n".join(rows)
        + "\n</tbody>\n</table>\n</section>"
    )
