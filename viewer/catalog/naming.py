"""Names of series and studies in everybody's words: `T2 TSE FS SAG` of a knee is `MR knee, seen from the side; fluid bright, fat dark`.

Said is what the tags and the places of the pictures say, and nothing else: a word that no rule knows is left out, statements that
contradict each other are left out both, and nothing is ever said about what is to be seen. The rules are in `naming_rules` and give
codes; the sentences of a name, and their order, are the language's. The file's own description belongs beside the name, always.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from text.say import say
from viewer.catalog import naming_rules as rules
from viewer.dicom.classes import captured
from viewer.image.about import About
from viewer.space.plane import Plane, same_way
from viewer.telling import anded, listed

__all__ = ["Names", "SeriesName", "StudyName", "for_planning", "name_of", "series_name", "study_name", "study_named"]

_MOST_TEXT = 200
_OVERVIEW = "overview"
_PICTURELESS = frozenset(("table", "screen"))
"""Ways of making that show no part of the body."""
_NOT_AS_TAKEN = _PICTURELESS | {_OVERVIEW, "difference", "volume"}
"""Ways of making of which nobody says what is bright."""
_BESIDE_SLIDE = frozenset(("LABEL", "OVERVIEW", "THUMBNAIL"))
_MOST_PARTS = 3
_RAYS = frozenset(("CR", "DX", "RG", "DR", "MG", "PX", "IO", "RF", "XA", "RTIMAGE"))
_CUTS = frozenset(("CT", "MR", "PT", "NM", "SEG", "RTDOSE"))
_SAYS_PART = frozenset(("PX", "IO", "OP", "OPT", "OCT", "IVUS", "SM", "GM", "SEG", "RTDOSE"))
_CLEAR = 0.8  # of the cosine between a stack's normal and an axis of the body: up to 37° off it is still called by that axis
_SHARP_KERNEL = re.compile(r"(?<!\w)[BHIJUQ][RFVCLR]?([67]\d)[SFHMU]?(?!\w)")  # Siemens: from 60 on they sharpen
_AGAINST_CONTRAST = frozenset(
    ("", "NO", "NONE", "NON", "NEIN", "KEIN", "KEINES", "OHNE", "WITHOUT", "SANS", "NO CONTRAST", "N", "NIL", "0")
)
_VIEWS = re.compile(r"(?<![A-Z0-9])(AP|PA|LAT|MLO|CC|OBL|PROFIL|SEITLICH)(?:ERAL|I|IQUE)?(?![A-Z0-9])")
_TISSUES = {
    # sequence: what is bright, as the fat is left in, and as it is made dark
    "t1": ("t1", "t1_fat_dark"),
    "t2": ("t2", "t2_fat_dark"),
    "pd": ("pd", "t2_fat_dark"),
    "stir": ("t2_fat_dark", "t2_fat_dark"),
}
_ENHANCED = {  # Acquisition Contrast (PS3.3 C.8.13.3.1)
    "T1": "T1", "T2": "T2", "PROTON_DENSITY": "PD", "STIR": "STIR", "DIFFUSION": "DWI", "FLUID_ATTENUATED": "FLAIR", "TOF": "TOF",
    "PERFUSION": "PERFUSION", "T2_STAR": "T2*",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """What a name says, in the codes of `naming_rules`: kinds of picture, parts of the body, and the side of these: L, R, B for both, or ""."""

    kinds: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    side: str = ""


@dataclass(frozen=True, slots=True)
class SeriesName:
    """What a series is called, in parts, so that a list can leave out what its exam says already; each is empty where nothing is known.

    `kind` is the word for the kind of picture that a study's name has, `seen` from where, `look` what is bright and with which contrast
    medium, `made` how it was made where it is no plain picture; `full` is all of it in one line. `names` has the codes of `kind` and
    `part`, `view` that of `seen`.
    """

    kind: str
    part: str
    seen: str
    look: str
    made: str
    full: str
    names: Names
    view: str


@dataclass(frozen=True, slots=True)
class StudyName:
    """What a study is called: `full`, empty where its series tell no kind of picture, and what that says in codes."""

    full: str
    names: Names


def series_name(about: About, planes: Sequence[Plane | None]) -> str:
    """Name a stack, from what its first object tells and the planes of its pictures; one line, never empty."""
    return name_of(about, planes).full


def name_of(about: About, planes: Sequence[Plane | None]) -> SeriesName:
    """Name a stack in parts, from what its first object tells and the planes of its pictures."""
    # The maker's own name of the protocol helps where the description says nothing of a kind; often it is that of the whole visit.
    said, protocol = plain_text(about.series), plain_text(about.protocol)
    kind = rules.KINDS.get(about.modality, "")
    made = _making(about, said)
    parts = [] if made in _PICTURELESS or about.modality in _SAYS_PART else _parts(about)
    view = _seen(about, said or protocol, planes)
    looks = [] if made in _NOT_AS_TAKEN else _look(about, said, protocol)
    side = _side(about, parts)
    part = _named(parts, side)
    seen = say("core.seen." + view) if view else ""
    look = listed([say("core.look." + code) for code in looks])
    how = say("core.made." + made) if made else ""
    full = say("core.kind." + (kind or "none"))
    if part:
        full = say("core.name.kind", kind=full, part=part)
    if seen:
        full = say("core.name.seen", name=full, seen=seen)
    if look:
        full = say("core.name.look", name=full, look=look)
    if how:
        full = say("core.name.made", name=full, made=how)
    return SeriesName(_kind(kind) if kind else "", part, seen, look, how, full, Names((kind,) if kind else (), tuple(parts), side), view)


def _look(about: About, said: str, protocol: str) -> list[str]:
    """Return the codes of what is bright and dark, and of which contrast medium was given."""
    told: list[str] = []
    if about.modality == "MR":
        told += _tissues(about, said) or _tissues(about, protocol)
    elif about.modality == "CT":
        told += _found(rules.CT, f"{said} {plain_text(about.kernel)}")
        if _SHARP_KERNEL.search(plain_text(about.kernel)) and not any(code.startswith(("sharp", "soft")) for code in told):
            told.append("sharp")
    elif about.modality == "US" and (flow := _flow(about, f"{said} {protocol}")):
        told.append(flow)
    if not any(code.startswith("contrast_") for code in told) and (contrast := _contrast(about, f"{said} {protocol}")):
        told.append(contrast)
    return told


def for_planning(about: About) -> bool:
    """Whether a series is an overview for planning (localizer, scout), by its own words or its Image Type.

    So are the label and the small views of a microscope slide, which lie beside its pictures (PS3.3 C.8.12.4.1.1).
    """
    beside = about.modality == "SM" and not _BESIDE_SLIDE.isdisjoint(about.image_type[2:3])
    return beside or _making(about, plain_text(about.series)) == _OVERVIEW


def study_name(series: Iterable[About]) -> str:
    """Name a study from what its series tell, `MRI of the left knee`; empty where they tell no kind of picture."""
    return study_named(series).full


def study_named(series: Iterable[About]) -> StudyName:
    """Name a study from what its series tell, with what that says in codes."""
    kinds: dict[str, None] = {}
    parts: dict[str, None] = {}
    sides: set[str] = set()
    for about in series:
        kind = rules.KINDS.get(about.modality)
        if kind is None or about.modality in {"SEG", "RTDOSE", "ECG"}:
            continue
        kinds[kind] = None
        here = [] if about.modality in _SAYS_PART else _parts(about)
        parts.update(dict.fromkeys(here))
        sides.add(_side(about, here))
    told = _finer(parts)
    name = anded([_kind(kind) for kind in kinds])
    if not name or not told or len(told) > _MOST_PARTS:
        return StudyName(name, Names(tuple(kinds)))
    side = sides.pop() if len(sides) == 1 else ""
    if told == ["arm_or_leg"] and not side:
        full = say("core.name.study.limb", kind=name)
    elif told == ["pregnancy"]:
        full = say("core.name.study.pregnancy", kind=name)
    else:
        full = say("core.name.study", kind=name, part=_named(told, side))
    return StudyName(full, Names(tuple(kinds), tuple(told), side))


def _kind(kind: str) -> str:
    """Return the word for a kind of picture that the name of a study has."""
    return say("core.kind.study." + kind) if kind in rules.STUDIES else say("core.kind." + kind)


@lru_cache(maxsize=1024)
def plain_text(text: str) -> str:
    """Make a description comparable: capitals, no accents, one blank for all that is no letter, figure, `+` or `*`."""
    letters = unicodedata.normalize("NFKD", text[:_MOST_TEXT].replace("ß", "ss").replace("Ø", "O")).upper()
    return re.sub(r"[^A-Z0-9+*]+", " ", re.sub(r"[\u0300-\u036f]", "", letters)).strip()


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Z0-9])(?:{pattern})(?![A-Z0-9])")


def _has(pattern: str, text: str) -> bool:
    return bool(text) and _pattern(pattern).search(text) is not None


def _found(groups: Iterable[Iterable[tuple[str, str]]], text: str) -> list[str]:
    """Return what the first rule that fits of each group says."""
    return [found for group in groups if (found := next((said for said, pattern in group if _has(pattern, text)), ""))]


# ---- parts of the body


@lru_cache(maxsize=512)
def _parts_in(text: str) -> tuple[str, ...]:
    return tuple(_finer(part for part, _, pattern in rules.BODY if _has(pattern, text)))


_REGIONS = {part: frozenset(regions.split()) for part, regions, _ in rules.BODY}


def _parts(about: About) -> list[str]:
    """Return the parts of the body: what the element for it says, made finer by the descriptions; none where the two contradict.

    Radiographers often leave the element as the last examination had it, so that a knee calls itself a head.
    """
    told = _parts_in(plain_text(about.body_part))
    described = next((parts for text in (about.series, about.protocol, about.study) if (parts := _parts_in(plain_text(text)))), ())
    if about.modality == "US" and not told and not described:
        third = about.image_type[2] if len(about.image_type) > 2 else ""
        return [rules.ULTRASOUND[third]] if third in rules.ULTRASOUND else []
    if not told or not described:
        return list(told or described)[:_MOST_PARTS]
    regions = [frozenset().union(*(_REGIONS[part] for part in parts)) for parts in (told, described)]
    if "any" not in regions[0] | regions[1] and regions[0].isdisjoint(regions[1]):
        return []
    finer = [part for part in described if any(part in rules.COARSE.get(one, ()) for one in told)]
    return list(finer or told)[:_MOST_PARTS]


def _finer(parts: Iterable[str]) -> list[str]:
    """Leave out what another part says more closely."""
    there = list(parts)
    return [part for part in there if not any(other in rules.COARSE.get(part, ()) for other in there)]


def _side(about: About, parts: Sequence[str]) -> str:
    """Return L, R or B for a part that there is twice; empty where nothing or several things are said."""
    if len(parts) != 1 or parts[0] not in rules.PAIRED:
        return ""
    sides = set(about.sides)
    for text in (about.series, about.protocol, about.study):
        if not sides:
            sides = {side for side, pattern in rules.SIDES if _has(pattern, plain_text(text))}
    return sides.pop() if len(sides) == 1 else ""


def _named(parts: Sequence[str], side: str) -> str:
    named = anded([say("core.body." + part) for part in parts])
    return say("core.body." + _SIDES[side], part=named) if side else named


_SIDES = {"L": "left", "R": "right", "B": "both"}


# ---- how it was taken


def _seen(about: About, said: str, planes: Sequence[Plane | None]) -> str:
    """Return the code of from where it is seen: of slices by their places in the body first, of X-rays by the way of the rays."""
    if about.modality in _RAYS:
        views = {rules.VIEWS[view] for view in (about.view, *_VIEWS.findall(said)) if view in rules.VIEWS}
        return views.pop() if len(views) == 1 else ""
    if about.modality not in _CUTS:
        return ""
    first = planes[0] if planes else None
    if first is None:
        found = [seen for seen, pattern in rules.PLANES if _has(pattern, said)]
        return found[0] if len(found) == 1 else ""
    if not first.body or not all(same_way(first, plane) for plane in planes):
        return ""
    normal = [abs(float(value)) for value in first.normal]
    axis = normal.index(max(normal))
    if normal[axis] < _CLEAR:
        return "angle"
    return ("side", "front", "across")[axis]


def _making(about: About, said: str) -> str:
    """Return the code of how a series was made that is no plain picture: by its own words, else by Image Type from the third value on."""
    if {"LOCALIZER", "SCOUT", "TOPOGRAM"} & set(about.image_type):
        return _OVERVIEW
    for text in (said, *map(plain_text, about.image_type[2:])):
        if made := next((made for made, pattern in rules.MAKING if _has(pattern, text)), ""):
            return made
    if captured(about.sop_class) and about.modality in _CUTS | {"US"}:
        return "screen"
    return ""


def _tissues(about: About, said: str) -> list[str]:
    """Return the codes of which tissues are bright in an MR, by the words for the sequence, never by its times."""
    text = f"{said} {_ENHANCED.get(about.contrast.upper(), '')}"
    dark = _has(rules.FAT_DARK, said) or _has("FS", plain_text(about.options))
    told = _found(rules.MR, text)
    if not told and dark:
        return ["fat_dark"]
    found = [_TISSUES[code][dark] if code in _TISSUES else code for code in told]
    return [*found[:1], "fat_dark", *found[1:]] if dark and found[:1] == ["flair"] else found


def _contrast(about: About, said: str) -> str:
    """Return the code of whether contrast medium was given; nothing where the file says both."""
    if about.modality not in {"CT", "MR"}:
        return ""
    study = plain_text(about.study)
    agent = plain_text(about.agent)
    given = agent not in _AGAINST_CONTRAST or _has(rules.WITH_CONTRAST, said)
    none = _has(rules.NO_CONTRAST, said) or (not given and _has(rules.NO_CONTRAST, study) and not _has(rules.WITH_CONTRAST, study))
    if given == none:
        return ""
    return "contrast_with" if given else "contrast_without"


def _flow(about: About, said: str) -> str:
    """Return a code where colors show flow: bit 4 of the fourth value of Image Type (PS3.3 C.8.5.6.1.1), or the word."""
    fourth = about.image_type[3] if len(about.image_type) > 3 else ""
    if re.fullmatch(r"[0-9A-F]{4}", fourth) and int(fourth, 16) & 0x10:
        return "flow_color"
    return "flow" if _has(r"DOPPLER|DUPLEX|DOPPLER\w*", said) else ""
