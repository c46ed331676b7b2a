"""Which pictures the series of marks lie over, so that they stand under those in the list: asked when all is read, one after the other."""

from app.page import words

__all__ = ["Hosts"]

MOST = 40
"""Series of marks whose pictures are looked for unbidden."""


class Hosts:
    """What the cell has told of the series of marks, for a desk."""

    def __init__(self, desk):
        self.desk = desk
        self.forget()

    def forget(self):
        """Forget the scan that was open."""
        self.known = {}  # stack of marks -> stack that it lies over, None where that is not here
        self.waiting = []  # stacks that are still to be asked about

    def seek(self):
        """All is read: ask about each series of marks, by the first of its stacks."""
        found = [series["stacks"] for patient in self.desk.state.patients for study in patient["studies"] for series in study["series"]]
        marks = [stacks[0]["id"] for stacks in found if stacks and words.laid_over(stacks[0])]
        self.waiting = [stack for stack in marks if self.known.get(stack) is None][:MOST]
        self.ask()

    def ask(self):
        if self.waiting:
            self.desk.send("host", {"stack": self.waiting[0]})

    def take(self, told):
        """Take a `host` message."""
        self.known[told["stack"]] = told["home"]
        if self.waiting and self.waiting[0] == told["stack"]:
            self.waiting.pop(0)
            if not self.waiting:
                self.desk.list_series()
            self.ask()
