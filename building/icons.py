"""The icons of the installed app, drawn from static/icon.svg: with round corners, and filled to the edge where the system cuts them."""

from pathlib import Path

from building.runtime import npm_packages
from building.tools import ROOT, Trouble, cached, digest, node, run

__all__ = ["icons"]

HERE = Path(__file__).resolve().parent
DRAWING = ROOT / "static" / "icon.svg"
CORNERS = ' rx="8"'
# name in /icons/ and its sizes: "any" as it is; "maskable" for systems that cut it to their own shape; "apple" likewise, for iOS
SIZES = {"any": (192, 512), "maskable": (192, 512), "apple": (180,)}


def icons() -> dict[str, bytes]:
    """Give the PNG files by their path in the site."""
    whole = DRAWING.read_text(encoding="utf-8")
    if whole.count(CORNERS) != 1:
        raise Trouble(
            f"{DRAWING.relative_to(ROOT)} has no ground with round corners ({CORNERS.strip()}).\nThe icons that systems cut need it."
        )
    drawings = {"any": whole, "maskable": whole.replace(CORNERS, ""), "apple": whole.replace(CORNERS, "")}
    wanted = [f"{name}={size}" for name, sizes in SIZES.items() for size in sizes]

    def draw(folder: Path) -> None:
        for name, drawing in drawings.items():
            (folder / f"{name}.svg").write_text(drawing, encoding="utf-8")
        command: list[str | Path] = [*node(), HERE / "icons.mjs", npm_packages(), folder, *wanted]
        run(command, wanted="The icons", cure="Correct static/icon.svg, if the words above are about it; else please report them.")

    key = digest(whole, *wanted, (HERE / "icons.mjs").read_bytes(), (HERE / "package-lock.json").read_bytes())
    return {f"icons/{path.name}": path.read_bytes() for path in sorted(cached("icons", key, draw).glob("*.png"))}
