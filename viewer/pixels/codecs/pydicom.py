"""pydicom: its decoders (pylibjpeg, GDCM) as the second opinion, and ours as one of them.

`decode_for_pydicom`, `is_available` and `DECODER_DEPENDENCIES` make this module a plugin as pydicom's guide to decoder plugins
describes it; `register` adds it to pydicom's own decoders. Our own way calls the same function without pydicom's runner, which
costs more than the decoding of a small frame.
"""

import warnings
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from viewer.dicom.syntaxes import SYNTAXES, family
from viewer.pixels.codecs.fit import check, fitted
from viewer.pixels.codecs.imagecodecs import NAME, YBR, decode
from viewer.pixels.codestream import Codestream, inspect
from viewer.pixels.encapsulation import Buffer
from viewer.pixels.format import PixelFormat

if TYPE_CHECKING:
    from pydicom.pixels.decoders.base import Decoder, DecodeRunner

__all__ = ["DECODER_DEPENDENCIES", "by_plugin", "decode_for_pydicom", "decoder_of", "is_available", "register"]

Decode = Callable[[Buffer, PixelFormat, Codestream, list[str]], tuple[NDArray[Any], str]]

_FAMILIES = ("jpeg", "jpegls", "jpeg2000", "htj2k", "jpegxl", "rle")

DECODER_DEPENDENCIES = {uid: ("imagecodecs",) for uid, syntax in SYNTAXES.items() if syntax.family in _FAMILIES}
"""What the plugin needs for each transfer syntax, in the form that pydicom asks for."""


def by_plugin(name: str) -> Decode:
    """Return a function like `imagecodecs.decode` that asks one of pydicom's plugins."""

    def decode(frame: Buffer, form: PixelFormat, stream: Codestream, _: list[str]) -> tuple[NDArray[Any], str]:
        from pydicom.encaps import encapsulate

        # Samples are wanted as they are stored in the stream; what they are is settled by the stream first.
        ybr = stream.color == "YBR" or (not stream.color and form.photometric in YBR)
        photometric = ("YBR_FULL" if ybr else "RGB") if form.samples == 3 else "MONOCHROME2"
        options: dict[str, Any] = {
            "rows": stream.rows or form.rows,
            "columns": stream.columns or form.columns,
            "samples_per_pixel": form.samples,
            "number_of_frames": 1,
            "bits_allocated": form.allocated,
            "bits_stored": form.stored,
            "pixel_representation": int(form.signed),
            "photometric_interpretation": photometric,
            "planar_configuration": form.planar,
            "pixel_keyword": "PixelData",
        }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            samples, changed = decoder_of(form.syntax).as_array(
                encapsulate([bytes(frame)], has_bot=False), index=0, raw=True, decoding_plugin=name, **options
            )
        if stream.family in (
            "jpeg",
            "jpegls",
        ):  # they know no signs: pydicom extends them by the stream's precision, which may be too large
            samples = samples.view(f"u{samples.dtype.itemsize}")
        return samples, stream.color or str(changed.get("photometric_interpretation", photometric))

    return decode


@cache
def decoder_of(syntax: str) -> "Decoder":
    """Return pydicom's decoder of a transfer syntax with our plugin in it; one of our own where pydicom has none (JPEG XL)."""
    from pydicom.pixels.decoders import base
    from pydicom.uid import UID

    try:
        decoder = base.get_decoder(syntax)
    except NotImplementedError:
        decoder = base.Decoder(UID(syntax))
    if NAME not in decoder.available_plugins:
        decoder.add_plugin(NAME, (__name__, "decode_for_pydicom"))
    return decoder


def register() -> None:
    """Add this module to pydicom's decoders, so that `Dataset.pixel_array` finds it as well."""
    for uid in DECODER_DEPENDENCIES:
        decoder_of(uid)


def is_available(uid: str) -> bool:
    """Whether this plugin decodes a transfer syntax."""
    return uid in DECODER_DEPENDENCIES


def decode_for_pydicom(src: bytes, runner: "DecodeRunner") -> bytearray:
    """Decode one frame for pydicom: samples of one pixel together, and the runner told what they are."""
    form = PixelFormat(
        syntax=str(runner.transfer_syntax),
        rows=runner.rows,
        columns=runner.columns,
        samples=runner.samples_per_pixel,
        allocated=runner.bits_allocated,
        stored=runner.bits_stored,
        high_bit=runner.bits_stored - 1,
        signed=bool(runner.pixel_representation),
        photometric=str(runner.photometric_interpretation),
    )
    stream = inspect(src) or Codestream(family(form.syntax))
    check(stream, form)
    samples, photometric = decode(src, form, stream, [])
    samples = fitted(samples, form, stream)
    if form.samples == 3:
        runner.set_option("planar_configuration", 0)
        runner.set_option("photometric_interpretation", {"YBR": "YBR_FULL"}.get(photometric, photometric))
    return bytearray(samples.tobytes())
