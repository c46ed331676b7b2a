"""Writes building/python.lock: every Python package that any group of pyproject.toml leads to, with the SHA-256 of each of its wheels.

    .venv/bin/python building/lock.py WANTED LOCK        (`python build.py lock` does it)

WANTED is JSON: the pins of each group, and the versions that the lock has already, which stay where they fit. pip decides versions and
reads the package index as this computer has it set up; of a package all wheels are taken, so the lock holds for every system and Python.
What other packages want only elsewhere (on Windows, say) is in it as well, with its condition. Runs in `.venv`, under the oldest Python.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pip._internal.commands.download import DownloadCommand
from pip._internal.index.collector import parse_links
from pip._internal.models.link import Link
from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name, parse_wheel_filename

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = (("linux", "Linux", "posix", "x86_64"), ("linux", "Linux", "posix", "aarch64"), ("darwin", "Darwin", "posix", "arm64"), ("darwin", "Darwin", "posix", "x86_64"),
           ("win32", "Windows", "nt", "AMD64"))  # fmt: skip
PLACES = {"linux": "manylinux", "darwin": "macosx", "win32": "win_amd64"}
MACHINES = {"x86_64": "x86_64", "aarch64": "aarch64", "arm64": "arm64", "AMD64": "amd64"}


def environments() -> Iterator[dict[str, str]]:
    """The systems and Pythons that the lock is for, as conditions of packages see them."""
    for python in PYTHONS:
        for platform, system, family, machine in SYSTEMS:
            yield {
                "python_version": python, "python_full_version": f"{python}.0", "implementation_version": f"{python}.0",
                "implementation_name": "cpython", "platform_python_implementation": "CPython", "sys_platform": platform,
                "platform_system": system, "os_name": family, "platform_machine": machine, "platform_release": "", "platform_version": "", "extra": "",
            }  # fmt: skip


ENVIRONMENTS = list(environments())


def anywhere(requirement: Requirement) -> bool:
    """Whether a requirement is one on any of the systems; extras that nobody asked for are none."""
    return requirement.marker is None or any(requirement.marker.evaluate(environment) for environment in ENVIRONMENTS)


def resolved(wanted: Iterable[str], held: dict[str, str]) -> dict[str, dict[str, Any]]:
    """What pip would install for these requirements, by name and version: its metadata. What is held already is kept where it fits."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "kept.txt"
        kept.write_text("".join(f"{name}=={version}\n" for name, version in held.items()), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--dry-run",
            "--ignore-installed",
            "--quiet",
            "--report",
            "-",
            "--only-binary=:all:",
        ]
        asked = subprocess.run([*command, "-c", str(kept), *wanted], stdout=subprocess.PIPE, check=True)
    found = [item["metadata"] for item in json.loads(asked.stdout)["install"]]
    return {canonicalize_name(each["name"]): each for each in found}


class Index:
    """The package index that pip is set up to use."""

    def __init__(self) -> None:
        command = DownloadCommand("download", "")
        options, _ = command.parse_args(["any"])
        with command.main_context():  # pip has no public way to list the files of a package
            self.collector: Any = command._build_package_finder(options, command._build_session(options))._link_collector  # noqa: SLF001

    def wheels(self, name: str, version: str) -> dict[str, str]:
        """The SHA-256 of each wheel of this version, by its file name."""
        sources = self.collector.collect_sources(project_name=name, candidates_from_page=self.links)
        links = [link for source in (*sources.find_links, *sources.index_urls) if source for link in source.page_candidates()]
        return {
            link.filename: link.hash
            for link in links
            if link.hash_name == "sha256" and link.filename.endswith(".whl") and str(parse_wheel_filename(link.filename)[1]) == version
        }

    def links(self, page: Link) -> list[Link]:
        """All files that a page of the index names."""
        content = self.collector.fetch_response(page)
        return list(parse_links(content)) if content else []


