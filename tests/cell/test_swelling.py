"""PDF documents that mean harm, in the room as it is shipped, under Node: what it takes is counted, and is never more than a page gets.

The canvases only know their size, so what is measured are arrays, canvases and memories of WebAssembly as they are made, by other means
than the room's own; and the thread ends by itself if its objects take more than a small document may cost. What unpacks for long is left
to `python -m pytest tests/bench/swelling.py`, which reads the memory of a real browser.
"""

import base64
import json
import random
import re
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.browser import bombs, pdfs

pytestmark = pytest.mark.native

ROOM = Path(__file__).with_name("room.mjs")
ALLOWANCE = Path(__file__).parents[2] / "app" / "cell" / "allowance.js"
LONG = {"content", "content thrice", "operators", "states", "picture", "pictures", "masked", "forms", "font", "lattice", "sampled colors"}
"""Kinds that unpack, or draw, for many seconds before they are told; each has a quicker one beside it that is refused at the same place."""
LEFT_OUT = {"run lengths", "stencils", "mesh", "picture, too large", "jpeg, lies", "black and white, lies"}
"""Kinds of which it has to be said that they are not shown."""
MADE_UP = 20
SIDES = (1, 7, 99, 500, 1000, 4000, 6300, 6330, 9900, 65_535, 1 << 20)
SPACES = (b"/DeviceGray", b"/DeviceRGB", b"/DeviceCMYK", b"[/Indexed /DeviceRGB 1 <000000FFFFFF>]", b"[/ICCBased 3 0 R]", b"/Pattern")


