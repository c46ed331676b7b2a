"""What decoding a picture shows about it that its description says otherwise: each finding, which is the kind of its notice too."""

from viewer.telling import Sentence

__all__ = ["COLOR", "GRAY", "NOTICES", "TURNED"]

GRAY, COLOR, TURNED = "gray", "color", "turned"

NOTICES = {GRAY: Sentence("core.notice.gray"), COLOR: Sentence("core.notice.color"), TURNED: Sentence("core.notice.turned")}
"""The notice of a series for each finding."""
