"""What index.html and the page's Python expect of each other, and what the policy expects of index.html."""

import re
from html.parser import HTMLParser
from pathlib import Path

from app.page.space.layouts import LAYOUTS
from app.page.update.commands import COMMANDS
from building.site import style
from text.compiling import sentences

ROOT = Path(__file__).parents[2]
MARKUP = (ROOT / "static/index.html").read_text(encoding="utf-8")
STYLE = style().decode()
PAGE = ROOT / "app/page"
PYTHON = {path.relative_to(PAGE).with_suffix("").as_posix(): path.read_text(encoding="utf-8") for path in PAGE.rglob("*.py")}

TEST_IDS = """drop-target open-folder open-files folder-input files-input try-sample progress cancel catalog viewport canvas
overlay-patient overlay-study overlay-series overlay-slice overlay-position overlay-window overlay-zoom slice-slider slice-number
wl-center wl-width preset zoom-in zoom-out fit one-to-one invert rotate-left rotate-right flip-horizontal flip-vertical reset
tool-scroll tool-window tool-pan tool-zoom cine-play cine-speed hide-names pointer-value scale-bar letter-left letter-right letter-top
letter-bottom status-sealed status-requests status-memory status-offline skipped-count skipped-list close-study trouble crash restart
help""".split()


class Elements(HTMLParser):
    """Every element with its attributes, and the texts."""

    def __init__(self) -> None:
        super().__init__()
        self.found = []
        self.feed(MARKUP)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))


ELEMENTS = Elements().found


def values(name: str) -> list[str]:
    return [attributes[name] for _, attributes in ELEMENTS if name in attributes]


def test_nothing_in_the_markup_needs_a_looser_policy() -> None:
    assert not values("style")
    assert not [name for _, attributes in ELEMENTS for name in attributes if name.startswith("on")]
    assert not [tag for tag, _ in ELEMENTS if tag in {"style", "base", "iframe", "form", "object", "embed"}]
    # What is written into the page itself is Python, which no browser runs: PyScript reads it.
    assert all("src" in attributes or attributes.get("type") == "mpy" for tag, attributes in ELEMENTS if tag == "script")
    assert "url(" not in STYLE
    assert "@import" not in STYLE


OWN = {"{{address}}", "/icons/apple-180.png", "/licenses.txt", "/openmyscan-offline.zip", "/openmyscan.webmanifest", "/privacy", "/verify"}


def test_nothing_points_to_another_place() -> None:
    for address in values("src") + values("href") + values("config"):
        assert address in OWN or address.startswith(("{{app}}/", "{{runtime}}/", "{{pyscript}}")), address


def test_the_picture_of_the_first_page_is_small_and_keeps_its_place() -> None:
    """It comes after the words, which must not jump or wait; and who does not see it is told what it shows."""
    (picture,) = (attributes for tag, attributes in ELEMENTS if tag == "img")
    data = (ROOT / "static" / picture["src"].removeprefix("{{app}}/")).read_bytes()
    assert len(data) < 80_000
    assert data[:4] + data[8:16] == b"RIFFWEBPVP8 "
    assert [int(picture["width"]), int(picture["height"])] == [int.from_bytes(data[at : at + 2], "little") for at in (26, 28)]
    assert len(sentences("en")[picture["alt"].strip("{}").removeprefix("t:")]) > 40
    assert picture["fetchpriority"] == "low" and "loading" not in picture, "a lazy one would be refused after the seal"


def test_ids_are_there_once() -> None:
    assert len(values("id")) == len(set(values("id")))
    assert len(values("data-testid")) == len(set(values("data-testid")))


def test_everything_that_tests_rely_on_is_there() -> None:
    made = set(values("data-testid"))
    assert not [name for name in TEST_IDS if name not in made]


def test_every_id_that_python_names_is_in_the_markup() -> None:
    calls = re.compile(r'dom\.(?:element|text|attribute|show|variable)\("([\w-]+)"')
    named = {name for text in PYTHON.values() for name in calls.findall(text)}
    assert len(named) > 40
    named.discard("letter-")
    named = {name for name in named if not name.endswith("-")}
    assert not named - set(values("id"))


def test_every_button_has_a_command_and_a_name() -> None:
    commands = set(re.findall(r'^            "([\w-]+)": ', PYTHON["main"].split("def screen_commands")[1], re.MULTILINE)) | set(COMMANDS)
    commands |= {"layout-" + name for name, _ in LAYOUTS}
    assert set(values("data-do")) <= commands
    assert set(values("data-pick")) <= {"folder", "files", "sample"}
    for tag, attributes in ELEMENTS:
        if tag == "button" and "tool" in attributes.get("class", "").split():
            assert attributes.get("aria-label"), attributes
    commands_by_key = set(re.findall(r'^    \("([\w-]+)", \(', PYTHON["input/keys"], re.MULTILINE)) - {"preset", "layout"}
    assert commands_by_key <= commands


def test_nothing_out_of_a_file_can_become_markup() -> None:
    for name, text in PYTHON.items():
        for risk in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "createContextualFragment"):
            assert risk not in text, f"{name} uses {risk}"


def test_text_is_readable_on_its_ground() -> None:
    """WCAG AA, 4.5:1, for every color of text on every ground that it is put on."""

    def luminance(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    colors = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", STYLE.split("}")[0]))
    for text in ("text", "muted", "accent", "warn"):
        for ground in ("ground", "panel", "raised", "hover"):
            light, dark = sorted((luminance(colors[text]), luminance(colors[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{text} on {ground}"
    light, dark = luminance(colors["accent"]), luminance(colors["accent-ink"])
    assert (light + 0.05) / (dark + 0.05) >= 4.5
