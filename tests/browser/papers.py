"""A disc with everything that is no picture: a report, marked pictures, an ECG, a PDF, a clinical letter, a model, a film."""

from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset

from tests.browser import scans
from tests.core.documents import test_encapsulated as inside
from tests.core.documents import test_report as reports
from tests.core.documents import test_video as films
from tests.core.documents import test_waveform as curves
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.source.entries import FileEntry

__all__ = ["LEADS", "PDF", "disc", "ecg"]

LEADS = ("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")
PDF = b"%PDF-1.4\n%a letter of an odd length\n%%EOF\n"
WHO = {"PatientName": "Secretname^Jane", "PatientID": "S-4711"}


def disc(folder: Path) -> Path:
    """Lay out eight slices of the head and one document of each kind."""
    scans.phantom(folder, range(16, 24))
    first = [str(instance.uid) for instance in _uids(folder)]
    item, number, picture = reports.item, reports.number, reports.picture
    files = {
        "report": reports.report(
            item("CONTAINER", "Findings", item("TEXT", "Finding", TextValue="Mr Secretname is well.\n<b>No</b> bleeding."), number("Length", "4.5", "mm")),
            item("PNAME", "Person Observer Name", PersonName="House^Gregory"), title="Radiology Report", SeriesDescription="Report of the head", **WHO,
        ),
        "marked": reports.report(
            item("TEXT", "Key Object Description", TextValue="Look at these"), picture(first[2]), picture(first[5]), picture("1.9.404"),
            sop_class=reports.KEY_OBJECTS, title="For Referring Provider", SeriesDescription="Marked by the doctor", **WHO,
        ),
        "ecg": ecg(),
        "pdf": inside.wrapped(PDF, DocumentTitle="Letter to the doctor", EncapsulatedDocumentLength=len(PDF), **WHO),
        "cda": inside.wrapped(inside.LETTER.encode(), inside.CDA),
        "stl": inside.wrapped(b"solid\0" * 20, inside.STL),
        "film": films.film(b"\0\0\0\x18ftypmp42" + b"\0" * 100),
    }  # fmt: skip
    for name, memory in files.items():
        (folder / f"{name}.dcm").write_bytes(memory.data)
    return folder


def ecg(*, seconds: float = 10, rate: int = 250, leads: tuple[str, ...] = LEADS, **keywords: object) -> inside.Memory:
    """Curves of leads: each is a spike of 1 mV every second, one sample wide, on a line of zero."""
    samples = np.zeros((round(seconds * rate), len(leads)), "<i2")
    samples[rate // 2 :: rate] = 1000
    channels: list[Dataset] = [curves.channel(f"Lead {lead}") for lead in leads]
    return curves.curves(curves.group(samples, "SS", *channels, SamplingFrequency=rate), SeriesDescription="ECG at rest", **keywords)


def _uids(folder: Path) -> list[object]:
    catalog = Catalog()
    for path in sorted(folder.iterdir()):
        scan(FileEntry(path, path=path.name), catalog)
    catalog.settle()
    (stack,) = catalog.stacks()
    return [frame.instance for frame in stack.frames]
