"""The plain pages: found, read without a script, and kept in the shape that search engines and screen readers need."""

from __future__ import annotations

import itertools
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from building import pages, policies
from building.tools import ROOT, Trouble

PLAIN = ["help", "verify", "privacy", "conformance", "pro"]
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Outline(HTMLParser):
    """What a page is made of: its texts by element, headings in their order, links, ids, and all attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note its text."""
        for tag in self.open:
            self.words[tag] = self.words.get(tag, "") + data
        if any(re.fullmatch("h[1-6]", tag) for tag in self.open):
            level, words = self.headings[-1]
            self.headings[-1] = (level, words + data)

    def values(self, tag: str, name: str) -> list[str]:
        """An attribute of all elements of that name."""
        return [given[name] for found, given in self.elements if found == tag and name in given]


@pytest.fixture(scope="module")
def outlines(site: Path) -> dict[str, Outline]:
    """The built pages."""
    return {path.stem: Outline(path.read_text(encoding="utf-8")) for path in site.glob("*.html")}


def test_each_page_has_a_title_and_a_description_of_its_own(outlines: dict[str, Outline]) -> None:
    """Of a length that search engines show, and no two the same."""
    titles = {name: found.words["title"].strip() for name, found in outlines.items()}
    described = {
        name: [given["content"] for tag, given in found.elements if tag == "meta" and given.get("name") == "description"]
        for name, found in outlines.items()
    }
    assert set(titles) >= {"index", *PLAIN}
    assert len(set(titles.values())) == len(titles)
    for name, title in titles.items():
        assert 15 <= len(title) <= 90, name
        assert [50 <= len(words) <= 200 for words in described[name]] == [True], name


@pytest.mark.parametrize("wanted", ["DCM file", "DICOM viewer online", "MRI", "CT", "ZIP", "disc", "phone"])
def test_help_is_found_under_what_people_search_for(wanted: str, outlines: dict[str, Outline]) -> None:
    """In what a search engine reads first: title, description, headings."""
    found = outlines["help"]
    heads = " ".join([found.words["title"], *found.values("meta", "content"), *(words for _, words in found.headings)])
    assert wanted.lower() in heads.lower()


def test_headings_make_an_outline(outlines: dict[str, Outline]) -> None:
    """One of the first rank, and none that skips a rank."""
    for name in PLAIN:
        levels = [level for level, _ in outlines[name].headings]
        assert levels.count(1) == 1, name
        assert levels[0] == 1, name
        assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels)), name
        assert all(words.strip() for _, words in outlines[name].headings), name


def test_each_page_can_be_used_without_seeing_it(outlines: dict[str, Outline]) -> None:
    """Language, landmarks, a way past the head, names of navigations, texts for pictures, ids that stand once."""
    for name in PLAIN:
        found = outlines[name]
        assert found.values("html", "lang") == ["en"], name
        tags = [tag for tag, _ in found.elements]
        assert (tags.count("main"), tags.count("header"), tags.count("footer")) == (1, 1, 1), name
        assert "#content" in found.values("a", "href"), name
        assert found.values("main", "id") == ["content"], name
        assert len(found.values("nav", "aria-label")) == tags.count("nav"), name
        assert all(found.values("img", "alt")) and len(found.values("img", "alt")) == tags.count("img"), name
        ids = [given["id"] for _, given in found.elements if "id" in given]
        assert len(ids) == len(set(ids)), name
        assert "user-scalable" not in " ".join(found.values("meta", "content")), name


def test_each_page_is_told_which_it_is(outlines: dict[str, Outline]) -> None:
    """By its one address, and in the links at the top."""
    for name in PLAIN:
        found = outlines[name]
        canonical = [given["href"] for tag, given in found.elements if tag == "link" and given.get("rel") == "canonical"]
        assert canonical == [f"{pages.settings()['address']}/{name}"]
        marked = [given["href"] for tag, given in found.elements if tag == "a" and given.get("aria-current") == "page"]
        assert marked == [f"/{name}"]


def test_every_link_leads_to_something(site: Path, outlines: dict[str, Outline]) -> None:
    """A page or file of this site and a place in it, or one of the few other sites that are spoken of."""
    others = ("https://vercel.com/", "https://www.lemonsqueezy.com/", "mailto:legal@openmyscan.com")
    for name, found in outlines.items():
        for address in found.values("a", "href"):
            path, _, place = address.partition("#")
            if address.startswith(others):
                continue
            target = path.strip("/") or ("index" if path else name)
            assert target in outlines or (site / target).is_file(), f"{name}: {address}"
            if place:
                assert place in {given.get("id") for _, given in outlines[target].elements}, f"{name}: {address}"


def test_no_page_needs_a_script_to_be_read(outlines: dict[str, Outline]) -> None:
    """All words stand in the page; what needs a script says so."""
    for name in PLAIN:
        assert len(outlines[name].words["main"].split()) > 300, name
        assert not [given for tag, given in outlines[name].elements if tag == "script" and "src" not in given], name
    assert "needs JavaScript" in outlines["verify"].words["noscript"]


