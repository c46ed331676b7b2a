"""Every sentence that a person reads: one gettext catalog a language, and `say`, which makes sentences out of keys and facts.

`en.po` holds the English sentences, which are the source of all others: the key stands as `msgctxt`, the sentence as `msgid`.
`say` runs in MicroPython, in Pyodide and under CPython; the build compiles the catalogs to JSON for the browser (`text.compiling`).
"""
