"""Planned radiation doses (PS3.3 A.18.3, C.8.8.3): what a stored value means, and between which doses a color wash lies.

`more`: "unit" (Gy, or % of a dose that the plan tells), "scaling" from stored values to it, "highest" of all, "limits" of the wash:
a tenth of the highest, as is usual, and the highest.
"""

from text.say import say
from viewer.dicom.dataset import Dataset
from viewer.dicom.items import references
from viewer.documents.content import Content
from viewer.image.instance import instance_of
from viewer.image.modality import dose_unit
from viewer.pixels.decode import decode, frame_index
from viewer.source.entries import Entry
from viewer.telling import figure

__all__ = ["read"]

_TYPES = frozenset(("PHYSICAL", "EFFECTIVE", "ERROR"))
_SUMS = frozenset(("PLAN", "MULTI_PLAN", "FRACTION", "BEAM", "BRACHY", "CONTROL_POINT", "FRACTION_SESSION", "BEAM_SESSION"))
"""Dose Type and Dose Summation Type as they are known (PS3.3 C.8.8.3)."""
_WASH_FROM = 0.1


def read(entry: Entry, dataset: Dataset) -> Content:
    """Describe what the values of a dose mean; raises what instances and decoding raise."""
    unit, scaling = dose_unit(dataset), dataset.number("DoseGridScaling")
    unit = say("core.doc.dose.relative") if unit == "relative" else unit
    notes = []
    highest = None
    if dataset.pixels is None:
        notes.append(say("core.doc.dose.none"))
    elif scaling is None or scaling <= 0:
        notes.append(say("core.doc.dose.scale"))
        scaling = None
    else:
        instance = instance_of(entry, dataset)
        data = instance.pixel_bytes()
        where = frame_index(data, instance.format)
        stored = max((int(decode(data, instance.format, index, frames=where).max()) for index in range(where.count)), default=0)
        highest = stored * scaling
        if where.notes:
            notes.append(say("core.doc.dose.odd"))
    told = "" if highest is None else f"{figure(highest)} {unit}".rstrip()
    kind, whole = dataset.text("DoseType").upper(), dataset.text("DoseSummationType").upper()
    summed = [say("core.doc.dose.type." + kind)] if kind in _TYPES else []
    summed += [say("core.doc.dose.sum." + whole)] if whole in _SUMS else []
    return Content(
        kind="dose",
        title=dataset.text("SeriesDescription") or say("core.doc.dose"),
        facts=[
            [
                say("core.doc.label.what_it_is"),
                say("core.doc.dose.what", kind=summed[0], whole=summed[1]) if len(summed) > 1 else "".join(summed),
            ],
            [say("core.doc.label.unit"), unit],
            [say("core.doc.label.highest_dose"), told],
            [say("core.doc.label.remark"), dataset.text("DoseComment")],
        ],
        notes=notes,
        more={
            "unit": unit,
            "scaling": scaling,
            "highest": highest,
            "limits": None if highest is None else [highest * _WASH_FROM, highest],
            "references": references(dataset, "ReferencedRTPlanSequence", "ReferencedStructureSetSequence"),
        },
    )
