"""Assembles dist/: the page, our files under /app/<hash>/, the pinned runtime under /runtime/<hash>/, the manifest of it all, the offline copy.

Two hashes name everything that may be cached for ever. The runtime's covers its files; ours (the release) covers every other
file as it stands in the repository, before placeholders are filled in, and the headers, since a cache keeps those too.
Same input, same bytes.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from building import licenses, offline, pro, texts
from building import pages as plain
from building.icons import icons
from building.packing import packed
from building.runtime import FOR_CELL, FOR_PAGE, FOR_READER, bundle, interpreter_script, npm_packages, openjph, pack_viewer, runtime_files
from building.server import NOTHING, TYPES, headers_for, pattern
from building.tools import ROOT, Trouble, digest, project, step

__all__ = ["DIST", "SUMS", "address", "build"]

DIST = ROOT / "dist"
STATIC = ROOT / "static"
TEXT = {".css", ".html", ".js", ".json", ".svg"}
# how static/style/style.css names a part of it, which becomes the layer of that name
PART = re.compile(r'^@import "(\w+)\.css" layer\(\1\);$', re.MULTILINE)
# the page posts these to the cell and its decoders, in this order of weight
CELL_ASSETS = ("pyodide.asm.wasm", "packages.zip", "stdlib.zip", "charls.wasm", "openjpeg.wasm")
OWN_CODE = "viewer.zip"
SPOKEN = ("page", "script", "core", "word")  # what page and cell need of a language; what stands in the pages themselves is in them
SAID = (ROOT / "text" / "__init__.py", ROOT / "text" / "say.py")  # what makes sentences, on both sides
PACKED = ("pyodide.asm.wasm", "packages.zip", "stdlib.zip", OWN_CODE)  # hosts compress no .zip by themselves
UNPACKER = "brotli.wasm"
LATE = ("pdf", "htj2k")  # workers with large programs of their own, which most visits do not need: they are put away when all else is there
WORKERS = ("cell", "reader", "decoder", *LATE)  # all that touch something of a scan: each sealed by its header and bare of storage
# the scripts of the plain pages; the viewer has none of them
PLAIN_SCRIPTS = {"count.js": "count.js", "pro.js": "pro.js", "verify.js": "verify/verify.js", "probe.js": "verify/probe.js"}
EARLY = ("pyodide.asm.wasm", "stdlib.zip")  # Python starts with these, while the others still come
# parts of PyScript that the page does without: its own error boxes, editors, terminals
UNUSED_PLUGINS = ("error", "deprecations-manager", "donkey", "py-editor", "py-game", "py-terminal")
SUMS = "SHA256SUMS.txt"
PLACEHOLDER = re.compile(rb"\{\{(app|runtime|version|release)\}\}")


def build(out: Path = DIST, languages: Sequence[str] = ()) -> Path:
    """Make the site; write only what changed, and remove what no longer belongs to it. `languages`: those beside English."""
    files = site(languages)
    manifest = {"version": version(), "files": {path: hashlib.sha256(data).hexdigest() for path, data in sorted(files.items())}}
    files["manifest.json"] = as_json(manifest)
    files[offline.NAME] = offline.pack(files, {path: address(path) for path in files})
    files[SUMS] = sums(files)
    write(files, out)
    return out


def site(languages: Sequence[str] = ()) -> dict[str, bytes]:
    """Every file of the site by its path, but for the manifest, the offline copy and the sums."""
    headers = (ROOT / "vercel.json").read_bytes()
    runtime = dict(shipped(name, data) for name, data in runtime_files().items())
    runtime_path = f"/runtime/{digest(headers, *flat(runtime))[:16]}"

    sources = app_files() | {f"text/{language}.json": texts.compiled(language, *SPOKEN) for language in languages}
    license = (*FOR_PAGE, f"--define:LICENSE_KEYS={json.dumps(pro.settings()['keys'])}")
    scripts = {"boot.js": bundle(STATIC / "viewer" / "boot.js", (*license, f"--define:PLAN={json.dumps(plan(runtime, sources))}"))}
    scripts |= {name: bundle(STATIC / path, license) for name, path in PLAIN_SCRIPTS.items()}
    sources |= {name: texts.given(script, "en") for name, script in scripts.items()}
    pages = in_languages(plain.pages(), languages)
    worker = (STATIC / "sw.js").read_bytes()
    drawings = (ROOT / "building" / "package-lock.json").read_bytes()  # says which icons are drawn into the pages
    plain_texts = {"licenses.txt": licenses.page(), "robots.txt": plain.robots(), "sitemap.xml": plain.sitemap()}
    installed = {"openmyscan.webmanifest": (STATIC / "openmyscan.webmanifest").read_bytes(), **icons()}
    release = digest(
        headers,
        runtime_path,
        version(),
        *flat(sources),
        *flat(pages),
        *flat(plain_texts),
        *flat(installed),
        worker,
        *plain.lost().values(),
        drawings,
    )[:16]

    known = {"app": f"/app/{release}", "runtime": runtime_path, "version": version(), "release": release}
    app = {name: fill(name, data, known) for name, data in sources.items()}
    hashes = {
        **{name: integrity(data) for name, data in app.items()},
        **{f"runtime/{name}": integrity(data) for name, data in runtime.items()},
    }
    configured = {name: data.replace(b"{{pyscript}}", pyscript_configuration().encode()) for name, data in pages.items()}
    html = {name: fill_page(name, fill(name, data, known), hashes) for name, data in configured.items()}

    files = {f"app/{release}/{name}": data for name, data in app.items()}
    files |= {f"{runtime_path[1:]}/{name}": data for name, data in runtime.items()}
    files |= html | plain_texts | installed
    return {**files, "sw.js": service_worker(fill("sw.js", worker, known), files)}


# ---- our files


def version() -> str:
    """The version of this release, as pyproject.toml says it."""
    return str(project()["project"]["version"])


def app_files() -> dict[str, bytes]:
    """Our own files by their path below /app/<hash>/, placeholders not yet filled in."""
    files = {}
    for path in sorted(STATIC.rglob("*")):
        name = path.relative_to(STATIC).as_posix()
        if path.is_file() and path.suffix not in (".html", ".js", ".webmanifest") and not name.startswith(("icons/", "offline/", "style/")):
            files[name] = path.read_bytes()
    files["style.css"] = style()
    page = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in page_sources()}
    files["page.json"] = as_json({**page, "text/language.json": texts.compiled("en", "page", "word").decode()})
    files |= dict([shipped(OWN_CODE, pack_viewer(cell_sources()).read_bytes())])
    files["cell.js"] = bundle(ROOT / "app" / "cell" / "cell.js", (*FOR_CELL, f"--alias:pyodide/pyodide.asm.mjs={interpreter_script()}"))
    files["decoder.js"] = bundle(ROOT / "app" / "cell" / "decoder.js", FOR_CELL)
    files["pdf.js"] = bundle(ROOT / "app" / "cell" / "pdf.js", (*FOR_CELL, "--loader:.wasm=binary"))
    files["htj2k.js"] = bundle(
        ROOT / "app" / "cell" / "htj2k.js", (*FOR_CELL, "--loader:.wasm=binary", f"--alias:openjph.wasm={openjph()}")
    )
    files["reader.js"] = bundle(ROOT / "app" / "cell" / "reader.js", FOR_READER)
    return files


def style() -> bytes:
    """Return the one style sheet of all pages: style.css with each part in its place; raise Trouble for a part that has none."""
    parts = {path.stem: path.read_text(encoding="utf-8") for path in (STATIC / "style").glob("*.css")}
    sheet = parts.pop("style")
    named = PART.findall(sheet)
    if sorted(named) != sorted(parts):
        odd = ", ".join(sorted(set(named) ^ set(parts))) or "one of them twice"
        raise Trouble(f"static/style/style.css does not import what lies beside it: {odd}.\nGive each file there one line, and no other.")
    return PART.sub(lambda found: f"@layer {found[1]} {{\n{parts[found[1]]}}}\n", sheet).encode()


def protocol() -> list[Path]:
    """The Python that the page and the cell share: the tables of messages, without that of the workers' ports, which is for tests."""
    return [ROOT / "app" / "protocol" / f"{name}.py" for name in ("__init__", "messages", "tables")]


