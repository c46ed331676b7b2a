"""The style sheets keep to one palette, few sizes and no side: what a reviewer would otherwise have to look for in each change."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = {
    path.stem: re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL) for path in (ROOT / "static/style").glob("*.css")
}
OTHERS = {name: text for name, text in PARTS.items() if name not in {"tokens", "style"}}
PANES = ("picture", "panes")
IDS = 66
"""So many things that are there once are named by their ids, at most. What may be there twice has a class."""

COLOR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(|(?<![-\w])(?:white|black|red|gray)(?![-\w])", re.IGNORECASE
)
SIZES = {
    "font-size": r"var\(--[\w-]+\)|min\(var\(--[\w-]+\), [\d.]+vw\)|inherit|100%",
    "font": r"inherit|(\d+ )?(var\(--[\w-]+\)|0\.9em)(/[\d.]+)? (inherit|var\(--\w+\))",
    r"border-radius|border-[\w-]+-radius": r"var\(--radius[\w-]*\)|50%|0",
    "box-shadow": r"none|var\(--shadow[\w-]*\)|((, )?(inset )?0 0 0 \d+(px|vmax) var\(--[\w-]+\))+",
}
"""What the values of these properties may be: a token, or what follows from something else: the letters around, a circle, a line drawn as a shadow."""

PHYSICAL = r"left|right|(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)(?:-\w+)?"


def declared(text: str, names: str) -> list[tuple[str, str]]:
    """Return the declarations of the properties that match, as pairs of name and value."""
    return [(name, value.strip()) for name, value in re.findall(rf"(?<![-\w])({names})\s*:\s*([^;{{}}]+)", text)]


def test_only_the_tokens_name_colors() -> None:
    found = [(part, *pair) for part, text in OTHERS.items() for pair in declared(text, r"[\w-]+") if COLOR.search(pair[1])]
    assert found == []
    assert len(COLOR.findall(PARTS["tokens"])) > 40


def test_letters_corners_and_shadows_have_the_sizes_of_the_tokens() -> None:
    found = [
        (part, *pair)
        for part, text in OTHERS.items()
        for names, right in SIZES.items()
        for pair in declared(text, names)
        if not re.fullmatch(right, pair[1])
    ]
    assert found == []


def test_every_variable_that_is_used_is_set_somewhere() -> None:
    programs = [path.read_text(encoding="utf-8") for path in [*(ROOT / "app/page").rglob("*.py"), *(ROOT / "static").glob("*.js")]]
    known = {name for text in PARTS.values() for name, _ in declared(text, r"--[\w-]+")} | set(
        re.findall(r'"(--[\w-]+)"', "\n".join(programs))
    )
    used = {name for text in PARTS.values() for name in re.findall(r"var\((--[\w-]+)", text)}
    assert used - known == set()


def test_a_pane_has_no_ids() -> None:
    """There may be nine of them."""
    assert [(name, re.findall(r"#[a-z][\w-]*", OTHERS[name])) for name in PANES] == [(name, []) for name in PANES]


def test_few_things_are_styled_by_their_ids() -> None:
    selectors = " ".join(re.findall(r"([^{}]*)\{", " ".join(OTHERS.values())))
    assert len(set(re.findall(r"#[a-z][\w-]*", selectors))) <= IDS


def uneven(value: str) -> bool:
    """Whether the four sides of a shorthand differ on the right and on the left."""
    sides = value.split()
    return len(sides) == 4 and "(" not in value and sides[1] != sides[3]


def test_words_and_panels_speak_of_start_and_end() -> None:
    """So a page in a language that is read from the right is mirrored. Right and left are for the picture, whose sides are those of a body."""
    found = []
    for part in set(OTHERS) - {*PANES, "direction"}:
        found += [(part, *pair) for pair in declared(OTHERS[part], PHYSICAL)]
        found += [(part, *pair) for pair in declared(OTHERS[part], "text-align|float|clear") if re.search("left|right", pair[1])]
        found += [(part, *pair) for pair in declared(OTHERS[part], "margin|padding|inset|border-width") if uneven(pair[1])]
    found = [one for one in found if one[1:] not in {("inset", "0 auto auto 0"), ("border-width", "0 1.5px 1.5px 0")}]
    assert found == [], "the two that are left out: what a script places, and the drawing of an arrow"


def test_the_page_asks_for_few_sizes_and_each_has_a_name() -> None:
    """The names stand above style/room.css."""
    room = (ROOT / "static/style/room.css").read_text(encoding="utf-8")
    named = re.findall(r"^   +([\d.]+rem)  ", room, re.MULTILINE)
    conditions = [condition for text in OTHERS.values() for condition in re.findall(r"@container page ([^{]*)\{", text)]
    assert {size for condition in conditions for size in re.findall(r"[\d.]+rem", condition)} == set(named)
    assert len(named) <= 14


def test_the_plain_pages_have_no_classes_of_the_viewer() -> None:
    """But for those that mean the same on both: a list of steps once stood in three columns, as the parts of a series do."""
    pages = [path.read_text(encoding="utf-8") for path in [*(ROOT / "static/pages").glob("*.html"), *(ROOT / "building").glob("*.py")]]
    used = {name for page in pages for names in re.findall(r'class="([^"{]*)"', page) for name in names.split()}
    viewer = ("viewer", "picture", "panes", "status", "over", "disc", "paper", "overlays")
    selectors = " ".join(selector for part in viewer for selector in re.findall(r"([^{}]*)\{", OTHERS[part]))
    both = used & set(re.findall(r"\.([a-z][\w-]*)", selectors))
    assert both == {"button", "icon", "lead", "legend", "link", "long", "muted", "no", "row", "yes"}
