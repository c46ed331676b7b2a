"""Everything in dist/ that others made has its license in /licenses.txt."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from building import licenses
from building.tools import Trouble

CODECS = {
    "htj2k": ("OpenJPH",),
    "imcd": ("imagecodecs",),
    "jpeg2k": ("OpenJPEG",),
    "jpeg8": ("libjpeg-turbo",),
    "jpegls": ("CharLS",),
    "jpegxl": ("libjxl", "Brotli", "Highway"),
    "ljpeg": ("liblj92",),
    "shared": ("imagecodecs",),
}
"""What is compiled into each module of imagecodecs, by its own documentation."""

IN_WASM = {
    rb" inflate [\d.]+ Copyright": "zlib",
    rb"libbzip2": "bzip2",
    rb"libmpdec: ": "libmpdec",
    rb"EXPAT_": "Expat",
    rb"liblzma": "liblzma",
    rb"ZSTD_": "Zstandard",
    rb"HACL\* ": "HACL",
    rb"PyRun_": "CPython",
    rb"emscripten_": "Emscripten",
}
"""By what one knows a library that is linked into Pyodide's interpreter."""


@pytest.fixture(scope="module")
def sections(site: Path) -> dict[str, str]:
    """The license of each part, by its name without the version; of a part with several, all of them."""
    parts = re.split(r"^={80}\n", (site / "licenses.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found: dict[str, str] = {}
    for names, text in zip(parts[::2], parts[1::2], strict=True):
        for name in names.splitlines():
            key = name.partition(" ")[0]
            found[key] = found.get(key, "") + text
    return found


def test_each_license_grants_something_and_names_whom_it_is_from(sections: dict[str, str]) -> None:
    """No empty one, none cut short."""
    assert len(sections) > 30
    for name, text in sections.items():
        assert re.search(r"copyright|\(c\)|©|BSD Zero Clause", text, flags=re.IGNORECASE), name
        assert re.search(r"permission|permitted|grant|licen[cs]e", text, flags=re.IGNORECASE), name


def test_every_folder_and_file_of_the_runtime_has_one(site: Path, sections: dict[str, str]) -> None:
    """A part that nobody thought of fails here."""
    of = {
        "micropython": "@micropython/micropython-webassembly-pyscript",
        "packages.zip": "numpy",
        "pyodide.asm.wasm": "pyodide",
        "pyscript": "@pyscript/core",
        "stdlib.zip": "CPython",
        "brotli.wasm": "brotli-dec-wasm",
        "charls.wasm": "@cornerstonejs/codec-charls",
        "openjpeg.wasm": "@cornerstonejs/codec-openjpeg",
    }
    for path in next(site.glob("runtime/*")).iterdir():
        assert of[path.name.removesuffix(".brotli")] in sections, path.name


def test_every_python_package_has_one_and_every_codec(cell_files: Path, sections: dict[str, str]) -> None:
    """As they lie in the archive that the cell unpacks."""
    with zipfile.ZipFile(cell_files / "packages.zip") as archive:
        names = archive.namelist()
    packages = {name.split("-")[0] for name in names if name.endswith(".dist-info/METADATA")}
    assert packages == {"imagecodecs", "numpy", "pydicom"}
    assert {name.partition("/")[0] for name in names} - {name.partition("/")[0] for name in names if ".dist-info" in name} == packages
    codecs = {match[1] for name in names if (match := re.match(r"imagecodecs/_(\w+)\..*so$", name))}
    assert "jpeg2k" in codecs
    for part in [*packages, *(part for codec in codecs for part in CODECS[codec])]:
        assert part in sections, part


def test_what_is_linked_into_the_interpreter_has_one(cell_files: Path, sections: dict[str, str]) -> None:
    """Found by what its code says of itself."""
    interpreter = (cell_files / "pyodide.asm.wasm").read_bytes()
    found = {name for mark, name in IN_WASM.items() if re.search(mark, interpreter)}
    assert found == set(IN_WASM.values())
    assert found <= set(sections)


def test_what_is_bundled_into_pyscript_has_one(npm_packages: Path, sections: dict[str, str]) -> None:
    """All that it depends on, directly or not; and the icons, which are drawn into the page."""
    locked = json.loads((npm_packages / ".package-lock.json").read_text(encoding="utf-8"))["packages"]
    due, seen = ["@pyscript/core", "lucide-static"], set()
    while due:
        name = due.pop()
        if name not in seen:
            seen.add(name)
            due += locked[f"node_modules/{name}"].get("dependencies", {})
    assert "polyscript" in seen
    assert seen <= set(sections)


def test_what_is_in_the_room_of_pdf_documents_has_one(site: Path, sections: dict[str, str]) -> None:
    """PDF.js, what it is compiled with, and what stands in its older half for what browsers lack."""
    room = next(site.glob("app/*/pdf.js")).read_bytes()
    assert b"core-js" in room
    for part in ("pdfjs-dist", "core-js"):
        assert part in sections
    text = sections["pdfjs-dist"]
    assert "Apache License" in text
    assert "PDFium Authors" in text
    assert "OpenJPEG" in text or "Universite catholique de Louvain" in text


def test_a_part_without_a_license_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build says which, and what to do."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as wheel:
        wheel.writestr("bare/__init__.py", "")
    (tmp_path / "bare-1.0-py3-none-any.whl").write_bytes(archive.getvalue())
    monkeypatch.setattr(licenses, "wheels", lambda: [tmp_path / "bare-1.0-py3-none-any.whl"])
    with pytest.raises(Trouble, match=r"bare 1\.0 comes without the text of its license"):
        licenses.page()