def lacking(wheels: Iterable[str], environments: Iterable[dict[str, str]]) -> list[str]:
    """Where none of these wheels could be installed."""
    tags = [tag for wheel in wheels for tag in parse_wheel_filename(wheel)[3]]
    return [
        f"{environment['sys_platform']} {environment['platform_machine']} with Python {environment['python_version']}"
        for environment in environments
        if not any(fits(tag.interpreter, tag.abi, tag.platform, environment) for tag in tags)
    ]


def fits(interpreter: str, abi: str, platform: str, environment: dict[str, str]) -> bool:
    """Whether a wheel with this tag is for this system."""
    minor = int(environment["python_version"].partition(".")[2])
    number = interpreter.removeprefix("cp3") if interpreter.startswith("cp3") else ""
    python = interpreter in {"py3", f"py3{minor}"} or number == str(minor) or (abi == "abi3" and number.isdigit() and int(number) <= minor)
    place, machine = PLACES[environment["sys_platform"]], MACHINES[environment["platform_machine"]]
    return python and (platform == "any" or (platform.startswith(place) and platform.endswith((machine, "universal2"))))


def condition(paths: list[list[str]]) -> str:
    """The marker that is true wherever any of these chains of markers is; empty when that is everywhere."""
    if any(not path for path in paths):
        return ""
    return " or ".join(
        dict.fromkeys(" and ".join(f"({part})" for part in path) if len(path) > 1 or len(paths) > 1 else path[0] for path in paths)
    )


def closure(pins: Iterable[str], known: dict[str, dict[str, Any]]) -> dict[tuple[str, str], list[list[str]]]:
    """Everything that these pins lead to, by name and version, with the conditions under which they do."""
    found: dict[tuple[str, str], list[list[str]]] = {}
    waiting = [(Requirement(pin), list[str](), pin.partition(";")[0].partition("==")[2].strip()) for pin in pins]
    while waiting:
        requirement, path, version = waiting.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker:
            path = [*path, str(requirement.marker)]
        paths = found.setdefault((name, version or known[name]["version"]), [])
        if path in paths:
            continue
        paths.append(path)
        needed = map(Requirement, known[name].get("requires_dist", ()))
        waiting += [(each, path, "") for each in needed if "extra" not in str(each.marker or "") and anywhere(each)]
    return found


def missing(pins: Iterable[str], known: dict[str, dict[str, Any]]) -> list[str]:
    """What the known packages want on some system and is not known yet."""
    wanted = [Requirement(more) for each in known.values() for more in each.get("requires_dist", ())]
    return [
        f"{each.name}{each.specifier}"
        for each in (*map(Requirement, pins), *wanted)
        if "extra" not in str(each.marker or "") and anywhere(each) and canonicalize_name(each.name) not in known
    ]


def main() -> None:
    """Read what is wanted, and write the lock."""
    wanted, lock = map(Path, sys.argv[1:])
    given = json.loads(wanted.read_text(encoding="utf-8"))
    groups, held = given["groups"], given["held"]
    pins = [pin for group in groups.values() for pin in group]
    known = resolved(pins, held)
    while more := missing(pins, known):
        known |= {name: facts for name, facts in resolved(more, held).items() if name not in known}
    index, lines = Index(), [given["words"]]
    for group, own in groups.items():
        lines.append(f"\n# group {group}")
        for (name, version), paths in sorted(closure(own, known).items()):
            marker = condition(paths)
            needed = [each for each in ENVIRONMENTS if not marker or Requirement(f"{name}; {marker}").marker.evaluate(each)]  # type: ignore[union-attr]
            wheels = index.wheels(name, version)
            if nowhere := lacking(wheels, needed):  # it cannot be had there; whoever makes the lock should know
                print(f"{name} {version} has no wheel for {', '.join(nowhere)}")
            if not wheels:
                sys.exit(f"{name} {version} has no wheel at all, so it cannot be locked.")
            hashes = "".join(f" \\\n    --hash=sha256:{digest}" for digest in sorted(set(wheels.values())))
            lines.append(f"{name}=={version}{f' ; {marker}' if marker else ''}{hashes}")
    lock.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
