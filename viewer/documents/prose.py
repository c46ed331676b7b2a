"""A content as lines of text, for the command line and for saving."""

import textwrap

from viewer.documents.content import Block, Content

__all__ = ["escaped", "lines"]

_WIDTH = 100


def lines(content: Content) -> list[str]:
    """Write a document: its title, facts, summary, blocks and notes."""
    out = [content.title, "=" * min(len(content.title), _WIDTH)]
    out += [f"{label}: {text}" for label, text in content.facts if text]
    summary = content.more.get("summary") or []
    if summary:
        out += ["", *(f"{label}: {text}" for label, text in summary)]
    if content.blocks:
        out.append("")
    for block in content.blocks:
        out += _block(block)
    if content.notes:
        out += ["", *(f"Note: {note}" for note in content.notes)]
    return [escaped(line).rstrip() for line in out]


def _block(block: Block) -> list[str]:
    level = block["level"]
    indent = "  " * (level - 1)
    if block["type"] == "heading":
        return ["", f"{indent}{block['text']}", f"{indent}{'-' * min(len(block['text']), _WIDTH)}"]
    text = block["text"]
    if block["type"] == "pictures":
        many = len(block["references"])
        frames = [f", frames {', '.join(map(str, one['frames'][:20]))}" if one["frames"] else "" for one in block["references"]]
        text = f"{text} ({block['references'][0]['instance']}{frames[0]})" if many == 1 else f"{text}, {many} times"
    label = f"{block['label']}: " if block["label"] else ""
    first, *rest = f"{label}{text}".split("\n")
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
