"""The store: runs actions, which change the state (see app/page/update), and carries out the steps that they return."""

from app.page.state import State

__all__ = ["Store"]


class Store:
    """The state, and a table of steps; `doing`: name of a step -> function that takes its arguments.

    after(ms, callback) and after_frame(callback) run something later.
    """

    def __init__(self, after, after_frame):
        self.state = State()
        self.doing = {"next": self.dispatch, "soon": self.soon, "after": self.later}
        self.after, self.after_frame = after, after_frame
        self.due = []  # actions that wait for the next frame

    def dispatch(self, action, *arguments, **named):
        """Let an action change the state, and do what it returns."""
        for step in action(self.state, *arguments, **named):
            self.doing[step[0]](*step[1:])

    def soon(self, action):
        """Do an action once what has changed is on the screen; once, however often it is asked for until then."""
        if action not in self.due:
            self.due.append(action)
            self.after_frame(lambda *_: self.arrive(action))

    def arrive(self, action):
        self.due.remove(action)
        self.dispatch(action)

    def later(self, ms, action):
        """Do an action after so many milliseconds."""
        self.after(ms, lambda *_: self.dispatch(action))
