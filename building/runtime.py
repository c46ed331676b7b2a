"""The pinned runtime: what it is made of, where it comes from, and the archives in which the browser gets it.

npm's lock file holds the hashes of what npm brings, `python.lock` those of what pip installs, `WHEELS` those of the wheels, and Pyodide's own lock that of numpy.
The archives hold bytecode made by Pyodide's own Python, stored and not deflated: the transport compresses them better as a whole,
and the browser unpacks them at once. Same input, same bytes.
"""

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from building.interpreter import bounded, capped, steadied
from building.openjph import strict
from building.tools import CACHE, ROOT, VENV_PYTHON, Trouble, cached, digest, node, npm, pip_install, run, step

__all__ = [
    "bundle",
    "interpreter_script",
    "npm_packages",
    "openjph",
    "pack_packages",
    "pack_stdlib",
    "pack_viewer",
    "runtime_files",
    "wheels",
]

HERE = Path(__file__).resolve().parent
ONLINE = "Connect to the internet (pip and npm must reach their registries) and run the same command again; what is there already stays."

WHEELS = {
    "pydicom-3.0.2-py3-none-any.whl": "abf971a5440f84dbaf42c4b6758e30e62480902584f8b270b9a5d146e278a07b",
    "imagecodecs-2026.10.10-cp312-abi3-pyemscripten_2026_0_wasm32.whl": "e9518d868cd862d17c9cb721435054c54671e30a01d385a8e263d07c2bbb83b8",
}
PYODIDE_TARGET = "--platform pyemscripten_2026_0_wasm32 --python-version 3.14 --implementation cp --abi cp314".split()
# numpy for Pyodide is not on PyPI by its own name; this wheel carries Pyodide's build of it, and the SHA-256 in Pyodide's lock decides
NUMPY_CARRIER = "open-webui==0.12.4"

# What of each archive nobody needs in the cell. Patterns are matched against the whole path in the archive.
UNUSED_STDLIB = (
    "__phello__*", "_pyio.py", "_pyrepl/*", "antigravity.py", "asyncio/proactor_events.py", "asyncio/windows_*", "bdb.py", "cProfile.py",
    "cmd.py", "compileall.py", "concurrent/futures/process.py", "concurrent/interpreters/*", "configparser.py", "ctypes/macholib/*", "curses/*",
    "dbm/*", "difflib.py", "doctest.py", "ensurepip/*", "ftplib.py", "html/*", "http/cookie*", "http/server.py", "idlelib/*", "imaplib.py", "lib2to3/*",
    "logging/config.py", "logging/handlers.py", "mailbox.py", "modulefinder.py", "multiprocessing/*", "nntplib.py", "optparse.py", "pdb.py",
    "pickletools.py", "plistlib.py", "poplib.py", "profile.py", "pstats.py", "pty.py", "pyclbr.py", "pydoc.py", "pydoc_data/*", "pyodide/console.py",
    "smtplib.py", "socketserver.py", "sqlite3/*", "statistics.py", "symtable.py", "tabnanny.py", "this.py", "tkinter/*", "tomllib/*", "trace.py",
    "tracemalloc.py", "turtle*", "unittest/*", "urllib/robotparser.py", "venv/*", "wave.py", "webbrowser.py", "wsgiref/*",
    "xml/*", "xmlrpc/*", "zipapp.py",
    "_sysconfigdata*", "_aix_support.py", "_osx_support.py", "_apple_support.py", "_android_support.py", "_ios_support.py",
)  # fmt: skip
UNUSED_PACKAGES = (
    "*.dist-info/[!M]*", "*.dist-info/licenses/*", "*.pyi", "*/py.typed", "*/tests/*", "*/testing/*", "*/conftest.py",
    "numpy/_core/include/*", "numpy/_core/lib/*", "numpy/_pyinstaller/*", "numpy/f2py/*", "numpy/distutils/*", "numpy/doc/*", "numpy/typing/mypy_plugin.py",
    "numpy/fft/*", "numpy/random/*", "numpy/polynomial/*", "numpy/ma/tests/*", "numpy/linalg/lapack_lite*", "numpy/*.pxd", "numpy/*.c", "numpy/*.txt",
    "pydicom/cli/*", "pydicom/data/test_files/*", "pydicom/data/charset_files/*", "pydicom/data/palettes/*",
    "pydicom/sr/*", "pydicom/util/codify.py", "pydicom/fileset.py",
    "imagecodecs/__main__.py", "imagecodecs/_imagecodecs.py", "imagecodecs/numcodecs.py", "imagecodecs/zarr.py",
)  # fmt: skip
# what stays of imagecodecs: shared, imcd (RLE), jpeg8, jpeg2k, jpegls, jpegxl; why not htj2k and ljpeg, see viewer/pixels/codecs/
OTHER_CODECS = "bmp ccitt cms czi deflate htj2k jpegxr lerc ljpeg lz4 lzma pixarlog png tiff webp zlib zstd".split()

