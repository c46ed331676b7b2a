"""What the items of a document's sequences say: codes, dates, units, persons, references (PS3.3 section 8.8, tables 10-3 and 10-11).

A reference is told as {"class", "instance", "series", "frames": numbers from 1, empty for all, "segments"}.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from text.say import date as date_in_words
from text.say import number, say
from viewer.dicom.dataset import Dataset

__all__ = ["Code", "Json", "code", "date", "meaning", "moment", "reference", "references", "size", "time", "unit", "when"]

Code = tuple[str, str]
"""Value and coding scheme."""

Json = dict[str, Any]

_MOST_REFERENCES = 20_000
_MOST_FRAMES = 10_000
_MOST_ALL_FRAMES = 200_000  # of all references of one document
_MOST_TEXT = 1000
_UNITS = {
    "1": "",
    "[hnsf'U]": "HU",
    "{SUVbw}g/ml": "g/ml (SUVbw)",
    "Cel": "°C",
    "um": "µm",
    "uV": "µV",
    "deg": "°",
}
_SIGNS = frozenset(
    "mm cm m mm2 cm2 m2 mm3 cm3 ml mL l s ms min h g kg mg % Hz mV uV Gy mGy mGy.cm Gy.m2 dGy.cm2 Bq MBq kV mA uA mAs".split()
)
_POWERS = str.maketrans({"2": "²", "3": "³"})


def code(item: Dataset, keyword: str) -> Code:
    """Return value and scheme of the first code of a sequence; blank where there is none."""
    found = next(item.each(keyword), None)
    if found is None:
        return "", ""
    value = found.text("CodeValue") or found.text("LongCodeValue") or found.text("URNCodeValue")
    return value, found.text("CodingSchemeDesignator")


def meaning(item: Dataset, keyword: str) -> str:
    """Return the words of the first code of a sequence, its value where it has no words; empty where there is none."""
    found = next(item.each(keyword), None)
    if found is None:
        return ""
    told = found.text("CodeMeaning") or found.text("CodeValue") or found.text("LongCodeValue") or found.text("URNCodeValue")
    return told[:_MOST_TEXT]


def unit(item: Dataset, keyword: str = "MeasurementUnitsCodeSequence") -> str:
    """Return a unit as people write it: the sign of UCUM where it is one, `mm²`, else the words of the code."""
    value, scheme = code(item, keyword)
    if value == "{H.B.}/min":
        return say("core.unit.beats")
    if value in _UNITS:
        return _UNITS[value]
    if re.fullmatch(r"\{[^}]*\}", value):  # UCUM: what stands in braces counts and has no unit
        return "" if value.lower() in {"{ratio}", "{score}", "{no unit}"} else value[1:-1]
    if value in _SIGNS or (scheme == "UCUM" and re.fullmatch(r"[A-Za-z%][A-Za-z%0-9/.]{0,15}", value)):
        return re.sub(r"(?<=[A-Za-z])[23]", lambda found: found[0].translate(_POWERS), value).replace(".", "·")
    return meaning(item, keyword)


def date(text: str) -> str:
    """Write a date (DA) as 13 February 2001, as the page does elsewhere; what is none stays as it is."""
    found = re.fullmatch(r"(\d{4})\.?(0[1-9]|1[0-2])\.?(0[1-9]|[12]\d|3[01])", text)
    return date_in_words(int(found[1]), int(found[2]), int(found[3])) if found else text[:_MOST_TEXT]


def time(text: str) -> str:
    """Write a time as 18:47:46; what is none stays as it is."""
    found = re.fullmatch(r"(\d\d):?(\d\d):?(\d\d)?(?:\.\d*)?", text)
    return ":".join(part for part in found.groups() if part) if found else text[:_MOST_TEXT]


def moment(text: str) -> str:
    """Write a date with a time (DT) as 13 February 2001 18:47:46; what is none stays as it is."""
    found = re.fullmatch(r"(\d{8})(\d{4,6})?(?:\.\d*)?(?:[+-]\d{4})?", text)
    return when(found[1], found[2] or "") if found else text[:_MOST_TEXT]


def when(day: str, clock: str) -> str:
    """Write a date (DA) and a time (TM) in one; either may be empty."""
    told, at = date(day), time(clock)
    return say("core.when", date=told, time=at) if told and at else told or at


def size(count: int) -> str:
    """Write a number of bytes as people read it: 1 byte, 12 kB, 3.4 MB."""
    if count < 1000:
        return say("core.size.bytes", n=count)
    return say("core.size.kb", size=number(count / 1000, 0)) if count < 1_000_000 else say("core.size.mb", size=number(count / 1e6))


def reference(item: Dataset, series: str = "") -> Json:
    """Return which object, and which of its frames, an item of a sequence refers to."""
    return {
        "class": item.text("ReferencedSOPClassUID"),
        "instance": item.text("ReferencedSOPInstanceUID"),
        "series": series,
        "frames": [round(number) for number in item.numbers("ReferencedFrameNumber")[:_MOST_FRAMES]],
        "segments": [round(number) for number in item.numbers("ReferencedSegmentNumber")[:_MOST_FRAMES]],
    }


def references(dataset: Dataset, *keywords: str) -> list[Json]:
    """Return the references of sequences of series (`ReferencedSeriesSequence`), or of pictures without one."""
    found: list[Json] = []
    room = _MOST_ALL_FRAMES
    for one in islice(_references(dataset, keywords), _MOST_REFERENCES):
        room -= len(one["frames"])
        if room < 0:
            break
        found.append(one)
    return found


def _references(dataset: Dataset, keywords: tuple[str, ...]) -> Iterator[Json]:
    for keyword in keywords:
        for item in dataset.each(keyword):
            if "Series" not in keyword:
                yield reference(item)
                continue
            series = item.text("SeriesInstanceUID")
            for inner in ("ReferencedImageSequence", "ReferencedInstanceSequence", "ReferencedSOPSequence"):
                yield from (reference(one, series) for one in item.each(inner))