def page_sources() -> list[Path]:
    """The Python that runs in the page, in MicroPython."""
    return [*SAID, ROOT / "app" / "__init__.py", *protocol(), *sorted((ROOT / "app" / "page").rglob("*.py"))]


def cell_sources() -> dict[str, bytes]:
    """The Python that runs in the cell: the core, the bridge and the tables of messages; and the picture that it rehearses on."""
    paths = [
        *SAID,
        *(ROOT / "viewer").rglob("*.py"),
        *(ROOT / "app" / "cell").rglob("*.py"),
        *(ROOT / "app" / "cell").glob("*.j2c"),
        ROOT / "app" / "__init__.py",
        *protocol(),
    ]
    sources = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in sorted(paths)}
    return {**sources, "text/language.json": texts.compiled("en", "core", "word")}


def shipped(name: str, data: bytes) -> tuple[str, bytes]:
    """A file of the program as the site serves it: the large ones packed."""
    return (f"{name}.brotli", packed(name, data)) if name in PACKED else (name, data)


def in_languages(pages: Mapping[str, bytes], languages: Sequence[str]) -> dict[str, bytes]:
    """The pages with their sentences, and the viewer's page in each language at an address of its own: /de."""
    viewer = pages["index.html"].decode()
    offered = texts.choice(["en", *languages])
    made = {}
    for language in ("en", *languages):
        direction = json.loads(texts.compiled(language))["direction"]
        page = viewer.replace('<html lang="en"', f'<html lang="{language}" dir="{direction}"', 1).replace("{{languages}}", offered)
        with texts.speaking(language, "site", "word"):
            page = plain.put(page, {"navigation": plain.navigation()})
            made["index.html" if language == "en" else f"{language}.html"] = texts.filled(page).encode()
    return {**pages, **made}


