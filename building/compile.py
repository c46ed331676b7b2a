"""Compile every `.py` below /work to a `.pyc` in its place. Runs inside Pyodide, whose Python the bytecode is for.

ARGUMENTS holds `folder=level`: the optimization level (0 keeps everything, 2 drops asserts and docstrings) of what lies below it.
The bytecode is "unchecked": it carries the hash of its source, which nobody compares, so it says nothing of times or places.
"""

import py_compile
from pathlib import Path

work = Path("/work")
for argument in ARGUMENTS:
    folder, level = argument.split("=")
    for source in sorted((work / folder).rglob("*.py")):
        py_compile.compile(
            str(source),
            cfile=f"{source}c",
            dfile=source.relative_to(work).as_posix(),
            doraise=True,
            optimize=int(level),
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        source.unlink()
