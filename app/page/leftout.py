"""The files that show no picture, in three heaps: what is wrong with a picture, what is sound but no picture, and all the rest."""

__all__ = ["HEAPS", "heap", "heaps"]

HEAPS = (
    ("broken", "Pictures that could not be opened"),
    ("document", "Documents on the disc, not pictures"),
    ("other", "Other files"),
)

# What the reasons of the core have in common, in small letters.
MARKS = (
    ("object without pictures", "other"),  # nobody knows what it is
    ("holds no picture", "document"),
    ("not a medical image", "other"),
    ("table of contents", "other"),
    ("very same identifier", "other"),
    ("try to lead out of it", "other"),  # names in an archive; the files themselves were taken
)


def heap(reason):
    """Tell to which heap a reason belongs; one that is not known speaks of a picture that is lost."""
    told = reason.lower()
    for mark, name in MARKS:
        if mark in told:
            return name
    return "broken"


def heaps(files, counts):
    """Give ((title, ((reason, number, paths), …)), …) of the `skipped` message: what matters most first, then the larger."""
    paths = {}
    for file in files:
        paths.setdefault(file["reason"], []).append(file["path"])
    groups = [(reason, (counts or {}).get(reason) or len(paths[reason]), paths[reason]) for reason in paths]
    groups.sort(key=lambda group: -group[1])
    found = []
    for name, title in HEAPS:
        mine = [group for group in groups if heap(group[0]) == name]
        if mine:
            found.append((title, mine))
    return found
