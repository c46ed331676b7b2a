"""What a person should know about the disc, and what to do: two people, two birth dates, an exam twice, pictures that are missing."""

from app.page import disc, leftout, words

__all__ = ["concerns", "glance", "telling"]

MOST = 12  # series named in one concern


def concern(short, text, advice, items=(), *, listed="", mild=False):
    """One thing to know: in three words for the card ("" where it stays off it), in a sentence, what to do, a list, whether it is harmless.

    `listed`: the words that lead to the list of all files.
    """
    return {"short": short, "text": text, "advice": advice, "items": items, "listed": listed, "mild": mild}


def concerns(patients, index, documents, files, progress, *, dates=True):
    """Give all of them, what matters most first; no text names a person. While reading, only what is certain already.

    dates: those of the exams may be told.
    """
    found = people(patients, documents) + twice(patients, dates=dates)
    if progress is None or progress.get("reading"):
        return found
    return (
        found
        + missing(index, patients)
        + gaps(patients, disc.promises(index))
        + torn(patients)
        + damaged(patients)
        + broken(files)
        + copies(files)
        + stopped(progress)
    )


def glance(patients, index, documents, files, progress):
    """Give ((kind, words), …) for the card beside the pictures, "warning", "note" or "document"; nothing when all is well or still being read."""
    if progress is None or progress.get("reading"):
        return []
    told = [one for one in concerns(patients, index, documents, files, progress) if one["short"]]
    lines = [("note" if one["mild"] else "warning", one["short"]) for one in told]
    return lines + ([("document", disc.documents_line(documents))] if documents else [])


def telling(patients, index, documents, files, progress):
    """Say whether there is more to tell of a disc than one plain series: another one, a document, or what a person should know."""
    series = sum([len(study["series"]) for patient in patients for study in patient["studies"]])
    return series > 1 or bool(documents) or any(not one["mild"] for one in concerns(patients, index, documents, files, progress))


def people(patients, documents):
    """Tell of more than one patient, by pictures and documents: other people, or one under two birth dates or numbers."""
    dates = disc.people(patients, documents)
    what = "pictures and documents" if patients and len(dates) > len(disc.people(patients)) else "pictures" if patients else "documents"
    found = []
    if len(dates) > 1:
        found.append(concern(
            words.count(len(dates), "patient") + " on this disc",
            "There are " + what + " of " + words.count(len(dates), "patient") + " here.",
            "Compare the names and birth dates below. If one of them is not you, tell the place that gave you the disc, and do not pass it on.",
        ))  # fmt: skip
    if any(len(born - {""}) > 1 for born in dates.values()):
        found.append(concern(
            "Two birth dates for one name", "One name is here with two birth dates.",
            "That is a typing mistake, or two people of one name. Ask the hospital to look at it before anybody relies on what is here.",
        ))  # fmt: skip
    elif len(patients) > len(disc.people(patients)):
        found.append(concern(
            "One name listed twice", "The same name is here more than once, with different patient numbers or details.",
            "This is usual when pictures come from two hospitals. Check that all of them are yours.",
        ))  # fmt: skip
    return found


def twice(patients, *, dates=True):
    """Tell of exams that are there twice: under two patients, or once more under another identifier."""
    uids, looks, shared, same = {}, {}, [], []
    for number, patient in enumerate(patients):
        for study in patient.get("studies") or ():
            size = sum([stack["frames"] or 0 for one in study["series"] for stack in one["stacks"]])
            look = (number, study.get("date"), study.get("time"), disc.exam(study)[0], size)
            name = " · ".join([part for part in (disc.exam(study)[0], disc.when(study) if dates else "") if part])
            if uids.setdefault(study["uid"], number) != number:
                shared.append(name)
            elif study.get("date") and study.get("time") and look in looks:
                same.append(name)
            looks[look] = True
    found = []
    if shared:
        found.append(concern(
            "One exam under two names", "The same exam is filed under two patients.",
            "One of them is wrong. Ask the hospital whose pictures these are.", shared[:MOST],
        ))  # fmt: skip
    if same:
        found.append(concern(
            "One exam is here twice", "The same exam seems to be here twice.",
            "Nothing is wrong with that. You need to look at one of them only.", same[:MOST], mild=True,
        ))  # fmt: skip
    return found


