"""Short names for lists: what sets a series apart within its exam, and a part within its series; the exam's name says the rest once."""

from app.page.facts import words
from app.page.facts.parts import dotted, listed
from text.say import say

__all__ = ["Exam", "alone", "called", "columns", "in_common", "part", "parted", "title"]

CUTS = ("CT", "MR", "PT", "NM", "SEG", "RTDOSE")  # what is seen from the side there is a slice, elsewhere a view
SLICES = ("side", "front", "across", "angle")  # codes of the core, of how slices lie
SEEN = {"seen_side": "side", "seen_front": "front", "seen_below": "across"}  # labels of parts that say so as well
COLUMNS = ((8, 3), (15, 2))  # letters of the longest name, and columns for that in the narrowest list
ENOUGH = 24  # parts by which it is told what all of a series have in common


class Exam:
    """What the pictures of an exam share and its name says, which no title needs to say again, in codes; None where there is no such thing."""

    def __init__(self, study):
        kinds, parts, heading = set(), set(), study.get("names") or {}
        for series in study.get("series") or ():
            for stack in series["stacks"]:
                if not stack.get("localizer") and not words.laid_over(stack):
                    kinds.add(kind(stack))
                    parts.add(part_of_body(stack))
        told = only(kinds)
        self.kind = told if told and said(told, heading.get("kinds")) else None
        told = only(parts)
        same_side = told and told[1] in ("", heading.get("side") or "")
        self.part = told if same_side and told[0] and said(told[0], heading.get("parts")) else None


def only(found):
    """Give the one thing that all share, else None."""
    return next(iter(found)) if len(found) == 1 else None


def said(codes, heading):
    """Tell whether a heading has all these codes."""
    return all(code in (heading or ()) for code in codes)


def kind(stack):
    """Give the codes of the kind of picture of a stack: one, or none."""
    return tuple((stack.get("names") or {}).get("kinds") or ())


def part_of_body(stack):
    """Give (codes of the parts of the body, code of the side) of a stack."""
    names = stack.get("names") or {}
    return tuple(names.get("parts") or ()), names.get("side") or ""


def title(series, stack, exam):
    """Give (head, look) of a stack: "Side (sagittal)" and "fluid bright, fat dark"; the look is often empty, the head never.

    Without a plain name it is called as the hospital calls it, else by the kind of scan and the part of the body.
    """
    named = stack.get("named") or {}
    own = named.get("kind") or ""
    head = [own or words.kind(series.get("modality"))] if not own or kind(stack) != exam.kind else []
    if words.laid_over(stack):  # of what is marked nobody asks from where it is seen
        return words.first_capital(head[0]), ""
    part = named.get("part") or ""
    about = [part if part_of_body(stack) != exam.part else "", seen(stack.get("view"), stack)]
    look = [
        named.get("look") or "",
        "" if stack.get("localizer") else named.get("made") or "",
    ]  # the row above says that it is for planning
    about, look = [one for one in about if one], listed(look)
    if not about and not look and not (own and head):
        return words.readable(series.get("description")) or words.kind(series.get("modality")), ""
    head += about
    if not head:
        head, look = [look], ""
    return words.first_capital(dotted(head)), look


def seen(view, stack):
    """Give from where pictures are seen, by the core's code, with the name that radiologists have for it where they are slices."""
    if not view:
        return ""
    return say(("page.slices." if view in SLICES and stack.get("modality") in CUTS else "page.view.") + view)


def alone(series, stack, exam, place, count):
    """Give (title in one line, its head) of a part that has a card of its own: the part of this place among so many."""
    head, look = title(series, stack, exam)
    told = [head, look, say("page.part.planning") if stack.get("localizer") else ""]
    if count > 1:
        apart = stack.get("apart") or ()
        if stack.get("again") or not apart or any(SEEN.get(one["code"]) != (stack.get("view") or "") for one in apart):
            told.append(part(stack, place + 1))
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
    named, view = dict(first.get("named") or {}), first.get("view")
    for stack in stacks[1:ENOUGH]:
        other = stack.get("named") or {}
        named = {name: text if text == other.get(name) else "" for name, text in named.items()}
        view = view if view == stack.get("view") else ""
    return dict(first, named=named, view=view)


def part(stack, number):
    """Give what sets a part apart within its series: "b = 1000", "Echo 2, 30 ms", "Time 3", "Side (sagittal)"; else "Part 3"."""
    told = [one for one in stack.get("apart") or () if one["code"] != "planning"]
    name = dotted([say("page.slices." + SEEN[one["code"]]) if one["code"] in SEEN else one["short"] for one in told])
    if not name:
        return say("page.part.numbered", number=number)
    if told[0]["code"] != "b":  # a letter of a formula
        name = words.first_capital(name)
    return say("page.part.again", name=name, number=stack["again"]) if stack.get("again") else name


def columns(names):
    """Give in how many columns buttons with these names stand, so that none of them breaks in the middle of a word."""
    longest = max([len(name) for name in names])
    for most, count in COLUMNS:
        if longest <= most:
            return count
    return 1


def parted(stacks):
    """Give how much there is in the parts of a series: "12 parts of 24 pictures", "2 parts, 30 pictures"."""
    counts = [stack.get("frames") or 0 for stack in stacks]
    if min(counts) == max(counts):
        return say("page.parts.alike", n=len(stacks), pictures=say("word.pictures", n=counts[0]))
    return listed((say("word.parts", n=len(stacks)), say("word.pictures", n=sum(counts))))
