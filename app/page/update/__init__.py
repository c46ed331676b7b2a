"""What the page does, as functions of its state: each changes the state and returns what is to be done of it, in order.

Such a step is a tuple: a name, and what belongs to it. `app/page/main.py` has the table of who does what is called so: ask the cell ("put", "send"), draw a part of
the page anew, or run another of these functions later ("soon", "after"). Nothing here knows the screen or the clock; all of it runs in CPython as well.
"""
