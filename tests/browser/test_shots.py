"""Pictures of the main states, for looking at: they go to the ignored folder `shots/`. Nothing is compared, but all must come."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import scans
from tests.browser.visit import PATIENCE, SHOTS, Visit

pytestmark = pytest.mark.browser

SIZES = {"desk": (1280, 800), "tablet": (820, 1180), "phone": (360, 740)}


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the page."""
    SHOTS.mkdir(exist_ok=True)
    page.evaluate("() => document.fonts.ready")
    page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")


def sized(person_at: Callable[..., Visit], size: str) -> Visit:
    """A visit on a screen of that size."""
    width, height = SIZES[size]
    options = {"viewport": {"width": width, "height": height}}
    return (
        person_at(**options, has_touch=True, is_mobile=True, device_scale_factor=2) if size in {"phone", "tablet"} else person_at(**options)
    )


@pytest.mark.parametrize("size", SIZES)
def test_the_sample(person_at: Callable[..., Visit], size: str) -> None:
    """From the welcome to the closed study."""
    visit = sized(person_at, size)
    shoot(visit.page, f"{size}-1-welcome")
    visit.page.evaluate("() => { document.documentElement.dataset.drag = 'true'; }")
    shoot(visit.page, f"{size}-2-dragging")
    visit.page.evaluate("() => { delete document.documentElement.dataset.drag; }")
    visit.by("try-sample").click()
    visit.seen()
    visit.go(22)
    shoot(visit.page, f"{size}-3-sample")
    visit.by("preset").select_option(label="Bones")
    if visit.by("more-tools").is_visible():
        visit.by("more-tools").click()
    visit.by("rotate-right").click()
    visit.by("zoom-in").click()
    visit.by("invert").click()
    visit.painted()
    shoot(visit.page, f"{size}-4-turned-inverted")
    visit.by("reset").click()
    visit.by("help").click()
    expect(visit.page.get_by_role("dialog")).to_be_visible()
    shoot(visit.page, f"{size}-5-help")
    visit.page.keyboard.press("Escape")
    visit.by("status-sealed").click()
    shoot(visit.page, f"{size}-6-privacy")
    visit.page.keyboard.press("Escape")
    if size in {"phone", "tablet"}:
        for number, name in ((7, "Series"), (8, "Details of the series")):
            button = visit.page.get_by_role("button", name=name, exact=True)
            if button.is_visible():
                button.click()
                shoot(visit.page, f"{size}-{number}-{name.split()[0].lower()}")
                visit.page.keyboard.press("Escape")
                break


