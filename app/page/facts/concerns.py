"""What a person should know about the disc, and what to do: two people, two birth dates, an exam twice, pictures that are missing."""

from app.page.facts import disc, leftout, parts, words
from text.say import say

__all__ = ["concerns", "glance", "telling"]

MOST = 12  # series named in one concern


def concern(code, items=(), *, n=0, text="", short=True, listed=False, mild=False):
    """One thing to know: in three words for the card ("" where it stays off it), in a sentence, what to do, a list, whether it is harmless.

    n: how many there are of what the code names; text: the sentence, where it is not the code's own; short: whether it stands on the card;
    listed: whether words lead to the list of all files.
    """
    return {
        "short": say("page.concern." + code + ".short", n=n) if short else "",
        "text": text or say("page.concern." + code + ".text", n=n),
        "advice": say("page.concern." + code + ".advice"),
        "items": items,
        "listed": say("page.concern." + code + ".listed") if listed else "",
        "mild": mild,
    }


def few(found, tell):
    """Give what `tell` says of at most MOST of the things that were found, and after that how many more there are."""
    items = [tell(one) for one in found[:MOST]]
    if len(found) > MOST:
        items.append(say("page.concern.more", n=len(found) - MOST))
    return items


def entitled(found):
    """Give what a part of a series is called, out of (series, stack, …)."""
    return disc.title(found[0], found[1])


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
    found = []
    if len(dates) > 1:
        what = "both" if patients and len(dates) > len(disc.people(patients)) else "pictures" if patients else "documents"
        found.append(concern("patients", n=len(dates), text=say("page.concern.patients.text." + what, n=len(dates))))
    if any(len(born - {""}) > 1 for born in dates.values()):
        found.append(concern("births"))
    elif len(patients) > len(disc.people(patients)):
        found.append(concern("names"))
    return found


def twice(patients, *, dates=True):
    """Tell of exams that are there twice: under two patients, or once more under another identifier."""
    uids, looks, shared, same = {}, {}, [], []
    for number, patient in enumerate(patients):
        for study in patient.get("studies") or ():
            size = sum([stack["frames"] or 0 for one in study["series"] for stack in one["stacks"]])
            look = (number, study.get("date"), study.get("time"), disc.exam(study)[0], size)
            if uids.setdefault(study["uid"], number) != number:
                shared.append(study)
            elif study.get("date") and study.get("time") and look in looks:
                same.append(study)
            looks[look] = True
    found = []
    for code, studies in (("shared", shared), ("same", same)):
        if studies:
            names = few(studies, lambda study: parts.dotted((disc.exam(study)[0], disc.when(study) if dates else "")))
            found.append(concern(code, names, mild=code == "same"))
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
        sentences = []
        if lost:
            sentences.append(say("page.concern.missing.listed", n=table["promised"]))
            sentences.append(say("page.concern.missing.here", n=table["found"]) if table["found"] else say("page.concern.missing.none"))
            sentences.append(say("page.concern.missing.text", n=lost))
        if gone:
            sentences.append(say("page.concern.absent.text", n=gone))
        items = few([told for told in table["series"] if told["promised"] != told["found"]], lambda told: lacking(told, names))
        found.append(concern("missing" if lost else "absent", items, n=lost or gone, text=parts.paragraph(sentences)))
    return found


def lacking(told, names):
    """Give "T1: 17 of 390 pictures missing" of a series of a table of contents."""
    name = names.get(told["uid"]) or disc.listed_as(told)
    return say("page.concern.missing.item", n=told["promised"], series=name, missing=told["promised"] - told["found"])


def gaps(patients, known):
    """Tell of series with pictures missing in between, where no table of contents has told it already."""
    all_series = [one for patient in patients for study in patient["studies"] for one in study["series"]]
    untold = [one for one in all_series if disc.verdict({}, known.get(one["uid"])) != "missing"]
    found = [(one, stack) for one in untold for stack in one["stacks"] if disc.verdict(stack, None) == "gaps"]
    return [concern("gaps", few(found, entitled), n=len(found))] if found else []


def torn(patients):
    """Tell of series with a file that ends before its pictures do: they are shown, and part of what is seen is not real."""
    all_series = [one for patient in patients for study in patient["studies"] for one in study["series"]]
    found = [(one, stack) for one in all_series for stack in one["stacks"] if stack.get("cut")]
    return [concern("torn", few(found, entitled), n=len(found))] if found else []


def damaged(patients):
    """Tell of single pictures that cannot be decoded, in series that are shown for the rest."""
    all_series = [one for patient in patients for study in patient["studies"] for one in study["series"]]
    found = [(one, stack, stack["damaged"]) for one in all_series for stack in one["stacks"] if stack.get("damaged")]
    return [concern("damaged", few(found, counted), n=sum([number for _, _, number in found]))] if found else []


def counted(found):
    """Give "T1: 2 pictures" out of (series, stack, number)."""
    return say("page.concern.item", series=entitled(found), count=say("word.pictures", n=found[2]))


def broken(files):
    """Tell of pictures that are here and cannot be shown."""
    many = leftout.broken(files)
    return [concern("broken", n=many, listed=True)] if many else []


def copies(files):
    """Tell of pictures that are on the disc more than once; that is harmless."""
    many = len([1 for file in files or () if leftout.heap(file) == "copy"])
    return [concern("copies", n=many, short=False, mild=True)] if many else []


def stopped(progress):
    return [concern("stopped")] if progress.get("canceled") else []
