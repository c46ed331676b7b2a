"""What is on the disc, in plain words: people, exams, series and whether they are whole, documents, other files."""

from app.page import leftout, words

__all__ = [
    "absent",
    "are",
    "called",
    "document",
    "documents_line",
    "exam",
    "listed_as",
    "others",
    "owners",
    "part",
    "people",
    "person",
    "promises",
    "series",
    "tally",
    "tally_line",
    "title",
    "when",
    "whole",
]

NAMED = 4  # files that are named of a kind

SORTS = (
    # what the files are, what to know about them, the endings of their names
    ("Texts and PDF files", "A report may be among them. Open them straight from the disc, with another program.",
     "pdf doc docx odt rtf txt md"),
    ("A viewer program for Windows or Mac, and its parts", "It is not needed here: the pictures are shown without it.",
     "exe dll ocx bat cmd msi jar class inf ini cab lnk app dmg dylib so config manifest chm hlp dat db"),
    ("Pages for a web browser", "Most often a cover page, or small copies of the pictures.", "htm html css js xsl xslt xml json"),
    ("Ordinary pictures", "Most often logos, or small copies of the pictures.", "jpg jpeg png gif bmp tif tiff ico svg"),
)  # fmt: skip
PROGRAMS = 1  # which of them those are
PLURALS = {"document": "documents", "second copy": "second copies", "other": "others"}
SORT_OF = {ending: number for number, (_, _, endings) in enumerate(SORTS) for ending in endings.split()}
CONTENTS = ("The disc's table of contents (DICOMDIR)", "It lists what should be here; the pictures were looked for directly.")
REST = ("Other files", "We checked them; they are not medical pictures.")


def person(patient):
    """Give (name, "born … · male") of a patient."""
    born, sex = words.date(patient.get("birth_date")), words.sex(patient.get("sex"))
    return words.name(patient.get("name")), " · ".join([part for part in ("born " + born if born else "", sex) if part])


def known_as(patient):
    """Give a name for comparing: its words in small letters, in one order; "" where there is none."""
    return " ".join(sorted(words.readable(patient.get("name")).lower().replace(",", " ").split()))


def people(patients, documents=()):
    """Give {name for comparing, else number: birth dates} of all whose pictures or documents are here."""
    numbers, born = {}, {}
    for patient in patients:
        number = patient.get("id") or ""
        name = known_as(patient) or "#" + number
        numbers[number] = name
        born.setdefault(name, set()).add(words.date(patient.get("birth_date")))
    for told in documents:
        owner = told.get("patient") or {}
        number = owner.get("id") or ""
        name = known_as(owner) or (number and numbers.get(number, "#" + number))
        if name:  # else it does not say whose it is
            born.setdefault(name, set()).add(words.date(owner.get("birth_date")))
    return born


def owners(patients, documents):
    """Give {id of a document: "Roe Ann · born 2 May 1970 · female"} where not all that is here is of one person, else {}."""
    found = people(patients, documents)
    if len(found) < 2 and not any(len(born - {""}) > 1 for born in found.values()):
        return {}
    return {told["id"]: " · ".join([part for part in person(told["patient"]) if part]) for told in documents if told.get("patient")}


def exam(study):
    """Give (title, called) of an exam: what it is in plain words, and what the hospital calls it, unless that is its title already."""
    known = study.get("plain") or words.study_title(study)
    told = words.readable(study.get("description"))
    return known, "" if told == known else told


def when(study):
    """Give "2 May 2017 · 17:45"."""
    return " · ".join([part for part in (words.date(study.get("date")), words.time(study.get("time"))) if part])


def title(told, stack):
    """Give what a part of a series is called in plain words, with what sets it apart from its sisters; else as the hospital calls it."""
    plain = stack.get("plain")
    if not plain:
        return words.series_title(told, stack)
    # From where it is seen, and that it is for planning, the plain name says itself.
    apart = [part for part in (stack.get("label") or "").split(", ") if part and not part.startswith(("seen from", "localizer"))]
    return " · ".join([plain] + [part for part in apart if part not in plain])


def called(told, stack):
    """Give what the hospital calls a series, unless that is its title already."""
    return words.readable(told.get("description")) if stack.get("plain") else ""


def promises(index):
    """Give {series uid: (promised, found)} of pictures, over all tables of contents of the `catalog` message."""
    known = {}
    for table in index or ():
        for told in table.get("series") or ():
            promised, found = known.get(told["uid"], (0, 0))
            known[told["uid"]] = promised + told["promised"], found + told["found"]
    return known


