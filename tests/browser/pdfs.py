"""PDF documents made by code (ISO 32000-1): of pages with one line of text each, locked ones, and some that mean harm."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

__all__ = ["document", "hostile", "jbig2", "letter", "locked", "scanned"]

A4 = (595, 842)
ITEMS = 3
"""Objects before the pages: catalog, list of pages, font."""

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")  # 7.6.3.3, algorithm 2


def document(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Write objects, the first being the catalog, with their table and what else the trailer says."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, trailer, start)
    return bytes(out)


def stream(content: bytes, *, facts: bytes = b"") -> bytes:
    """Give a stream object."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (facts, len(content), content)


def pages(texts: Sequence[str], *, sizes: Sequence[tuple[float, float]] = (A4,), catalog: bytes = b"", page: bytes = b"") -> list[bytes]:
    """Give the objects of a document with one line of black text on each page, 20 points high, a tenth from the upper left corner.

    `sizes` are taken in turn; `catalog` and `page` are further entries of the catalog and of each page.
    """
    kids = b" ".join(b"%d 0 R" % (ITEMS + 1 + 2 * number) for number in range(len(texts)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(texts)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, text in enumerate(texts):
        width, height = sizes[number % len(sizes)]
        content = b"BT /F1 20 Tf %f %f Td (%s) Tj ET" % (0.1 * width, 0.9 * height, text.encode("cp1252"))
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %f %f] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> %s >>"
            % (width, height, ITEMS + 2 + 2 * number, page),
            stream(content),
        ]
    return objects


def letter(*texts: str, sizes: Sequence[tuple[float, float]] = (A4,)) -> bytes:
    """Give a document with these pages."""
    return document(pages(texts, sizes=sizes))


def scanned(data: bytes, kind: str, *, points: tuple[int, int], bits: int) -> bytes:
    """Give a document of one page that is a gray picture from edge to edge, as scanners for paper write it: `kind` is its filter."""
    objects = pages([""])
    objects[ITEMS] = objects[ITEMS].replace(b"/Font <<", b"/XObject << /I %d 0 R >> /Font <<" % (len(objects) + 1))
    objects[ITEMS + 1] = stream(b"q %d 0 0 %d 0 0 cm /I Do Q" % A4)
    facts = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /Width %d /Height %d /BitsPerComponent %d /Filter /%s"
    return document([*objects, stream(data, facts=facts % (*points, bits, kind.encode()))])


def jbig2(width: int, height: int) -> bytes:
    """Give a black picture in JBIG2, as it stands in a PDF: one segment, the page's, whose points are black by default (ISO 14492 7.4.8)."""
    page = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes(8) + b"\x04" + bytes(2)
    return bytes(4) + bytes((48, 0, 1)) + len(page).to_bytes(4, "big") + page


def locked(text: str, password: str) -> bytes:
    """Give a document of one page that only opens with the password: RC4 of 40 bit (7.6.3, revision 2), in memory of its age."""
    padded = (password.encode() + _PADDING)[:32]
    owner = rc4(hashlib.md5(padded, usedforsecurity=False).digest()[:5], padded)
    identifier, rights = b"\x01" * 16, -4
    key = hashlib.md5(padded + owner + rights.to_bytes(4, "little", signed=True) + identifier, usedforsecurity=False).digest()[:5]
    objects = pages([text])
    number = ITEMS + 2
    content = objects[number - 1].partition(b"stream\n")[2].removesuffix(b"\nendstream")
    own = hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0", usedforsecurity=False).digest()[:10]
    objects[number - 1] = stream(rc4(own, content))
    facts = b"/Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P %d" % (owner.hex().encode(), rc4(key, _PADDING).hex().encode(), rights)
    hexed = identifier.hex().encode()
    return document([*objects, b"<< %s >>" % facts], b"/Encrypt %d 0 R /ID [<%s> <%s>]" % (len(objects) + 1, hexed, hexed))


def rc4(key: bytes, data: bytes) -> bytes:
    """Encrypt by RC4, which nothing in Python's library does any more."""
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def hostile(address: str, text: str) -> bytes:
    """Give a document that tries all that PDF knows to reach an address: on opening, by script, link, form, file, picture and font."""
    to = address.encode()
    objects = pages([text], page=b"/Annots [6 0 R 7 0 R 8 0 R] /AA << /O 9 0 R >>", catalog=(
        b"/OpenAction 9 0 R /AcroForm << /Fields [7 0 R] /NeedAppearances true >> /Names << /JavaScript << /Names [(x) 9 0 R] >> >> "
        b"/URI << /Base (%s/) >>" % to
    ))  # fmt: skip
    script = b"app.launchURL('%s/script'); this.submitForm('%s/submit'); fetch('%s/fetch'); eval('fetch(1)');" % (to, to, to)
    return document([
        *objects,
        b"<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A << /S /URI /URI (%s/link) >> >>" % to,
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (f) /V (value) /Rect [60 600 300 640] /DA (/F1 12 Tf 0 g) "
        b"/AA << /F 9 0 R /K 9 0 R /V 9 0 R >> /A << /S /SubmitForm /F (%s/form) >> >>" % to,
        b"<< /Type /Annot /Subtype /Screen /Rect [60 500 300 540] /A << /S /Rendition /R << /C << /D (%s/film) >> >> >> >>" % to,
        b"<< /S /JavaScript /JS (%s) /Next << /S /GoToR /F << /FS /URL /F (%s/remote) >> /D [0 /Fit] >> >>"
        % (script.replace(b"(", b"\\(").replace(b")", b"\\)"), to),
        stream(b"", facts=b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /F << /FS /URL /F (%s/image) >>" % to),
    ])  # fmt: skip
