"""OpenJPH is shipped in a form that refuses damaged streams."""

import pytest

from building import runtime
from building.openjph import strict
from building.tools import Trouble


def test_one_byte_is_other_than_published_and_it_switches_the_resilience_off() -> None:
    published = (runtime.npm_packages() / "@cornerstonejs" / "codec-openjph" / "dist" / "openjphjs.wasm").read_bytes()
    shipped = runtime.openjph().read_bytes()
    assert len(shipped) == len(published)
    assert [(a, b) for a, b in zip(published, shipped, strict=True) if a != b] == [(1, 0)]


@pytest.mark.parametrize("program", [b"\0asm" * 20, bytes.fromhex("200341013a0014") * 2], ids=["not there", "there twice"])
def test_a_program_that_is_not_known_stops_the_build(program: bytes) -> None:
    with pytest.raises(Trouble, match=r"test_openjph\.py"):
        strict(program)
