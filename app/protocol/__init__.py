"""What the page, its scripts and the cell say to each other: every message of every direction, and the check that both ends make.

`tables` names them, `messages` writes and reads them, `ports` has what workers without Python are sent.
"""