def plan(runtime: Mapping[str, bytes], app: Mapping[str, bytes]) -> dict[str, object]:
    """What the page loads besides itself: addresses, hashes and sizes. It becomes part of boot.js."""

    def asset(base: str, name: str, served: str, files: Mapping[str, bytes]) -> dict[str, object]:
        data = files[served]
        facts = {"name": name, "url": f"{base}/{served}", "integrity": integrity(data, "sha256"), "bytes": len(data)}
        return {**facts, "packed": name != served, "early": name in EARLY}

    served = {name.removesuffix(".brotli"): name for name in runtime}
    return {
        "cache": "openmyscan-{{release}}",
        "runtime": "{{runtime}}",
        "cell": "{{app}}/cell.js",
        "reader": "{{app}}/reader.js",
        "decoder": "{{app}}/decoder.js",
        **{name: {"url": f"{{{{app}}}}/{name}.js", "integrity": integrity(app[f"{name}.js"], "sha256")} for name in LATE},
        "page": {"url": "{{app}}/page.json", "integrity": integrity(app["page.json"])},
        "languages": {
            name.removeprefix("text/").removesuffix(".json"): {"url": f"{{{{app}}}}/{name}", "integrity": integrity(data)}
            for name, data in app.items()
            if name.startswith("text/")
        },
        "walls": walls(),
        "unpacker": asset("{{runtime}}", UNPACKER, UNPACKER, runtime),
        "assets": [
            *(asset("{{runtime}}", name, served[name], runtime) for name in CELL_ASSETS),
            asset("{{app}}", OWN_CODE, f"{OWN_CODE}.brotli", app),
        ],
    }


def walls() -> dict[str, str]:
    """The policies of the page and of the workers that touch a scan, by address; the page opens no scan where one of them is not sent."""
    configuration = json.loads((ROOT / "vercel.json").read_text(encoding="utf-8"))
    served = {"/": "/"} | {f"{{{{app}}}}/{worker}.js": f"/app/release/{worker}.js" for worker in WORKERS}
    return {address: headers_for(path, configuration)["Content-Security-Policy"] for address, path in served.items()}


def pyscript_configuration() -> str:
    """PyScript's configuration, for an attribute of the page: where MicroPython is, and that there is nothing else."""
    known = {"interpreter": "{{runtime}}/micropython/micropython.mjs", "plugins": [f"!{name}" for name in UNUSED_PLUGINS]}
    return json.dumps(known).replace('"', "&quot;")


# ---- placeholders


def fill(name: str, data: bytes, known: Mapping[str, str]) -> bytes:
    """Put the addresses of this release in place of `{{app}}`, `{{runtime}}`, `{{version}}` and `{{release}}` in text files."""
    if Path(name).suffix not in TEXT:
        return data
    return PLACEHOLDER.sub(lambda found: known[found[1].decode()].encode(), data)


