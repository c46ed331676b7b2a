"""Pyodide's interpreter, made so that Chromium compiles its heart once, and with memory only where all its parts agree on addresses.

CPython runs all code in one function of 79 kB (`_PyEval_EvalFrameDefault`). V8 compiles a WebAssembly function quickly at first, and once
more with care when it is hot; then it wagers on the functions that indirect calls were seen to reach, its own and those of the short
functions that it takes into it. For each wager that it loses it throws the careful code away and begins again: five times within the
start of Python, 0.2 s of a processor each. So here the indirect calls of that function, and of all that are short enough to be taken into
another, go through functions of their own, one for each signature, that are too long to be taken in (V8's `wasm_inlining_max_size` is
500 bytes; the wagers are its `wasm_deopt`). For those a lost wager costs nothing.

An address is a number of 32 bits. Pyodide's JavaScript takes some for signed ones: above 2 GiB they turn negative, and what is read
there is something else, without a word. So the memory ends just below, at `MOST_PAGES`, in the module itself, where the browser
enforces it (`bounded`), and in the script beside it (`capped`), which else would ask for more than there can be and give up too early.

Formats: WebAssembly Core Specification 3.0, section 5 (binary format).
"""

from collections.abc import Callable, Iterator

from building.tools import Trouble

__all__ = ["MOST_PAGES", "Module", "bounded", "capped", "steadied"]

TYPE, IMPORT, FUNCTION, MEMORY, CODE = 1, 2, 3, 5, 10
CALL, CALL_INDIRECT, NOP, END = 0x10, 0x11, 0x01, 0x0B
LOCAL_GET = 0x20
FUNCTION_TYPE = 0x60
I32 = 0x7F
MOST_PAGES = (1 << 15) - 1
"""Pages of 64 KiB that the interpreter's memory may have: one less than 2 GiB, so that also the address behind the last byte is positive."""
TOO_LONG = 600  # bytes of a function: V8 takes none of this length into another

# Instructions by what follows their opcode: numbers (LEB128, their signs do not matter to who steps over them), or as many plain bytes.
NONE = {0x00, 0x01, 0x05, 0x0B, 0x0F, 0x19, 0x1A, 0x1B, 0x0A, *range(0x45, 0xC5), 0xD1}
ONE_NUMBER = {
    *(0x02, 0x03, 0x04, 0x06),  # block, loop, if, try: their type
    *(0x07, 0x08, 0x09, 0x0C, 0x0D, 0x10, 0x12, 0x18),  # catch, throw, rethrow, br, br_if, call, return_call, delegate
    *range(0x20, 0x27),  # locals, globals, tables
    *(0x3F, 0x40, 0x41, 0x42, 0xD0, 0xD2),  # memory.size, memory.grow, constants, references
}
TWO_NUMBERS = {0x11, 0x13, *range(0x28, 0x3F)}  # indirect calls; loads and stores
PLAIN_BYTES = {0x43: 4, 0x44: 8}  # constants with a point
BR_TABLE, SELECT_TYPED, PREFIXED = 0x0E, 0x1C, 0xFC
NUMBERS_OF_PREFIXED = {**dict.fromkeys(range(8), 0), 8: 2, 9: 1, 10: 2, 11: 1, 12: 2, 13: 1, 14: 2, 15: 1, 16: 1, 17: 1}


class Module:
    """A WebAssembly module, as its sections: `sections` is a list of [id, contents]."""

    def __init__(self, data: bytes) -> None:
        """Part the bytes into sections; raise `Trouble` where they are no module."""
        if data[:8] != b"\0asm\1\0\0\0":
            raise Trouble("The interpreter is not a WebAssembly module of version 1.")
        self.sections: list[tuple[int, bytes]] = []
        at = 8
        while at < len(data):
            length, begin = number(data, at + 1)
            self.sections.append((data[at], data[begin : begin + length]))
            at = begin + length

    def section(self, wanted: int) -> bytes:
        """The contents of the one section with this id; raise `Trouble` where there is none."""
        for found, contents in self.sections:
            if found == wanted:
                return contents
        raise Trouble(f"The interpreter has no section {wanted}. building/interpreter.py does not know that kind of module.")

    def replace(self, wanted: int, contents: bytes) -> None:
        """Put other contents into a section."""
        self.sections = [(found, contents if found == wanted else old) for found, old in self.sections]

    def encoded(self) -> bytes:
        """The module as bytes."""
        return b"\0asm\1\0\0\0" + b"".join(bytes([found]) + leb(len(contents)) + contents for found, contents in self.sections)

    def types(self) -> list[tuple[bytes, bytes]]:
        """Parameters and results of each function type, a byte for each value."""
        contents = self.section(TYPE)
        count, at = number(contents, 0)
        found = []
        for _ in range(count):
            if contents[at] != FUNCTION_TYPE:
                raise Trouble("The interpreter has types other than those of functions. building/interpreter.py does not know them.")
            parameters, at = vector(contents, at + 1)
            results, at = vector(contents, at)
            found.append((parameters, results))
        return found

    def imported(self) -> int:
        """How many functions it imports: their numbers come before those of its own."""
        contents = self.section(IMPORT)
        count, at = number(contents, 0)
        functions = 0
        for _ in range(count):
            for _ in ("module", "name"):
                length, at = number(contents, at)
                at += length
            kind, at = contents[at], at + 1
            functions += kind == 0
            if kind in (0, 4):  # a function: its type. A tag: nothing, and its type
                _, at = number(contents, at + (kind == 4))
            else:  # a table: the type of what it holds, and limits; a memory: limits; a global: its type, and whether it changes
                at += kind in (1, 3)
                flags, at = number(contents, at)
                for _ in range(0 if kind == 3 else 1 + (flags & 1)):
                    _, at = number(contents, at)
        return functions

    def bodies(self) -> list[bytes]:
        """The functions of its own: locals and instructions of each."""
        contents = self.section(CODE)
        count, at = number(contents, 0)
        found = []
        for _ in range(count):
            body, at = vector(contents, at)
            found.append(body)
        return found

    def rewrite(self, bodies: list[bytes], added: list[tuple[bytes, bytes, bytes]]) -> None:
        """Put other bodies in place of its own, and functions behind them: parameters, results and body of each."""
        first, types = number(self.section(TYPE), 0)
        declared, functions = number(self.section(FUNCTION), 0)
        described = b"".join(bytes([FUNCTION_TYPE]) + counted(parameters) + counted(results) for parameters, results, _ in added)
        numbers = b"".join(leb(first + index) for index in range(len(added)))
        every = [*bodies, *(body for _, _, body in added)]
        self.replace(TYPE, leb(first + len(added)) + self.section(TYPE)[types:] + described)
        self.replace(FUNCTION, leb(declared + len(added)) + self.section(FUNCTION)[functions:] + numbers)
        self.replace(CODE, leb(len(every)) + b"".join(map(counted, every)))


