"""Each code that a sentence is found by has its sentence: one without would cost the file that gives rise to it."""

from collections.abc import Iterator

import pytest

from text.say import has
from viewer.catalog import labels, naming, naming_rules
from viewer.dicom import alphabets, charset, classes
from viewer.documents import contours, dose, report, segmentation
from viewer.image import groups, notices
from viewer.overlay import segmentation as marks


def keys() -> Iterator[str]:
    """The beginnings that stand in the code, with all the codes that it has."""
    yield from ("core.body." + part for part, _, _ in naming_rules.BODY)
    yield from ("core.body." + part for part in naming_rules.ULTRASOUND.values())
    yield from ("core.kind." + kind for kind in naming_rules.KINDS.values())
    yield from ("core.kind.study." + kind for kind in naming_rules.STUDIES)
    yield from ("core.seen." + seen for seen, _ in naming_rules.PLANES)
    yield from ("core.seen." + seen for seen in (*naming_rules.VIEWS.values(), "side", "front", "across", "below", "angle"))
    known = [code for group in (*naming_rules.MR, *naming_rules.CT) for code, _ in group]
    yield from ("core.look." + code for code in known if code not in naming._TISSUES)
    yield from ("core.look." + code for pair in naming._TISSUES.values() for code in pair)
    yield from ("core.made." + made for made, _ in naming_rules.MAKING)
    yield from ("core.label.kind." + code for code in labels._TERMS.values())
    yield from ("core.label.vector." + code for code in ("segment", *(code for _, code in groups._VECTORS)))
    yield from ("core.object." + of.code for of in classes._CLASSES.values() if of.code)
    yield from ("core.notice.capture." + how for how in notices._CONVERSIONS)
    guessed = [name for name, *_ in (*alphabets._SINGLE, *alphabets._DOUBLE)]
    yield from ("core.letters." + name.lower().replace(" ", "_") for name in (*guessed, charset._CENTRAL, charset._WESTERN_LETTERS))
    yield from ("core.doc.structure." + kind for kind in contours._TYPES)
    yield from ("core.doc.dose.type." + kind for kind in dose._TYPES)
    yield from ("core.doc.dose.sum." + kind for kind in dose._SUMS)
    yield from ("core.doc.report.dose." + value for value, _ in report._DOSE)
    yield from ("core.doc.report.shape." + shape for shape in report._SHAPES)
    yield from ("core.doc.marks.by." + made for made in segmentation._MADE)
    yield from ("core.layer.by." + made for made in marks._MADE)
    yield from (f"core.layer{where}.{why}" for where in ("", ".open") for why in ("none", "plane", "nowhere"))


@pytest.mark.parametrize("key", sorted(set(keys())))
def test_a_code_has_its_sentence(key: str) -> None:
    assert has(key)
