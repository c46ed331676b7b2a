"""Whether code and catalogs fit: no key is missing or unused, and each sentence gets the facts that it takes. CPython only.

A key stands in code as a literal: `say("disc.pictures", n=…)`, `has("…")`, `Sentence("…", n=…)` that is said later, an error's code
(`BrokenFile("short", …, do="again")` takes the sentences `core.error.short.found` and `.expected`, and `core.do.again` instead of a `.do` of
its own), `{{t:key}}` in HTML. Where a part of it is a code that the program finds out, the literal beginning (`say("page.kind." + code)`) or
f-string stands for all keys that begin so.
"""

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from text.compiling import PSEUDO, SOURCE, placeholders, sentences

__all__ = ["ERRORS", "faults", "translations"]

ERRORS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        "ViewerError NotDicom BrokenFile NoPicture UnsupportedPixels LimitExceeded OutOfMemory Unreadable Locked".split(), frozenset()
    ),
    "unforeseen": frozenset(("kind",)),
}
"""The exceptions of the core, and what makes them, whose first argument is a code, with the facts that they add by themselves."""

_NONE: Mapping[str, frozenset[str]] = {}

_CALLS = {"say": "text.say", "has": "text.say", "Sentence": "viewer.telling"}
"""What takes a key, and the module that it is imported from."""
_ERROR = "core.error."
_SHARED = ("expected", "do")
"""Parts of an error that may be a sentence of several: the keyword `do="again"` stands for `core.do.again`."""
_IN_SCRIPT = re.compile(r"""\bsay\(\s*(["'`])([\w.-]+)(\1|\$\{)\s*""")
_NAME_IN_SCRIPT = re.compile(r"\s*(\w+)\s*(?=:|$)")
_QUOTED_IN_SCRIPT = re.compile(r"""(["'`])(?:\\.|(?!\1).)*\1""", re.DOTALL)
_IN_MARKUP = re.compile(r"\{\{t:([\w.-]+)\}\}|\bdata-t(?:-[\w-]+)?=\"([\w.-]+)\"")


@dataclass
class _Use:
    """One place where a key is used: `beginning`, more is put together when it runs; `facts`: names, None where they are not all literal."""

    key: str
    where: str
    beginning: bool = False
    facts: frozenset[str] | None = field(default=None)


def faults(root: Path, errors: Mapping[str, frozenset[str]] = _NONE) -> list[str]:
    """Return what does not fit, one line each; `errors`: as ERRORS."""
    known = sentences(SOURCE)
    uses = list(_uses(root, errors, known))
    exact = {use.key for use in uses if not use.beginning}
    beginnings = tuple(use.key for use in uses if use.beginning)
    found = [f"{use.where}: no sentence has the key {use.key}" for use in uses if not use.beginning and use.key not in known]
    found += [
        f"{use.where}: no sentence begins with {use.key}"
        for use in uses
        if use.beginning and not any(key.startswith(use.key) for key in known)
    ]
    found += [f"nobody says {key}" for key in known if key not in exact and not (beginnings and key.startswith(beginnings))]
    for use in uses:
        if use.facts is None or use.beginning or use.key not in known:
            continue
        wanted = _wanted(known[use.key])
        given = use.facts
        if not wanted <= given:
            found.append(f"{use.where}: {use.key} takes {', '.join(sorted(wanted))} and gets {', '.join(sorted(given)) or 'nothing'}")
    return found


def translations() -> list[str]:
    """Return where the sentences of other languages do not fit those of English, one line each."""
    folder = Path(__file__).parent
    known, found = sentences(SOURCE), []
    for language in sorted({path.stem for path in folder.glob("*.po")} - {SOURCE} - set(PSEUDO)):
        other = sentences(language)
        found += [f"{language}: {key} is missing" for key in known.keys() - other.keys()]
        found += [f"{language}: {key} is in no other catalog" for key in other.keys() - known.keys()]
        found += [
            f"{language}: {key} has other placeholders" for key in known.keys() & other.keys() if _wanted(known[key]) != _wanted(other[key])
        ]
    return found


def _wanted(sentence: str | list[str]) -> set[str]:
    return placeholders(sentence) if isinstance(sentence, str) else {"n"}.union(*map(placeholders, sentence))


