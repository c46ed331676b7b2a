"""PET pictures: whether their values can be told as SUV, and by which factor. `more`: "suv": {"factor", "kind", "text", "missing"}."""

from dataclasses import asdict

from viewer.dicom.dataset import Dataset
from viewer.dicom.items import date, time
from viewer.documents.content import Content
from viewer.image.suv import uptake_of
from viewer.source.entries import Entry

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
            ["Taken", f"{date(dataset.text('SeriesDate'))} {time(dataset.text('SeriesTime'))}".strip()],
            ["Tracer", "" if given is None else given.text("Radiopharmaceutical")],
            ["Activity given", f"{dose / 1e6:.4g} MBq" if dose else ""],
            ["SUV", f"{uptake.factor:.6g} × value (SUV{uptake.kind})" if uptake and uptake.factor else "cannot be computed"],
        ],
        notes=[uptake.text] if uptake else [],
        more={"suv": {**asdict(uptake), "missing": list(uptake.missing)} if uptake else None},
    )
