"""What the gestures over a picture ask for, and which tool dragging uses."""

from app.page import state as states
from app.page.update import arrangement, linking, looks, pictures

__all__ = ["act", "choose_tool"]


def act(state, number, actions):
    """Do what gestures over a view ask for (see app/page/input/gestures.py); all but pointing makes it the active one."""
    steps, view = [], state.views.get(number)
    for action in actions:
        kind = action[0]
        if view is None or number not in states.visible(state):
            break  # a late event of a pane that is gone
        if kind == "away":
            steps += pictures.leave(state, number)
        elif kind == "point":
            steps += pictures.point(state, view, action[1], action[2])
        else:
            steps += arrangement.activate(state, number)
            if view.shown is not None:
                steps += do(state, view, action)
    return steps


def do(state, view, action):
    """Do what a gesture asks for in the active view; a press alone asks for nothing more than that it is the active one."""
    kind = action[0]
    if kind == "scroll":
        return pictures.step(state, action[1])
    if kind == "window":
        return looks.drag_window(state, action[1], action[2])
    if kind == "pan":
        return looks.pan(state, action[1], action[2])
    if kind == "zoom":
        return looks.zoom(state, action[1], action[2], action[3])
    if kind == "enlarge":
        return arrangement.enlarge(state)
    if kind == "magnify":
        return looks.magnify(state, action[1], action[2])
    if kind == "mark":
        return linking.find(state, view, action[1], action[2])
    if kind == "sideways" and state.narrow:
        return arrangement.neighbor(state, action[1])
    return []


def choose_tool(state, tool):
    """Let dragging do something else."""
    state.tool = tool
    return [("tool",)]