def test_the_pages_are_small(site: Path) -> None:
    """As they stand, before a host compresses them; the tables of /conformance are long by nature."""
    for name in ("help", "verify", "privacy"):
        assert (site / f"{name}.html").stat().st_size < 40_000, name
    scripts = {path.name: path.stat().st_size for path in site.glob("app/*/*.js") if path.name in {"count.js", "verify.js", "probe.js"}}
    assert len(scripts) == 3
    assert max(scripts.values()) < 16_000


def test_search_engines_are_told_of_all_pages(site: Path) -> None:
    """The sitemap lists each by its clean address, and robots.txt names the sitemap; the one for no address is left out."""
    address = pages.settings()["address"]
    listed = re.findall(r"<loc>([^<]*)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    there = {path.stem.removesuffix("index") for path in site.glob("*.html")} - {"404"}
    assert set(listed) == {f"{address}/{name}" for name in there}
    assert f"Sitemap: {address}/sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")


def test_the_page_for_unknown_addresses_leads_back_and_is_not_found_by_a_search(site: Path, outlines: dict[str, Outline]) -> None:
    """It looks like the others and stands at any depth: no script, no address of its own, nothing that hangs on where it was asked for."""
    found = outlines["404"]
    assert [level for level, _ in found.headings] == [1, 2]
    assert [given["content"] for tag, given in found.elements if tag == "meta" and given.get("name") == "robots"] == ["noindex"]
    tags = [tag for tag, _ in found.elements]
    assert "script" not in tags and (tags.count("main"), tags.count("header"), tags.count("footer")) == (1, 1, 1)
    assert [given["rel"] for tag, given in found.elements if tag == "link"] == ["icon", "stylesheet"]
    main = (site / "404.html").read_text(encoding="utf-8").partition("<main")[2]
    assert set(Outline(f"<main{main}").values("a", "href")) >= {"/", "/help"}
    assert all(way.startswith(("/", "#", "mailto:")) for _, given in found.elements for key, way in given.items() if key in {"href", "src"})
    assert "404" not in " ".join(found.values("a", "href"))
    assert not any("noindex" in page.values("meta", "content") for name, page in outlines.items() if name != "404")


def test_the_service_worker_says_the_same_of_an_unknown_address(site: Path) -> None:
    """Whoever was here before is answered by it, and without a network, too: it holds the page whole."""
    page, worker = (site / "404.html").read_text(encoding="utf-8"), (site / "sw.js").read_text(encoding="utf-8")
    assert json.dumps(page) in worker or json.dumps(page, ensure_ascii=False) in worker


# ---- the looks


def luminance(color: str) -> float:
    """The relative luminance of #rrggbb (WCAG 2.2)."""
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colors (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_words_stand_out_from_the_ground() -> None:
    """4.5 to 1 at least for all colors of text on the plain pages; black on white would be 21."""
    assert round(contrast("#000000", "#ffffff")) == 21
    tokens = (ROOT / "static/style/tokens.css").read_text(encoding="utf-8").partition("@media")[0]
    colors = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", tokens))
    texts = [colors[name] for name in ("text", "muted", "accent", "warn")]
    for part in ("text", "pages", "prose"):
        style = (ROOT / f"static/style/{part}.css").read_text(encoding="utf-8").partition("@media print")[0]
        texts += [colors[name] for name in re.findall(r"(?<![-\w])color: var\(--([\w-]+)\)", style) if name != "accent-ink"]
    assert len(texts) > 6
    for color in texts:
        for below in ("ground", "panel", "raised"):
            assert contrast(color, colors[below]) >= 4.5, (color, below)
    assert contrast(colors["accent-ink"], colors["accent"]) >= 4.5


# ---- how they are made


def test_a_notice_stands_on_the_first_page_and_on_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """As text, with a way to the policy; and without one there is nothing."""
    told = {**pages.settings(), "notice": "From 1 March on <b>this</b> changes."}
    assert all(b'role="note"' not in page for page in pages.pages().values())
    monkeypatch.setattr(pages, "settings", lambda: told)
    for name, page in pages.pages().items():
        assert b"From 1 March on &lt;b&gt;this&lt;/b&gt; changes. <a" in page, name


def test_a_page_that_does_not_begin_as_one_is_refused_in_words() -> None:
    """So no page goes out without a title."""
    with pytest.raises(Trouble, match=r"static/pages/x\.html does not begin as a page does"):
        pages.own("x", '<main id="content"><h1>No head</h1></main>')


def test_a_rule_that_has_no_words_is_refused() -> None:
    """/verify explains the whole policy or is not built."""
    assert "nothing at all" in policies.table("one", "default-src 'none'")
    with pytest.raises(Trouble, match="does not explain"):
        policies.table("one", "default-src 'none'; script-src 'unsafe-eval'")
