"""Small PDF documents that would unpack into gigabytes: a few kilobytes each, made by code (ISO 32000-1), by what they swell with."""

from __future__ import annotations

import struct
import zlib

from tests.browser import pdfs

__all__ = ["BOMBS", "bomb"]

SIDE = 6300
"""Points of a side of the large pictures: just within the forty million that one may have."""


def deflated(unit: bytes, times: int) -> bytes:
    """Give the unit so many times, deflated twice: a gigabyte becomes some kilobytes.

    The same packed block again and again, so that making it takes no time; each begins anew, and knows nothing of the one before.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    each = max(1, (1 << 20) // len(unit))
    block = packer.compress(unit * each) + packer.flush(zlib.Z_FULL_FLUSH)
    return zlib.compress(b"\x78\xda" + block * max(1, times // each) + b"\x03\x00", 9)


TWICE = b"/Filter [/FlateDecode /FlateDecode]"
THRICE = b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"


def document(content: bytes | tuple[bytes, bytes], extra: list[bytes], resources: bytes = b"", page: bytes = b"") -> bytes:
    """Give a document of one page with this content (and the facts of its stream), these resources and further objects from number 6 on."""
    objects = pdfs.pages([""], page=page)
    objects[pdfs.ITEMS] = objects[pdfs.ITEMS].replace(b"/Font <<", resources + b" /Font <<")
    data, facts = content if isinstance(content, tuple) else (content, b"")
    objects[pdfs.ITEMS + 1] = pdfs.stream(data, facts=facts)
    return pdfs.document([*objects, *extra])


def picture(data: bytes, facts: bytes, *, side: tuple[int, int] = (SIDE, SIDE), space: bytes = b"/DeviceRGB", bits: int = 8) -> bytes:
    """Give a picture as an object."""
    known = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent %d " % (*side, space, bits)
    return pdfs.stream(data, facts=known + facts)


def pictures(*objects: bytes) -> bytes:
    """Give a document whose page shows these pictures, one over the other."""
    names = b" ".join(b"/I%d %d 0 R" % (number, number) for number in range(6, 6 + len(objects)))
    content = b"\n".join(b"q 500 0 0 500 0 0 cm /I%d Do Q" % number for number in range(6, 6 + len(objects)))
    return document(content, list(objects), b"/XObject << %s >>" % names)


def jpeg(width: int, height: int) -> bytes:
    """Give a JPEG that announces a size and ends (ITU-T T.81 B.2.2): three components, no scan worth the name."""
    tables = b"\xff\xdb\x00\x43\x00" + bytes([1] * 64) + b"\xff\xc4\x00\x15\x00" + bytes([1] + [0] * 15) + b"\0"
    tables += b"\xff\xc4\x00\x15\x10" + bytes([1] + [0] * 15) + b"\0"
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03\x01\x11\0\x02\x11\0\x03\x11\0"
    return b"\xff\xd8" + tables + frame + b"\xff\xda\x00\x0c\x03\x01\x00\x02\x00\x03\x00\x00\x3f\x00" + bytes(100) + b"\xff\xd9"


def jpx(width: int, height: int, parts: int = 3) -> bytes:
    """Give a JPEG 2000 codestream that announces a size: SIZ, COD and QCD (ISO 15444-1 A.5), one tile with next to nothing in it."""
    size = struct.pack(">HIIIIIIIIH", 0, width, height, 0, 0, width, height, 0, 0, parts) + b"\x07\x01\x01" * parts
    siz = b"\xff\x51" + struct.pack(">H", len(size) + 2) + size
    cod = b"\xff\x52\x00\x0c\x00\x00\x00\x01\x00\x01\x04\x04\x00\x00"
    qcd = b"\xff\x5c\x00\x07\x40\x40\x48\x48\x50"
    tile = b"\xff\x90\x00\x0a\x00\x00" + struct.pack(">I", 0) + b"\x00\x01\xff\x93" + bytes(40)
    return b"\xff\x4f" + siz + cod + qcd + tile + b"\xff\xd9"


def nested_forms(depth: int, width: int) -> bytes:
    """Give forms that each draw the next so many times: width ** depth drawings."""
    forms = []
    for level in range(depth):
        last = level == depth - 1
        content = b"0 0 1 1 re f\n" * width if last else b"/F Do\n" * width
        resources = b"" if last else b"/Resources << /XObject << /F %d 0 R >> >>" % (7 + level)
        forms.append(pdfs.stream(content, facts=b"/Type /XObject /Subtype /Form /BBox [0 0 600 900] " + resources))
    return document(b"/F Do", forms, b"/XObject << /F 6 0 R >>")


def nested_groups(depth: int) -> bytes:
    """Give see-through groups in each other: each needs a canvas of the page's size while the inner ones are drawn."""
    forms = []
    for level in range(depth):
        last = level == depth - 1
        resources = b"/ExtGState << /G << /ca 0.5 /BM /Multiply >> >>" + (b"" if last else b" /XObject << /F %d 0 R >>" % (7 + level))
        facts = b"/Type /XObject /Subtype /Form /BBox [0 0 600 900] /Group << /S /Transparency /I true >> /Resources << %s >>" % resources
        content = b"/G gs 1 0 0 rg 0 0 500 500 re f " + (b"" if last else b"/F Do")
        forms.append(pdfs.stream(zlib.compress(content), facts=b"/Filter /FlateDecode " + facts))
    return document(b"/G gs /F Do", forms, b"/ExtGState << /G << /ca 0.5 /BM /Multiply >> >> /XObject << /F 6 0 R >>")