# The parts of PyScript that a page with MicroPython and a JSON configuration loads: the core asks for all of its plug-ins, used or
# not, but not for what those would load in turn (editors, terminals, Pyodide's package graph).
PYSCRIPT = (
    "core.js",
    "core-*.js",
    "deprecations-manager-*.js",
    "donkey-*.js",
    "error-*.js",
    "py-editor-*.js",
    "py-game-*.js",
    "py-terminal-*.js",
)


# ---- downloads


@cache
def npm_packages() -> Path:
    """The node_modules folder with the pinned packages, installed once without running any of their scripts.

    Its twelve thousand files are looked at once in each run: the pages ask for hundreds of icons, each of which lies in there.
    What pdfjs-dist would like to have in Node (@napi-rs/canvas, some megabytes for each platform) is taken out of the lock file by hand.
    """
    manifest, lock = HERE / "package.json", HERE / "package-lock.json"

    def install(folder: Path) -> None:
        command = npm()
        with step("downloading Pyodide, PyScript, MicroPython and esbuild with npm"):
            shutil.copy(manifest, folder)
            shutil.copy(lock, folder)
            options = ["--ignore-scripts", "--no-audit", "--no-fund", "--omit-lockfile-registry-resolved=true"]
            run([*command, "ci", *options], wanted="The pinned npm packages", cure=ONLINE, folder=folder)

    return cached("npm", digest(manifest.read_bytes(), lock.read_bytes()), install) / "node_modules"


