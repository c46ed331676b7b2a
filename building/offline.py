"""The offline copy: the whole site in one ZIP, with a small server that starts it from a USB stick.

    openmyscan/START-HERE.txt   what to do on each system
    openmyscan/start.py         the server; standard library only
    openmyscan/headers.json     for each address the file and all its headers, as vercel.json says them
    openmyscan/site/            the site, with its manifest

Same input, same bytes, also on another machine.
"""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from building.runtime import npm_packages
from building.server import TYPES, headers_for
from building.tools import CACHE, ROOT, cached, digest, node, run, step

__all__ = ["NAME", "pack"]

NAME = "openmyscan-offline.zip"
BESIDE = ROOT / "static" / "offline"
ZIP = Path(__file__).resolve().parent / "zip.mjs"


def pack(site: Mapping[str, bytes], addresses: Mapping[str, str]) -> bytes:
    """Give the ZIP, kept in the cache by its contents, that holds these files of the site, each with the address at which it is asked for, and what starts it."""
    files = {f"site/{path}": data for path, data in site.items()}
    files |= {path.name: path.read_bytes() for path in BESIDE.iterdir() if path.is_file()}
    files["headers.json"] = (json.dumps(answers(addresses), indent=1, ensure_ascii=False) + "\n").encode()

    def make(folder: Path) -> None:
        with step("packing the offline copy"), tempfile.TemporaryDirectory(dir=CACHE) as temporary:
            tree = Path(temporary)
            for path, data in files.items():
                target = tree / "openmyscan" / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            run([*node(), ZIP, npm_packages(), tree, folder / NAME], wanted="The offline copy", cure="Please report the words above.")

    key = digest(ZIP.read_bytes(), *(part for path in sorted(files) for part in (path, files[path])))
    return (cached("offline", key, make) / NAME).read_bytes()


def answers(addresses: Mapping[str, str]) -> dict[str, tuple[str, dict[str, str]]]:
    """Give for each address the file and the headers of its answer."""
    configuration = json.loads((ROOT / "vercel.json").read_text(encoding="utf-8"))
    kinds = {path: TYPES.get(PurePosixPath(path).suffix, "application/octet-stream") for path in addresses}
    return {at: (path, {**headers_for(at, configuration), "Content-Type": kinds[path]}) for path, at in sorted(addresses.items())}
