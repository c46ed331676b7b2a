"""Text in DICOM's character sets (PS3.3 C.12.1.1.2, PS3.5 section 6.1), with a way out where the declared set is wrong."""

__all__ = ["decode_text", "person_name"]


def decode_text(raw: bytes, charset: str) -> str:
    """Decode the bytes of a text element under the declared sets (values of SpecificCharacterSet, joined by backslashes).

    Plain ASCII never loads a table. Bytes that the declared set cannot hold are tried as UTF-8, then as the western set of
    old Windows gateways; what is left unreadable shows as the replacement character and is never dropped in silence.
    """
    if raw.isascii() and b"\x1b" not in raw:
        return raw.decode("ascii")
    if b"\x1b" in raw or charset not in ("", "ISO_IR 6", "ISO_IR 192"):
        from pydicom.charset import convert_encodings, decode_bytes  # late: costs start-up time, few files need it

        try:
            encodings = convert_encodings([part.strip() for part in charset.split("\\")])
            return decode_bytes(raw, encodings, {0x5C, 0x5E, 0x3D, 0x0A, 0x0C, 0x0D, 0x09})
        except (LookupError, UnicodeError, ValueError, UserWarning):
            pass
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeError:
            continue
    return raw.decode("utf-8", "replace")


def person_name(value: str) -> str:
    """Turn a person name (PS3.5 6.2.1) into reading order: `Doe^Jane^^Dr` becomes `Dr Jane Doe`; the first filled group counts."""
    groups = [group for group in value.split("=") if group.strip("^ ")]
    if not groups:
        return ""
    family, given, middle, prefix, suffix = (*(part.strip() for part in groups[0].split("^")), "", "", "", "", "")[:5]
    name = " ".join(part for part in (prefix, given, middle, family) if part)
    return f"{name}, {suffix}" if suffix else name
