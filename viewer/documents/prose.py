"""A content as lines of text, for the command line and for saving."""

import textwrap

from text.say import say
from viewer.documents.content import Block, Content
from viewer.telling import listed

__all__ = ["escaped", "lines"]

_WIDTH = 100


def lines(content: Content) -> list[str]:
    """Write a document: its title, facts, summary, blocks and notes."""
    out = [content.title, "=" * min(len(content.title), _WIDTH)]
    out += [say("core.doc.fact", label=label, text=text) for label, text in content.facts if text]
    summary = content.more.get("summary") or []
    if summary:
        out += ["", *(say("core.doc.fact", label=label, text=text) for label, text in summary)]
    if content.blocks:
        out.append("")
    for block in content.blocks:
        out += _block(block)
    if content.notes:
        out += ["", *(say("core.doc.note", note=note) for note in content.notes)]
    return [escaped(line).rstrip() for line in out]


def _block(block: Block) -> list[str]:
    level = block["level"]
    indent = "  " * (level - 1)
    if block["type"] == "heading":
        return ["", f"{indent}{block['text']}", f"{indent}{'-' * min(len(block['text']), _WIDTH)}"]
    text = block["text"]
    if block["type"] == "pictures":
        many = len(block["references"])
        if many == 1:
            one = block["references"][0]
            frames = listed(map(str, one["frames"][:20]))
            text = (
                say("core.doc.refers", text=text, file=one["instance"])
                if not frames
                else say("core.doc.refers.frames", text=text, file=one["instance"], frames=frames)
            )
        else:
            text = say("core.doc.refers.often", text=text, n=many)
    told = say("core.doc.fact", label=block["label"], text=text) if block["label"] else text
    first, *rest = told.split("\n")
    wrapped = textwrap.wrap(first, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ") or [indent]
    return wrapped + [f"{indent}  {line}" for line in rest]


def escaped(line: str) -> str:
    """Return a line in which what a terminal would obey is shown by its number: text of a file is not to be trusted."""
    return line if line.isprintable() else "".join(letter if letter.isprintable() else _code(letter) for letter in line)


def _code(letter: str) -> str:
    number = ord(letter)
    if letter.isspace() and number > 0x7F:  # the wide blanks of other scripts
        return " "
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x1_0000 else f"\\U{number:08x}"