def constant(name: str) -> float:
    """A bound of the allowance, as the source says it."""
    found = re.search(rf"^const {name} = ([\d.e]+)(?: << (\d+))?;", ALLOWANCE.read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return int(found[1]) << int(found[2]) if found[2] else float(found[1])


def visited(node: list[str], site: Path, documents: dict[str, bytes]) -> dict[str, Any]:
    """What became of documents, by their names."""
    (script,) = site.glob("app/*/pdf.js")
    asked = {"script": str(script), "documents": {name: base64.b64encode(data).decode() for name, data in documents.items()}}
    done = subprocess.run([*node, str(ROOM)], input=json.dumps(asked), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(done.stdout)
    assert list(told) == list(documents)
    return told


def held(told: dict[str, Any], size: int) -> None:
    """Hold what was taken against what a page gets; and there is an answer: a picture, or what hindered it."""
    print(told)
    assert told["gone"] == ""
    last = told["answers"][-1]
    assert last.get("drawn") == 1 or last.get("kind")
    most = min(constant("LEAST") + constant("FOR_EACH") * size, constant("MOST"))
    assert told.get("largest", 0) <= constant("AT_ONCE")  # nothing was taken where time was up before
    assert told.get("most", 0) <= most
    assert told.get("copies", 0) <= most


def test_an_honest_letter_is_drawn_and_takes_next_to_nothing(node: list[str], site: Path) -> None:
    """Or the counting would count nothing, or the room draw nothing."""
    data = pdfs.letter("A plain letter")
    told = visited(node, site, {"letter": data})["letter"]
    held(told, len(data))
    assert told["answers"] == [{"opened": 1}, {"drawn": 1, "short": False}]
    assert 900 * 1272 * 4 <= told["canvases"] < 6e6
    assert told["arrays"] < 6e6


@pytest.mark.parametrize("name", sorted(set(bombs.BOMBS) - LONG))
def test_a_small_document_that_swells_is_told_and_takes_no_more_than_a_page_gets(name: str, node: list[str], site: Path) -> None:
    data = bombs.bomb(name)
    told = visited(node, site, {name: data})[name]
    held(told, len(data))
    last = told["answers"][-1]
    assert name not in LEFT_OUT or last.get("short") or last["kind"] == "Exceeded"


def part(chance: random.Random, number: int, count: int) -> bytes:
    """A picture, a stencil, a form or a group of chance, which may lead to one that comes later."""
    other = b"%d 0 R" % (6 + chance.randrange(number + 1, count + 1))
    kind = chance.choice(("picture", "picture", "stencil", "form", "group", "coded"))
    side = (chance.choice(SIDES), chance.choice(SIDES))
    if kind in {"form", "group"}:
        group = b"/Group << /S /Transparency /I true >>" if kind == "group" else b""
        box = b"/BBox [0 0 %d %d]" % side
        facts = b"/Type /XObject /Subtype /Form %s %s /Resources << /XObject << /F %s >> >>" % (box, group, other)
        return pdfs.stream(b"0 0 1 1 re f " + b"/F Do " * chance.choice((1, 1, 2)), facts=facts)
    if kind == "coded":
        width, height = (min(length, 65_500) for length in side)
        data, name = chance.choice(
            (
                (bombs.jpeg(width, height), b"/DCTDecode"),
                (bombs.jpx(width, height), b"/JPXDecode"),
                (pdfs.jbig2(width, height), b"/JBIG2Decode"),
                (bytes(9), b"/CCITTFaxDecode"),
                (b"\x81\0" * 99, b"/RunLengthDecode"),
                (b"~>", b"/ASCII85Decode"),
            )
        )
        facts = b"/Filter %s /DecodeParms << /K -1 /Columns %d /Rows %d >>" % (name, *side)
        return bombs.picture(data, facts, side=side, space=chance.choice(SPACES), bits=chance.choice((1, 8)))
    depth = chance.choice((1, 1, 2, 3))
    data = bytes(chance.choice((0, 9, 1000, 1_000_000, 9_000_000)))
    for _ in range(depth):
        data = zlib.compress(data, 9)
    parameters = b"/DecodeParms [%s << /Predictor %d /Columns %d /Colors %d >>]" % (
        b"null " * (depth - 1),
        chance.choice((1, 2, 10, 15)),
        chance.choice(SIDES),
        chance.choice((1, 3, 4, 32)),
    )
    facts = b"/Filter [%s] %s" % (b"/FlateDecode " * depth, parameters if chance.random() < 0.4 else b"")
    if kind == "stencil":
        sides = b"/Width %d /Height %d" % side
        return pdfs.stream(data, facts=b"/Type /XObject /Subtype /Image /ImageMask true /BitsPerComponent 1 %s %s" % (sides, facts))
    mask = chance.choice((b"", b"", b"/SMask %s" % other, b"/Mask %s" % other, b"/Matte [0 0 0]"))
    return bombs.picture(data, facts + mask, side=side, space=chance.choice(SPACES), bits=chance.choice((1, 2, 4, 8, 16)))


def made_up(number: int) -> bytes:
    """A document of chance, always the same for a number: parts that lead to others, and are drawn again and again."""
    chance = random.Random(f"pdf/{number}")  # noqa: S311 - chance that can be had again
    count = chance.choice((1, 3, 9))
    parts = [part(chance, number, count) for number in range(count)]
    names = b" ".join(b"/F%d %d 0 R" % (number, 6 + number) for number in range(count))
    content = b"\n".join(
        b"q %d 0 0 %d 0 0 cm /F%d Do Q" % (chance.choice((1, 500)), chance.choice((1, 500)), chance.randrange(count))
        for _ in range(chance.choice((1, 4, 40)))
    )
    return bombs.document(content, parts, b"/XObject << %s >>" % names)


def test_documents_of_chance_are_told_and_take_no_more_than_a_page_gets(node: list[str], site: Path) -> None:
    """Sizes, filters, colors, masks and forms that lead to others, in every mixture."""
    documents = {str(number): made_up(number) for number in range(MADE_UP)}
    told = visited(node, site, documents)
    for number, data in documents.items():
        held(told[number], len(data))
    drawn = [one["answers"][-1] for one in told.values()]
    assert sum(bool(one.get("short")) for one in drawn) > MADE_UP // 4, "they are hostile enough"
    assert any(one["arrays"] > 20e6 for one in told.values())