def whole(stack, promise):
    """Give (verdict, words) of whether a series is whole: "yes", "no", or "" where nobody can know."""
    promised, found = promise or (0, 0)
    geometry = stack.get("geometry") or {}
    if found < promised:
        missing = promised - found
        return "no", words.grouped(missing) + " of the " + words.count(promised, "picture") + " of this series " + are(
            missing
        ) + " missing."
    if words.laid_over(stack) and not promised:
        return "", ""  # there are pictures only where something is marked
    if geometry.get("verdict") == "gaps" and not words.laid_over(stack):
        return "no", words.first_capital(geometry.get("text") or "Some pictures seem to be missing.")
    if promised:
        return "yes", "Complete: matches the disc's own list"
    if geometry.get("verdict") in words.IN_SPACE:
        return "yes", "No gaps"
    return "", ""


def series(study, known, *, reading=False):
    """Give a dict for each part of each series of an exam: stack, title, called, count, whole, told; while reading nothing is whole or not."""
    rows = []
    for told in study.get("series") or ():
        rows.extend([part(told, stack, known, reading=reading) for stack in told["stacks"]])
    return rows


def part(told, stack, known, *, reading=False):
    """Give the dict of one part of a series."""
    verdict, said = ("", "") if reading else whole(stack, known.get(told["uid"]))
    return {
        "stack": stack["id"], "title": title(told, stack), "called": called(told, stack),
        "count": words.pictures(stack), "whole": verdict, "told": said,
    }  # fmt: skip


def absent(index, study=None):
    """Give (title, count) of the series that a table of contents promises and of which nothing is here; all, or those of one exam."""
    listed = [told for table in index or () for told in table.get("series") or ()]
    lost = [told for told in listed if told["promised"] and not told["found"] and study in (None, told.get("study"))]
    return [(listed_as(told), words.count(told["promised"], "picture")) for told in lost]


def listed_as(told):
    """Give what a table of contents calls a series."""
    number = told.get("number")
    return words.readable(told.get("description")) or words.kind(told.get("modality")) + (
        "" if number is None else ", series " + str(number)
    )


def document(told):
    """Give (kind, title) of a document in few words; the title is empty where it says no more than the kind."""
    kind, name = words.document_kind(told.get("kind")), words.readable(told.get("title"))
    return kind, "" if name.lower() == kind.lower() else name


def documents_line(documents):
    """Give "3 documents: Report, ECG", or ""."""
    kinds = []
    for told in documents or ():
        kind = document(told)[0]
        if kind not in kinds:
            kinds.append(kind)
    more = " and more" if len(kinds) > 3 else ""
    return words.count(len(documents), "document") + ": " + ", ".join(kinds[:3]) + more if kinds else ""


def others(files):
    """Give (what they are, what to know, number, some names) of files of the `skipped` message that are neither pictures nor documents."""
    found = {}
    for file in files or ():
        if leftout.heap(file) == "other":
            found.setdefault(sort(file), []).append(named(file))
    told = []
    for key in sorted(found):
        what, note = SORTS[key][:2] if key < len(SORTS) else CONTENTS if key == len(SORTS) else REST
        told.append((what, note, len(found[key]), found[key][:NAMED]))
    return told


def named(file):
    """Give the name of a file without its folders."""
    return file["path"].replace("\\", "/").split("/")[-1]


def sort(file):
    """Give the number of what a file is, of SORTS, CONTENTS and REST."""
    name = named(file)
    if file.get("code") == "contents":
        return len(SORTS)
    return SORT_OF.get(name.lower().split(".")[-1] if "." in name else "", len(SORTS) + 1)


def tally(progress, files=None):
    """Give ((number, what), …) of all files that were read; they add up. files: of the `skipped` message, None where nobody asked for it.

    Pictures may be many in one file, so those are counted as files.
    """
    documents, copies = progress.get("documents") or 0, progress.get("copies") or 0
    rest = (progress.get("skipped") or 0) - documents - copies
    broken = len([1 for file in files or () if leftout.heap(file) == "broken"])
    programs = len([1 for file in files or () if leftout.heap(file) == "other" and sort(file) == PROGRAMS])
    counts = (
        ((progress.get("files") or 0) - documents - copies - rest, "with pictures"), (documents, "document"), (copies, "second copy"),
        (broken, "that could not be opened"), (programs, "of the disc's own programs"), (rest - broken - programs, "other"),
    )  # fmt: skip
    return [(number, PLURALS.get(what, what) if number != 1 else what) for number, what in counts if number > 0]


def tally_line(progress, files=None):
    """Give "421 files: 390 with pictures, 3 documents, …", or "" where no file was read."""
    told = ", ".join([words.grouped(number) + " " + what for number, what in tally(progress, files)])
    return words.count(progress["files"], "file") + ": " + told + "." if told else ""


def are(count):
    return "is" if count == 1 else "are"