def _uses(root: Path, errors: Mapping[str, frozenset[str]], known: Collection[str]) -> Iterator[_Use]:
    for folder in ("app", "viewer", "building"):
        for path in sorted((root / folder).rglob("*.py")):
            yield from _in_python(path, path.relative_to(root).as_posix(), errors, known)
    for folder in ("static", "app"):
        for path in sorted((root / folder).rglob("*.js")):
            script = path.read_text(encoding="utf-8")
            for found in _IN_SCRIPT.finditer(script):
                where = f"{path.relative_to(root).as_posix()}:{script.count(chr(10), 0, found.start()) + 1}"
                yield _Use(found[2], where, beginning=found[3] == "${", facts=_facts_in_script(script[found.end() :]))
    for path in sorted((root / "static").rglob("*.html")):
        for found in _IN_MARKUP.finditer(path.read_text(encoding="utf-8")):
            yield _Use(found[1] or found[2], path.relative_to(root).as_posix())


def _facts_in_script(rest: str) -> frozenset[str] | None:
    """Return the names of the facts in what follows the key in a call, `, { n, name: "x" })`; None where they are not all written there."""
    if rest.startswith(")"):
        return frozenset()
    if not re.match(r",\s*\{", rest):
        return None
    parts, depth = [""], 0
    for letter in _QUOTED_IN_SCRIPT.sub("0", rest[rest.index("{") + 1 :]):
        if depth == 0 and letter == "}":
            break
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 0 and letter == ",":
            parts.append("")
        else:
            parts[-1] += letter
    names = [_NAME_IN_SCRIPT.match(part.rstrip()) for part in parts if part.strip()]
    return frozenset(name[1] for name in names if name) if all(names) else None


def _in_python(path: Path, name: str, errors: Mapping[str, frozenset[str]], known: Collection[str]) -> Iterator[_Use]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {alias.name: node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    calls = {name for name, home in _CALLS.items() if imported.get(name) == home}  # others say as well: tools, outlets
    makers = set(_makers(tree, errors))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        if called in _CALLS and (called not in calls or isinstance(node.func, ast.Attribute)):
            continue
        where = f"{name}:{node.lineno}"
        facts = None if any(word.arg is None for word in node.keywords) else frozenset(str(word.arg) for word in node.keywords)
        if called in _CALLS:
            for key, beginning in _literals(node.args[0]):
                yield _Use(key, where, beginning=beginning, facts=None if called == "has" else facts)
        elif called in errors or id(node) in makers:
            given = None if facts is None else (facts | errors.get(called, frozenset())) - set(_SHARED)
            yield from _of_error(node, where, given, known)


def _makers(tree: ast.Module, errors: Mapping[str, frozenset[str]]) -> Iterator[int]:
    """Yield the calls by which an exception gives itself a code: `super().__init__("memory")`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in errors:
            yield from (id(call) for call in ast.walk(node) if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__")


def _of_error(node: ast.Call, where: str, facts: frozenset[str] | None, known: Collection[str]) -> Iterator[_Use]:
    shared = {word.arg: word.value for word in node.keywords if word.arg in _SHARED}
    for part, name in shared.items():
        for key, beginning in _literals(name):
            yield _Use(f"core.{part}.{key}", where, beginning=beginning, facts=facts)
    for key, beginning in _literals(node.args[0]):
        if beginning:
            yield _Use(_ERROR + key, where, beginning=True)
            continue
        yield _Use(f"{_ERROR}{key}.found", where, facts=facts)
        own = (f"{_ERROR}{key}.{part}" for part in _SHARED if part not in shared)
        yield from (_Use(one, where, facts=facts) for one in own if one in known)


def _literals(node: ast.expr) -> Iterator[tuple[str, bool]]:
    """Yield the keys that an expression can be, each with whether it is only the beginning of one."""
    match node:
        case ast.Constant(value=str(text)):
            yield text, False
        case ast.IfExp():
            yield from _literals(node.body)
            yield from _literals(node.orelse)
        case ast.BinOp(op=ast.Add()):
            yield from ((text, True) for text, _ in _literals(node.left))
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            yield text, True
        case _:
            return
