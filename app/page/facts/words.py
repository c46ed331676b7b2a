"""What the page says in many places, in plain words: dates, names, sizes, kinds of scan, and the facts of a series."""

import math

from app.page.facts.parts import dotted, listed
from text.say import date as dated
from text.say import has, number, say

__all__ = [
    "above_title",
    "added",
    "alongside",
    "body_part",
    "date",
    "decimals",
    "facts",
    "first_capital",
    "kind",
    "laid_over",
    "left_out",
    "length",
    "locked",
    "name",
    "number",
    "percent",
    "pictures",
    "plain",
    "progress",
    "readable",
    "series_title",
    "sex",
    "size",
    "slow",
    "study_title",
    "subtitle",
    "technical",
    "time",
    "together",
    "window",
]

SEXES = {"M": "male", "F": "female", "O": "other"}  # DICOM's letters

TOLD = ("gaps", "uneven", "repeated", "mixed")  # what is odd about the places of the pictures is told to everybody
IN_SPACE = ("even", "tilted")
LAID_OVER = ("SEG", "RTDOSE")  # for pictures of another series: black by themselves, and only there where something is marked

SLOW_BYTES = 200_000  # a second, of what the cell undoes of the old encryption of ZIP

BLANK = {"damaged": "damaged", "even": "even"}  # why a small picture is blank -> the code of what is said in its place

UNITS = ("kb", "mb", "gb", "tb")  # of a thousand bytes, and a thousand of the one before each


def date(text):
    """Give "31 January 2024" for DICOM's "20240131"; what is no such date comes back as it is."""
    digits = (text or "").replace(".", "").replace("-", "").strip()
    if len(digits) == 8 and digits.isdigit():
        year, month, day = digits[:4], int(digits[4:6]), int(digits[6:])
        if 1 <= month <= 12 and 1 <= day <= 31:
            return dated(year, month, day)
    return (text or "").strip()


def locked(told, *, hidden=False):
    """Say what is locked, from the `locked` message: "402 files in exam.zip are locked with a password."; hidden: without file names."""
    if hidden:
        return say("page.locked.files", n=told["files"])
    archives = [path.split("/")[-1] for path in told["archives"]]
    if len(archives) > 2:
        where = say("page.locked.archives", n=len(archives) - 1, first=archives[0])
    else:
        where = say("word.and", one=archives[0], other=archives[1]) if len(archives) > 1 else "".join(archives)
    return say("page.locked.inside", n=told["files"], where=where)


def slow(told):
    """Say how long the old way of locking takes to undo, or "" where it goes fast."""
    seconds = (told.get("slow") or 0) / SLOW_BYTES
    if seconds < 5:
        return ""
    return say("page.locked.slow.minutes", n=math.ceil(seconds / 60)) if seconds > 50 else say("page.locked.slow.moments")


def left_out(told, *, broken=0):
    """Say what is there beside the pictures, from the `progress` message: "3 documents; 1 second copy and 12 other files skipped".

    broken: how many of them could not be opened.
    """
    documents, copies = told.get("documents") or 0, told.get("copies") or 0
    others = (told.get("skipped") or 0) - documents - copies - broken
    said = [say("word.documents", n=documents)] if documents else []
    if broken:
        said.append(say("page.leftout.broken", n=broken))
    if copies and others > 0:
        said.append(say("page.leftout.both", copies=say("word.copies", n=copies), files=say("page.leftout.others", n=others)))
    elif copies:
        said.append(say("page.leftout.copies", n=copies))
    elif others > 0:
        said.append(say("page.leftout.files", n=others))
    return say("word.semicolon").join(said)


def time(text):
    """Give "14:05" for DICOM's "140533.25", or ""."""
    digits = (text or "").replace(":", "").strip()
    if len(digits) >= 4 and digits[:4].isdigit() and int(digits[:2]) < 24 and int(digits[2:4]) < 60:
        return digits[:2] + ":" + digits[2:4]
    return ""


