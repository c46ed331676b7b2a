"""What pip installs is what the lock says, byte for byte, and nothing else; the lock holds all that pyproject.toml leads to."""

import base64
import hashlib
import importlib.metadata
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name

from building import tools

pytestmark = pytest.mark.native

GROUPS = ("core", *tools.project()["dependency-groups"])
SYSTEMS = [
    {"python_version": python, "sys_platform": system, "platform_system": name, "platform_python_implementation": "CPython"}
    for python in ("3.11", "3.14")
    for system, name in (("linux", "Linux"), ("darwin", "Darwin"), ("win32", "Windows"))
]


def names(group: str) -> dict[str, set[str]]:
    """The packages that a group locks, with their versions."""
    found: dict[str, set[str]] = {}
    for entry in tools.locked(group):
        name, _, version = re.split("[ ;]", entry)[0].partition("==")
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.mark.parametrize("group", GROUPS)
def test_every_entry_is_one_version_with_hashes_and_names_no_host(group: str) -> None:
    for entry in tools.locked(group):
        assert re.fullmatch(r'[\w.-]+==[\w.]+( ; [\w<>=!"\' .()]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+', entry), entry
    assert "//" not in tools.LOCK.read_text(encoding="utf-8")


@pytest.mark.parametrize("group", GROUPS)
def test_the_lock_holds_the_pins_of_the_project(group: str) -> None:
    for pin in map(Requirement, tools.requirements(group)):
        assert str(pin.specifier).removeprefix("==") in names(group)[canonicalize_name(pin.name)]


@pytest.mark.parametrize("group", ["core", "build", "pages", "license", "test"])
def test_the_lock_holds_what_the_packages_themselves_want_on_every_system(group: str) -> None:
    """Asked of the packages that are installed here; conditions are tried for each system."""
    held = names(group)
    for name, versions in held.items():
        try:
            wanted = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            assert name == "colorama"  # of Windows only
            continue
        assert wanted.version in versions
        for each in map(Requirement, wanted.requires or ()):
            if each.marker is None or any(each.marker.evaluate({**system, "extra": ""}) for system in SYSTEMS):
                assert canonicalize_name(each.name) in held, f"{name} wants {each}"


def test_a_pin_that_was_changed_without_the_lock_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = {"project": {"dependencies": ["numpy==2.4.7"]}, "dependency-groups": {}}
    monkeypatch.setattr(tools, "project", lambda: changed)
    with pytest.raises(tools.Trouble, match=r"(?s)does not hold numpy==2\.4\.7.*build\.py lock"):
        tools.locked("core")


def wheel(folder: Path, name: str, text: str, wants: str = "") -> str:
    """Make a wheel that holds one module; gives its SHA-256."""
    facts = f"{name}-1.0.dist-info"
    inside = {
        f"{name}.py": text,
        f"{facts}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{f'Requires-Dist: {wants}' if wants else ''}\n",
        f"{facts}/WHEEL": "Wheel-Version: 1.0\nGenerator: by hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    sums = [
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(data.encode()).digest()).decode().rstrip('=')},{len(data)}"
        for path, data in inside.items()
    ]
    inside[f"{facts}/RECORD"] = "\n".join([*sums, f"{facts}/RECORD,,"]) + "\n"
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as out:
        for member, data in inside.items():
            out.writestr(member, data)
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that is pip's only source of packages."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    return folder


def test_a_package_is_installed_only_if_it_is_the_one_of_the_lock(shelf: Path, tmp_path: Path) -> None:
    """Sound it is, changed by one letter it is not; without a hash nothing is."""
    told = wheel(shelf, "soundest", "WORD = 'sound'\n")
    entry = f"soundest==1.0 \\\n    --hash=sha256:{told}"
    tools.pip_install_locked([entry], "--target", tmp_path / "first")
    assert (tmp_path / "first" / "soundest.py").read_text(encoding="utf-8") == "WORD = 'sound'\n"
    wheel(shelf, "soundest", "WORD = 'found'\n")
    with pytest.raises(tools.Trouble, match=r"(?is)hash"):
        tools.pip_install_locked([entry], "--target", tmp_path / "second")
    with pytest.raises(tools.Trouble, match=r"(?is)hash"):
        tools.pip_install_locked(["soundest==1.0"], "--target", tmp_path / "second")
    assert not (tmp_path / "second").exists()


def test_nothing_comes_along_that_the_lock_does_not_name(shelf: Path, tmp_path: Path) -> None:
    """Neither what a package wants besides, nor a source that would run a program of its own to be built."""
    entry = f"soundest==1.0 \\\n    --hash=sha256:{wheel(shelf, 'soundest', '', wants='stowaway')}"
    wheel(shelf, "stowaway", "")
    tools.pip_install_locked([entry], "--target", tmp_path / "out")
    assert not (tmp_path / "out" / "stowaway.py").exists()
    source = shelf / "built-1.0.zip"
    with zipfile.ZipFile(source, "w") as out:
        out.writestr("built-1.0/setup.py", "raise SystemExit('I ran')")
    entry = f"built==1.0 \\\n    --hash=sha256:{hashlib.sha256(source.read_bytes()).hexdigest()}"
    with pytest.raises(tools.Trouble) as caught:
        tools.pip_install_locked([entry], "--target", tmp_path / "out")
    assert "I ran" not in str(caught.value)


def test_npms_lock_holds_the_hash_of_every_package() -> None:
    packages = json.loads((tools.ROOT / "building" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert len(packages) > 100
    assert [name for name, each in packages.items() if name and not re.match("sha512-", each.get("integrity", ""))] == []
    assert "://" not in "".join(each.get("resolved", "") for each in packages.values())
