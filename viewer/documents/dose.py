"""Planned radiation doses (PS3.3 A.18.3, C.8.8.3): what a stored value means, and between which doses a color wash lies.

`more`: "unit" (Gy, or % of a dose that the plan tells), "scaling" from stored values to it, "highest" of all, "limits" of the wash:
a tenth of the highest, as is usual, and the highest.
"""

from viewer.dicom.dataset import Dataset
from viewer.dicom.items import references
from viewer.documents.content import Content
from viewer.image.instance import instance_of
from viewer.image.modality import dose_unit
from viewer.pixels.decode import decode, frame_index
from viewer.source.entries import Entry

__all__ = ["read"]

_UNITS = {"relative": "relative to the prescription"}
_TYPES = {"PHYSICAL": "physical dose", "EFFECTIVE": "dose by its effect on tissue", "ERROR": "difference from the wanted dose"}
_SUMS = {
    "PLAN": "of a whole plan", "MULTI_PLAN": "of several plans", "FRACTION": "of one session", "BEAM": "of one beam", "BRACHY": "of a source inside",
    "CONTROL_POINT": "of a part of a beam", "FRACTION_SESSION": "of one session", "BEAM_SESSION": "of one beam in one session",
}  # fmt: skip
_WASH_FROM = 0.1


def read(entry: Entry, dataset: Dataset) -> Content:
    """Describe what the values of a dose mean; raises what instances and decoding raise."""
    unit, scaling = dose_unit(dataset), dataset.number("DoseGridScaling")
    unit = _UNITS.get(unit, unit)
    notes = []
    highest = None
    if dataset.pixels is None:
        notes.append("There are no doses in this file, only what is said about them.")
    elif scaling is None or scaling <= 0:
        notes.append("The file does not say how much dose a value stands for; it can be shown as a picture alone.")
        scaling = None
    else:
        instance = instance_of(entry, dataset)
        data = instance.pixel_bytes()
        where = frame_index(data, instance.format)
        stored = max((int(decode(data, instance.format, index, frames=where).max()) for index in range(where.count)), default=0)
        highest = stored * scaling
        notes += [f"{note}." for note in where.notes]
    told = "" if highest is None else f"{highest:.4g} {unit}".rstrip()
    summed = " ".join(
        filter(None, (_TYPES.get(dataset.text("DoseType").upper(), ""), _SUMS.get(dataset.text("DoseSummationType").upper(), "")))
    )
    return Content(
        kind="dose",
        title=dataset.text("SeriesDescription") or "Planned radiation dose",
        facts=[["What it is", summed], ["Unit", unit], ["Highest dose", told], ["Remark", dataset.text("DoseComment")]],
        notes=notes,
        more={
            "unit": unit,
            "scaling": scaling,
            "highest": highest,
            "limits": None if highest is None else [highest * _WASH_FROM, highest],
            "references": references(dataset, "ReferencedRTPlanSequence", "ReferencedStructureSetSequence"),
        },
    )
