"""dist/ says what it is made of, is the same for the same source, and a live site can be held against it."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from building import offline, tools
from building import site as sites
from building.pages import settings
from building.runtime import check
from building.server import NOTHING, serving
from building.tools import ROOT, Trouble
from building.verify import differences

VERCEL = ROOT / "vercel.json"
NOT_OF_A_VISIT = {"manifest.json", sites.SUMS, offline.NAME}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_two_builds_have_the_same_bytes(tmp_path: Path) -> None:
    """Into another folder, with nothing there before."""
    assert contents(sites.build(tmp_path / "one")) == contents(sites.build(tmp_path / "two"))


@pytest.mark.pyodide
def test_bytecode_compiled_again_has_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, npm_packages: Path) -> None:
    """Not from the cache: Pyodide's compiler is asked a second time, in another folder."""
    from building import runtime

    first = runtime.pack_viewer(sites.cell_sources()).read_bytes()
    monkeypatch.setattr(runtime, "npm_packages", lambda: npm_packages)
    monkeypatch.setattr(runtime, "cached", lambda _name, _key, make: make(tmp_path) or tmp_path)
    assert runtime.pack_viewer(sites.cell_sources()).read_bytes() == first


def test_the_manifest_names_every_file_and_its_hash(site: Path) -> None:
    """All but itself and what is made of it."""
    manifest = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    found = {path: hashlib.sha256(data).hexdigest() for path, data in contents(site).items() if path not in NOT_OF_A_VISIT}
    assert manifest == {"version": sites.version(), "files": found}


