"""What stands in the list of series, row by row: patients, exams, a card for each series, and under it its parts and what belongs to it."""

from app.page.facts import titles, words

__all__ = ["FEW", "Group", "Listing", "flat", "row_of"]

FEW = 4  # parts of a series that are seen unasked; more are stepped through, or unfolded
TWINS = 200  # series of an exam up to which it is looked for those that are called the same
ROW = 24  # parts in one row of the list: of a series of thousands only those near what is seen are drawn


class Group:
    """The stacks of a series that share a card."""

    under = False  # it lies over the pictures of the card above it
    twin = False  # another series of the exam is called the same

    def __init__(self, key, series, stacks, exam):
        self.key, self.series, self.stacks, self.exam = key, series, stacks, exam

    def place(self, stack):
        """Give the place of a stack among the parts, or None."""
        for number, one in enumerate(self.stacks):
            if one["id"] == stack:
                return number
        return None


class Listing:
    """The rows of the list, in the order in which they stand there.

    Each row is (key, kind, number of the patient, …):

        "patient"   what is told of a patient
        "study"     what is told of an exam
        "card"      its Group
        "parts"     its Group, and the numbers of the first part and of the one behind the last
        "outlines"  a document of outlines
        "views"     the stack that somebody saved views of
        "planning"  the groups of planning pictures that it folds away, and whether they are seen

    homes: stack -> documents of outlines that lie over it; over: stack of marks -> stack that it lies over; hand: key of a group or of a
    "planning" row -> whether somebody unfolded it; pressed: the stack that is shown.
    """

    def __init__(self, patients, homes=None, over=None, hand=None, pressed=None):
        self.homes, self.hand, self.pressed = homes or {}, hand or {}, pressed
        self.rows = []
        self.order = []  # all stacks as they stand in the list, those that are folded away as well
        self.groups = []  # all of them, likewise
        self.folds = {}  # stack -> key of the row that it is folded behind
        self.under = {}  # stack -> groups of marks that lie over it
        exams = [[(study, groups(p, study)) for study in patient["studies"]] for p, patient in enumerate(patients)]
        if over:
            self.settle(exams, over)
        for p, patient in enumerate(patients):
            self.rows.append((("patient", p), "patient", p, patient))
            for study, (pictures, planning) in exams[p]:
                self.rows.append((("study", p, study["uid"]), "study", p, study))
                self.exam(p, study, pictures, planning)

    def settle(self, exams, over):
        """Put marks under the pictures that they lie over, as far as those are here."""
        hosts, laid = set(), []
        for patient in exams:
            for _, (pictures, planning) in patient:
                for group in pictures + planning:
                    if words.laid_over(group.stacks[0]):
                        laid.append(group)
                    else:
                        hosts.update([stack["id"] for stack in group.stacks])
        for group in laid:
            for stack in group.stacks:
                home = over.get(stack["id"])
                if home in hosts:
                    group.under = True
                    self.under.setdefault(home, []).append(group)
                    break

    def exam(self, p, study, pictures, planning):
        """List the series of an exam: its pictures, and behind one row those for planning."""
        for group in pictures:
            if not group.under:
                self.group(p, group)
        if not planning:
            return
        if not pictures:  # there is nothing else to be seen
            for group in planning:
                self.group(p, group)
            return
        key = "planning " + str(p) + " " + study["uid"]
        stacks = [stack["id"] for group in planning for stack in group.stacks]
        seen = self.hand.get(key, self.pressed in stacks)
        self.rows.append((key, "planning", p, planning, seen))
        for stack in stacks:
            self.folds[stack] = key
        for group in planning:
            self.group(p, group, seen=seen)

    def group(self, p, group, *, seen=True):
        """List a series, its parts, and what belongs to it; seen: it is not folded away."""
        stacks = group.stacks
        self.groups.append(group)
        self.order.extend([stack["id"] for stack in stacks])
        if seen:
            self.rows.append((group.key, "card", p, group))
            if len(stacks) > 1:
                self.parts(p, group)
            for stack in stacks if self.homes else ():
                self.rows.extend([("outlines " + one["id"], "outlines", p, one) for one in self.homes.get(stack["id"], ())])
            for stack in stacks:
                if stack.get("saved_views"):
                    self.rows.append(("views " + group.key, "views", p, stack))
                    break
        for stack in stacks if self.under else ():
            for one in self.under.get(stack["id"], ()):
                self.group(p, one, seen=seen)

    def group_of(self, stack):
        """Give the group that a stack is in, or None. It is looked for: a table of thousands takes MicroPython long to make."""
        for group in self.groups:
            if group.place(stack) is not None:
                return group
        return None

    def parts(self, p, group):
        """List the parts of a series, where they are to be seen."""
        count = len(group.stacks)
        if count <= FEW or self.hand.get(group.key):
            self.rows.extend([(row_of(group, start), "parts", p, group, start, min(start + ROW, count)) for start in range(0, count, ROW)])


def row_of(group, place):
    """Give the key of the row with the part of this place."""
    return "parts " + str(place // ROW) + " " + group.key


def groups(p, study):
    """Give (groups with pictures, groups for planning) of an exam; what is to be laid over others comes last among the pictures."""
    exam = titles.Exam(study)
    pictures, marks, planning, known = [], [], [], {} if len(study["series"]) <= TWINS else None
    # As a text: MicroPython finds a tuple among thousands only slowly. The length tells where the one identifier ends.
    start = "series " + str(p) + " " + str(len(study["uid"])) + " " + study["uid"]
    for series in study["series"]:
        stacks = series["stacks"]
        few = [stack for stack in stacks if stack.get("localizer")]
        if few and len(few) < len(stacks):
            found = (([stack for stack in stacks if not stack.get("localizer")], pictures), (few, planning))
        elif few:
            found = ((stacks, planning),)
        elif stacks:
            found = ((stacks, marks if words.laid_over(stacks[0]) else pictures),)
        else:
            found = ()
        for some, target in found:
            group = Group(("planning " if target is planning else "") + start + series["uid"], series, some, exam)
            target.append(group)
            if known is None:
                continue
            # Where a list would say the same of two series, it tells their numbers too.
            name = (some[0].get("plain") or "") + "\n" + (series.get("description") or "")
            if name in known:
                group.twin = known[name].twin = True
            known[name] = group
    return pictures + marks, planning


def flat(patients):
    """Give the rows of a page that shows all: ("patient", …), ("study", …), and a "card" for each part: (stack id, "card", p, Group, its place)."""
    rows = []
    for p, patient in enumerate(patients):
        rows.append((("patient", p), "patient", p, patient))
        for study in patient["studies"]:
            rows.append((("study", p, study["uid"]), "study", p, study))
            pictures, planning = groups(p, study)
            for group in pictures + planning:
                for place, stack in enumerate(group.stacks):
                    rows.append((stack["id"], "card", p, group, place))
    return rows
