"""Hidden names: the catalogue as it may be seen by someone who looks over the shoulder, or in a picture of the screen."""

from app.page.state import Entry

__all__ = ["entry", "groups", "patient", "text", "words_of"]

HIDDEN = "Name hidden"
SHORTEST = 3  # letters; shorter parts of a name are parts of ordinary words


def patient(told):
    """Give a patient of the catalogue without what says who it is."""
    seen = dict(told)
    seen.update({"id": "", "name": HIDDEN, "birth_date": "", "sex": ""})
    words = words_of((told,))
    seen["studies"] = [study(one, words) for one in told.get("studies") or ()]
    return seen


def study(told, words):
    # What is written freely of a study names doctors and wards; what kind of scan it is can be told without.
    seen = dict(told)
    seen.update({"description": "", "institution": "", "accession": ""})
    seen["series"] = [series(one, words) for one in told.get("series") or ()]
    return seen


def series(told, words):
    # Without their descriptions the series could not be told apart: only the words of the name leave them.
    seen = dict(told)
    seen["description"] = text(told.get("description"), words)
    return seen


def entry(told):
    """Give an entry of the catalogue without what says whose it is."""
    words = words_of((told.patient,))
    return Entry(told.stack, series(told.series, words), study(told.study, words), patient(told.patient))


def words_of(patients):
    """Give the words that name these patients: the parts of their names and numbers, in small letters."""
    found = set()
    for one in patients:
        for part in split((one.get("name") or "") + " " + (one.get("id") or "")):
            if len(part) >= SHORTEST:
                found.add(small(part))
    return found


def text(told, words):
    """Give a free text with these words taken out."""
    return "".join(["…" if small(part) in words else part for part in split(told or "")])


def groups(told, words):
    """Give groups of files that were left out, (reason, number, paths), with these words taken out."""
    return [(text(reason, words), number, [path(one, words) for one in paths]) for reason, number, paths in told]


def path(told, words):
    """Give the last part of a path, with these words taken out: folders are often called like the patient."""
    return text(told.replace("\\", "/").split("/")[-1], words)


def split(told):
    """Cut a text into its words and what stands between them."""
    parts, inside = [], None
    for letter in told:
        kind = letter.isalpha() or letter.isdigit() or ord(letter) > 127
        if kind == inside:
            parts[-1] += letter
        else:
            parts.append(letter)
            inside = kind
    return parts


def small(told):
    """Give small letters, also of western accents, which MicroPython leaves as they are."""
    return "".join([chr(ord(letter) + 32) if "À" <= letter <= "Þ" and letter != "×" else letter for letter in told.lower()])