def wheels() -> list[Path]:
    """numpy, pydicom and imagecodecs for Pyodide: three wheels, each checked against its pin."""
    locked = json.loads((npm_packages() / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]["numpy"]
    numpy, numpy_hash = locked["file_name"], locked["sha256"]

    def fetch(folder: Path) -> None:
        pip_install("build")
        for wheel, pin in WHEELS.items():
            name, version = wheel.split("-")[:2]
            with step(f"downloading {name} {version} for Pyodide"):
                options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:", "--dest", str(folder)]
                command = [str(VENV_PYTHON), "-m", "pip", "download", *options, *PYODIDE_TARGET, f"{name}=={version}"]
                run(command, wanted=f"The wheel {wheel}", cure=ONLINE)
                check(folder / wheel, pin)
        with step("downloading numpy for Pyodide"):
            run([VENV_PYTHON, HERE / "part.py", NUMPY_CARRIER, numpy, folder / numpy], wanted=f"The wheel {numpy}", cure=ONLINE)
            check(folder / numpy, numpy_hash)

    folder = cached("wheels", digest(json.dumps(WHEELS), NUMPY_CARRIER, numpy_hash), fetch)
    for name, pin in {numpy: numpy_hash, **WHEELS}.items():  # each time: whoever can change the cache can change its sums, too
        check(folder / name, pin)
    return [folder / name for name in sorted([numpy, *WHEELS])]


def check(file: Path, pin: str) -> None:
    """Refuse a download that is not the pinned file."""
    found = hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else "no such file"
    if found != pin:
        raise Trouble(
            f"{file.name} is not the file this version of OpenMyScan was made with.\n"
            f"    expected SHA-256 {pin}\n    found            {found}\n"
            "Somebody on the way may have changed it. Try another network; if it stays so, please report it. Nothing was built."
        )


# ---- archives


def pack_stdlib() -> Path:
    """Python's own library as Pyodide brings it, without what no picture needs."""
    source = npm_packages() / "pyodide" / "python_stdlib.zip"
    return pack("stdlib", [source], unused=UNUSED_STDLIB, levels={".": 2})


def pack_packages() -> Path:
    """numpy, pydicom and the medical codecs of imagecodecs, as they lie in site-packages."""
    unneeded = [f"imagecodecs/_{codec}.*" for codec in OTHER_CODECS]
    # pydicom keeps its docstrings and asserts: it reads some of them
    return pack("packages", wheels(), unused=(*UNUSED_PACKAGES, *unneeded), levels={"numpy": 2, "pydicom": 0, "imagecodecs": 0})


def pack_viewer(sources: Mapping[str, bytes]) -> Path:
    """Our own Python for the cell: the packages viewer/ and app/."""
    return pack("viewer", [], unused=(), levels={".": 2}, extra=sources)


def pack(
    name: str, archives: Iterable[Path], *, unused: Iterable[str], levels: Mapping[str, int], extra: Mapping[str, bytes] | None = None
) -> Path:
    """Unpack the archives, leave out the unused, compile what is Python, and store all of it in `name.zip`; kept in the cache by its inputs."""
    archives, unused, extra = list(archives), tuple(unused), dict(extra or {})
    compiler = [(HERE / script).read_bytes() for script in ("compile.mjs", "compile.py")]
    rules = json.dumps([name, unused, sorted(levels.items()), sorted(extra), FORMAT])
    key = digest(
        rules, *compiler, (HERE / "package-lock.json").read_bytes(), *(a.name for a in archives), *(extra[path] for path in sorted(extra))
    )

    def make(folder: Path) -> None:
        pyodide = npm_packages() / "pyodide"
        with step(f"compiling {name}.zip with Pyodide"), tempfile.TemporaryDirectory(dir=CACHE) as temporary:
            tree = Path(temporary)
            for archive in archives:
                unpack(archive, tree, unused)
            for path, data in extra.items():
                (tree / path).parent.mkdir(parents=True, exist_ok=True)
                (tree / path).write_bytes(data)
            arguments = [f"{below}={level}" for below, level in sorted(levels.items())]
            run(
                [*node(), HERE / "compile.mjs", pyodide, HERE / "compile.py", tree, *arguments],
                wanted=f"The archive {name}.zip",
                cure="If the words above name a file of this project, correct it; else please report them.",
            )
            store(tree, folder / f"{name}.zip")

    return cached(name, key, make) / f"{name}.zip"


FORMAT = 1  # raise it when `store` or `unpack` change what they write


def unpack(archive: Path, tree: Path, unused: tuple[str, ...]) -> None:
    """Lay out an archive below `tree`, without the unused files."""
    with zipfile.ZipFile(archive) as source:
        for member in source.namelist():
            if not member.endswith("/") and not any(fnmatchcase(member, pattern) for pattern in unused):
                source.extract(member, tree)


def store(tree: Path, out: Path) -> None:
    """Write all files below `tree` into a zip that says nothing about when, where and by whom it was made."""
    files = sorted((path.relative_to(tree).as_posix(), path) for path in tree.rglob("*") if path.is_file())
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for name, path in files:
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            target.writestr(entry, path.read_bytes())


def interpreter() -> Path:
    """Pyodide's interpreter, steadied and with an end of its memory (building/interpreter.py)."""
    source = (npm_packages() / "pyodide" / "pyodide.asm.wasm").read_bytes()

    def make(folder: Path) -> None:
        (folder / "pyodide.asm.wasm").write_bytes(bounded(steadied(source)))

    return cached("interpreter", digest(source, (HERE / "interpreter.py").read_bytes()), make) / "pyodide.asm.wasm"


def interpreter_script() -> Path:
    """The script that belongs to it, with the same end of the memory."""
    source = npm_packages() / "pyodide" / "pyodide.asm.mjs"

    def make(folder: Path) -> None:
        (folder / "pyodide.asm.mjs").write_text(capped(source.read_text(encoding="utf-8")), encoding="utf-8")

    return cached("script", digest(source.read_bytes(), (HERE / "interpreter.py").read_bytes()), make) / "pyodide.asm.mjs"


def openjph() -> Path:
    """OpenJPH, which refuses what is damaged (building/openjph.py)."""
    source = (npm_packages() / "@cornerstonejs" / "codec-openjph" / "dist" / "openjphjs.wasm").read_bytes()

    def make(folder: Path) -> None:
        (folder / "openjph.wasm").write_bytes(strict(source))

    return cached("openjph", digest(source, (HERE / "openjph.py").read_bytes()), make) / "openjph.wasm"


# ---- what the site takes over as it is


def runtime_files() -> dict[str, bytes]:
    """Everything third-party that the site serves, by its path below /runtime/<hash>/."""
    modules = npm_packages()
    pyscript = modules / "@pyscript" / "core" / "dist"
    micropython = modules / "@micropython" / "micropython-webassembly-pyscript"
    found = {f"pyscript/{path.name}": path for pattern in PYSCRIPT for path in pyscript.glob(pattern)}
    found |= {f"micropython/{name}": micropython / name for name in ("micropython.mjs", "micropython.wasm")}
    found |= {
        f"{name}.wasm": modules / "@cornerstonejs" / f"codec-{name}" / "dist" / f"{name}wasm_decode.wasm" for name in ("charls", "openjpeg")
    }
    found["brotli.wasm"] = modules / "brotli-dec-wasm" / "pkg" / "brotli_dec_wasm_bg.wasm"
    found |= {"pyodide.asm.wasm": interpreter(), "stdlib.zip": pack_stdlib(), "packages.zip": pack_packages()}
    return {name: path.read_bytes() for name, path in sorted(found.items())}


# Pyodide asks for its own address; a bundle in a sealed worker has none that could be reached
FOR_CELL = (
    "--format=iife",
    "--external:node:*",
    "--external:fs",
    "--external:path",
    "--minify",
    '--define:import.meta.url="https://cell.invalid/"',
)
# left readable: whoever checks the promise reads this file first
FOR_PAGE = ("--format=esm",)
FOR_READER = ("--format=iife",)


def bundle(entry: Path, options: Sequence[str]) -> bytes:
    """One script out of an entry and all that it imports, so that one integrity hash covers it."""
    modules = npm_packages()
    with tempfile.TemporaryDirectory(dir=CACHE) as temporary:
        out = Path(temporary) / entry.name
        common = ["--bundle", "--platform=browser", "--charset=utf8", "--log-level=warning"]
        run(
            [*node(), modules / "esbuild" / "bin" / "esbuild", entry, *common, *options, f"--outfile={out}"],
            wanted=f"The script {entry.name}",
            cure=f"Correct {entry.relative_to(ROOT) if entry.is_relative_to(ROOT) else entry} or what it imports.",
            environment={"NODE_PATH": str(modules)},
        )
        return out.read_bytes()
