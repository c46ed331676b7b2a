"""What decoding a picture shows about it that its description says otherwise: each finding with the notice of its series."""

__all__ = ["COLOR", "GRAY", "NOTICES", "TURNED"]

GRAY = "This picture is gray"
COLOR = "This picture is in color"
TURNED = "The compressed picture has its rows and columns the other way round"

NOTICES = {
    GRAY: ("gray", "The file calls its pictures colored, but they are gray throughout; they are shown in gray"),
    COLOR: ("color", "The file calls its pictures gray, but they are stored in color; they are shown in color"),
    TURNED: (
        "turned",
        "The compressed pictures have rows and columns the other way round than the file says; they were put together as it says",
    ),
}
"""The notice of a series for each finding, and its kind."""
