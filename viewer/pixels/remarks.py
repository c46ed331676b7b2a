"""What decoding a picture shows about it that its description says otherwise: each finding with the notice of its series."""

__all__ = ["COLOUR", "GREY", "NOTICES", "TURNED"]

GREY = "This picture is grey"
COLOUR = "This picture is in colour"
TURNED = "The compressed picture has its rows and columns the other way round"

NOTICES = {
    GREY: ("grey", "The file calls its pictures coloured, but they are grey throughout; they are shown in grey"),
    COLOUR: ("colour", "The file calls its pictures grey, but they are stored in colour; they are shown in colour"),
    TURNED: (
        "turned",
        "The compressed pictures have rows and columns the other way round than the file says; they were put together as it says",
    ),
}
"""The notice of a series for each finding, and its kind."""
