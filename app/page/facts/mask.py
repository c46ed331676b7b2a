"""Hidden names: the catalog as it may be seen by someone who looks over the shoulder, or in a picture of the screen."""

from text.say import say

__all__ = [
    "HIDDEN",
    "content",
    "exam",
    "groups",
    "named",
    "part",
    "patient",
    "person",
    "stack",
    "text",
    "words_of",
]

HIDDEN = say("page.mask.name")  # the language is there before anything is imported
SHORTEST = 3  # letters; shorter parts of a name are parts of ordinary words


def patient(told, *, dates=False):
    """Give a patient of the catalog without what says who it is; dates: those of the exams may be seen."""
    seen = person(told)
    words = words_of((told,))
    seen["studies"] = [study(one, words, dates=dates) for one in told.get("studies") or ()]
    return seen


def person(told):
    """Give a patient without what says who it is; what is below stays as it is, and is masked by itself."""
    seen = dict(told)
    seen.update({"id": "", "name": HIDDEN, "birth_date": "", "sex": ""})
    return seen


def study(told, words, *, dates=False):
    seen = exam(told, words, dates=dates)
    seen["series"] = [series(one, words) for one in told.get("series") or ()]
    return seen


def exam(told, words, *, dates=False):
    """Give a study without what says whose it is; its series stay as they are, and are masked by themselves.

    What is written freely of a study names doctors and wards; what kind of scan it is can be told without. A date of an exam is as
    personal as a name: the tags of a picture hide it too.
    """
    seen = dict(told)
    seen.update({"description": "", "institution": "", "accession": "", "plain": text(told.get("plain"), words)})
    if not dates:
        seen.update({"date": "", "time": ""})
    return seen


def series(told, words):
    seen = named(told, words)
    seen["stacks"] = [stack(one, words) for one in told.get("stacks") or ()]
    return seen


def named(told, words):
    # Without their descriptions the series could not be told apart: only the words of the name leave them.
    seen = dict(told)
    seen["description"] = text(told.get("description"), words)
    return seen


def part(told, one, words):
    """Give a series and one stack of it without what says whose they are; the other stacks stay as they are."""
    return named(told, words), stack(one, words)


def stack(told, words):
    seen = dict(told)
    for name in ("label", "plain"):
        seen[name] = text(told.get(name), words)
    if "apart" in told:
        seen["apart"] = [dict(one, text=text(one["text"], words), short=text(one["short"], words)) for one in told["apart"]]
    if "named" in told:
        seen["named"] = {name: text(said, words) for name, said in told["named"].items()}
    seen["windows"] = [dict(one, name=text(one["name"], words)) for one in told.get("windows") or ()]
    return seen


def words_of(patients, documents=()):
    """Give the words that name these patients and those of these documents: the parts of their names and numbers, in small letters."""
    found = set()
    for one in list(patients) + [told["patient"] for told in documents if told.get("patient")]:
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


# Words in labels of the file's own entries that tell who somebody is, in small letters: patients, and also doctors and observers. Reports name
# their entries in English as a rule; which labels of ours are personal, the document says.
PERSONAL = (
    "name",
    "by",
    "birth",
    "date",
    "time",
    "written",
    "observer",
    "physician",
    "doctor",
    "patient",
    "person",
    "sex",
    "address",
    "institution",
)


def content(told, patients):
    """Give the `content` of a document without names: those of the patients, and what is labeled as somebody's."""
    words = words_of(patients) | words_of((told["patient"],))
    seen = dict(told)
    seen["patient"] = {"name": HIDDEN, "id": ""}
    seen["title"] = text(told["title"], words)
    seen["error"] = text(told["error"], words) if told["error"] else None
    seen["notes"] = [text(note, words) for note in told["notes"]]
    for part in ("facts", "summary"):
        seen[part] = [
            [text(label, words), HIDDEN if label in told["personal"] or personal(label) else text(said, words)]
            for label, said in told[part]
        ]
    seen["blocks"] = [block(one, words) for one in told["blocks"]]
    return seen


def block(told, words):
    seen = dict(told)
    label = told.get("label") or ""
    seen["text"] = HIDDEN if personal(label) else text(told["text"], words)
    if label:
        seen["label"] = text(label, words)
    return seen


def personal(label):
    """Tell whether an entry of this label says who somebody is."""
    return any(small(part) in PERSONAL for part in split(label))
