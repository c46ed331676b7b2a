"""PET pictures: whether their values can be told as SUV, and by which factor. `more`: "suv": {"factor", "kind", "text", "missing"}."""

from text.say import say
from viewer.dicom.dataset import Dataset
from viewer.dicom.items import when
from viewer.documents.content import Content
from viewer.image.suv import uptake_of
from viewer.source.entries import Entry
from viewer.telling import figure

__all__ = ["read"]


def read(entry: Entry, dataset: Dataset) -> Content:  # noqa: ARG001 - all readers of documents are called alike
    """Describe what a PET picture says of its tracer."""
    uptake = uptake_of(dataset)
    given = next(iter(dataset.items("RadiopharmaceuticalInformationSequence")), None)
    dose = None if given is None else given.number("RadionuclideTotalDose")
    return Content(
        kind="pet",
        title=dataset.text("SeriesDescription") or "PET",
        facts=[
            [say("core.doc.label.taken"), when(dataset.text("SeriesDate"), dataset.text("SeriesTime"))],
            [say("core.doc.label.tracer"), "" if given is None else given.text("Radiopharmaceutical")],
            [say("core.doc.label.activity_given"), f"{figure(dose / 1e6)} MBq" if dose else ""],
            [
                say("core.doc.label.suv"),
                say("core.doc.suv", factor=figure(uptake.factor, 6), unit=uptake.unit)
                if uptake and uptake.factor
                else say("core.doc.suv.none"),
            ],
        ],
        notes=[uptake.text] if uptake else [],
        more={
            "suv": uptake and {"factor": uptake.factor, "kind": uptake.kind, "text": uptake.text, "missing": [*map(str, uptake.missing)]}
        },
    )
