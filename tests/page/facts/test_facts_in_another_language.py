"""Lists say the same in every language: what the core and the page make of a scan in the accented language is that of English, accented."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.uid import (
    DigitalXRayImageStorageForPresentation,
    EncapsulatedPDFStorage,
    KeyObjectSelectionDocumentStorage,
    MRImageStorage,
    TwelveLeadECGWaveformStorage,
)

from app.page.facts import disc, leftout, listing, titles, words
from tests.core.made import Memory, data_set, file_bytes
from text.compiling import compiled
from text.say import use
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan

PLAIN = str.maketrans("àçéîñöšûýžÀÇÉÎÑÖŠÛÝŽ⟦⟧", "aceinosuyzACEINOSUYZ\0\0")


@pytest.fixture
def in_language() -> Iterator[Callable[[str], None]]:
    """Speak another language for the time of a test."""
    yield lambda language: use(compiled(language))
    use(compiled("en"))


def unaccented(told: Any) -> Any:
    """Return texts of the accented language as English has them, in small letters: which word comes first differs with the brackets."""
    if isinstance(told, str):
        return told.translate(PLAIN).replace("\0", "").replace(" ~", "").lower()
    return [unaccented(one) for one in told] if isinstance(told, list | tuple) else told


class Sets:
    """Data sets of one study, each with identifiers of its own."""

    def __init__(self) -> None:
        self.made: list[Dataset] = []

    def add(self, series: int, description: str, **more: Any) -> None:
        number = len(self.made) + 1
        self.made.append(
            data_set(
                **{
                    "SOPClassUID": MRImageStorage, "SOPInstanceUID": f"1.2.4.{number}", "InstanceNumber": number, "Modality": "MR",
                    "SeriesInstanceUID": f"1.2.5.{series}", "SeriesNumber": series, "SeriesDescription": description,
                    "BodyPartExamined": "KNEE", "StudyDescription": "MR KNEE LEFT", "ImageType": ["ORIGINAL", "PRIMARY", "M"], **more,
                }
            )
        )  # fmt: skip


def whole() -> Catalog:
    """A study with nearly all that a title can say, and documents."""
    sets = Sets()
    side, front, slanting = [0, 1, 0, 0, 0, -1], [1, 0, 0, 0, 0, -1], [1, 0, 0, 0, 0.7, -0.714]
    for height in (0, 4, 8):
        sets.add(1, "t2_tse_fs_sag", ImagePositionPatient=[height, 0, 0], ImageOrientationPatient=side)
        sets.add(2, "t1_obl", ImagePositionPatient=[0, 0, height], ImageOrientationPatient=slanting)
        for time in (1, 2, 3):
            sets.add(3, "dyn", ImagePositionPatient=[0, 0, height], TemporalPositionIdentifier=time)
        for b in (0, 1000):
            sets.add(4, "ep2d_diff", ImagePositionPatient=[0, 0, height], DiffusionBValue=float(b))
        for echo in (1, 2):
            sets.add(5, "echoes", ImagePositionPatient=[0, 0, height], EchoNumbers=echo, EchoTime=30.0 * echo)
    for orientation in (side, front):
        sets.add(6, "three planes", ImageOrientationPatient=orientation, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    for size in ((3, 4), (4, 3), (4, 3)):
        sets.add(9, "sizes", Rows=size[0], Columns=size[1], SamplesPerPixel=1, ImagePositionPatient=None, ImageOrientationPatient=None)
    rays = {
        "SOPClassUID": DigitalXRayImageStorageForPresentation,
        "Modality": "DX",
        "StudyInstanceUID": "1.2.3.5",
        "StudyDescription": "XR",
    }
    sets.add(7, "thorax pa", ViewPosition="PA", BodyPartExamined="CHEST", **rays)
    sets.add(8, "knee lat", ViewPosition="LL", ImageType=["DERIVED", "PRIMARY"], **rays)
    for number, kind in enumerate((EncapsulatedPDFStorage, TwelveLeadECGWaveformStorage, KeyObjectSelectionDocumentStorage)):
        sets.add(20 + number, "", SOPClassUID=kind, PixelData=None, Rows=None, Columns=None, Modality="OT")
    catalog = Catalog()
    for ds in sets.made:
        scan(Memory(file_bytes(ds), f"{ds.SOPInstanceUID}.dcm"), catalog)
    scan(Memory(b"%PDF-1.7\n", "letter.pdf"), catalog)
    scan(Memory(b"MZ", "VIEWER.EXE"), catalog)
    catalog.settle()
    return catalog


def said() -> dict[str, Any]:
    """All titles that the page makes of it."""
    catalog = whole()
    (patient,) = catalog.describe()["patients"]
    studies = patient["studies"]
    told: dict[str, Any] = {"exams": [disc.exam(study) for study in studies], "rows": [], "cards": [], "parts": [], "on the disc": []}
    for group in [group for study in studies for groups in listing.groups(0, study) for group in groups]:
        head, look = titles.title(group.series, titles.in_common(group.stacks), group.exam)
        told["rows"].append((head, look, titles.called(group.series, head, twin=group.twin), titles.parted(group.stacks)))
        told["parts"].append([titles.part(stack, place + 1) for place, stack in enumerate(group.stacks)])
        told["cards"] += [
            titles.alone(group.series, stack, group.exam, place, len(group.stacks)) for place, stack in enumerate(group.stacks)
        ]
        told["on the disc"] += [(disc.title(group.series, stack), disc.called(group.series, stack)) for stack in group.stacks]
        told["on the disc"] += [(words.series_title(group.series, stack), words.subtitle(group.series)) for stack in group.stacks]
    documents = [one.describe() for one in catalog.documents]
    told["documents"] = [disc.document(one) for one in documents]
    told["documents line"] = disc.documents_line(documents)
    told["left out"] = [(leftout.heap({"code": one.code}), one.reason) for one in catalog.skipped]
    return told


def test_titles_have_the_same_parts_in_every_language(in_language: Callable[[str], None]) -> None:
    english = said()
    in_language("en-XA")
    accented = said()
    assert accented.keys() == english.keys()
    for name in english:
        assert unaccented(accented[name]) == unaccented(english[name]), name
    assert any("⟦" in str(accented[name]) for name in english)


def test_a_title_says_what_sets_it_apart_and_its_exam_the_rest() -> None:
    told = said()
    assert [exam for exam, _ in told["exams"]] == ["MRI of the left knee", "X-ray of the chest and knee"]
    assert [head for head, *_ in told["rows"]] == [
        "Side (sagittal)", "At an angle (oblique)", "Across (axial)", "Across (axial)", "Across (axial)", "sizes", "three planes",
        "Chest · from back to front", "Knee · from the side",
    ]  # fmt: skip
    assert [names for names in told["parts"] if len(names) > 1] == [
        ["Time 1", "Time 2", "Time 3"], ["b = 0", "b = 1000"], ["Echo 1, 30 ms", "Echo 2, 60 ms"], ["4 × 3 points", "3 × 4 points"],
        ["Side (sagittal)", "Front (coronal)"],
    ]  # fmt: skip
    assert [kind for kind, _ in told["documents"]] == ["Document (PDF)", "ECG", "Pictures that were marked", "Document (PDF)"]