def missing(index, patients=()):
    """Tell what tables of contents promise and what is not here; many of them number their series only, the pictures know the name."""
    studies = [study for patient in patients for study in patient["studies"]]
    names = {one["uid"]: words.readable(one.get("description")) for study in studies for one in study["series"]}
    found = []
    for table in index or ():
        lost = table["promised"] - table["found"]
        gone = table["others_promised"] - table["others_found"]
        if not lost and not gone:
            continue
        text = ""
        if lost:
            text = "The disc's table of contents promises " + words.count(table["promised"], "picture") + ". "
            text += here(table["found"]) + ", " + words.count(lost, "picture") + " " + disc.are(lost) + " missing."
        if gone:
            text += (
                (" " if text else "")
                + "Of the documents and other files that it promises, "
                + words.grouped(gone)
                + " "
                + disc.are(gone)
                + " missing."
            )
        items = []
        for told in table["series"]:
            less = told["promised"] - told["found"]
            if less:
                items.append(
                    (names.get(told["uid"]) or disc.listed_as(told))
                    + ": "
                    + words.grouped(less)
                    + " of "
                    + words.count(told["promised"], "picture")
                    + " missing"
                )
        if len(items) > MOST:
            items[MOST:] = ["and " + words.grouped(len(items) - MOST) + " series more"]
        short = words.count(lost, "picture") + " missing" if lost else words.count(gone, "document") + " missing"
        found.append(concern(
            short, text, "Check that the whole disc was opened or copied, and open it once more. If it was, "
            "the disc is incomplete: ask the hospital for a new one, and tell them what is missing.", items,
        ))  # fmt: skip
    return found


def here(count):
    return "None of them is here" if not count else words.grouped(count) + " " + disc.are(count) + " here"


def gaps(patients, known):
    """Tell of series with pictures missing in between, where no table of contents has told it already."""
    all_series = [one for patient in patients for study in patient["studies"] for one in study["series"]]
    untold = [one for one in all_series if disc.whole({}, known.get(one["uid"]))[0] != "no"]
    items = [disc.title(one, stack) for one in untold for stack in one["stacks"] if disc.whole(stack, None)[0] == "no"]
    if not items:
        return []
    many = len(items)
    return [concern(
        words.count(many, "series", "series") + " with gaps",
        words.count(many, "series", "series") + (" seems to have gaps between its" if many == 1 else " seem to have gaps between their") + " pictures.",
        "Some scanners skip positions on purpose. If the whole disc was opened, ask the hospital whether these series are complete.",
        items[:MOST] + (["and " + words.grouped(many - MOST) + " more"] if many > MOST else []),
    )]  # fmt: skip


def torn(patients):
    """Tell of series with a file that ends before its pictures do: they are shown, and part of what is seen is not real."""
    all_series = [one for patient in patients for study in patient["studies"] for one in study["series"]]
    items = [disc.title(one, stack) for one in all_series for stack in one["stacks"] if stack.get("cut")]
    if not items:
        return []
    many = len(items)
    return [concern(
        words.count(many, "series", "series") + " cut short",
        "In " + words.count(many, "series", "series") + " a file or a picture in it ends too early, so part of a picture is missing or wrong.",
        "Copy the disc again and open the copy. If it is still so, ask for a new one.",
        items[:MOST] + (["and " + words.grouped(many - MOST) + " more"] if many > MOST else []),
    )]  # fmt: skip


def damaged(patients):
    """Tell of single pictures that cannot be decoded, in series that are shown for the rest."""
    all_series = [one for patient in patients for study in patient["studies"] for one in study["series"]]
    found = [(disc.title(one, stack), stack["damaged"]) for one in all_series for stack in one["stacks"] if stack.get("damaged")]
    if not found:
        return []
    many = sum([number for _, number in found])
    items = [title + ": " + words.count(number, "picture") for title, number in found[:MOST]]
    return [concern(
        words.count(many, "picture") + " damaged",
        words.count(many, "picture") + (" is" if many == 1 else " are") + " damaged and cannot be shown. The others of the same series are.",
        "Copy the disc again and open the copy. If it is still so, ask for a new one.",
        items + (["and " + words.grouped(len(found) - MOST) + " more"] if len(found) > MOST else []),
    )]  # fmt: skip


def broken(files):
    """Tell of pictures that are here and cannot be shown."""
    many = leftout.broken(files)
    if not many:
        return []
    return [concern(
        words.count(many, "file") + " could not be opened", words.count(many, "file") + " could not be opened, and may hold " +
        ("a picture." if many == 1 else "pictures."),
        "If the disc is scratched or the copy was interrupted, copy it again; otherwise ask for a new one.",
        listed="The list of all files says why.",
    )]  # fmt: skip


def copies(files):
    """Tell of pictures that are on the disc more than once; that is harmless."""
    many = len([1 for file in files or () if leftout.heap(file) == "copy"])
    if not many:
        return []
    text = words.count(many, "picture") + " " + disc.are(many) + " on the disc more than once."
    return [concern("", text, "Each is shown once. You do not need to do anything.", mild=True)]


def stopped(progress):
    if not progress.get("canceled"):
        return []
    return [
        concern(
            "Reading was stopped",
            "Reading was stopped, so there may be more than is shown here.",
            "Open the folder again and let it be read to its end.",
        )
    ]
