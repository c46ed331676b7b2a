"""What the page does: actions, each of which changes the state and returns the steps that follow from it, in order.

A step is a tuple of a name and its arguments: ask the cell ("put", "send"), draw a part of the page, or run another action ("next": when the
steps before it are done; "soon": after the next frame; "after": later). The table of steps is in `app/page/main.py`. An action returns all its steps at once, so
whatever depends on what a step finds out (the order of the list, the size of a new pane) belongs in an action of its own, run by "next".
Nothing here knows the screen or the clock; all of it runs in CPython as well.
"""
