"""The page: MicroPython under PyScript, everything that a person sees and touches.

What it knows is one `state`, changed by the actions in `update` alone; `space` and `facts` work things out, `panes` and `panels` draw, `input` listens,
and `main` puts it all together. All but those three and `dom` run in CPython as well and know no browser. No module here ever holds a pixel: the
pictures are painted by JavaScript, the page only says where on the screen they lie.
"""