def masked_groups(count: int) -> bytes:
    """Give soft masks, one after the other inside each other's state: each keeps canvases of its own."""
    form = pdfs.stream(
        b"0.5 g 0 0 500 500 re f",
        facts=b"/Type /XObject /Subtype /Form /BBox [0 0 600 900] /Group << /S /Transparency /CS /DeviceGray >>",
    )
    content = b"q /M gs 1 0 0 rg 0 0 500 500 re f\n" * count
    return document(
        (zlib.compress(content), b"/Filter /FlateDecode"), [form], b"/ExtGState << /M << /SMask << /S /Luminosity /G 6 0 R >> >> >>"
    )


def patterns(count: int) -> bytes:
    """Give tiles as large as they come, many different ones."""
    names = b" ".join(b"/P%d %d 0 R" % (number, 6 + number) for number in range(count))
    tile = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 %d 3000] /XStep 3001 /YStep 3001 /Resources << >>"
    tiles = [pdfs.stream(b"1 0 0 rg 0 0 9 9 re f", facts=tile % (3000 - number)) for number in range(count)]
    content = b"/Pattern cs " + b"".join(b"/P%d scn 0 0 600 900 re f\n" % number for number in range(count))
    return document(content, tiles, b"/Pattern << %s >>" % names)


def cross_reference(entries: int) -> bytes:
    """Give a document whose table of contents, a stream, promises so many objects in no bytes at all (7.5.8)."""
    body = pdfs.letter("x")
    facts = b"/Type /XRef /Size %d /Root 1 0 R /W [0 0 0] /Index [0 %d]" % (entries, entries)
    return (
        body[: body.rindex(b"xref\n0")]
        + b"9 0 obj\n"
        + pdfs.stream(b"", facts=facts)
        + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % (body.rindex(b"xref\n0"))
    )


def font(program: bytes, facts: bytes) -> bytes:
    """Give a document whose only font brings a program that swells."""
    descriptor = b"<< /Type /FontDescriptor /FontName /Swells /Flags 4 /FontBBox [0 0 9 9] /ItalicAngle 0 /Ascent 1 /Descent 0 /CapHeight 1 /StemV 1 "
    extra = [
        b"<< /Type /Font /Subtype /TrueType /BaseFont /Swells /FirstChar 0 /LastChar 255 /Widths [%s] /FontDescriptor 7 0 R >>"
        % (b"1 " * 256),
        descriptor + b"/FontFile2 8 0 R >>",
        pdfs.stream(program, facts=facts),
    ]
    objects = pdfs.pages([""])
    objects[pdfs.ITEMS] = objects[pdfs.ITEMS].replace(b"/F1 3 0 R", b"/F1 3 0 R /F2 6 0 R")
    objects[pdfs.ITEMS + 1] = pdfs.stream(b"BT /F2 20 Tf 60 700 Td (swells) Tj ET")
    return pdfs.document([*objects, *extra])


