"""vercel.json, as Vercel's own routing library reads it: valid, and with the headers that our server and our tests work with."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from building.server import headers_for
from building.site import address
from building.tools import ROOT

pytestmark = pytest.mark.native

CONFIGURATION = json.loads((ROOT / "vercel.json").read_text(encoding="utf-8"))
# also what is no file of ours gets its headers: it must not lie open
ODD = [
    "/nothing",
    "/nothing/at/all",
    "/app/x",
    "/app/0123456789abcdef/",
    "/app/0123456789abcdef/deeper/cell.js",
    "/app/1/cellXjs",
    "/appendix",
]
ODD += ["/runtime/", "/swXjs", "/sw.js/x", "/conformance/x", "/conformances", "/help.html", "/Conformance", "/APP/1/cell.js", "/index.html"]


@pytest.fixture
def vercel(node: list[str], npm_packages: Path, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Ask Vercel's library about a configuration and these paths."""

    def ask(configuration: object, *paths: str) -> dict[str, Any]:
        (tmp_path / "vercel.json").write_text(json.dumps(configuration), encoding="utf-8")
        (tmp_path / "paths.json").write_text(json.dumps(paths), encoding="utf-8")
        script = Path(__file__).with_name("vercel.mjs")
        command = [*node, str(script), str(npm_packages), str(tmp_path / "vercel.json"), str(tmp_path / "paths.json")]
        answer: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        return answer

    return ask


def test_it_is_valid(vercel: Callable[..., dict[str, Any]]) -> None:
    assert vercel(CONFIGURATION)["errors"] == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"header": []}, "additional properties"),
        ({"headers": [{"source": "/", "headers": [{"key": "X-A"}]}]}, "required property 'value'"),
        ({"headers": [{"source": "/(", "headers": [{"key": "X-A", "value": "1"}]}]}, "invalid"),
        ({"cleanUrls": "yes"}, "boolean"),
        ({"services": {"site": {"outputDirectory": "dist"}}}, "required property 'root'"),
        ({"services": {"site": {"root": ".", "framework": None}}}, "string"),
        ({"services": {"site": {"root": "."}}, "outputDirectory": "dist"}, "NOT"),
        ({"rewrites": [{"source": "/api/(.*)", "destination": {"servise": "license"}}]}, "destination"),
    ],
)
def test_what_is_wrong_is_found(vercel: Callable[..., dict[str, Any]], wrong: dict[str, Any], said: str) -> None:
    """So that the test before can fail."""
    assert said.lower() in " ".join(vercel(wrong)["errors"]).lower()


def test_the_host_sends_each_file_the_headers_that_our_own_server_sends(site: Path, vercel: Callable[..., dict[str, Any]]) -> None:
    """All of them, at every address of the site, and at some that are none."""
    paths = [address(path.relative_to(site).as_posix()) for path in sorted(site.rglob("*")) if path.is_file()]
    answers = vercel(CONFIGURATION, *paths, *ODD)["headers"]
    assert len(answers) == len(paths) + len(ODD)
    for path, headers in answers.items():
        assert headers == headers_for(path, CONFIGURATION), path
        assert headers["X-Content-Type-Options"] == "nosniff", path


def test_nothing_is_served_without_a_policy(site: Path, vercel: Callable[..., dict[str, Any]]) -> None:
    """A worker without one could send what it reads; a page without one could load anything."""
    paths = [address(path.relative_to(site).as_posix()) for path in sorted(site.rglob("*")) if path.is_file()]
    for path, headers in vercel(CONFIGURATION, *paths)["headers"].items():
        assert headers.get("Content-Security-Policy", "").startswith("default-src 'none'"), path
