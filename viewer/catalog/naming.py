"""Names of series and studies in everybody's words: `T2 TSE FS SAG` of a knee is `MR knee, seen from the side; fluid bright, fat dark`.

Said is what the tags and the places of the pictures say, and nothing else: a word that no rule knows is left out, statements that
contradict each other are left out both, and nothing is ever said about what is to be seen. The rules are in `plainwords`; the
file's own description belongs beside the name, always.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from viewer.catalog import naming_rules as words
from viewer.dicom.classes import captured
from viewer.image.about import About
from viewer.space.plane import Plane, same_way

__all__ = ["SeriesName", "for_planning", "name_of", "series_name", "study_name"]

_MOST_TEXT = 200
_OVERVIEW = "overview for planning"
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
    "t1": ("fat bright, fluid dark", "fat and fluid dark"),
    "t2": ("fluid bright", "fluid bright, fat dark"),
    "pd": ("fat and fluid rather bright", "fluid bright, fat dark"),
    "stir": ("fluid bright, fat dark", "fluid bright, fat dark"),
}
_ENHANCED = {  # Acquisition Contrast (PS3.3 C.8.13.3.1)
    "T1": "T1", "T2": "T2", "PROTON_DENSITY": "PD", "STIR": "STIR", "DIFFUSION": "DWI", "FLUID_ATTENUATED": "FLAIR", "TOF": "TOF",
    "PERFUSION": "PERFUSION", "T2_STAR": "T2*",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeriesName:
    """What a series is called, in parts, so that a list can leave out what its exam says already; each is empty where nothing is known.

    `kind` is the word for the kind of picture that a study's name has, `seen` from where, `look` what is bright and with which contrast
    medium, `made` how it was made where it is no plain picture; `full` is all of it in one line.
    """

    kind: str
    part: str
    seen: str
    look: str
    made: str
    full: str


def series_name(about: About, planes: Sequence[Plane | None]) -> str:
    """Name a stack, from what its first object tells and the planes of its pictures; one line, never empty."""
    return name_of(about, planes).full


def name_of(about: About, planes: Sequence[Plane | None]) -> SeriesName:
    """Name a stack in parts, from what its first object tells and the planes of its pictures."""
    # The maker's own name of the protocol helps where the description says nothing of a kind; often it is that of the whole visit.
    said, protocol = plain_text(about.series), plain_text(about.protocol)
    kinds = words.KINDS.get(about.modality, ())
    made = _making(about, said)
    parts = [] if made.startswith(("table", "copy")) or about.modality in _SAYS_PART else _parts(about)
    part = _named(parts, _side(about, parts))
    seen = _seen(about, said or protocol, planes)
    look = "" if made.startswith(("table", "copy", "overview", "difference", "drawn")) else ", ".join(_look(about, said, protocol))
    named = " ".join(filter(None, (kinds[0] if kinds else "Pictures", part)))
    full = "; ".join(filter(None, (", ".join(filter(None, (named, seen))), look, made)))
    return SeriesName(kinds[-1] if kinds else "", part, seen, look, made, full)


def _look(about: About, said: str, protocol: str) -> list[str]:
    """Tell what is bright and dark, and which contrast medium was given."""
    told: list[str] = []
    if about.modality == "MR":
        told += _tissues(about, said) or _tissues(about, protocol)
    elif about.modality == "CT":
        told += _found(words.CT, f"{said} {plain_text(about.kernel)}")
        if _SHARP_KERNEL.search(plain_text(about.kernel)) and not any(word.startswith(("sharp", "for soft")) for word in told):
            told.append("sharp")
    elif about.modality == "US" and (flow := _flow(about, f"{said} {protocol}")):
        told.append(flow)
    if not any("contrast medium" in word for word in told) and (contrast := _contrast(about, f"{said} {protocol}")):
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
    kinds: dict[str, None] = {}
    parts: dict[str, None] = {}
    sides: set[str] = set()
    for about in series:
        kind = words.KINDS.get(about.modality)
        if kind is None or about.modality in {"SEG", "RTDOSE", "ECG"}:
            continue
        kinds[kind[-1]] = None
        here = [] if about.modality in _SAYS_PART else _parts(about)
        parts.update(dict.fromkeys(here))
        sides.add(_side(about, here))
    told = _finer(parts)
    name = " and ".join([*([", ".join(list(kinds)[:-1])] if len(kinds) > 1 else []), *list(kinds)[-1:]])
    if not name or not told or len(told) > _MOST_PARTS:
        return name
    side = sides.pop() if len(sides) == 1 else ""
    return f"{name} of {_with_article(_named(told, side))}"


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
    return tuple(_finer(part for part, _, pattern in words.BODY if _has(pattern, text)))


_REGIONS = {part: frozenset(regions.split()) for part, regions, _ in words.BODY}


def _parts(about: About) -> list[str]:
    """Return the parts of the body: what the element for it says, made finer by the descriptions; none where the two contradict.

    Radiographers often leave the element as the last examination had it, so that a knee calls itself a head.
    """
    told = _parts_in(plain_text(about.body_part))
    described = next((parts for text in (about.series, about.protocol, about.study) if (parts := _parts_in(plain_text(text)))), ())
    if about.modality == "US" and not told and not described:
        third = about.image_type[2] if len(about.image_type) > 2 else ""
        return [words.ULTRASOUND[third]] if third in words.ULTRASOUND else []
    if not told or not described:
        return list(told or described)[:_MOST_PARTS]
    regions = [frozenset().union(*(_REGIONS[part] for part in parts)) for parts in (told, described)]
    if "any" not in regions[0] | regions[1] and regions[0].isdisjoint(regions[1]):
        return []
    finer = [part for part in described if any(part in words.COARSE.get(one, ()) for one in told)]
    return list(finer or told)[:_MOST_PARTS]


def _finer(parts: Iterable[str]) -> list[str]:
    """Leave out what another part says more closely."""
    there = list(parts)
    return [part for part in there if not any(other in words.COARSE.get(part, ()) for other in there)]


def _side(about: About, parts: Sequence[str]) -> str:
    """Return L, R or B for a part that there is twice; empty where nothing or several things are said."""
    if len(parts) != 1 or parts[0] not in words.PAIRED:
        return ""
    sides = set(about.sides)
    for text in (about.series, about.protocol, about.study):
        if not sides:
            sides = {side for side, pattern in words.SIDES if _has(pattern, plain_text(text))}
    return sides.pop() if len(sides) == 1 else ""


def _named(parts: Sequence[str], side: str) -> str:
    named = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
    return {"L": f"left {named}", "R": f"right {named}", "B": f"{named} on both sides"}.get(side, named)


def _with_article(named: str) -> str:
    return {"arm or leg": "an arm or leg", "pregnancy": "a pregnancy"}.get(named, f"the {named}")


# ---- how it was taken


def _seen(about: About, said: str, planes: Sequence[Plane | None]) -> str:
    """Return from where it is seen: of slices by their places in the body first, of X-rays by the way of the rays."""
    if about.modality in _RAYS:
        views = {words.VIEWS[view] for view in (about.view, *_VIEWS.findall(said)) if view in words.VIEWS}
        return views.pop() if len(views) == 1 else ""
    if about.modality not in _CUTS:
        return ""
    first = planes[0] if planes else None
    if first is None:
        found = [seen for seen, pattern in words.PLANES if _has(pattern, said)]
        return found[0] if len(found) == 1 else ""
    if not first.body or not all(same_way(first, plane) for plane in planes):
        return ""
    normal = [abs(float(value)) for value in first.normal]
    axis = normal.index(max(normal))
    if normal[axis] < _CLEAR:
        return "cut at an angle"
    return ("seen from the side", "seen from the front", "slices across the body")[axis]


def _making(about: About, said: str) -> str:
    """Return how a series was made that is no plain picture: by its own words, else by Image Type from the third value on."""
    if {"LOCALIZER", "SCOUT", "TOPOGRAM"} & set(about.image_type):
        return _OVERVIEW
    for text in (said, *map(plain_text, about.image_type[2:])):
        if made := next((made for made, pattern in words.MAKING if _has(pattern, text)), ""):
            return made
    if captured(about.sop_class) and about.modality in _CUTS | {"US"}:
        return "copy of a screen"
    return ""


def _tissues(about: About, said: str) -> list[str]:
    """Return which tissues are bright in an MR, by the words for the sequence, never by its times."""
    text = f"{said} {_ENHANCED.get(about.contrast.upper(), '')}"
    dark = _has(words.FAT_DARK, said) or _has("FS", plain_text(about.options))
    told = _found(words.MR, text)
    if not told and dark:
        return ["fat dark"]
    return [
        _TISSUES[word][dark] if word in _TISSUES else f"{word}, fat dark" if word == "free fluid dark" and dark else word for word in told
    ]


def _contrast(about: About, said: str) -> str:
    """Return in words whether contrast medium was given; nothing where the file says both."""
    if about.modality not in {"CT", "MR"}:
        return ""
    study = plain_text(about.study)
    agent = plain_text(about.agent)
    given = agent not in _AGAINST_CONTRAST or _has(words.WITH_CONTRAST, said)
    none = _has(words.NO_CONTRAST, said) or (not given and _has(words.NO_CONTRAST, study) and not _has(words.WITH_CONTRAST, study))
    if given == none:
        return ""
    return "with contrast medium" if given else "without contrast medium"


def _flow(about: About, said: str) -> str:
    """Return a word where colors show flow: bit 4 of the fourth value of Image Type (PS3.3 C.8.5.6.1.1), or the word."""
    fourth = about.image_type[3] if len(about.image_type) > 3 else ""
    if re.fullmatch(r"[0-9A-F]{4}", fourth) and int(fourth, 16) & 0x10:
        return "flow in colors"
    return "flow (Doppler)" if _has(r"DOPPLER|DUPLEX|DOPPLER\w*", said) else ""
