"""Packing by Brotli: what the browser loads and keeps of the large files is a third of them, whatever the host can do by itself.

The encoder is a WebAssembly program (npm's `brotli-wasm`), so that the bytes are the same on every kind of computer.
"""

import tempfile
from pathlib import Path

from building.runtime import npm_packages
from building.tools import CACHE, cached, digest, node, run, step

__all__ = ["packed"]

SCRIPT = Path(__file__).with_name("packing.mjs")
QUALITY = 9  # of 11; the last two steps win a tenth and take eight times as long


def packed(name: str, data: bytes) -> bytes:
    """Compress a file; kept in the cache by its contents."""

    def make(folder: Path) -> None:
        with step(f"packing {name}"), tempfile.TemporaryDirectory(dir=CACHE) as temporary:
            source = Path(temporary) / name
            source.write_bytes(data)
            run(
                [*node(), SCRIPT, npm_packages() / "brotli-wasm", str(QUALITY), source, folder / name],
                wanted=f"The packed file {name}",
                cure="Please report the words above.",
            )

    key = digest(data, SCRIPT.read_bytes(), str(QUALITY), (SCRIPT.parent / "package-lock.json").read_bytes())
    return (cached("packed", key, make) / name).read_bytes()
