"""From entries to a catalogue: read each header, find what it is, never let one bad file cost another."""

from viewer.catalogue import Catalogue, Document, Skipped
from viewer.entries import Entry
from viewer.errors import NoPicture, ViewerError
from viewer.header import Header, read_header
from viewer.instance import instance_of
from viewer.stack import Stack

__all__ = ["scan"]

_DIRECTORY = "1.2.840.10008.1.3.10"

_DOCUMENTS = {
    # SOP class UID or its beginning: what it is, in words (PS3.4 B.5)
    "1.2.840.10008.5.1.4.1.1.88.59": "Pictures that were marked (key objects)",
    "1.2.840.10008.5.1.4.1.1.88.67": "Radiation dose report",
    "1.2.840.10008.5.1.4.1.1.88.": "Report or measurements (structured report)",
    "1.2.840.10008.5.1.4.1.1.104.1": "Document (PDF)",
    "1.2.840.10008.5.1.4.1.1.104.2": "Document (CDA)",
    "1.2.840.10008.5.1.4.1.1.104.": "Document or 3-D model",
    "1.2.840.10008.5.1.4.1.1.11.": "Saved view (presentation state)",
    "1.2.840.10008.5.1.4.1.1.9.": "Curve such as an ECG (waveform)",
    "1.2.840.10008.5.1.4.1.1.481.3": "Radiotherapy contours",
    "1.2.840.10008.5.1.4.1.1.481.5": "Radiotherapy plan",
    "1.2.840.10008.5.1.4.1.1.481.": "Radiotherapy record",
    "1.2.840.10008.5.1.4.1.1.66": "Raw data or registration",
    "1.2.840.10008.5.1.4.1.1.4.2": "Spectroscopy",
    "1.2.840.10008.5.1.4.39": "Colour palette",
}


def scan(entry: Entry, catalogue: Catalogue) -> Stack | None:
    """Read one file into the catalogue: as pictures, as a document or as skipped with a reason; give the stack it joined.

    Raises nothing on account of the file: whatever is wrong with it becomes the reason why it was skipped.
    """
    try:
        header = read_header(entry)
        if header.stored_class == _DIRECTORY:
            catalogue.skipped.append(Skipped(entry.path, "The disc's table of contents (DICOMDIR); the pictures were looked for directly."))
            return None
        return catalogue.add(instance_of(entry, header))
    except NoPicture:
        catalogue.documents.append(_document(entry, header))
    except ViewerError as error:
        catalogue.skipped.append(Skipped(entry.path, str(error)))
    except (MemoryError, RecursionError, ValueError, ArithmeticError, LookupError, TypeError) as error:
        # What nobody foresaw in a hostile or broken file still costs that file only, and is told.
        catalogue.skipped.append(Skipped(entry.path, f"The file is damaged and could not be understood ({type(error).__name__})."))
    return None


def _document(entry: Entry, header: Header) -> Document:
    sop_class = header.text("SOPClassUID") or header.stored_class
    kind = next((words for start, words in _DOCUMENTS.items() if sop_class.startswith(start)), "Object without pictures")
    return Document(entry.path, kind, header.text("SeriesDescription") or header.text("DocumentTitle"), sop_class)