@pytest.mark.native
@pytest.mark.reference("sha256sum")
def test_the_published_sums_are_those_that_another_program_finds(site: Path) -> None:
    """Of every file but the list itself, the offline copy and the manifest among them."""
    listed = [line.split("  ", 1)[1] for line in (site / sites.SUMS).read_text(encoding="utf-8").splitlines()]
    assert set(listed) == set(contents(site)) - {sites.SUMS}
    checked = subprocess.run(["sha256sum", "--check", "--strict", sites.SUMS], cwd=site, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert checked.stdout.count(": OK") == len(listed)


def test_the_whole_upload_is_well_below_what_the_host_takes(site: Path) -> None:
    """100 MB on its smallest plan; we stay below 60, the offline copy included."""
    assert sum(map(len, contents(site).values())) < 60_000_000


def test_no_placeholder_is_left(site: Path) -> None:
    """In anything that a browser reads as text."""
    for path, data in contents(site).items():
        if Path(path).suffix in {".html", ".js", ".css", ".json", ".py"} and not path.startswith("runtime/"):
            assert not re.search(rb"\{\{[a-z]+(:[^}]*)?\}\}", data), path


def test_the_archives_hold_only_bytecode_stored_and_without_a_date(cell_files: Path) -> None:
    """What the cell unpacks: no source beside the bytecode, nothing deflated, nothing about when it was made."""
    archives = list(cell_files.glob("*.zip"))
    assert {path.name for path in archives} == {"stdlib.zip", "packages.zip", "viewer.zip"}
    for path in archives:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                assert entry.compress_type == zipfile.ZIP_STORED
                assert entry.date_time == (1980, 1, 1, 0, 0, 0)
                assert not entry.filename.endswith(".py")


def test_the_start_script_knows_the_hash_of_all_that_it_loads(site: Path) -> None:
    """Its own hash stands in the page, so that the page's hash covers the interpreter, the archives and the page's Python."""
    script = next(site.glob("app/*/boot.js")).read_text(encoding="utf-8")
    listed = dict(re.findall(r'url: "([^"]+)", integrity: "([^"]+)"', script))
    programs = {"pyodide.asm.wasm.brotli", "brotli.wasm", "charls.wasm", "openjpeg.wasm"}
    assert {Path(url).name for url in listed} == {
        "page.json",
        "htj2k.js",
        "pdf.js",
        "packages.zip.brotli",
        "stdlib.zip.brotli",
        "viewer.zip.brotli",
    } | programs
    for url, hashed in listed.items():
        assert hashed == sites.integrity((site / url.lstrip("/")).read_bytes(), hashed.partition("-")[0]), url


def test_the_service_worker_keeps_every_file_that_a_visit_can_need(site: Path) -> None:
    """So that all of it works without a network: all but itself, the page for unknown addresses, the lists of sums and the offline copy."""
    worker = (site / "sw.js").read_text(encoding="utf-8")
    kept = json.loads(worker[worker.index("[[") : worker.index("]];") + 2])
    expected = {path: data for path, data in contents(site).items() if path not in {"sw.js", NOTHING, *NOT_OF_A_VISIT}}
    assert dict(kept) == {sites.address(path): sites.integrity(data, "sha256") for path, data in expected.items()}


def test_the_bundle_of_the_cell_knows_no_host(site: Path) -> None:
    """Pyodide's loader brings the address of a public CDN as a default; ours must never use it, and the cell could not reach it."""
    own = re.escape(settings()["address"])  # named for search engines only; the policy lets nothing be loaded by it
    for path in contents(site):
        if path.endswith(("index.html", "boot.js", "page.json")):
            text = re.sub(f'<link rel="canonical" href="{own}/">', "", (site / path).read_text(encoding="utf-8"))
            assert not re.search(r"https?://(?!www\.w3\.org/)", text), path


def test_an_unknown_placeholder_or_icon_is_refused_in_words() -> None:
    """A page never goes out with a hole in it."""
    with pytest.raises(Trouble, match="asks for"):
        sites.fill_page("index.html", b"{{integrity:nothing.js}}", {})
    with pytest.raises(Trouble, match="no icon called"):
        sites.fill_page("index.html", b"{{icon:no-such-drawing}}", {})


# ---- verify


def test_a_site_that_serves_this_source_verifies(site: Path) -> None:
    """All files and the headers of the wall."""
    with serving(site, configuration=VERCEL) as live:
        assert differences(live.url, site, json.loads(VERCEL.read_text(encoding="utf-8"))) == []


def test_one_changed_byte_one_missing_file_and_one_lost_header_are_named(site: Path, tmp_path: Path) -> None:
    """By their paths, each for itself."""
    copy = tmp_path / "live"
    shutil.copytree(site, copy)
    changed = next(copy.glob("app/*/boot.js"))
    changed.write_bytes(changed.read_bytes()[:-1] + b"!")
    missing = next(copy.glob("runtime/*/stdlib.zip.brotli"))
    missing.unlink()
    with serving(copy, configuration=VERCEL) as live:
        found = differences(live.url, site, live.configuration)
        assert found == [
            f"{changed.relative_to(copy).as_posix()}: changed",
            f"{missing.relative_to(copy).as_posix()}: not served (Not Found)",
        ]
    with serving(site) as bare:  # a host that forgot vercel.json
        found = differences(bare.url, site, json.loads(VERCEL.read_text(encoding="utf-8")))
        assert any(line.endswith("cell.js: another Content-Security-Policy: None") for line in found)


def test_verify_names_the_one_header_that_is_gone_and_the_one_that_does_not_belong_there(site: Path) -> None:
    """On one file of all: a policy that the browser would obey the less, a cookie."""
    due = json.loads(VERCEL.read_text(encoding="utf-8"))
    extra = {
        "source": "/licenses.txt",
        "headers": [{"key": "Set-Cookie", "value": "who=you"}, {"key": "X-Content-Type-Options", "value": ""}],
    }
    with serving(site, configuration=VERCEL) as live:
        live.configuration = {**due, "headers": [*due["headers"], extra]}
        assert differences(live.url, site, due) == [
            "licenses.txt: another X-Content-Type-Options: ''",
            "licenses.txt: sent with Set-Cookie: 'who=you'",
        ]


def test_verify_looks_at_the_page_for_unknown_addresses(site: Path, tmp_path: Path) -> None:
    """Though it comes with status 404: its bytes and its headers; a host that has only words of its own is named."""
    copy = tmp_path / "live"
    shutil.copytree(site, copy)
    (copy / NOTHING).write_bytes((site / NOTHING).read_bytes().replace(b"Help", b"help", 1))
    with serving(copy, configuration=VERCEL) as live:
        assert differences(live.url, site, live.configuration) == [f"{NOTHING}: changed"]
        (copy / NOTHING).unlink()
        assert differences(live.url, site, live.configuration) == [f"{NOTHING}: changed"]


def test_verify_sees_one_byte_of_the_offline_copy_and_of_the_sums(site: Path, tmp_path: Path) -> None:
    """They are no part of a visit, but people trust them."""
    copy = tmp_path / "live"
    shutil.copytree(site, copy)
    for name in (offline.NAME, sites.SUMS):
        data = (copy / name).read_bytes()
        (copy / name).write_bytes(data[:100] + bytes([data[100] ^ 1]) + data[101:])
    with serving(copy, configuration=VERCEL) as live:
        assert differences(live.url, site, live.configuration) == [f"{sites.SUMS}: changed", f"{offline.NAME}: changed"]


@pytest.mark.native
def test_the_command_ends_with_a_status_that_scripts_can_use(site: Path, tmp_path: Path) -> None:
    """`python build.py verify URL`: 0 and a sentence, or 1 and what differs."""
    copy = tmp_path / "live"
    shutil.copytree(site, copy)
    with serving(copy, configuration=VERCEL) as live:
        command = [sys.executable, "build.py", "verify", live.url]
        same = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert (same.returncode, "serves exactly what this source builds" in same.stdout) == (0, True), same.stdout
        page = copy / "index.html"
        page.write_bytes(page.read_bytes().replace(b"OpenMyScan", b"OpenMyscan", 1))
        changed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert (changed.returncode, "index.html: changed" in changed.stdout) == (1, True), changed.stdout


def test_an_address_without_a_manifest_is_said_so() -> None:
    """In words, with what to do."""
    with pytest.raises(Trouble, match="has no manifest"):
        differences("http://127.0.0.1:9", ROOT, {})


# ---- downloads


def test_a_download_that_is_not_the_pinned_file_is_refused(tmp_path: Path) -> None:
    """Whoever changed it, and also when it is not there at all."""
    wheel = tmp_path / "numpy.whl"
    with pytest.raises(Trouble, match="no such file"):
        check(wheel, "0" * 64)
    wheel.write_bytes(b"something else")
    with pytest.raises(Trouble, match="is not the file"):
        check(wheel, "0" * 64)
    check(wheel, hashlib.sha256(b"something else").hexdigest())


def test_what_is_in_the_cache_is_complete_and_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A maker that breaks off leaves nothing; one that ends is not asked again."""
    monkeypatch.setattr(tools, "CACHE", tmp_path)

    def broken(folder: Path) -> None:
        (folder / "half").touch()
        raise Trouble("no network")

    with pytest.raises(Trouble):
        tools.cached("thing", "k" * 64, broken)
    assert list(tmp_path.iterdir()) == []
    made = tools.cached("thing", "k" * 64, lambda folder: (folder / "whole").touch())
    assert tools.cached("thing", "k" * 64, broken) == made
    assert [path.name for path in made.iterdir()] == ["whole"]


def test_a_program_that_fails_is_told_in_words_with_its_reason_and_the_cure() -> None:
    """No traceback: what is missing, why, and what to do."""
    with pytest.raises(Trouble) as caught:
        tools.run([sys.executable, "-c", "raise SystemExit('no route to host')"], wanted="The wheel", cure="Connect.")
    assert str(caught.value).splitlines()[0].startswith("The wheel could not be had: ")
    assert str(caught.value).splitlines()[1:] == ["    no route to host", "Connect."]
    with pytest.raises(Trouble, match="did not start"):
        tools.run(["/no/such/program"], wanted="Node", cure="Install it.")


def test_a_part_of_the_style_that_has_no_place_in_the_order_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than rules that are silently missing."""
    shutil.copytree(ROOT / "static" / "style", tmp_path / "style")
    (tmp_path / "style" / "stray.css").write_text("p { margin: 0; }")
    monkeypatch.setattr(sites, "STATIC", tmp_path)
    with pytest.raises(Trouble, match=r"does not import what lies beside it: stray"):
        sites.style()


def test_the_style_of_the_pages_is_all_its_parts_each_a_layer_in_the_declared_order(site: Path) -> None:
    """Nothing else is in it but the words above them: the hash in the pages is that of the whole."""
    whole = next(site.glob("app/*/style.css")).read_text(encoding="utf-8")
    parts = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "static" / "style").glob("*.css")}
    declared = parts.pop("style")
    assert re.findall(r"^@layer (\w+)", whole, re.MULTILINE) == re.findall(r"layer\((\w+)\);", declared)
    for name, text in parts.items():
        assert whole.count(f"@layer {name} {{\n{text}}}\n") == 1, name
        whole = whole.replace(f"@layer {name} {{\n{text}}}\n", "")
    assert whole.strip() == declared[: declared.index("@import")].strip()
