"""imagecodecs: the decoders that come first."""

from functools import cache
from importlib import import_module
from typing import Any

from numpy.typing import NDArray

from viewer.dicom.syntaxes import words
from viewer.errors import UnsupportedPixels
from viewer.pixels.codecs import rle
from viewer.pixels.codecs.fit import JPEGXL_LOSSLESS
from viewer.pixels.codestream import Codestream
from viewer.pixels.color import tinted
from viewer.pixels.encapsulation import Buffer
from viewer.pixels.format import PixelFormat
from viewer.pixels.mapping import mapped

__all__ = ["NAME", "YBR", "decode"]

NAME = "imagecodecs"
YBR = ("YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_422", "YBR_PARTIAL_420")


@cache
def _library() -> Any:
    """Load imagecodecs at the first compressed frame: most discs hold none. Its type hints know no memoryview, so: Any."""
    return import_module("imagecodecs")


def decode(frame: Buffer, form: PixelFormat, stream: Codestream, notes: list[str]) -> tuple[NDArray[Any], str]:
    """Decode one frame; see `decode_frame` for what comes back, before it is fitted."""
    imagecodecs = _library()

    label = stream.color or form.photometric
    data = memoryview(frame)[stream.start :]
    match stream.family:
        case "jpeg" if stream.samples != 3:
            return imagecodecs.jpeg8_decode(data), form.photometric
        case "jpeg" if stream.lossless:
            return imagecodecs.jpeg8_decode(data, colorspace="RGB", outcolorspace="RGB"), label
        case "jpeg":  # the codec turns YBR into RGB while it spreads the chroma: exact, and cheaper than doing it afterwards
            space = "YCBCR" if label in ("YBR", *YBR) else "RGB"
            rgb = imagecodecs.jpeg8_decode(data, colorspace=space, outcolorspace="RGB")
            if space == "RGB" or not tinted(rgb):
                return rgb, "RGB"
            return imagecodecs.jpeg8_decode(data, colorspace="RGB", outcolorspace="RGB"), "YBR"  # as it is stored: perhaps gray
        case "jpegls" if stream.mapped:
            return mapped(data, lambda plain: imagecodecs.jpegls_decode(_ended(memoryview(plain)))), label
        case "jpegls":
            return imagecodecs.jpegls_decode(_ended(data)), label
        case "jpeg2000" | "htj2k":  # OpenJPEG for both. OpenJPH is three times faster on the second, but by imagecodecs it swallows
            # errors in damaged streams, hangs on others, and turns white to black in lossy ones (it does not clip)
            return imagecodecs.jpeg2k_decode(data, planar=False), label
        case "jpegxl":  # a recompressed JPEG and XYB come out as RGB whatever the label still says
            lossless = form.syntax == JPEGXL_LOSSLESS
            return imagecodecs.jpegxl_decode(data, index=0, keeporientation=True), form.photometric if lossless else "RGB"
        case "rle":
            return rle.decode(frame, form, notes, imagecodecs.dicomrle_decode), form.photometric
    raise UnsupportedPixels("pixels.unknown", stored=words(form.syntax), do="export")


def _ended(data: memoryview) -> Buffer:
    """Return a JPEG-LS stream with an end mark, added where it lacks one: CharLS counts zeros for seconds when a cut stream just stops."""
    return data if b"\xff\xd9" in bytes(data[-4:]) else bytes(data) + b"\xff\xd9"