def sex(text):
    """Give the word for DICOM's letter, or ""."""
    code = SEXES.get((text or "").strip().upper())
    return say("page.sex." + code) if code else ""


def name(text):
    """Give the name as the core has put it in order, or that there is none."""
    return (text or "").strip() or say("page.person.unnamed")


def size(value):
    """Give bytes in words: "512 bytes", "73 MB", "1.4 GB"."""
    value = float(value or 0)
    if value < 999.5:
        return say("word.size.bytes", n=round(value))
    unit = -1
    while value >= 999.5 and unit < len(UNITS) - 1:
        value /= 1000
        unit += 1
    return say("word.size." + UNITS[unit], size=number(value, 1 if value < 10 else 0))


def percent(done, total):
    """Give whole per cent, 0 to 100; None when the total is not known."""
    return None if not total else max(0, min(100, int(100 * done / total)))


def length(mm):
    """Give a length of a scale bar: "5 mm", "0.2 mm", "200 µm"."""
    return say("word.length.um", length=number(mm * 1000, 0)) if mm < 0.1 else say("word.length.mm", length=number(mm, 2))


def decimals(width):
    """Give how many decimals the numbers of a window of this width deserve."""
    return 0 if abs(width) >= 20 else 1 if abs(width) >= 2 else max(0, min(6, 2 - int(math.log(abs(width) or 1) / 2.3)))


def window(center, width):
    """Give (center, width) as text, with as many decimals as the width deserves."""
    digits = decimals(width)
    return number(center, digits), number(width, digits)


def plain(value, digits):
    """Give a number as the fields for numbers take it, whatever the language: "-12.5"."""
    text = ("%." + str(digits) + "f") % value
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def alongside(count):
    """Say that so many series of an exam can be compared."""
    return say("page.exam.alongside", n=count)


def together(count):
    """Say that so many pictures follow the active one from where they are."""
    return say("page.linked.on") if count else say("page.linked.none")


def kind(modality):
    """Give the kind of scan in words; an unknown code stays as it is."""
    code = (modality or "").strip()
    if has("page.modality." + code.lower()):
        return say("page.modality." + code.lower())
    return code.upper() or say("page.series.pictures")


def readable(text):
    """Give words of the file with underscores and carets as spaces."""
    return " ".join((text or "").replace("_", " ").replace("^", " ").split())


def first_capital(text):
    """Give the text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def body_part(text):
    """Give the body part in small letters and everybody's words: "CHEST" is "chest"."""
    part = readable(text).lower()
    return say("page.body." + part) if has("page.body." + part) else part


def series_title(series, stack):
    """Give what a series is called: its own description, else the kind of scan and the body part."""
    text = readable(series.get("description")) or listed((kind(series.get("modality")), body_part(series.get("body_part"))))
    return dotted((text, (stack.get("label") or "").strip()))


def subtitle(series):
    """Give the kind of scan and the body part."""
    part = body_part(series.get("body_part"))
    return dotted((kind(series.get("modality")), part if part not in ("unknown", "none") else ""))


def above_title(series):
    """Give the line beside the title of a series: kind and body part, unless the title says just that."""
    return subtitle(series) if readable(series.get("description")) else ""


def study_title(study):
    """Give what a study is called: its description, else the kinds of scan in it."""
    text = readable(study.get("description"))
    if text:
        return text
    codes, found = [], []
    for series in study.get("series") or ():  # thousands, of few kinds
        if series.get("modality") not in codes:
            codes.append(series.get("modality"))
    for code in codes:
        word = kind(code)
        if word not in found:
            found.append(word)
    if len(found) > 1:
        return say("word.and", one=found[0], other=found[1])
    return found[0] if found else say("page.exam.unnamed")


