"""Standardized uptake value of PET: how much of the tracer is where, against its being spread evenly (PS3.3 C.8.9.1, C.8.9.2).

By body weight, SUVbw = activity per ml × weight in g / activity given, both at one moment. A factor is given only where every tag that
it needs is there and fits the others; else it is told what is missing. A wrong SUV looks as good as a right one, so nothing is guessed.
Sources: QIBA's vendor-neutral pseudo-code for SUV; for GE and Philips the private elements that it names.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from text.say import say
from viewer.dicom.dataset import Dataset
from viewer.telling import Sentence

__all__ = ["Uptake", "uptake_of"]

_GE_CREATOR, _GE_SCAN = (0x0009_0010, "LO"), 0x0009_100D
_PHILIPS_CREATOR = 0x7053_0010
_PHILIPS_SUV, _PHILIPS_ACTIVITY = (0x7053_1000, "DS"), (0x7053_1009, "DS")
_DAY = timedelta(days=1)
_LONGEST = timedelta(hours=24)  # between injection and picture; longer, and the two were moved apart when names were taken out
_LEAST_LEFT = 1e-9  # of the activity: nothing could be measured of less, so one of the moments is wrong
_LEAST_DOSE, _MOST_DOSE = 1e5, 1e11  # becquerel: some write MBq against the standard, others nothing but noise


@dataclass(frozen=True, slots=True)
class Uptake:
    """`factor` from the modality values of the file to SUV, None where it cannot be known; `kind` of SUV (bw, lbm, bsa, ibw).

    `how` it was had, or why not; `missing` names each thing that it would need.
    """

    factor: float | None
    kind: str
    how: Sentence | None
    missing: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        """How it was had, or why not, in a sentence."""
        if self.how is not None:
            return str(self.how)
        return say("core.suv.missing", what=say("core.list.semicolon").join(map(str, self.missing)))

    @property
    def unit(self) -> str:
        """The name of the value, as in the field: SUVbw, SUVlbm and so on."""
        return f"SUV{self.kind}"


def uptake_of(dataset: Dataset) -> Uptake | None:
    """Work out the SUV factor of a PET picture; None for anything else."""
    if dataset.text("Modality").upper() != "PT":
        return None
    unit = dataset.text("Units").upper()
    if unit == "GML":
        kind = dataset.text("SUVType").upper() or "BW"  # BW where nothing is said (PS3.3 C.8.9.1.1.3)
        return Uptake(1.0, kind.lower(), Sentence("core.suv.stored"))
    corrected = {value.upper() for value in dataset.texts("CorrectedImage")}
    needed = {"ATTN": Sentence("core.suv.lacks.attenuation"), "DECY": Sentence("core.suv.lacks.decay")}
    missing = [what for word, what in needed.items() if word not in corrected]
    if unit == "CNTS":
        return _philips(dataset, missing)
    if unit != "BQML":
        return _without([*missing, Sentence("core.suv.lacks.activity")])
    return _by_weight(dataset, missing, 1.0)


def _philips(dataset: Dataset, missing: list[Sentence]) -> Uptake:
    """Counts mean something only with Philips' own factors, to SUV or to activity."""
    creator = dataset.element(_PHILIPS_CREATOR)
    ours = creator is not None and b"PHILIPS PET" in creator[1].upper().replace(b"_", b" ")
    suv, activity = (dataset.numbers(tag) if ours else [] for tag in (_PHILIPS_SUV, _PHILIPS_ACTIVITY))
    if suv and suv[0] > 0 and not missing:
        return Uptake(suv[0], "bw", Sentence("core.suv.scanner"))
    if activity and activity[0] > 0:
        return _by_weight(dataset, missing, activity[0])
    return _without([*missing, Sentence("core.suv.lacks.factor")])


