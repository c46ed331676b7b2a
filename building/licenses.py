"""The page /licenses.txt: the license of everything in the site that others made, taken from their own packages.

What a package does not bring along itself, or what is compiled into it, has its text in building/licenses/, one file each.
"""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from building.runtime import npm_packages, wheels
from building.tools import ROOT, Trouble

__all__ = ["page"]

TEXTS = ROOT / "building" / "licenses"
SHIPPED = (
    "@cornerstonejs/codec-charls",
    "@cornerstonejs/codec-openjpeg",
    "@cornerstonejs/codec-openjph",
    "@micropython/micropython-webassembly-pyscript",
    "@pyscript/core",
    "brotli-dec-wasm",
    "lucide-static",
    "pdfjs-dist",
    "pyodide",
)
# PyScript's file holds all that it depends on; what Pyodide depends on is for Node
BUNDLED = ("@pyscript/core",)
# what of a package is compiled from the work of yet others, and where in it their licenses are
WITHIN = {"pdfjs-dist": ("wasm/LICENSE_JBIG2", "wasm/LICENSE_OPENJPEG", "wasm/LICENSE_PDFJS_JBIG2", "wasm/LICENSE_PDFJS_OPENJPEG")}
RULE = "=" * 80


def page() -> bytes:
    """Give the text: first the names, then each license once, under the names of all that it holds for."""
    holds: dict[str, list[str]] = {}
    for name, text in sorted(components(), key=lambda one: (one[0].casefold(), one[1])):
        holds.setdefault("\n".join(line.rstrip() for line in text.strip().splitlines()), []).append(name)
    head = ["OpenMyScan holds work of others. With thanks to all of them, these are their licenses.", ""]
    head += [f"  {name}" for names in holds.values() for name in names]
    sections = [f"{RULE}\n{chr(10).join(names)}\n{RULE}\n\n{text}\n" for text, names in holds.items()]
    return ("\n".join([*head, "", ""]) + "\n\n".join(sections)).encode()


def components() -> Iterator[tuple[str, str]]:
    """Give (name with version, license) of each part, some with several licenses; raises Trouble for a part that has none."""
    own = {path.stem: path.read_text(encoding="utf-8") for path in sorted(TEXTS.glob("*.txt"))}
    for folder in sorted(npm_folders()):
        facts = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        files = sorted(folder.glob("LICENSE*"))
        text = files[0].read_text(encoding="utf-8") if files else own.pop(folder.name, "")
        yield named(f"{facts['name']} {facts['version']}", text)
        for path in WITHIN.get(facts["name"], ()):
            yield named(f"{facts['name']} {facts['version']} ({path.partition('_')[2]})", (folder / path).read_text(encoding="utf-8"))
    for wheel in wheels():
        with zipfile.ZipFile(wheel) as archive:
            name, version = wheel.name.split("-")[:2]
            files_of_it = sorted(path for path in archive.namelist() if ".dist-info/licenses/" in path and not path.endswith("/"))
            for path in files_of_it or [""]:
                below = path.partition("/licenses/")[2]
                part = f" ({below.rpartition('/')[0]})" if "/" in below else ""
                yield named(f"{name} {version}{part}", archive.read(path).decode() if path else "")
    for name, text in own.items():
        yield named(name, text)


def named(name: str, text: str) -> tuple[str, str]:
    """Refuse a part whose license is not known."""
    if not text.strip():
        raise Trouble(f"{name} comes without the text of its license.\nPut that into {TEXTS.relative_to(ROOT)}/, in a file of its name.")
    return name, text


def npm_folders() -> set[Path]:
    """The folders of the npm packages that are in the site, with those that are bundled into them."""
    modules, found = npm_packages(), set()
    due = list(SHIPPED)
    while due:
        folder = modules / due.pop()
        if folder not in found:
            found.add(folder)
            facts = json.loads((folder / "package.json").read_text(encoding="utf-8"))
            if facts["name"] not in SHIPPED or facts["name"] in BUNDLED:
                due += facts.get("dependencies", {})
    return found