def fill_page(name: str, data: bytes, hashes: Mapping[str, str]) -> bytes:
    """Put hashes in place of `{{integrity:NAME}}` and drawings in place of `{{icon:NAME}}`, and leave no placeholder behind."""

    def value(found: re.Match[str]) -> str:
        kind, _, what = found[1].partition(":")
        if kind == "integrity" and what in hashes:
            return hashes[what]
        if kind == "icon":
            return icon(what)
        raise Trouble(
            f"static/{name} asks for {found[0]}, which the build does not know.\nCorrect that placeholder, or add the file it names."
        )

    return re.sub(r"\{\{([^{}]+)\}\}", value, data.decode()).encode()


def icon(name: str) -> str:
    """One icon as inline SVG: our own drawing in static/icons if there is one, else lucide's; decoration only, the words are beside it."""
    own, lucide = STATIC / "icons" / f"{name}.svg", npm_packages() / "lucide-static" / "icons" / f"{name}.svg"
    path = own if own.exists() else lucide
    if not path.exists():
        raise Trouble(f"There is no icon called {name!r}.\nChoose one from {lucide.parent}, or draw static/icons/{name}.svg.")
    drawing = re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    inner = re.search(r"<svg[^>]*>(.*)</svg>", drawing, flags=re.DOTALL)
    if not inner:
        raise Trouble(f"{path} is not a drawing in SVG.\nPut one <svg> element in it.")
    shapes = re.sub(r"\s+", " ", inner[1]).replace("> <", "><").strip()
    return f'<svg class="icon" aria-hidden="true" viewBox="0 0 24 24" width="24" height="24">{shapes}</svg>'


# ---- the service worker and the output


def service_worker(template: bytes, files: Mapping[str, bytes]) -> bytes:
    """Put into the service worker the list of all files that it keeps, address and hash, and the headers that belong to addresses.

    The page for unknown addresses is none of them, since hosts send it with status 404, which ends an installation: it goes in whole.
    """
    kept = [[address(path), integrity(data, "sha256")] for path, data in sorted(files.items()) if path != NOTHING]
    listed = json.dumps(kept, separators=(",", ":")).replace("],[", "],\n[").encode()
    configuration = json.loads((ROOT / "vercel.json").read_text(encoding="utf-8"))
    rules = [
        [pattern(rule["source"]).pattern, {header["key"]: header["value"] for header in rule["headers"]}]
        for rule in configuration["headers"]
    ]
    written = {
        b"/* precache */ []": listed,
        b"/* headers */ []": json.dumps(rules, indent=1).encode(),
        b"/* types */ {}": json.dumps(TYPES).encode(),
        b'/* nothing */ ""': json.dumps(files[NOTHING].decode()).encode(),
        **{f'/* {name} */ ""'.encode(): json.dumps(words).encode() for name, words in plain.lost().items()},
    }
    for place, value in written.items():
        if template.count(place) != 1:
            raise Trouble(f"static/sw.js must hold `{place.decode()}` once; the build puts its own there.")
        template = template.replace(place, value)
    return template


def address(path: str) -> str:
    """The address of a file of dist/ as the site serves it (clean: without index.html and .html)."""
    return "/" + path.removesuffix("index.html").removesuffix(".html")


def integrity(data: bytes, algorithm: str = "sha384") -> str:
    """The hash of a file in the form that the browser checks."""
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


def sums(files: Mapping[str, bytes]) -> bytes:
    """The SHA-256 sums of all these files in the form that `sha256sum --check` reads."""
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items())).encode()


def flat(files: Mapping[str, bytes]) -> list[bytes]:
    """Names and contents one after the other, in order of the names."""
    return [part for name, data in sorted(files.items()) for part in (name.encode(), data)]


def as_json(value: object) -> bytes:
    """Readable JSON, always the same for the same value."""
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def write(files: Mapping[str, bytes], out: Path) -> None:
    """Bring the folder `out` to exactly these files, each replaced whole, the untouched left alone."""
    with step(f"writing {out.name}/ ({sum(map(len, files.values())) / 1e6:.0f} MB)"):
        for name, data in files.items():
            path = out / name
            if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_name(path.name + ".unfinished")
            unfinished.write_bytes(data)
            unfinished.replace(path)
        for path in sorted(out.rglob("*"), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.relative_to(out).as_posix() not in files:
                path.unlink()