def _by_weight(dataset: Dataset, missing: list[Sentence], activity: float) -> Uptake:
    given = next(iter(dataset.items("RadiopharmaceuticalInformationSequence")), None)
    weight = dataset.number("PatientWeight")
    if weight is None or not 1 <= weight <= 700:
        missing.append(Sentence("core.suv.lacks.weight"))
    dose = None if given is None else given.number("RadionuclideTotalDose")
    if dose is None or dose <= 0:
        missing.append(Sentence("core.suv.lacks.dose"))
    elif not _LEAST_DOSE <= dose <= _MOST_DOSE:
        missing.append(Sentence("core.suv.lacks.dose.sound", dose=f"{dose:g}"))
    decay = dataset.text("DecayCorrection").upper()
    left = 1.0
    if decay == "START":
        left = _left(dataset, given, missing)
    elif decay != "ADMIN":
        missing.append(Sentence("core.suv.lacks.corrected"))
    if missing or weight is None or dose is None:
        return _without(missing)
    how = Sentence("core.suv.injection" if decay == "ADMIN" else "core.suv.start")
    return Uptake(activity * weight * 1000 / (dose * left), "bw", how)


def _left(dataset: Dataset, given: Dataset | None, missing: list[Sentence]) -> float:
    """Return which part of the activity was left when the scan began, to whose moment the values are corrected (PS3.3 C.8.9.1.1.1)."""
    half_life = None if given is None else given.number("RadionuclideHalfLife")
    if half_life is None or not 1 <= half_life <= 1e9:
        missing.append(Sentence("core.suv.lacks.half"))
    begin = _begin(dataset)
    if begin is None:
        missing.append(Sentence("core.suv.lacks.begin"))
    injected = _moment(given.text("RadiopharmaceuticalStartDateTime")) if given is not None else None
    if injected is None and given is not None and begin is not None:
        injected = _moment(begin.strftime("%Y%m%d") + given.text("RadiopharmaceuticalStartTime"))
        if injected is not None and injected > begin + timedelta(minutes=1):  # over midnight
            injected -= _DAY
    if injected is None:
        missing.append(Sentence("core.suv.lacks.injection"))
    if missing or begin is None or injected is None or half_life is None:
        return 1.0
    if not timedelta(minutes=-1) <= begin - injected <= _LONGEST:
        missing.append(Sentence("core.suv.lacks.day"))
        return 1.0
    left = float(0.5 ** ((begin - injected).total_seconds() / half_life))
    if left < _LEAST_LEFT:
        missing.append(Sentence("core.suv.lacks.left"))
    return left


def _begin(dataset: Dataset) -> datetime | None:
    """Return when the scan began: by the series, unless its time was written later than the picture was taken; then GE's own time."""
    series = _moment(dataset.text("SeriesDate") + dataset.text("SeriesTime"))
    taken = _moment(dataset.text("AcquisitionDate") + dataset.text("AcquisitionTime"))
    if series is not None and taken is not None and series <= taken:
        return series
    creator, scan = dataset.element(_GE_CREATOR[0]), dataset.element(_GE_SCAN)
    if creator is not None and scan is not None and creator[1].startswith(b"GEMS_PETD_01"):
        begin = _moment(scan[1].decode("latin-1").strip(" \0"))
        if begin is not None and taken is not None and begin <= taken:
            return begin
    return None


def _moment(text: str) -> datetime | None:
    """Read a date and a time; parts of seconds count, time zones do not: all moments of one file are in one."""
    found = re.fullmatch(r"(\d{8})(\d{2})(\d{2})(\d{2})(?:\.(\d{1,6})\d*)?(?:[+-]\d{4})?", text)
    if found is None:
        return None
    try:
        moment = datetime.strptime("".join(found.groups()[:4]), "%Y%m%d%H%M%S")  # noqa: DTZ007 - see above
    except ValueError:
        return None
    return moment + timedelta(microseconds=int((found[5] or "0").ljust(6, "0")))


def _without(missing: list[Sentence]) -> Uptake:
    return Uptake(None, "", None, tuple(missing))
