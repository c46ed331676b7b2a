"""Structured Reports: the tree of content as a document to read (PS3.3 C.17.2, C.17.3; templates of PS3.16).

`more`: "summary", of a dose report the few numbers that people ask for, as pairs; "findings", the texts under Impression, Conclusion
and the like; "complete" and "verified", true or false.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from text.say import say
from viewer.dicom.charset import person_name
from viewer.dicom.classes import DOSE_REPORTS
from viewer.dicom.dataset import Dataset
from viewer.dicom.items import Code, Json, code, date, meaning, moment, reference, references, time, unit, when
from viewer.documents.content import Block, Content, Facts
from viewer.source.entries import Entry
from viewer.telling import listed

__all__ = ["Tree", "read", "tree_of"]

_MOST_ITEMS = 20_000
_MOST_DEPTH = 20
_MOST_TEXT = 100_000  # characters of one item
_MOST_ALL = 5_000_000  # and of all
_MOST_POINTS = 10_000
_MOST_ALL_POINTS = 400_000  # numbers of all drawings
_ASIDE = frozenset(("HAS CONCEPT MOD", "HAS OBS CONTEXT", "HAS ACQ CONTEXT"))
_SHAPES = frozenset(("POINT", "MULTIPOINT", "POLYLINE", "CIRCLE", "ELLIPSE", "POLYGON", "ELLIPSOID"))
_FINDINGS = frozenset(
    # Impression, Impressions, Conclusion, Conclusions, Recommendation, Summary, Finding of a key image (PS3.16 annex D), and LOINC's
    [(value, "DCM") for value in ("121072", "121073", "121076", "121077", "121074", "121075", "121111", "121068")]
    + [("19005-8", "LN"), ("55110-1", "LN"), ("18783-1", "LN")]
)
_DOSE = tuple((value, "DCM") for value in "113813 113830 113722 113725 111637 113812 113730 113507 113855".split())
"""PS3.16 annex D: what stands in the summary, the whole before its parts."""
_HIGHEST = frozenset({("113830", "DCM")})


@dataclass(slots=True)
class Tree:
    """The content of a report, read item by item until one of the bounds."""

    blocks: list[Block] = field(default_factory=list)
    findings: list[Json] = field(default_factory=list)
    numbers: list[tuple[Code, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    items: int = 0
    letters: int = 0
    points: int = 0

    def note(self, text: str) -> None:
        """Add a remark, once."""
        if text not in self.notes:
            self.notes.append(text)


def read(entry: Entry, dataset: Dataset) -> Content:  # noqa: ARG001 - all readers of documents are called alike
    """Read a Structured Report."""
    tree = tree_of(dataset)
    complete = dataset.text("CompletionFlag").upper() == "COMPLETE"
    verified = dataset.text("VerificationFlag").upper() == "VERIFIED"
    if not verified and "VerificationFlag" in dataset:
        tree.note(say("core.doc.report.unverified"))
    if dataset.text("PreliminaryFlag").upper() == "PRELIMINARY":
        tree.note(say("core.doc.report.preliminary"))
    if dataset.text("CompletionFlag").upper() == "PARTIAL":
        tree.note(say("core.doc.report.incomplete"))
    summary = _dose(tree) if (dataset.text("SOPClassUID") or dataset.stored_class) in DOSE_REPORTS else []
    return Content(
        kind="report",
        title=meaning(dataset, "ConceptNameCodeSequence") or dataset.text("SeriesDescription") or say("core.doc.report"),
        facts=_facts(dataset),
        blocks=tree.blocks,
        notes=tree.notes,
        more={"summary": summary, "findings": tree.findings, "complete": complete, "verified": verified},
    )


def _facts(dataset: Dataset) -> Facts:
    facts = [
        [say("core.doc.label.written"), when(dataset.text("ContentDate"), dataset.text("ContentTime"))],
        [say("core.doc.label.complete"), _yes(dataset, "CompletionFlag", "COMPLETE", "PARTIAL")],
        [say("core.doc.label.about_its_completeness"), dataset.text("CompletionFlagDescription")],
        [say("core.doc.label.confirmed"), _yes(dataset, "VerificationFlag", "VERIFIED", "UNVERIFIED")],
    ]
    for observer in dataset.items("VerifyingObserverSequence")[:100]:
        who = person_name(observer.text("VerifyingObserverName"))
        parts = (who, observer.text("VerifyingOrganization"), moment(observer.text("VerificationDateTime")))
        facts.append([say("core.doc.label.confirmed_by"), listed(part for part in parts if part)])
    before = sum(len(references(study, "ReferencedSeriesSequence")) for study in dataset.items("PredecessorDocumentsSequence")[:100])
    facts.append([say("core.doc.label.takes_the_place_of"), say("core.doc.report.earlier", n=before) if before else ""])
    return facts


def _yes(dataset: Dataset, keyword: str, yes: str, no: str) -> str:
    flag = dataset.text(keyword).upper()
    return say("core.doc.yes") if flag == yes else say("core.doc.no") if flag == no else ""


def tree_of(dataset: Dataset) -> Tree:
    """Read the content tree of a Structured Report or a Key Object Selection."""
    tree = Tree()
    _children(dataset, tree, 1)
    return tree


def _children(item: Dataset, tree: Tree, level: int) -> None:
    """Read the items below one; sentences that a continuous container holds in pieces make one paragraph (PS3.3 C.17.3.2.4)."""
    if level > _MOST_DEPTH:
        if "ContentSequence" in item:
            tree.note(say("core.doc.report.deep", n=_MOST_DEPTH))
        return
    below = list(islice(item.each("ContentSequence"), _MOST_ITEMS + 1 - tree.items))
    pieces = [child for child in below if _is_piece(child)] if item.text("ContinuityOfContent") == "CONTINUOUS" else []
    if not any(child.text("ValueType") == "TEXT" for child in pieces):
        pieces = []  # templates call their lists of measurements continuous, too
    if pieces:
        text = " ".join(filter(None, map(_said, pieces)))[:_MOST_TEXT]
        tree.blocks.append({"type": "text", "level": level, "label": "", "text": text, "aside": False})
    for child in below:
        tree.items += 1
        if tree.items > _MOST_ITEMS or tree.letters > _MOST_ALL:
            tree.note(say("core.doc.report.long", n=_MOST_ITEMS))
            return
        if pieces and _is_piece(child):
            _noted(child, tree)
        else:
            _item(child, tree, level)
        _children(child, tree, level + 1)


def _is_piece(item: Dataset) -> bool:
    return item.text("ValueType") in {"TEXT", "CODE", "NUM"} and item.text("RelationshipType").upper() == "CONTAINS"


def _item(item: Dataset, tree: Tree, level: int) -> None:
    kind, label = item.text("ValueType").upper(), meaning(item, "ConceptNameCodeSequence")
    aside = item.text("RelationshipType").upper() in _ASIDE
    common = {"level": level, "label": label, "aside": aside}
    if kind == "CONTAINER":
        if label:
            tree.blocks.append({"type": "heading", "level": level, "text": label})
    elif kind == "NUM":
        _noted(item, tree)
        value, sign = _number(item)
        tree.blocks.append({"type": "value", **common, "value": value, "unit": sign, "text": _said(item)})
    elif kind in {"IMAGE", "COMPOSITE", "WAVEFORM"}:
        refs = [reference(one) for one in item.items("ReferencedSOPSequence")[:100]]
        text = say("core.doc.report.of." + kind)
        block = {"type": "pictures", **common, "text": text, "references": refs}
        before = tree.blocks[-1] if tree.blocks else {}
        if {**before, "references": []} == {**block, "references": []}:
            before["references"] += refs
        else:
            tree.blocks.append(block)
    elif kind in {"SCOORD", "SCOORD3D"}:
        points = item.numbers("GraphicData")[: min(_MOST_POINTS, _MOST_ALL_POINTS - tree.points)]
        tree.points += len(points)
        shape = item.text("GraphicType").upper()
        tree.blocks.append(
            {
                "type": "shape",
                **common,
                "text": say("core.doc.report.shape." + (shape if shape in _SHAPES else "other")),
                "shape": shape,
                "points": points,
            }
        )
    elif text := _said(item):
        _noted(item, tree)
        tree.letters += len(text)
        tree.blocks.append({"type": "text", **common, "text": text})
    elif kind not in _SAID:
        tree.blocks.append({"type": "text", **common, "text": _unknown(item, kind)})


def _unknown(item: Dataset, kind: str) -> str:
    if target := item.numbers("ReferencedContentItemIdentifier"):
        return say("core.doc.report.see", entry=".".join(str(round(number)) for number in target[:_MOST_DEPTH]))
    return say("core.doc.report.unknown.kind", kind=kind[:50]) if kind else say("core.doc.report.unknown")


def _noted(item: Dataset, tree: Tree) -> None:
    """Keep what stands in the summary or among the findings."""
    name = code(item, "ConceptNameCodeSequence")
    if name in _DOSE and item.text("ValueType") == "NUM":
        value, sign = _number(item)
        if value:
            tree.numbers.append((name, value, sign))
    elif name in _FINDINGS and item.text("ValueType") in {"TEXT", "CODE"}:
        tree.findings.append({"label": meaning(item, "ConceptNameCodeSequence"), "text": _said(item)})


def _number(item: Dataset) -> tuple[str, str]:
    """Return a measured value as it is written, and its unit; blank where there is none."""
    measured = next(iter(item.items("MeasuredValueSequence")), None)
    return ("", "") if measured is None else (measured.text("NumericValue"), unit(measured))


def _measured(item: Dataset) -> str:
    value, sign = _number(item)
    if not value:
        return meaning(item, "NumericValueQualifierCodeSequence") or say("core.doc.report.valueless")
    return f"{value} {sign}".rstrip()


def _times(item: Dataset) -> str:
    """Describe a span of time or of samples (PS3.3 C.18.7)."""
    for keyword, key in (("ReferencedTimeOffsets", "seconds"), ("ReferencedSamplePositions", "samples")):
        if numbers := item.numbers(keyword):
            return say("core.doc.report.at." + key, numbers=listed(f"{number:g}" for number in numbers[:20]))
    if moments := item.texts("ReferencedDateTime"):
        return say("core.doc.report.at", moments=listed(moment(one) for one in moments[:20]))
    return say("core.doc.report.time")


_SAID: dict[str, Callable[[Dataset], str]] = {
    "TEXT": lambda item: item.text("TextValue").replace("\r\n", "\n").replace("\r", "\n")[:_MOST_TEXT],
    "CODE": lambda item: meaning(item, "ConceptCodeSequence"),
    "NUM": _measured,
    "PNAME": lambda item: person_name(item.text("PersonName"))[:_MOST_TEXT],
    "DATE": lambda item: date(item.text("Date")),
    "TIME": lambda item: time(item.text("Time")),
    "DATETIME": lambda item: moment(item.text("DateTime")),
    "UIDREF": lambda item: item.text("UID")[:_MOST_TEXT],
    "TCOORD": _times,
    "CONTAINER": lambda _: "",
}
"""What each value type that is text says (PS3.3 table C.17.3-7)."""


def _said(item: Dataset) -> str:
    reader = _SAID.get(item.text("ValueType").upper())
    return reader(item) if reader else ""


def _dose(tree: Tree) -> Facts:
    """Describe the doses that people ask for, the whole before its parts."""
    summary: Facts = []
    for name in _DOSE:
        found = [(value, sign) for known, value, sign in tree.numbers if known == name]
        if name in _HIGHEST:
            found.sort(key=lambda pair: -_size(pair[0]))
        if found:
            summary.append([say("core.doc.report.dose." + name[0]), f"{found[0][0]} {found[0][1]}".rstrip()])
    return summary


def _size(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
