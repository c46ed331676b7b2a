"""The disc in a few lines of text, to send to a doctor: without what says who it is, unless that is wanted."""

from app.page import concerns, disc, mask, words

__all__ = ["REQUEST", "summary"]

REQUEST = (
    "Please give me all pictures of my examination in DICOM format, every series in full, on a disc, on a stick or as a download. "
    "Please add the written report as a PDF file."
)


def summary(patients, index, documents, files, progress, *, named):
    """Give the text; named: with names and birth dates, and with what the hospital wrote freely."""
    lines = ["What is on this disc", ""]
    secret = set() if named else mask.words_of(patients, documents)
    known = disc.promises(index)
    for number, patient in enumerate(patients):
        seen = patient if named else mask.patient(patient, dates=True)
        if named:
            lines.append(", ".join([part for part in disc.person(patient) if part]))
        elif len(patients) > 1:
            lines.append("Patient " + str(number + 1))
        for study in seen["studies"]:
            lines += exam(study, known, index, secret)
    owners = disc.owners(patients, documents) if named else {}
    for told in documents:
        kind, name = disc.document(told)
        lines.append("Document: " + kind + (" (" + mask.text(name, secret) + ")" if name else ""))
        if told["id"] in owners:
            lines[-1] += ", of " + owners[told["id"]]
    if documents:
        lines.append("")
    for one in concerns.concerns(patients, index, documents, files, progress):
        lines.append("Please note: " + one["text"])
        lines += ["- " + mask.text(item, secret) for item in one["items"]]
    if lines[-1] != "":
        lines.append("")
    lines.append("Made with OpenMyScan, a viewer for looking and not for diagnosis.")
    return "\n".join(lines) + "\n"


def exam(study, known, index, secret):
    """Give the lines of one exam."""
    title, called = disc.exam(study)
    about = [part for part in (title, disc.when(study), words.readable(study.get("institution"))) if part]
    lines = [", ".join(about) + (" [" + called + "]" if called else "")]
    for row in disc.series(study, known):
        lines.append("- " + row["title"] + (" [" + row["called"] + "]" if row["called"] else "") + ": " + row["count"])
        if row["whole"] == "no":
            lines[-1] += " (" + row["told"] + ")"
    for name, count in disc.absent(index, study["uid"]):
        lines.append("- Missing: " + mask.text(name, secret) + ", " + count)
    lines.append("")
    return lines
