"""What the page says, in plain words: dates, names, sizes, counts, kinds of scan."""

import math

__all__ = [
    "above_title",
    "added",
    "alongside",
    "body_part",
    "count",
    "date",
    "document_kind",
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
    "progress",
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

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

KINDS = {
    "AR": "Eye measurement", "BMD": "Bone density scan", "CR": "X-ray", "CT": "CT scan", "DX": "X-ray",
    "ECG": "ECG", "ES": "Endoscopy", "GM": "Microscopy", "IO": "Dental X-ray", "IVOCT": "Scan inside a vessel",
    "IVUS": "Ultrasound inside a vessel", "KO": "Note of key pictures", "MG": "Mammogram", "MR": "MRI scan",
    "NM": "Nuclear medicine scan", "OCT": "OCT scan", "OP": "Eye photograph", "OPT": "Eye scan (OCT)", "OT": "Picture",
    "PT": "PET scan", "PX": "Panoramic dental X-ray", "REG": "Alignment of scans", "RF": "X-ray film (fluoroscopy)",
    "RTDOSE": "Radiotherapy dose", "RTIMAGE": "Radiotherapy picture", "RTPLAN": "Radiotherapy plan",
    "RTSTRUCT": "Radiotherapy outlines", "SC": "Saved screen", "SEG": "Marked areas",
    "SM": "Microscope slide", "SR": "Report", "US": "Ultrasound", "XA": "X-ray film of blood vessels", "XC": "Photograph",
}  # fmt: skip

TOLD = ("gaps", "uneven", "repeated", "mixed")  # what is odd about the places of the pictures is told to everybody
IN_SPACE = ("even", "tilted")
LAID_OVER = ("SEG", "RTDOSE")  # for pictures of another series: black by themselves, and only there where something is marked

SLOW_BYTES = 200_000  # a second, of what the cell undoes of the old encryption of ZIP

BLANK = {"damaged": "Cannot be shown", "even": "Nothing to be seen"}  # why a small picture is blank

PET = "As the file says: bright where more was taken up. PET is often read the other way round; Swap black and white (I) does that."

UNITS = ("bytes", "kB", "MB", "GB", "TB")

BODY_PARTS = {  # as the plain names of the core have them
    "extremity": "arm or leg", "headneck": "head and neck", "abdomen": "belly", "tspine": "chest spine", "cspine": "neck spine",
    "lspine": "lower back spine",
}  # fmt: skip


def date(text):
    """Give "31 January 2024" for DICOM's "20240131"; what is no such date comes back as it is."""
    digits = (text or "").replace(".", "").replace("-", "").strip()
    if len(digits) == 8 and digits.isdigit():
        year, month, day = digits[:4], int(digits[4:6]), int(digits[6:])
        if 1 <= month <= 12 and 1 <= day <= 31:
            return str(day) + " " + MONTHS[month - 1] + " " + year
    return (text or "").strip()


def locked(told, *, hidden=False):
    """Say what is locked, from the `locked` message: "402 files in exam.zip are locked with a password."; hidden: without file names."""
    verb = (" is" if told["files"] == 1 else " are") + " locked with a password."
    if hidden:
        return count(told["files"], "file") + verb
    archives = [path.split("/")[-1] for path in told["archives"]]
    where = " and ".join(archives[:2]) if len(archives) < 3 else archives[0] + " and " + str(len(archives) - 1) + " more archives"
    return count(told["files"], "file") + " in " + where + verb


def slow(told):
    """Say how long the old way of locking takes to undo, or "" where it goes fast."""
    seconds = (told.get("slow") or 0) / SLOW_BYTES
    if seconds < 5:
        return ""
    long = "about " + count(math.ceil(seconds / 60), "minute") if seconds > 50 else "less than a minute"
    return "This ZIP uses an older kind of lock (ZipCrypto). Opening all of it takes " + long + "; the first pictures come sooner."


def left_out(told, *, broken=0):
    """Say what is there beside the pictures, from the `progress` message: "3 documents; 1 second copy and 12 other files left out".

    broken: how many of them could not be opened.
    """
    documents, copies = told.get("documents") or 0, told.get("copies") or 0
    others = (told.get("skipped") or 0) - documents - copies - broken
    parts = [count(copies, "second copy", "second copies")] if copies else []
    if others > 0:
        parts.append(count(others, "other file"))
    said = [count(documents, "document")] if documents else []
    if broken:
        said.append(count(broken, "file") + " could not be opened")
    if parts:
        said.append(" and ".join(parts) + " left out")
    return "; ".join(said)


def time(text):
    """Give "14:05" for DICOM's "140533.25", or ""."""
    digits = (text or "").replace(":", "").strip()
    if len(digits) >= 4 and digits[:4].isdigit() and int(digits[:2]) < 24 and int(digits[2:4]) < 60:
        return digits[:2] + ":" + digits[2:4]
    return ""


def sex(text):
    """Give the word for DICOM's letter, or ""."""
    return {"M": "male", "F": "female", "O": "sex: other"}.get((text or "").strip().upper(), "")


def name(text):
    """Give the name as the core has put it in order, or that there is none."""
    return (text or "").strip() or "No name in the file"


def number(value, digits=1):
    """Give a number as short as it can be: "12.5", "−3", "0"; "" for none."""
    if value is None or math.isnan(value):
        return ""
    text = ("%." + str(digits) + "f") % value
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in ("-0", ""):
        text = "0"
    return text.replace("-", "−")


def grouped(value):
    """Give a whole number with its thousands apart: "12,345"."""
    digits = str(abs(int(value)))
    groups = []
    while len(digits) > 3:
        groups.insert(0, digits[-3:])
        digits = digits[:-3]
    groups.insert(0, digits)
    return ("−" if value < 0 else "") + ",".join(groups)


def count(value, noun, plural=None):
    """Give "1 picture", "1,200 pictures", "no pictures"."""
    if value == 1:
        return "1 " + noun
    return (grouped(value) if value else "no") + " " + (plural or noun + "s")


def size(value):
    """Give bytes in words: "512 bytes", "73 MB", "1.4 GB"."""
    value = float(value or 0)
    unit = 0
    while value >= 999.5 and unit < len(UNITS) - 1:
        value /= 1000
        unit += 1
    return number(value, 1 if value < 10 and unit else 0) + " " + ("byte" if value == 1 and not unit else UNITS[unit])


def percent(done, total):
    """Give whole per cent, 0 to 100; None when the total is not known."""
    return None if not total else max(0, min(100, int(100 * done / total)))


def length(mm):
    """Give a length of a scale bar: "5 mm", "0.2 mm", "200 µm"."""
    return number(mm * 1000, 0) + " µm" if mm < 0.1 else number(mm, 2) + " mm"


def window(center, width, digits=None):
    """Give (center, width) as text, with as many decimals as the width deserves."""
    if digits is None:
        digits = 0 if abs(width) >= 20 else 1 if abs(width) >= 2 else max(0, min(6, 2 - int(math.log(abs(width) or 1) / 2.3)))
    return number(center, digits), number(width, digits)


def alongside(count):
    """Say that so many series of an exam can be compared."""
    return "This exam has " + grouped(count) + " series that show the same view."


def together(count):
    """Say that so many pictures follow the active one from where they are."""
    if not count:
        return "None of the other pictures shows the same side of the body."
    return "Linked: they scroll on together from here."


def kind(modality):
    """Give the kind of scan in words; an unknown code stays as it is."""
    code = (modality or "").strip().upper()
    return KINDS.get(code) or code or "Pictures"


def document_kind(text):
    """Give what a document is without what only some people ask for, which stands in brackets: the page of the document tells all of it."""
    kind = first_capital(text or "Document")
    return kind if kind.startswith("Document (") else kind.split(" (")[0]


def readable(text):
    """Give words of the file with underscores and carets as spaces."""
    return " ".join((text or "").replace("_", " ").replace("^", " ").split())


def first_capital(text):
    """Give the text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def body_part(text):
    """Give the body part in small letters and everybody's words: "CHEST" is "chest"."""
    part = readable(text).lower()
    return BODY_PARTS.get(part, part)


def series_title(series, stack):
    """Give what a series is called: its own description, else the kind of scan and the body part."""
    text = readable(series.get("description"))
    if not text:
        part = body_part(series.get("body_part"))
        text = kind(series.get("modality")) + (", " + part if part else "")
    label = (stack.get("label") or "").strip()
    return text + (" · " + label if label else "")


def subtitle(series):
    """Give the kind of scan and the body part."""
    part = body_part(series.get("body_part"))
    return kind(series.get("modality")) + (" · " + part if part and part not in ("unknown", "none") else "")


def above_title(series):
    """Give the line beside the title of a series: kind and body part, unless the title says just that."""
    return subtitle(series) if readable(series.get("description")) else ""


def study_title(study):
    """Give what a study is called: its description, else the kinds of scan in it."""
    text = readable(study.get("description"))
    if text:
        return text
    found = []
    for series in study.get("series") or ():
        word = kind(series.get("modality"))
        if word not in found:
            found.append(word)
    return " and ".join(found[:2]) or "Examination"


def pictures(stack):
    """Give the count of a stack in words that fit what it is."""
    frames = stack.get("frames") or 0
    rate = stack.get("rate")
    if stack.get("kind") == "time":
        return "Film, " + count(frames, "picture") + (", " + number(frames / rate) + "\u00a0s" if rate else "")
    return count(frames, "picture")


def laid_over(stack):
    """Tell whether a stack is there to be laid over others: marked areas, or a dose."""
    return stack.get("modality") in LAID_OVER


def facts(series, stack, *, reading=False):
    """Give ((what, text), …): what is known of a series, in words; while reading nobody knows yet how its pictures lie to each other."""
    rows = [("Kind", subtitle(series)), ("Pictures", pictures(stack))]
    spacing = stack.get("spacing")
    if not reading and spacing and len(spacing) > 2 and spacing[2]:
        rows.append(("Spacing", number(spacing[2], 2) + " mm from one picture to the next"))
    uptake = stack.get("uptake")
    if uptake:
        rows.append(("Values", (uptake["unit"] or "of no stated unit") + ". " + uptake["text"]))
    if stack.get("modality") == "PT" and not stack.get("color"):
        rows.append(("Shown", PET))
    geometry = stack.get("geometry") or {}
    if not reading and geometry.get("text") and geometry.get("verdict") in TOLD and not laid_over(stack):
        rows.append(("Please note", first_capital(geometry["text"])))
    return rows + [("Please note", notice + ".") for notice in stack.get("notices") or ()]


def technical(series, stack, *, reading=False):
    """Give ((what, text), …): what only some people ask for; while reading without what the places of all pictures tell."""
    rows = []
    if series.get("number") is not None:
        rows.append(("Series number", str(series["number"])))
    if stack.get("rows"):
        rows.append(("Size", str(stack["columns"]) + " × " + str(stack["rows"]) + " pixels"))
    spacing = stack.get("spacing")
    if spacing and spacing[0]:
        rows.append(("One pixel is", number(spacing[1], 2) + " × " + number(spacing[0], 2) + " mm"))
    if stack.get("spacing_note"):
        rows.append(("Scale", stack["spacing_note"]))
    geometry = stack.get("geometry") or {}
    if not reading and geometry.get("text") and geometry.get("verdict") in IN_SPACE:
        rows.append(("In space", first_capital(geometry["text"])))
    if stack.get("origin"):
        rows.append(("Made", stack["origin"]))
    profile = stack.get("color_profile")
    if profile:  # the canvas is sRGB
        told = profile if "srgb" in profile.lower() else profile + "; it is not applied, so colors may look a little different"
        rows.append(("Color profile", told))
    if stack.get("syntax"):
        rows.append(("Stored as", first_capital(stack["syntax"])))
    return rows


def progress(value):
    """Give the line under the progress bar: files, pictures, bytes."""
    files, total = value.get("files") or 0, value.get("total") or 0
    seen = grouped(files) + " of " + count(total, "file") if total >= files and total else count(files, "file")
    parts = [seen, count(value.get("images") or 0, "picture")]
    if value.get("bytes"):
        parts.append(size(value["bytes"]))
    return " · ".join(parts)


def added(before, now):
    """Say what came to a scan that was open: before and now are numbers of patients, series, pictures and documents."""
    patients, series, pictures, documents = [now[at] - before[at] for at in range(4)]
    parts = []
    if patients > 0:
        parts.append(count(patients, "patient"))
    if series > 0:
        parts.append(count(series, "series", "series"))
    if not parts and pictures > 0:
        parts.append(count(pictures, "picture"))
    if documents > 0:
        parts.append(count(documents, "document"))
    return "Added: " + ", ".join(parts) if parts else "Nothing was added: there was no new picture or document in it."
