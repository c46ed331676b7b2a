"""In which order people want to read documents, by what these are: their SOP classes, and of a file that is no DICOM its ending."""

__all__ = ["first", "ordered"]

STORAGE = "1.2.840.10008.5.1.4.1.1."  # how the classes of nearly all documents begin

MARKED, LETTER, REPORT, ECG, FILM, PROTOCOL, CURVE, OTHER = range(8)
SOUGHT = (MARKED, LETTER, REPORT, PROTOCOL)  # what people look for

RANKS = (
    # what a class begins with, after the beginning that most share; one that ends without a full stop is meant as a whole. The first that fits counts.
    ("88.59", MARKED),  # pictures that somebody marked
    ("104.1", LETTER),  # PDF and CDA: a letter, a report
    ("104.2", LETTER),
    ("88.40", PROTOCOL),  # written by machines: logs, contrast medium, radiation dose
    ("88.67", PROTOCOL),
    ("88.68", PROTOCOL),
    ("88.73", PROTOCOL),
    ("88.74", PROTOCOL),
    ("88.75", PROTOCOL),
    ("88.76", PROTOCOL),
    ("79.", PROTOCOL),
    ("88.", REPORT),
    ("9.1.", ECG),
    ("9.2.", CURVE),
    ("9.3.", CURVE),
    ("9.4.", OTHER),  # sound
    ("9.5.", CURVE),
    ("9.6.", CURVE),
    ("9.7.", CURVE),
    ("9.", ECG),
    ("9", CURVE),
    ("4.2", CURVE),
    ("129", CURVE),
    ("77.1.5.", OTHER),  # measurements of eyes
    ("77.1.", FILM),  # by microscope, endoscope or camera
    ("3.1", FILM),
    ("7", FILM),
    ("7.", FILM),
    ("12.", FILM),
)
FILMS = (".mp4", ".m4v", ".mov")


def rank(told):
    """Return where a document, as the catalog tells it, stands among others."""
    known = told.get("sop_class") or ""
    if not known:
        film = any(told["path"].lower().endswith(ending) for ending in FILMS)
        return FILM if film else LETTER  # beside the pictures nothing else is read
    own = known[len(STORAGE) :] if known.startswith(STORAGE) else ""
    for mark, found in RANKS:
        if own == mark or (mark[-1] == "." and own.startswith(mark)):
            return found
    return OTHER


def first(told):
    """Whether a document is what people look for: a report, what may well be one (a letter, a PDF), or pictures that somebody marked."""
    return rank(told) in SOUGHT


def ordered(documents):
    """Return documents in the order in which people want to read them, pictures that somebody marked first."""
    ranks = [(rank(told), number) for number, told in enumerate(documents)]  # MicroPython keeps no order of what is equal
    return [documents[number] for _, number in sorted(ranks)]
