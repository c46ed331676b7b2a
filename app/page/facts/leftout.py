"""The files that show no picture, in heaps: what is wrong with a picture, what is sound but no picture, second copies, and all the rest."""

__all__ = ["HEAPS", "broken", "heap", "heaps"]

HEAPS = ("broken", "document", "copy", "other")  # what matters most first

HEAP_OF = {  # by the code why a file is left out
    "file.other": "other",
    "contents": "other",
    "zip.outside": "other",  # names in an archive; the files themselves were taken
    "copy": "copy",
    "worse": "copy",
}


def heap(file):
    """Tell to which heap a file of the `skipped` message belongs; a code that is not known speaks of a picture that is lost."""
    return "document" if file.get("document") else HEAP_OF.get(file.get("code"), "broken")


def broken(files):
    """Count the files of the `skipped` message, or None, that may hold a picture and could not be opened."""
    return len([1 for file in files or () if heap(file) == "broken"])


def heaps(files, counts):
    """Give ((heap, ((reason, number, paths), …)), …) of the `skipped` message: what matters most first, then the larger."""
    paths, kinds = {}, {}
    for file in files:
        paths.setdefault(file["reason"], []).append(file["path"])
        kinds[file["reason"]] = heap(file)
    groups = [(reason, (counts or {}).get(reason) or len(paths[reason]), paths[reason]) for reason in paths]
    groups.sort(key=lambda group: (-group[1], group[0]))  # MicroPython keeps no order of what is equal
    found = []
    for name in HEAPS:
        mine = [group for group in groups if kinds[group[0]] == name]
        if mine:
            found.append((name, mine))
    return found
