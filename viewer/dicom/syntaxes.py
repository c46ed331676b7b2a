"""The transfer syntaxes: how the pixels are packed, in words and for the decoders (PS3.5 sections 8 and 10, PS3.6 table A-1)."""

from dataclasses import dataclass

__all__ = ["PHILIPS_RUNS", "SYNTAXES", "Syntax", "family", "is_video", "syntax_of", "words"]


@dataclass(frozen=True, slots=True)
class Syntax:
    """One transfer syntax.

    `family` names what decodes a frame: "native", "jpeg", "jpegls", "jpeg2000", "htj2k", "jpegxl", "rle", "deflate", "runs"; "" when nothing
    here does. `lossy` says that the syntax may have changed values: True also where it merely allows it.
    """

    uid: str
    name: str
    family: str
    lossy: bool = False
    little_endian: bool = True

    @property
    def compressed(self) -> bool:
        """Whether the pixels come as encapsulated frames (PS3.5 section A.4)."""
        return self.family != "native"


_BASE = "1.2.840.10008.1.2"
_FILMS = f"{_BASE}.4.10"  # 100 to 108: MPEG and HEVC

PHILIPS_RUNS = "PMSCT_RLE1"
"""No transfer syntax: what Philips' CTs (by Elscint) call their own compression in (07A1,1011)."""