def test_troubles(person_at: Callable[..., Visit], tmp_path: Path) -> None:
    """Reading, nothing found, left out, a picture that cannot be shown, the crash."""
    early = person_at(ready=False, viewport={"width": 1280, "height": 800})
    early.hand_over(scans.phantom(tmp_path / "EARLY", range(3)))
    expect(early.page.get_by_role("heading", name="Your folder is here.")).to_be_visible()
    shoot(early.page, "trouble-1-reading")
    visit = early.seen().close()
    visit.hand_over(scans.debris(tmp_path / "DOCS"))
    expect(visit.page.get_by_role("heading", name="What is in these files could not be opened.")).to_be_visible(timeout=PATIENCE)
    shoot(visit.page, "trouble-2-nothing")
    folder = scans.debris(scans.phantom(tmp_path / "CD", range(4)))
    torn = min(folder.glob("IM*"))
    torn.write_bytes(torn.read_bytes()[:9000])
    scans.named(scans.PYDICOM / "JPEG2000.dcm", folder / "BROKEN")
    broken = (folder / "BROKEN").read_bytes()
    (folder / "BROKEN").write_bytes(broken[: len(broken) // 2])
    visit.open(folder)
    visit.by("skipped-count").click()
    shoot(visit.page, "trouble-3-left-out")
    visit.page.keyboard.press("Escape")
    for number, card in enumerate(visit.by("series").all()):
        card.click()
        shoot(visit.page, f"trouble-4-series-{number}")
    visit.worker("cell").evaluate("() => { setTimeout(() => { throw new RangeError('out of memory'); }); }")
    expect(visit.by("crash")).to_be_visible(timeout=PATIENCE)
    shoot(visit.page, "trouble-5-crash")


def test_kinds_of_pictures(person_at: Callable[..., Visit], tmp_path: Path) -> None:
    """Color, a palette, a film, an X-ray, and all of them in one list."""
    visit = person_at(viewport={"width": 1280, "height": 800})
    names = (
        "examples_rgb_color.dcm",
        "examples_palette.dcm",
        "examples_ybr_color.dcm",
        "examples_jpeg2k.dcm",
        "JPEG-lossy.dcm",
        "MR_small.dcm",
    )
    visit.open(scans.pick(tmp_path / "MIXED", *names))
    for number, stack in enumerate(visit.stacks()):
        visit.choose(stack["id"])
        shoot(visit.page, f"kind-{number}-{stack['modality'].lower()}")
    visit.by("hide-names").click()
    shoot(visit.page, "kind-9-names-hidden")


@pytest.mark.corpus
def test_real_scans(person_at: Callable[..., Visit], corpus: Path, tmp_path: Path) -> None:
    """A burned disc, a head CT, angiography."""
    visit = person_at(viewport={"width": 1440, "height": 900})
    visit.open(corpus / "cd-knee-mri")
    for number, stack in enumerate(visit.stacks()):
        visit.choose(stack["id"])
        visit.go(stack["frames"] // 2)
        shoot(visit.page, f"real-knee-{number}")
    visit.close()
    with zipfile.ZipFile(corpus / "ct-volume-head-philips" / "S2020.zip") as archive:
        archive.extractall(tmp_path / "HEAD")
    visit.open(tmp_path / "HEAD")
    visit.go(70)
    shoot(visit.page, "real-head-1")
    visit.by("preset").select_option(label="Bones")
    visit.painted()
    shoot(visit.page, "real-head-2-bones")
    visit.close()
    angio = tmp_path / "XA"
    angio.mkdir()
    shutil.copy(corpus / "xa-cine/packages/static-wado-creator/dicom/jpeg8bit.dcm", angio / "IM1")
    visit.open(angio)
    shoot(visit.page, "real-angiography")


@pytest.mark.corpus
@pytest.mark.parametrize("folder", ["cd-knee-mri", "petct-rtstruct-sts001", "cornerstone-syntaxes"])
def test_what_is_on_a_disc(person_at: Callable[..., Visit], corpus: Path, folder: str) -> None:
    """The page of the whole disc and the card that leads to it: wide, on a phone, with large letters, and with names hidden."""
    visit = person_at(viewport={"width": 1280, "height": 800}).open(corpus / folder)
    shoot(visit.page, f"disc-{folder}-0-card")
    for number, (width, height, letters) in enumerate([(1280, 800, 100), (390, 800, 100), (1280, 800, 200), (390, 800, 200)]):
        visit.page.set_viewport_size({"width": width, "height": height})
        visit.page.evaluate("(size) => { document.documentElement.style.fontSize = `${size}%`; }", letters)
        visit.page.evaluate("() => document.querySelector('.viewport').focus()")
        visit.page.keyboard.press("w")
        expect(visit.by("disc")).to_be_visible()
        expect(visit.by("disc-others")).to_be_visible()
        shoot(visit.page, f"disc-{folder}-{number}-{width}-{letters}")
        visit.page.evaluate("() => { const all = document.getElementById('disc-scroll'); all.scrollTop = all.scrollHeight; }")
        shoot(visit.page, f"disc-{folder}-{number}-{width}-{letters}-end")
        assert visit.page.evaluate(
            "() => { const all = document.getElementById('disc-scroll'); return all.scrollWidth <= all.clientWidth; }"
        )
        visit.by("disc-back").click()
        if width == 390 and letters == 100:
            visit.page.get_by_role("button", name="Series", exact=True).click()
            visit.page.wait_for_timeout(400)
            shoot(visit.page, f"disc-{folder}-{number}-drawer")
            visit.page.keyboard.press("Escape")
            visit.page.wait_for_timeout(400)