def steadied(data: bytes) -> bytes:
    """Lead the indirect calls of the largest function and of all short ones through new functions; raise `Trouble` for what is unknown."""
    module = Module(data)
    types, bodies = module.types(), module.bodies()
    first = module.imported() + len(bodies)
    largest = max(map(len, bodies))
    ways: dict[bytes, int] = {}  # the new functions, by the call that each makes

    def way(call: bytes) -> bytes:
        return bytes([CALL]) + leb(first + ways.setdefault(call, len(ways)))

    rewritten = [rerouted(body, way) if len(body) < TOO_LONG or len(body) == largest else body for body in bodies]
    module.rewrite(rewritten, [passing(call, *types[number(call, 1)[0]]) for call in ways])
    return module.encoded()


def bounded(data: bytes) -> bytes:
    """End the module's memory at `MOST_PAGES`; raise `Trouble` where it has none of its own, several, or one of another kind."""
    module = Module(data)
    count, at = number(module.section(MEMORY), 0)
    flags, at = number(module.section(MEMORY), at)
    least, at = number(module.section(MEMORY), at)
    if count != 1 or flags not in {0, 1} or least > MOST_PAGES:  # shared ones, and those with addresses of 64 bits, have other flags
        raise Trouble("The interpreter has another kind of memory than building/interpreter.py knows.")
    module.replace(MEMORY, leb(1) + leb(1) + leb(least) + leb(MOST_PAGES))
    return module.encoded()


def capped(script: str) -> str:
    """Give Emscripten's script with the same end of the memory as the module; raise `Trouble` where it does not say it in the known way.

    It asks for a twentieth more than it needs, at least, and for no more than the end that it knows: with another one the last 100 MB
    would never be had.
    """
    known = "var getHeapMax=()=>4294901760;"
    if script.count(known) != 1:
        raise Trouble("Pyodide's script says the most memory in another way than building/interpreter.py knows.")
    return script.replace(known, f"var getHeapMax=()=>{MOST_PAGES << 16};")


def rerouted(body: bytes, way: Callable[[bytes], bytes]) -> bytes:
    """The same function with other instructions for its indirect calls."""
    out, last = b"", 0
    for begin, end in indirect_calls(body):
        out += body[last:begin] + way(body[begin:end])
        last = end
    return out + body[last:]


def passing(call: bytes, parameters: bytes, results: bytes) -> tuple[bytes, bytes, bytes]:
    """A function that does nothing but an indirect call, and is long: its parameters, results and body."""
    given = b"".join(bytes([LOCAL_GET]) + leb(index) for index in range(len(parameters) + 1))
    return parameters + bytes([I32]), results, leb(0) + bytes([NOP]) * TOO_LONG + given + call + bytes([END])


def indirect_calls(body: bytes) -> Iterator[tuple[int, int]]:
    """Where the indirect calls of a function begin and end."""
    groups, at = number(body, 0)
    for _ in range(groups):  # of locals: how many, and of what type
        _, at = number(body, at)
        at += 1
    while at < len(body):
        begin, code = at, body[at]
        at += 1
        numbers = 0
        if code == PREFIXED:
            code, at = number(body, at)
            numbers = NUMBERS_OF_PREFIXED[code]  # a KeyError is an instruction that nobody has met yet
        elif code in (BR_TABLE, SELECT_TYPED):
            numbers, at = number(body, at)
            numbers += code == BR_TABLE
        elif code in PLAIN_BYTES:
            at += PLAIN_BYTES[code]
        elif code not in NONE:
            if code not in ONE_NUMBER | TWO_NUMBERS:
                raise Trouble(f"The interpreter has an instruction 0x{code:02x} that building/interpreter.py does not know.")
            numbers = 2 if code in TWO_NUMBERS else 1
        for _ in range(numbers):
            _, at = number(body, at)
        if code == CALL_INDIRECT and body[begin] == CALL_INDIRECT:
            yield begin, at


def number(data: bytes, at: int) -> tuple[int, int]:
    """A whole number (unsigned LEB128), and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def vector(data: bytes, at: int) -> tuple[bytes, int]:
    """Bytes with their count before them, and where they end."""
    length, at = number(data, at)
    return data[at : at + length], at + length


def leb(value: int) -> bytes:
    """A whole number as unsigned LEB128."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def counted(data: bytes) -> bytes:
    """Bytes with their count before them."""
    return leb(len(data)) + data