SYNTAXES: dict[str, Syntax] = {
    syntax.uid: syntax
    for syntax in (
        Syntax(_BASE, "uncompressed (Implicit VR Little Endian)", "native"),
        Syntax(f"{_BASE}.1", "uncompressed (Explicit VR Little Endian)", "native"),
        Syntax(f"{_BASE}.1.98", "uncompressed in capsules (Encapsulated Uncompressed)", "native"),
        Syntax(f"{_BASE}.1.99", "uncompressed (Deflated Explicit VR Little Endian)", "native"),
        Syntax(f"{_BASE}.2", "uncompressed (Explicit VR Big Endian)", "native", little_endian=False),
        Syntax("1.2.840.113619.5.2", "uncompressed (GE private, big endian pixels)", "native", little_endian=False),
        Syntax(f"{_BASE}.4.50", "JPEG baseline, 8 bit", "jpeg", lossy=True),
        Syntax(f"{_BASE}.4.51", "JPEG extended, 12 bit", "jpeg", lossy=True),
        # Retired in 2001 and still found on old discs: the code stream says what it is, so they cost nothing. Those that nothing here
        # decodes are left out by name: libjpeg-turbo knows no hierarchical process, and no lossless one with arithmetic coding (15).
        Syntax(f"{_BASE}.4.52", "JPEG extended, arithmetic coding (process 3 and 5)", "jpeg", lossy=True),
        Syntax(f"{_BASE}.4.53", "JPEG spectral selection (process 6 and 8)", "jpeg", lossy=True),
        Syntax(f"{_BASE}.4.54", "JPEG spectral selection, arithmetic coding (process 7 and 9)", "jpeg", lossy=True),
        Syntax(f"{_BASE}.4.55", "JPEG progressive (process 10 and 12)", "jpeg", lossy=True),
        Syntax(f"{_BASE}.4.56", "JPEG progressive, arithmetic coding (process 11 and 13)", "jpeg", lossy=True),
        Syntax(f"{_BASE}.4.57", "JPEG lossless (process 14)", "jpeg"),
        Syntax(f"{_BASE}.4.58", "JPEG lossless, arithmetic coding (process 15)", ""),
        Syntax(f"{_BASE}.4.59", "JPEG hierarchical (process 16 and 18)", "", lossy=True),
        Syntax(f"{_BASE}.4.60", "JPEG hierarchical (process 17 and 19)", "", lossy=True),
        Syntax(f"{_BASE}.4.61", "JPEG hierarchical (process 20 and 22)", "", lossy=True),
        Syntax(f"{_BASE}.4.62", "JPEG hierarchical (process 21 and 23)", "", lossy=True),
        Syntax(f"{_BASE}.4.63", "JPEG hierarchical (process 24 and 26)", "", lossy=True),
        Syntax(f"{_BASE}.4.64", "JPEG hierarchical (process 25 and 27)", "", lossy=True),
        Syntax(f"{_BASE}.4.65", "JPEG hierarchical lossless (process 28)", ""),
        Syntax(f"{_BASE}.4.66", "JPEG hierarchical lossless (process 29)", ""),
        Syntax(f"{_BASE}.4.70", "JPEG lossless (first-order prediction)", "jpeg"),
        Syntax(f"{_BASE}.4.80", "JPEG-LS lossless", "jpegls"),
        Syntax(f"{_BASE}.4.81", "JPEG-LS near-lossless", "jpegls", lossy=True),
        Syntax(f"{_BASE}.4.90", "JPEG 2000 lossless", "jpeg2000"),
        Syntax(f"{_BASE}.4.91", "JPEG 2000", "jpeg2000", lossy=True),
        Syntax(f"{_BASE}.4.92", "JPEG 2000 part 2, lossless", "jpeg2000"),
        Syntax(f"{_BASE}.4.93", "JPEG 2000 part 2", "jpeg2000", lossy=True),
        Syntax(f"{_BASE}.4.94", "JPIP (pixels on a server)", ""),
        Syntax(f"{_BASE}.4.95", "JPIP, deflated (pixels on a server)", ""),
        Syntax(f"{_BASE}.4.100", "MPEG-2 video, main profile at main level", "", lossy=True),
        Syntax(f"{_BASE}.4.100.1", "MPEG-2 video, main profile at main level, in fragments", "", lossy=True),
        Syntax(f"{_BASE}.4.101", "MPEG-2 video, main profile at high level", "", lossy=True),
        Syntax(f"{_BASE}.4.101.1", "MPEG-2 video, main profile at high level, in fragments", "", lossy=True),
        Syntax(f"{_BASE}.4.102", "MPEG-4 AVC/H.264 video, high profile", "", lossy=True),
        Syntax(f"{_BASE}.4.102.1", "MPEG-4 AVC/H.264 video, high profile, in fragments", "", lossy=True),
        Syntax(f"{_BASE}.4.103", "MPEG-4 AVC/H.264 video, high profile for Blu-ray", "", lossy=True),
        Syntax(f"{_BASE}.4.103.1", "MPEG-4 AVC/H.264 video, high profile for Blu-ray, in fragments", "", lossy=True),
        Syntax(f"{_BASE}.4.104", "MPEG-4 AVC/H.264 video for 2D", "", lossy=True),
        Syntax(f"{_BASE}.4.104.1", "MPEG-4 AVC/H.264 video for 2D, in fragments", "", lossy=True),
        Syntax(f"{_BASE}.4.105", "MPEG-4 AVC/H.264 video for 3D", "", lossy=True),
        Syntax(f"{_BASE}.4.105.1", "MPEG-4 AVC/H.264 video for 3D, in fragments", "", lossy=True),
        Syntax(f"{_BASE}.4.106", "MPEG-4 AVC/H.264 stereo video", "", lossy=True),
        Syntax(f"{_BASE}.4.106.1", "MPEG-4 AVC/H.264 stereo video, in fragments", "", lossy=True),
        Syntax(f"{_BASE}.4.107", "HEVC/H.265 video, main profile", "", lossy=True),
        Syntax(f"{_BASE}.4.108", "HEVC/H.265 video, main 10 profile", "", lossy=True),
        Syntax(f"{_BASE}.4.110", "JPEG XL lossless", "jpegxl"),
        Syntax(f"{_BASE}.4.111", "JPEG XL, recompressed JPEG", "jpegxl", lossy=True),
        Syntax(f"{_BASE}.4.112", "JPEG XL", "jpegxl", lossy=True),
        Syntax(f"{_BASE}.4.201", "High-Throughput JPEG 2000 lossless", "htj2k"),
        Syntax(f"{_BASE}.4.202", "High-Throughput JPEG 2000 lossless, by resolution", "htj2k"),
        Syntax(f"{_BASE}.4.203", "High-Throughput JPEG 2000", "htj2k", lossy=True),
        Syntax(f"{_BASE}.4.204", "JPIP, High-Throughput JPEG 2000 (pixels on a server)", ""),
        Syntax(f"{_BASE}.4.205", "JPIP, High-Throughput JPEG 2000, deflated (pixels on a server)", ""),
        Syntax(f"{_BASE}.5", "RLE lossless", "rle"),
        Syntax(f"{_BASE}.7.1", "SMPTE ST 2110-20 video, progressive", "", lossy=True),
        Syntax(f"{_BASE}.7.2", "SMPTE ST 2110-20 video, interlaced", "", lossy=True),
        Syntax(f"{_BASE}.7.3", "SMPTE ST 2110-30 audio", "", lossy=True),
        Syntax(f"{_BASE}.8.1", "deflated frames (Deflated Image Frame Compression)", "deflate"),
        Syntax(PHILIPS_RUNS, "Philips' own compression of CT and MR (ELSCINT1, PMSCT_RLE1)", "runs"),
    )
}


def syntax_of(uid: str) -> Syntax:
    """Return the entry of a transfer syntax; an unknown one has family "" and says in its name that it is unknown."""
    return SYNTAXES.get(uid) or Syntax(uid, f"an unknown form of compression ({uid or 'no transfer syntax given'})", "")


def words(uid: str) -> str:
    """Name a transfer syntax in words."""
    return syntax_of(uid).name


def family(uid: str) -> str:
    """Name what decodes the frames of a transfer syntax, "" when nothing here does."""
    return syntax_of(uid).family


def is_video(uid: str) -> bool:
    """Whether the pixels are a film, which a video program plays and no picture decoder reads."""
    return uid in SYNTAXES and uid.startswith(_FILMS)
