"""The page: MicroPython under PyScript, everything that a person sees and touches.

`viewport`, `gestures`, `keys`, `presets`, `words`, `state`, `outbox` and `cine` are pure: they run under MicroPython and
CPython alike and know no browser. The other modules are thin and touch the document through `dom`. No module here ever
holds a pixel: the pictures are painted by JavaScript, the page only says where on the screen they lie.
"""
