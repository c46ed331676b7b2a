"""What is on the disc, in plain words: people, exams, series and whether they are whole, documents, other files."""

from app.page.facts import leftout, titles, words
from app.page.facts.parts import dotted, listed
from text.say import say

__all__ = [
    "absent",
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
    "verdict",
    "when",
    "whole",
]

NAMED = 4  # files that are named of a kind

SORTS = ("texts", "program", "pages", "pictures", "contents", "rest")  # of other files, in the order in which they are listed
ENDINGS = {  # of the names of their files
    "texts": "pdf doc docx odt rtf txt md",
    "program": "exe dll ocx bat cmd msi jar class inf ini cab lnk app dmg dylib so config manifest chm hlp dat db",
    "pages": "htm html css js xsl xslt xml json",
    "pictures": "jpg jpeg png gif bmp tif tiff ico svg",
}
SORT_OF = {ending: sort for sort in ENDINGS for ending in ENDINGS[sort].split()}
WHOLE = {"missing": "no", "gaps": "no", "listed": "yes", "even": "yes", "": ""}  # what a verdict says of whether a series is whole


def person(patient):
    """Give (name, "born … · male") of a patient."""
    born = words.date(patient.get("birth_date"))
    about = dotted((say("page.person.born", date=born) if born else "", words.sex(patient.get("sex"))))
    return words.name(patient.get("name")), about


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
    return {told["id"]: dotted(person(told["patient"])) for told in documents if told.get("patient")}


def exam(study):
    """Give (title, called) of an exam: what it is in plain words, and what the hospital calls it, unless that is its title already."""
    known = study.get("plain") or words.study_title(study)
    told = words.readable(study.get("description"))
    return known, "" if told == known else told


def when(study):
    """Give "2 May 2017 · 17:45"."""
    return dotted((words.date(study.get("date")), words.time(study.get("time"))))


def title(told, stack):
    """Give what a part of a series is called in plain words, with what sets it apart from its sisters; else as the hospital calls it."""
    plain = stack.get("plain")
    if not plain:
        return words.series_title(told, stack)
    # From where it is seen, and that it is for planning, the plain name says itself.
    apart = [one["text"] for one in stack.get("apart") or () if one["code"] != "planning" and one["code"] not in titles.SEEN]
    name = dotted([plain] + apart)
    return say("page.part.again", name=name, number=stack["again"]) if stack.get("again") else name


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


def verdict(stack, promise):
    """Give how whole a series is, as a code of WHOLE: by what the disc promises, else by the places of its pictures; "" if nobody can know."""
    promised, found = promise or (0, 0)
    places = (stack.get("geometry") or {}).get("verdict")
    if found < promised:
        return "missing"
    if words.laid_over(stack):
        return "listed" if promised else ""  # there are pictures only where something is marked
    if places == "gaps":
        return "gaps"
    return "listed" if promised else "even" if places in words.IN_SPACE else ""


def whole(stack, promise):
    """Give (verdict, words) of whether a series is whole: "yes", "no", or "" where nobody can know."""
    code = verdict(stack, promise)
    if code == "missing":
        promised, found = promise
        said = say("page.whole.missing", n=promised - found, promised=promised)
    elif code == "gaps":
        said = words.first_capital(stack["geometry"].get("text") or say("page.whole.gaps"))
    else:
        said = say("page.whole." + code) if code else ""
    return WHOLE[code], said


def series(study, known, *, reading=False):
    """Give a dict for each part of each series of an exam: stack, title, called, count, whole, told; while reading nothing is whole or not."""
    rows = []
    for told in study.get("series") or ():
        rows.extend([part(told, stack, known, reading=reading) for stack in told["stacks"]])
    return rows


def part(told, stack, known, *, reading=False):
    """Give the dict of one part of a series."""
    is_whole, said = ("", "") if reading else whole(stack, known.get(told["uid"]))
    return {
        "stack": stack["id"], "title": title(told, stack), "called": called(told, stack),
        "count": words.pictures(stack), "whole": is_whole, "told": said,
    }  # fmt: skip


def absent(index, study=None):
    """Give (title, count) of the series that a table of contents promises and of which nothing is here; all, or those of one exam."""
    promised = [told for table in index or () for told in table.get("series") or ()]
    lost = [told for told in promised if told["promised"] and not told["found"] and study in (None, told.get("study"))]
    return [(listed_as(told), say("word.pictures", n=told["promised"])) for told in lost]


def listed_as(told):
    """Give what a table of contents calls a series."""
    name, number = words.readable(told.get("description")), told.get("number")
    if name:
        return name
    return listed((words.kind(told.get("modality")), "" if number is None else say("page.series.number", number=str(number))))


def document(told):
    """Give (kind, title) of a document in few words; the title is empty where it says no more than the kind."""
    kind, name = told["brief"], words.readable(told.get("title"))
    return kind, "" if name.lower() == kind.lower() else name


def documents_line(documents):
    """Give "3 documents: Report, ECG", or ""."""
    kinds = []
    for told in documents or ():
        kind = document(told)[0]
        if kind not in kinds:
            kinds.append(kind)
    if not kinds:
        return ""
    return say("page.documents.more" if len(kinds) > 3 else "page.documents.all", n=len(documents), kinds=listed(kinds[:3]))


def others(files):
    """Give (what they are, what to know, number, some names) of files of the `skipped` message that are neither pictures nor documents."""
    found = {}
    for file in files or ():
        if leftout.heap(file) == "other":
            found.setdefault(sort(file), []).append(named(file))
    return [
        (say("page.sort." + key + ".what"), say("page.sort." + key + ".note"), len(found[key]), found[key][:NAMED])
        for key in SORTS
        if key in found
    ]


def named(file):
    """Give the name of a file without its folders."""
    return file["path"].replace("\\", "/").split("/")[-1]


def sort(file):
    """Give what a file is, one of SORTS."""
    name = named(file)
    if file.get("code") == "contents":
        return "contents"
    return SORT_OF.get(name.lower().split(".")[-1] if "." in name else "", "rest")


def tally(progress, files=None):
    """Give ((number, code of what), …) of all files that were read; they add up. files: of the `skipped` message, None where nobody asked.

    Pictures may be many in one file, so those are counted as files.
    """
    documents, copies = progress.get("documents") or 0, progress.get("copies") or 0
    rest = (progress.get("skipped") or 0) - documents - copies
    broken = len([1 for file in files or () if leftout.heap(file) == "broken"])
    programs = len([1 for file in files or () if leftout.heap(file) == "other" and sort(file) == "program"])
    counts = (
        ((progress.get("files") or 0) - documents - copies - rest, "pictures"), (documents, "documents"), (copies, "copies"),
        (broken, "broken"), (programs, "programs"), (rest - broken - programs, "others"),
    )  # fmt: skip
    return [(number, what) for number, what in counts if number > 0]


def tally_line(progress, files=None):
    """Give "421 files: 390 with pictures, 3 documents, …", or "" where no file was read."""
    told = listed([say("page.tally." + what, n=number) for number, what in tally(progress, files)])
    return say("page.tally", n=progress["files"], what=told) if told else ""
