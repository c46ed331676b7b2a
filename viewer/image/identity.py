"""Whose pictures, of which visit, of which run of the scanner."""

from dataclasses import dataclass

from viewer.dicom.cache import Shared
from viewer.dicom.charset import language_guessed, person_name
from viewer.dicom.dataset import Dataset
from viewer.telling import cut

__all__ = ["Patient", "Series", "Study", "identity", "language"]


@dataclass(frozen=True, slots=True)
class Patient:
    """Whose pictures: two spellings of one person are two patients here, since only people can tell."""

    id: str
    name: str
    birth_date: str
    sex: str


@dataclass(frozen=True, slots=True)
class Study:
    """One visit to the scanner."""

    uid: str
    date: str
    time: str
    description: str
    accession: str
    institution: str


@dataclass(frozen=True, slots=True)
class Series:
    """One run of the scanner."""

    uid: str
    number: int | None
    description: str
    modality: str
    body_part: str


def _identity_of(dataset: Dataset) -> tuple[Patient, Study, Series]:
    def text(keyword: str) -> str:
        return cut(dataset.text(keyword))

    patient = Patient(text("PatientID"), cut(person_name(dataset.text("PatientName"))), text("PatientBirthDate"), text("PatientSex"))
    study = Study(
        text("StudyInstanceUID"), text("StudyDate"), text("StudyTime"), text("StudyDescription"),
        text("AccessionNumber"), text("InstitutionName"),
    )  # fmt: skip
    description = text("SeriesDescription") or text("ProtocolName")
    series = Series(
        text("SeriesInstanceUID"), dataset.integer("SeriesNumber"), description, text("Modality").upper(), text("BodyPartExamined")
    )
    return patient, study, series


identity = Shared(
    _identity_of, "PatientID", "PatientName", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "StudyDate", "StudyTime",
    "StudyDescription", "AccessionNumber", "InstitutionName", "SeriesDescription", "ProtocolName", "SeriesInstanceUID", "SeriesNumber",
    "Modality", "BodyPartExamined",
)  # fmt: skip
"""Patient, study and series of a data set."""


_WORDS = ("PatientName", "StudyDescription", "SeriesDescription", "ProtocolName", "InstitutionName")


def _language_of(dataset: Dataset) -> tuple[str, ...]:
    found = (language_guessed(dataset.raw(keyword) or b"", dataset.charset) for keyword in _WORDS)
    return tuple(dict.fromkeys(filter(None, found)))


language = Shared(_language_of, *_WORDS)
"""Of which languages' letters the names and descriptions of a data set were taken to be, none where the file says it."""
