"""Descriptors of look-up tables, of grays and of palettes alike: number of entries, first value that is mapped, bits (PS3.3 C.11.1.1)."""

__all__ = ["first_mapped"]


def first_mapped(bits: int, count: int, ends: tuple[float, float], *, signed: bool) -> int:
    """Return the first value that a table of `count` entries maps, of its 16 bits (PS3.3 C.11.1.1, "US or SS").

    Of the two ways to read them the one by which the table covers more of the values between `ends`; where neither is better, `signed`
    tells.
    """
    bits &= 0xFFFF
    if bits <= 0x7FFF:
        return bits
    covered = [min(ends[1], first + count - 1) - max(ends[0], first) for first in (bits, bits - 0x1_0000)]
    if max(covered) >= 0 and covered[0] != covered[1]:
        return bits if covered[0] > covered[1] else bits - 0x1_0000
    return bits - 0x1_0000 if signed else bits