def pictures(stack):
    """Give the count of a stack in words that fit what it is."""
    frames = stack.get("frames") or 0
    rate = stack.get("rate")
    if stack.get("kind") != "time":
        return say("word.pictures", n=frames)
    return say("page.video.timed", n=frames, seconds=frames / rate) if rate else say("page.video", n=frames)


def laid_over(stack):
    """Tell whether a stack is there to be laid over others: marked areas, or a dose."""
    return stack.get("modality") in LAID_OVER


def facts(series, stack, *, reading=False):
    """Give ((what, text), …): what is known of a series, in words; while reading nobody knows yet how its pictures lie to each other."""
    rows = [(say("page.facts.kind"), subtitle(series)), (say("page.facts.pictures"), pictures(stack))]
    spacing = stack.get("spacing")
    if not reading and spacing and len(spacing) > 2 and spacing[2]:
        rows.append((say("page.facts.spacing"), say("word.length.mm", length=number(spacing[2], 2))))
    uptake = stack.get("uptake")
    if uptake:
        told = say("page.facts.uptake", unit=uptake["unit"] or say("page.facts.unitless"), text=uptake["text"])
        rows.append((say("page.facts.values"), told))
    if stack.get("modality") == "PT" and not stack.get("color"):
        rows.append((say("page.facts.shown"), say("page.facts.pet")))
    geometry = stack.get("geometry") or {}
    if not reading and geometry.get("text") and geometry.get("verdict") in TOLD and not laid_over(stack):
        rows.append((say("page.facts.note"), first_capital(geometry["text"])))
    return rows + [(say("page.facts.note"), say("page.facts.notice", notice=notice)) for notice in stack.get("notices") or ()]


def technical(series, stack, *, reading=False):
    """Give ((what, text), …): what only some people ask for; while reading without what the places of all pictures tell."""
    rows = []
    if series.get("number") is not None:
        rows.append((say("page.technical.number"), str(series["number"])))
    if stack.get("rows"):
        size = say("page.technical.pixels", columns=str(stack["columns"]), rows=str(stack["rows"]))
        rows.append((say("page.technical.size"), size))
    spacing = stack.get("spacing")
    if spacing and spacing[0]:
        size = say("page.technical.millimeters", width=number(spacing[1], 2), height=number(spacing[0], 2))
        rows.append((say("page.technical.pixel"), size))
    if stack.get("spacing_note"):
        rows.append((say("page.technical.scale"), stack["spacing_note"]))
    geometry = stack.get("geometry") or {}
    if not reading and geometry.get("text") and geometry.get("verdict") in IN_SPACE:
        rows.append((say("page.technical.space"), first_capital(geometry["text"])))
    if stack.get("origin"):
        rows.append((say("page.technical.made"), stack["origin"]))
    profile = stack.get("color_profile")
    if profile:  # the canvas is sRGB
        told = profile if "srgb" in profile.lower() else say("page.technical.unapplied", profile=profile)
        rows.append((say("page.technical.profile"), told))
    if stack.get("syntax"):
        rows.append((say("page.technical.stored"), first_capital(stack["syntax"])))
    return rows


def progress(value):
    """Give the line under the progress bar: files, pictures, bytes."""
    files, total = value.get("files") or 0, value.get("total") or 0
    seen = say("page.progress.files", n=total, files=files) if total >= files and total else say("word.files", n=files)
    return dotted((seen, say("word.pictures", n=value.get("images") or 0), size(value["bytes"]) if value.get("bytes") else ""))


def added(before, now):
    """Say what came to a scan that was open: before and now are numbers of patients, series, pictures and documents."""
    patients, series, pictures, documents = [now[at] - before[at] for at in range(4)]
    parts = []
    if patients > 0:
        parts.append(say("word.patients", n=patients))
    if series > 0:
        parts.append(say("word.series", n=series))
    if not parts and pictures > 0:
        parts.append(say("word.pictures", n=pictures))
    if documents > 0:
        parts.append(say("word.documents", n=documents))
    return say("page.added", what=listed(parts)) if parts else say("page.added.nothing")
