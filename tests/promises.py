"""Ties tests to the sentences of PRIVACY.md that end in ✓: `@promise("…")` on a test says which of them it keeps."""

from __future__ import annotations

import re

import pytest

from building.tools import ROOT

__all__ = ["POLICY", "promise", "promised"]

POLICY = ROOT / "PRIVACY.md"


def promised(text: str | None = None) -> list[str]:
    """The sentences that end in ✓, without their marks and line breaks."""
    found = []
    for block in re.split(r"\n\s*\n|\n(?=[-#] )", POLICY.read_text(encoding="utf-8") if text is None else text):
        words = " ".join(block.removeprefix("- ").split())
        found += [part.removesuffix(" ✓") for part in re.split(r"(?<=[.✓]) (?!✓)", words) if part.endswith(" ✓")]
    return found


def promise(*sentences: str) -> pytest.MarkDecorator:
    """Mark a test as the keeper of these sentences; raises ValueError, when tests are collected, for one that the policy does not hold."""
    if unknown := set(sentences) - set(promised()):
        raise ValueError(f"PRIVACY.md holds no such sentence with a ✓ at its end: {sorted(unknown)}")
    return pytest.mark.promise(*sentences)
