"""Short names for lists: what sets a series apart within its exam, and a part within its series; the exam's name says the rest once."""

from app.page.facts import words
from app.page.facts.parts import dotted, listed
from text.say import say

__all__ = ["Exam", "alone", "called", "columns", "in_common", "part", "parted", "title"]

CUTS = ("CT", "MR", "PT", "NM", "SEG", "RTDOSE")  # what is seen from the side there is a slice, elsewhere a view
SLICES = {  # as the core has it -> the code of what is said
    "seen from the side": "side", "seen from the front": "front", "slices across the body": "across", "seen from below": "across",
    "cut at an angle": "angle",
}  # fmt: skip
COLUMNS = ((8, 3), (15, 2))  # letters of the longest name, and columns for that in the narrowest list
ENOUGH = 24  # parts by which it is told what all of a series have in common


class Exam:
    """What the pictures of an exam share and its name says, which no title needs to say again; None where there is no such thing."""

    def __init__(self, study):
        kinds, parts = set(), set()
        for series in study.get("series") or ():
            for stack in series["stacks"]:
                if not stack.get("localizer") and not words.laid_over(stack):
                    named = stack.get("named") or {}
                    kinds.add(named.get("kind") or "")
                    parts.add(named.get("part") or "")
        heading = (study.get("plain") or "").lower()
        self.kind, self.part = said(kinds, heading), said(parts, heading)


def said(found, heading):
    """Give the one word that all share, if the heading has it too; else None."""
    only = next(iter(found)) if len(found) == 1 else ""
    return only if only and only.lower() in heading else None


def title(series, stack, exam):
    """Give (head, look) of a stack: "Side (sagittal)" and "fluid bright, fat dark"; the look is often empty, the head never.

    Without a plain name it is called as the hospital calls it, else by the kind of scan and the part of the body.
    """
    named = stack.get("named") or {}
    kind = named.get("kind") or ""
    head = [kind or words.kind(series.get("modality"))] if not kind or kind != exam.kind else []
    if words.laid_over(stack):  # of what is marked nobody asks from where it is seen
        return words.first_capital(head[0]), ""
    part = named.get("part") or ""
    about = [part if part != exam.part else "", seen(named.get("seen") or "", stack)]
    look = [
        named.get("look") or "",
        "" if stack.get("localizer") else named.get("made") or "",
    ]  # the row above says that it is for planning
    about, look = [one for one in about if one], listed(look)
    if not about and not look and not (kind and head):
        return words.readable(series.get("description")) or words.kind(series.get("modality")), ""
    head += about
    if not head:
        head, look = [look], ""
    return words.first_capital(dotted(head)), look


def seen(text, stack):
    """Give from where pictures are seen, with the name that radiologists have for it where they are slices."""
    if text in SLICES and stack.get("modality") in CUTS:
        return say("page.slices." + SLICES[text])
    for start in ("taken ", "seen "):
        if text.startswith(start):
            return text[len(start) :]
    return text


def alone(series, stack, exam, place, count):
    """Give (title in one line, its head) of a part that has a card of its own: the part of this place among so many."""
    head, look = title(series, stack, exam)
    told = [head, look, say("page.part.planning") if stack.get("localizer") else ""]
    apart = part(stack, place + 1) if count > 1 else ""
    if apart.lower() not in (head + look).lower():
        told.append(apart)
    return dotted(told), head


def called(series, head, *, twin=False):
    """Give what the hospital calls a series, unless its title says that; twin: with its number, since another one is called the same."""
    told = words.readable(series.get("description"))
    number = say("page.series.number", number=str(series["number"])) if twin and series.get("number") is not None else ""
    return dotted((told if told.lower() != head.lower() else "", number))


def in_common(stacks):
    """Give a stack that tells what these parts of one series have in common, for their title."""
    first = stacks[0]
    if len(stacks) == 1:
        return first
    named = dict(first.get("named") or {})
    for stack in stacks[1:ENOUGH]:
        other = stack.get("named") or {}
        named = {name: said if said == other.get(name) else "" for name, said in named.items()}
    return dict(first, named=named)


def part(stack, number):
    """Give what sets a part apart within its series: "b = 1000", "Echo 2 · 30 ms", "Time 3", "Side (sagittal)"; else "Part 3"."""
    told = []
    for one in (stack.get("label") or "").split(", "):
        apart = say("page.slices." + SLICES[one]) if one in SLICES else without_count(one)
        if not apart.startswith("localizer"):
            told.append(apart)
    label = dotted(told)
    return (label if label.startswith("b = ") else words.first_capital(label)) or say("page.part.numbered", number=number)


def columns(names):
    """Give in how many columns buttons with these names stand, so that none of them breaks in the middle of a word."""
    longest = max([len(name) for name in names])
    for most, count in COLUMNS:
        if longest <= most:
            return count
    return 1


def without_count(text):
    """Give "time 3" for "time 3 of 12": how many there are is told once."""
    before, between, after = text.partition(" of ")
    return before if between and after.isdigit() else text


def parted(stacks):
    """Give how much there is in the parts of a series: "12 parts of 24 pictures", "2 parts, 30 pictures"."""
    counts = [stack.get("frames") or 0 for stack in stacks]
    if min(counts) == max(counts):
        return say("page.parts.alike", n=len(stacks), pictures=say("word.pictures", n=counts[0]))
    return listed((say("word.parts", n=len(stacks)), say("word.pictures", n=sum(counts))))
