"""OpenJPH, made to refuse what it cannot decode.

The package switches OpenJPH's "resilience" on: of a block that is damaged it makes zeros and says nothing, so a picture would be wrong in
silence. That is one store of a constant in the program (`codestream::enable_resilience`), which becomes 0 here. Without it OpenJPH
refused exactly those of 200 damaged streams that OpenJPEG refuses, and gave the same pixels for the others.
"""

from building.tools import Trouble

__all__ = ["strict"]

_RESILIENT = bytes.fromhex("2003 4101 3a0014")
"""`local.get 3; i32.const 1; i32.store8 offset=20`: `resilient` becomes true."""

_AT = 3
"""Where in it the constant is."""


def strict(program: bytes) -> bytes:
    """Return the program (WebAssembly) with its resilience off; raises Trouble where that place is not found just once."""
    if program.count(_RESILIENT) != 1:
        raise Trouble(
            "The program of @cornerstonejs/codec-openjph is not the one that building/openjph.py knows.\n"
            "Find in the new one where enable_resilience sets its flag, and correct the bytes there; tests/build/test_openjph.py checks it."
        )
    place = program.index(_RESILIENT) + _AT
    return program[:place] + b"\0" + program[place + 1 :]
