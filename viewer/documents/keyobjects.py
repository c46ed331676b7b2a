"""Key Object Selections: pictures that somebody marked, why, and with what words (PS3.3 C.17.6, PS3.16 TID 2010).

`more`: "references", the pictures, with their series where the file tells it.
"""

from text.say import say
from viewer.dicom.dataset import Dataset
from viewer.dicom.items import meaning, references, when
from viewer.documents.content import Content
from viewer.documents.report import tree_of
from viewer.source.entries import Entry

__all__ = ["read"]


def read(entry: Entry, dataset: Dataset) -> Content:  # noqa: ARG001 - all readers of documents are called alike
    """Read a Key Object Selection."""
    tree = tree_of(dataset)
    series = {
        found["instance"]: found["series"]
        for study in dataset.items("CurrentRequestedProcedureEvidenceSequence")[:100]
        for found in references(study, "ReferencedSeriesSequence")
    }
    marked = [
        {**found, "series": series.get(found["instance"], "")}
        for block in tree.blocks
        if block["type"] == "pictures"
        for found in block["references"]
    ]
    unsure = [] if marked else [say("core.doc.marked.none")]
    return Content(
        kind="key objects",
        title=meaning(dataset, "ConceptNameCodeSequence") or say("core.doc.marked"),
        facts=[
            [say("core.doc.label.marked"), when(dataset.text("ContentDate"), dataset.text("ContentTime"))],
            [say("core.doc.label.pictures"), str(len(marked))],
        ],
        blocks=[block for block in tree.blocks if block["type"] != "pictures"],
        notes=[*tree.notes, *unsure],
        more={"references": marked},
    )
