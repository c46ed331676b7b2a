"""Saved views: the look that somebody gave to pictures, put on them again (PS3.4 annex N, PS3.3 A.33)."""

from viewer.overlay.presentation.drawn import oriented
from viewer.overlay.presentation.view import Applied, Saved, saved_of

__all__ = ["Applied", "Saved", "oriented", "saved_of"]
