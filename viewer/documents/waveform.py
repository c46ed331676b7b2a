"""Curves such as an ECG: the channels of each multiplex group in their unit (PS3.3 C.10.9), and what was noted about them (C.10.10).

`more`: "groups": [{"label", "rate" in samples a second, "samples", "offset" in ms, "channels": [{"label", "source", "unit",
"sensitivity", "baseline", "skew" in seconds, "low", "high": filters in Hz}]}]. `arrays`: "group 1", …: float32 of shape
(channels, samples), in the unit of each channel; not a number where the file says that there is no value.
"""

from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from text.say import say
from viewer.dicom.dataset import Dataset
from viewer.dicom.items import Json, meaning, moment, unit, when
from viewer.documents.content import Block, Content
from viewer.source.entries import Entry
from viewer.telling import figure, listed

__all__ = ["read"]

_MOST_GROUPS = 64
_MOST_CHANNELS = 1024
_MOST_SAMPLES = 1 << 25  # of all groups: 128 MB as float32
_MOST_NOTES = 2000
_PACKED = frozenset(("MB", "AB"))
_TYPES = {"SB": "i1", "UB": "u1", "SS": "i2", "US": "u2", "SL": "i4", "UL": "u4"}


def read(entry: Entry, dataset: Dataset) -> Content:  # noqa: ARG001 - all readers of documents are called alike
    """Read the curves of a waveform object; what cannot be read of them is told in the notes."""
    groups: list[Json] = []
    arrays: dict[str, NDArray[np.float32]] = {}
    notes: list[str] = []
    room = _MOST_SAMPLES
    for number, item in enumerate(dataset.items("WaveformSequence")[:_MOST_GROUPS], 1):
        channels = [_channel(one) for one in item.items("ChannelDefinitionSequence")[:_MOST_CHANNELS]]
        label = item.text("MultiplexGroupLabel")
        values, wrong = _samples(item, len(channels), room)
        if wrong:
            notes.append(say("core.doc.fact", label=label or say("core.doc.curves.group", number=number), text=wrong))
        if values is not None:
            room -= values.size
            arrays[f"group {number}"] = _in_units(values, item, channels)
        group = {
            "label": label,
            "rate": item.number("SamplingFrequency") or 0.0,
            "samples": 0 if values is None else values.shape[1],
            "offset": item.number("MultiplexGroupTimeOffset") or 0.0,
            "channels": channels,
        }
        groups.append(group)
    if not arrays:
        notes.append(say("core.doc.curves.none"))
    return Content(
        kind="waveform",
        title=dataset.text("SeriesDescription") or dataset.text("StudyDescription") or say("core.doc.curves"),
        facts=[
            [
                say("core.doc.label.taken"),
                moment(dataset.text("AcquisitionDateTime")) or when(dataset.text("ContentDate"), dataset.text("ContentTime")),
            ],
            *([group["label"] or say("core.doc.curves.group", number=number), _summary(group)] for number, group in enumerate(groups, 1)),
        ],
        blocks=_annotations(dataset),
        notes=notes,
        more={"groups": groups},
        arrays=arrays,
    )


def _summary(group: Json) -> str:
    names = listed(channel["label"] for channel in group["channels"][:24])
    told = [say("core.doc.curves.channels", n=len(group["channels"]), names=names), say("core.doc.curves.samples", n=group["samples"])]
    if group["rate"] > 0:
        told.append(say("core.doc.film.seconds", seconds=figure(group["samples"] / group["rate"], 3)))
    return listed(told)


def _channel(item: Dataset) -> Json:
    source = meaning(item, "ChannelSourceSequence")
    sensitivity, correction = item.number("ChannelSensitivity"), item.number("ChannelSensitivityCorrectionFactor")
    return {
        "label": item.text("ChannelLabel") or source,
        "source": source,
        "unit": unit(item, "ChannelSensitivityUnitsSequence"),
        "sensitivity": None if sensitivity is None else sensitivity * (1.0 if correction is None else correction),
        "baseline": item.number("ChannelBaseline") or 0.0,
        "skew": item.number("ChannelTimeSkew") or 0.0,
        "low": item.number("FilterLowFrequency"),
        "high": item.number("FilterHighFrequency"),
    }


def _samples(item: Dataset, defined: int, room: int) -> tuple[NDArray[Any] | None, str]:
    """Return the stored samples, shape (channels, samples), and what was wrong with them in words."""
    channels = item.integer("NumberOfWaveformChannels") or defined
    how = item.text("WaveformSampleInterpretation").upper()
    if how not in _TYPES:
        return None, say("core.doc.curves.packed." + how) if how in _PACKED else say("core.doc.curves.unknown", kind=how[:16])
    if not 0 < channels <= _MOST_CHANNELS or channels != defined:
        return None, say("core.doc.curves.differ", announced=channels, described=defined)
    found = item.element(0x5400_1010)
    raw = b"" if found is None else found[1]
    if found is not None and not item.little_endian and len(_TYPES[how]) == 2 and _TYPES[how][1] == "1" and found[0] != "OB":
        raw = np.frombuffer(raw[: len(raw) // 2 * 2], "<u2").byteswap().tobytes()  # bytes share a word
    kind = np.dtype(("<" if item.little_endian else ">") + _TYPES[how])
    announced = item.integer("NumberOfWaveformSamples") or 0
    there = min(max(0, announced), len(raw) // (kind.itemsize * channels), room // channels)
    if not there:
        return None, say("core.doc.curves.empty")
    values = np.frombuffer(raw, kind, there * channels).reshape(there, channels).T
    return values, "" if there == announced else say("core.doc.curves.fewer", announced=announced, there=there)


def _in_units(values: NDArray[Any], item: Dataset, channels: list[Json]) -> NDArray[np.float32]:
    """Turn stored samples into measured values: sensitivity × stored + baseline (PS3.3 C.10.9.1.4)."""
    slopes = np.array([1.0 if channel["sensitivity"] is None else channel["sensitivity"] for channel in channels])[:, None]
    bases = np.array([channel["baseline"] for channel in channels])[:, None]
    with np.errstate(over="ignore", invalid="ignore"):
        measured: NDArray[np.float32] = (values * slopes + bases).astype(np.float32)
    padding = item.element(0x5400_100A)
    if padding is not None and len(padding[1]) >= values.dtype.itemsize:
        measured[values == np.frombuffer(padding[1][: values.dtype.itemsize], values.dtype)[0]] = np.nan
    return measured


def _annotations(dataset: Dataset) -> list[Block]:
    """Describe what the machine or somebody noted: texts and measurements."""
    blocks: list[Block] = []
    for item in islice(dataset.each("WaveformAnnotationSequence"), _MOST_NOTES):
        label = meaning(item, "ConceptNameCodeSequence")
        value = item.text("NumericValue")
        if value:
            sign = unit(item)
            text = f"{value} {sign}".rstrip()
            blocks.append({"type": "value", "level": 1, "label": label, "value": value, "unit": sign, "text": text, "aside": False})
        elif text := item.text("UnformattedTextValue") or meaning(item, "ConceptCodeSequence"):
            blocks.append({"type": "text", "level": 1, "label": label, "text": text, "aside": False})
    return blocks