GIGA = 1 << 30
BLANK = deflated(bytes(1000), SIDE * SIDE * 3 // 1000)
GRAY = deflated(bytes(1000), SIDE * SIDE // 1000)
SPOTS = b"[/DeviceN [%s] /DeviceRGB << /FunctionType 4 /Domain [%s] /Range [0 1 0 1 0 1] /Length 20 >>]"
JBIG2 = pdfs.jbig2(SIDE, SIDE)
MANY = 12


def separated() -> bytes:
    """Give a gray picture in a color of its own, whose recipe is a function."""
    recipe = b"<< /FunctionType 2 /Domain [0 1] /C0 [0 0 0 0] /C1 [1 1 1 1] /N 1 >>"
    return pictures(picture(GRAY, TWICE, space=b"[/Separation /Spot /DeviceCMYK %s]" % recipe))


def masked() -> bytes:
    """Give a picture with a mask of its own, both as large as may be."""
    return pictures(picture(BLANK, TWICE + b" /SMask 7 0 R"), picture(GRAY, TWICE, space=b"/DeviceGray"))


BOMBS = {
    "content": lambda: document((deflated(b" \n", GIGA // 2), TWICE), []),
    "content thrice": lambda: document((zlib.compress(deflated(b" \n", GIGA * 2), 9), THRICE), []),
    "operators": lambda: document((deflated(b"0 0 m 1 1 l S\n", 20_000_000), TWICE), []),
    "states": lambda: document((deflated(b"q\n", 100_000_000), TWICE), []),
    "numbers": lambda: document((deflated(b"[1]", 100_000_000), TWICE), []),
    "texts": lambda: document((deflated(b"BT /F1 9 Tf (aaaaaaaa) Tj ET\n", 10_000_000), TWICE), []),
    "picture": lambda: pictures(picture(BLANK, TWICE)),
    "picture, too large": lambda: pictures(picture(b"", b"/Filter /DCTDecode", side=(9900, 9900))),
    "pictures": lambda: pictures(*[picture(BLANK, TWICE)] * 4),
    "picture, beyond": lambda: pictures(picture(deflated(bytes(1000), GIGA // 1000), TWICE, side=(100, 100))),
    "masked": masked,
    "separated": separated,
    "black and white": lambda: pictures(*[picture(JBIG2, b"/Filter /JBIG2Decode", space=b"/DeviceGray", bits=1)] * MANY),
    "black and white, lies": lambda: pictures(
        picture(pdfs.jbig2(1 << 16, 1 << 16), b"/Filter /JBIG2Decode", side=(99, 99), space=b"/DeviceGray", bits=1)
    ),
    "fax": lambda: pictures(
        *[picture(b"\0" * 9, b"/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 6300 /Rows 6300 >>", space=b"/DeviceGray", bits=1)]
        * MANY
    ),
    "jpeg": lambda: pictures(picture(jpeg(SIDE, SIDE), b"/Filter /DCTDecode")),
    "jpegs": lambda: pictures(*[picture(jpeg(SIDE, SIDE), b"/Filter /DCTDecode")] * MANY),
    "jpeg, lies": lambda: pictures(picture(jpeg(65500, 65500), b"/Filter /DCTDecode", side=(99, 99))),
    "jpeg 2000": lambda: pictures(picture(jpx(SIDE, SIDE), b"/Filter /JPXDecode")),
    "jpeg 2000, lies": lambda: pictures(picture(jpx(60000, 60000), b"/Filter /JPXDecode", side=(99, 99))),
    "run lengths": lambda: pictures(picture(b"\x81\0" * 400, b"/Filter /RunLengthDecode")),
    "predictor": lambda: pictures(
        picture(
            BLANK,
            b"/Filter [/FlateDecode /FlateDecode] /DecodeParms [null << /Predictor 15 /Columns 900000000 /Colors 4 >>]",
            side=(99, 99),
        )
    ),
    "inline": lambda: document(b"q 500 0 0 500 0 0 cm BI /W 6300 /H 6300 /CS /RGB /BPC 8 ID \0\0\0\0 EI Q\n" * MANY, []),
    "stencils": lambda: pictures(
        *[pdfs.stream(GRAY, facts=b"/Type /XObject /Subtype /Image /ImageMask true /Width 6300 /Height 6300 /BitsPerComponent 1 " + TWICE)]
        * MANY
    ),
    "forms": lambda: nested_forms(8, 20),
    "groups": lambda: nested_groups(60),
    "soft masks": lambda: masked_groups(200),
    "patterns": lambda: patterns(100),
    "contents table": lambda: cross_reference(2_000_000_000),
    "font": lambda: font(deflated(bytes(1000), GIGA // 1000), TWICE + b" /Length1 1000000000"),
    "sampled colors": lambda: document(
        b"/C cs 0.5 0.5 0.5 scn 0 0 500 500 re f",
        [
            pdfs.stream(
                bytes(100), facts=b"/FunctionType 0 /Domain [0 1 0 1 0 1] /Range [0 1 0 1 0 1] /Size [1000 1000 1000] /BitsPerSample 8"
            )
        ],
        b"/ColorSpace << /C [/DeviceN [/A /B /C] /DeviceRGB 6 0 R] >>",
    ),
    "mesh": lambda: document(
        b"/S sh",
        [
            pdfs.stream(
                deflated(bytes(1000), GIGA // 8000),
                facts=b"/ShadingType 4 /ColorSpace /DeviceRGB /BitsPerCoordinate 8 /BitsPerComponent 8 /BitsPerFlag 8 /Decode [0 9 0 9 0 1 0 1 0 1] "
                + TWICE,
            )
        ],
        b"/Shading << /S 6 0 R >>",
    ),
    "lattice": lambda: document(
        b"/S sh",
        [
            pdfs.stream(
                deflated(bytes(1000), GIGA // 8000),
                facts=b"/ShadingType 5 /VerticesPerRow 2 /ColorSpace /DeviceRGB /BitsPerCoordinate 8 /BitsPerComponent 8 /Decode [0 9 0 9 0 1 0 1 0 1] "
                + TWICE,
            )
        ],
        b"/Shading << /S 6 0 R >>",
    ),
}
"""What swells, by its name; each gives the bytes of a document."""


def bomb(name: str) -> bytes:
    """Give one of them; it is small."""
    data = BOMBS[name]()
    assert len(data) < 50_000, (name, len(data))
    return data
