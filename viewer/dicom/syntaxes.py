"""The transfer syntaxes: how the pixels are packed, in words and for the decoders (PS3.5 sections 8 and 10, PS3.6 table A-1)."""

from dataclasses import dataclass

from text.say import say

__all__ = ["PHILIPS_RUNS", "SYNTAXES", "Syntax", "family", "is_video", "syntax_of", "words"]


@dataclass(frozen=True, slots=True)
class Syntax:
    """One transfer syntax.

    `code` says which it is, "" for one that nobody here knows. `family` names what decodes a frame: "native", "jpeg", "jpegls", "jpeg2000", "htj2k", "jpegxl", "rle", "deflate", "runs"; "" when nothing
    here does. `lossy` says that the syntax may have changed values: True also where it merely allows it.
    """

    uid: str
    code: str
    family: str
    lossy: bool = False
    little_endian: bool = True

    @property
    def name(self) -> str:
        """What it is, in words."""
        if self.code:
            return say("core.syntax." + self.code)
        return say("core.syntax.unknown", uid=self.uid) if self.uid else say("core.syntax.unnamed")

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
        Syntax(_BASE, "implicit", "native"),
        Syntax(f"{_BASE}.1", "explicit", "native"),
        Syntax(f"{_BASE}.1.98", "encapsulated", "native"),
        Syntax(f"{_BASE}.1.99", "deflated", "native"),
        Syntax(f"{_BASE}.2", "big_endian", "native", little_endian=False),
        Syntax("1.2.840.113619.5.2", "ge", "native", little_endian=False),
        Syntax(f"{_BASE}.4.50", "jpeg_baseline", "jpeg", lossy=True),
        Syntax(f"{_BASE}.4.51", "jpeg_extended", "jpeg", lossy=True),
        # Retired in 2001 and still found on old discs: the code stream says what it is, so they cost nothing. Those that nothing here
        # decodes are left out by name: libjpeg-turbo knows no hierarchical process, and no lossless one with arithmetic coding (15).
        Syntax(f"{_BASE}.4.52", "jpeg_extended_arithmetic", "jpeg", lossy=True),
        Syntax(f"{_BASE}.4.53", "jpeg_spectral", "jpeg", lossy=True),
        Syntax(f"{_BASE}.4.54", "jpeg_spectral_arithmetic", "jpeg", lossy=True),
        Syntax(f"{_BASE}.4.55", "jpeg_progressive", "jpeg", lossy=True),
        Syntax(f"{_BASE}.4.56", "jpeg_progressive_arithmetic", "jpeg", lossy=True),
        Syntax(f"{_BASE}.4.57", "jpeg_lossless", "jpeg"),
        Syntax(f"{_BASE}.4.58", "jpeg_lossless_arithmetic", ""),
        Syntax(f"{_BASE}.4.59", "jpeg_hierarchical_16", "", lossy=True),
        Syntax(f"{_BASE}.4.60", "jpeg_hierarchical_17", "", lossy=True),
        Syntax(f"{_BASE}.4.61", "jpeg_hierarchical_20", "", lossy=True),
        Syntax(f"{_BASE}.4.62", "jpeg_hierarchical_21", "", lossy=True),
        Syntax(f"{_BASE}.4.63", "jpeg_hierarchical_24", "", lossy=True),
        Syntax(f"{_BASE}.4.64", "jpeg_hierarchical_25", "", lossy=True),
        Syntax(f"{_BASE}.4.65", "jpeg_hierarchical_28", ""),
        Syntax(f"{_BASE}.4.66", "jpeg_hierarchical_29", ""),
        Syntax(f"{_BASE}.4.70", "jpeg_lossless_first", "jpeg"),
        Syntax(f"{_BASE}.4.80", "jpegls_lossless", "jpegls"),
        Syntax(f"{_BASE}.4.81", "jpegls_near", "jpegls", lossy=True),
        Syntax(f"{_BASE}.4.90", "jpeg2000_lossless", "jpeg2000"),
        Syntax(f"{_BASE}.4.91", "jpeg2000", "jpeg2000", lossy=True),
        Syntax(f"{_BASE}.4.92", "jpeg2000_2_lossless", "jpeg2000"),
        Syntax(f"{_BASE}.4.93", "jpeg2000_2", "jpeg2000", lossy=True),
        Syntax(f"{_BASE}.4.94", "jpip", ""),
        Syntax(f"{_BASE}.4.95", "jpip_deflated", ""),
        Syntax(f"{_BASE}.4.100", "mpeg2_main", "", lossy=True),
        Syntax(f"{_BASE}.4.100.1", "mpeg2_main_fragments", "", lossy=True),
        Syntax(f"{_BASE}.4.101", "mpeg2_high", "", lossy=True),
        Syntax(f"{_BASE}.4.101.1", "mpeg2_high_fragments", "", lossy=True),
        Syntax(f"{_BASE}.4.102", "h264_high", "", lossy=True),
        Syntax(f"{_BASE}.4.102.1", "h264_high_fragments", "", lossy=True),
        Syntax(f"{_BASE}.4.103", "h264_blu_ray", "", lossy=True),
        Syntax(f"{_BASE}.4.103.1", "h264_blu_ray_fragments", "", lossy=True),
        Syntax(f"{_BASE}.4.104", "h264_2d", "", lossy=True),
        Syntax(f"{_BASE}.4.104.1", "h264_2d_fragments", "", lossy=True),
        Syntax(f"{_BASE}.4.105", "h264_3d", "", lossy=True),
        Syntax(f"{_BASE}.4.105.1", "h264_3d_fragments", "", lossy=True),
        Syntax(f"{_BASE}.4.106", "h264_stereo", "", lossy=True),
        Syntax(f"{_BASE}.4.106.1", "h264_stereo_fragments", "", lossy=True),
        Syntax(f"{_BASE}.4.107", "hevc_main", "", lossy=True),
        Syntax(f"{_BASE}.4.108", "hevc_main_10", "", lossy=True),
        Syntax(f"{_BASE}.4.110", "jpegxl_lossless", "jpegxl"),
        Syntax(f"{_BASE}.4.111", "jpegxl_jpeg", "jpegxl", lossy=True),
        Syntax(f"{_BASE}.4.112", "jpegxl", "jpegxl", lossy=True),
        Syntax(f"{_BASE}.4.201", "htj2k_lossless", "htj2k"),
        Syntax(f"{_BASE}.4.202", "htj2k_lossless_resolution", "htj2k"),
        Syntax(f"{_BASE}.4.203", "htj2k", "htj2k", lossy=True),
        Syntax(f"{_BASE}.4.204", "jpip_htj2k", ""),
        Syntax(f"{_BASE}.4.205", "jpip_htj2k_deflated", ""),
        Syntax(f"{_BASE}.5", "rle", "rle"),
        Syntax(f"{_BASE}.7.1", "smpte_progressive", "", lossy=True),
        Syntax(f"{_BASE}.7.2", "smpte_interlaced", "", lossy=True),
        Syntax(f"{_BASE}.7.3", "smpte_audio", "", lossy=True),
        Syntax(f"{_BASE}.8.1", "deflated_frames", "deflate"),
        Syntax(PHILIPS_RUNS, "philips", "runs"),
    )
}


def syntax_of(uid: str) -> Syntax:
    """Return the entry of a transfer syntax; an unknown one has no code and no family, and says in its name that it is unknown."""
    return SYNTAXES.get(uid) or Syntax(uid, "", "")


def words(uid: str) -> str:
    """Name a transfer syntax in words."""
    return syntax_of(uid).name


def family(uid: str) -> str:
    """Name what decodes the frames of a transfer syntax, "" when nothing here does."""
    return syntax_of(uid).family


def is_video(uid: str) -> bool:
    """Whether the pixels are a film, which a video program plays and no picture decoder reads."""
    return uid in SYNTAXES and uid.startswith(_FILMS)
