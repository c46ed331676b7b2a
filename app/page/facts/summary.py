"""The disc in a few lines of text, to send to a doctor: without what says who it is, unless that is wanted."""

from app.page.facts import concerns, disc, mask, words
from app.page.facts.parts import listed
from text.say import say

__all__ = ["summary"]


def summary(patients, index, documents, files, progress, *, named):
    """Give the text; named: with names and birth dates, and with what the hospital wrote freely."""
    lines = [say("page.summary.title"), ""]
    secret = set() if named else mask.words_of(patients, documents)
    known = disc.promises(index)
    for number, patient in enumerate(patients):
        seen = patient if named else mask.patient(patient, dates=True)
        if named:
            lines.append(listed(disc.person(patient)))
        elif len(patients) > 1:
            lines.append(say("page.summary.patient", number=number + 1))
        for study in seen["studies"]:
            lines += exam(study, known, index, secret)
    owners = disc.owners(patients, documents) if named else {}
    for told in documents:
        kind, name = disc.document(told)
        line = say("page.summary.titled", kind=kind, title=mask.text(name, secret)) if name else say("page.summary.document", kind=kind)
        owner = owners.get(told["id"])
        lines.append(say("page.summary.owned", document=line, owner=owner) if owner else line)
    if documents:
        lines.append("")
    for one in concerns.concerns(patients, index, documents, files, progress):
        lines.append(say("page.summary.note", text=one["text"]))
        lines += [say("page.summary.item", text=mask.text(item, secret)) for item in one["items"]]
    if lines[-1] != "":
        lines.append("")
    lines.append(say("page.summary.made"))
    return "\n".join(lines) + "\n"


def exam(study, known, index, secret):
    """Give the lines of one exam."""
    title, called = disc.exam(study)
    lines = [titled(listed((title, disc.when(study), words.readable(study.get("institution")))), called)]
    for row in disc.series(study, known):
        line = say("page.summary.series", series=titled(row["title"], row["called"]), count=row["count"])
        lines.append(say("page.summary.lacking", series=line, told=row["told"]) if row["whole"] == "no" else line)
    for name, count in disc.absent(index, study["uid"]):
        lines.append(say("page.summary.missing", series=mask.text(name, secret), count=count))
    lines.append("")
    return lines


def titled(title, called):
    """Give a title with what the hospital calls it, if that is something else."""
    return say("page.summary.called", title=title, called=called) if called else title
