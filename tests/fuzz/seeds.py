"""The sound files that are mutated: small real ones, pydicom's own, and one of our own making for each kind of code stream."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pydicom.data
from pydicom.dataset import Dataset

from tests.core.documents.written import made, of
from tests.core.frames import BASE, encapsulated
from tests.core.made import data_set, file_bytes
from tests.core.overlay.presentation.views import area, view

__all__ = ["Seed", "seeds"]

_MOST_BYTES = 160_000  # small files meet more mutations in the same time


@dataclass(frozen=True, slots=True)
class Seed:
    """A file before it is damaged; `name` says which in a report."""

    name: str
    data: bytes


def seeds(folder: Path | None) -> list[Seed]:
    """Give all seeds in a fixed order; without a `folder` of real scans those that any clone has."""
    found = list(_made())
    own = Path(pydicom.data.__file__).parent / "test_files"
    for root in (own, folder):
        if root is not None and root.is_dir():
            paths = sorted(path for path in root.rglob("*") if path.is_file() and 128 < path.stat().st_size <= _MOST_BYTES)
            found += [Seed(path.relative_to(root).as_posix(), path.read_bytes()) for path in paths if not _other(path)]
    return found


def _other(path: Path) -> bool:
    return "UPSTREAM" in path.name or path.suffix.lower() in {
        ".md",
        ".txt",
        ".json",
        ".py",
        ".xml",
        ".html",
        ".csv",
        ".png",
        ".jpg",
        ".zip",
        ".gz",
        ".sha256",
    }


def _made() -> Iterator[Seed]:
    """One file for each kind of code stream, of three frames where the kind has many, in gray and in color."""
    y, x = np.mgrid[0:40, 0:56]
    gray = ((np.sin(x / 5) + np.cos(y / 7) + 2) * 1000).astype(np.uint16)
    color = np.stack([gray >> 4, gray.T[:40, :40].repeat(2, 1)[:, :56] >> 4, 255 - (gray >> 4)], axis=-1).astype(np.uint8)
    for name, syntax, twelve, stream in (
        ("jpeg", ".4.50", False, lambda frame: imagecodecs.jpeg8_encode(frame, 90)),
        ("jpeg-12", ".4.51", True, lambda frame: imagecodecs.jpeg8_encode(frame, 90, bitspersample=12)),
        ("jpeg-lossless", ".4.70", True, lambda frame: imagecodecs.jpeg8_encode(frame, lossless=True, bitspersample=12)),
        ("jpeg-ls", ".4.80", True, imagecodecs.jpegls_encode),
        ("jpeg2000", ".4.90", True, lambda frame: imagecodecs.jpeg2k_encode(frame, level=0, codecformat="j2k", reversible=True)),
        ("jp2", ".4.91", True, lambda frame: imagecodecs.jpeg2k_encode(frame, level=40, codecformat="jp2")),
        ("htj2k", ".4.201", True, lambda frame: imagecodecs.htj2k_encode(frame, reversible=True)),
        ("jpeg-xl", ".4.110", True, lambda frame: imagecodecs.jpegxl_encode(frame, lossless=True)),
    ):
        one = gray if twelve else (gray >> 4).astype(np.uint8)
        for label, frames in (("gray", [one, one[::-1].copy(), one[:, ::-1].copy()]), ("color", [color])):
            if label == "color" and name in {"jpeg-12", "jpeg-lossless"}:
                continue
            streams = [bytes(stream(frame)) for frame in frames]
            facts: dict[str, Any] = {"NumberOfFrames": len(streams)} if len(streams) > 1 else {}
            ds = data_set(frames[0], **facts)
            if twelve and label == "gray":
                ds.BitsStored, ds.HighBit = 12, 11
            ds.PixelData = encapsulated([[part] for part in streams], table=True, delimiter=False)
            ds["PixelData"].VR = "OB"
            ds["PixelData"].is_undefined_length = True
            written = file_bytes(ds, syntax=BASE + syntax.replace(".4.110", ".4.201"))  # pydicom does not know JPEG XL
            yield Seed(f"made/{name}-{label}", written.replace(b".4.201", syntax.encode(), 1) if syntax == ".4.110" else written)
    yield Seed("made/saved-view", file_bytes(_saved_view()))
    yield Seed("made/many-frames", file_bytes(data_set(np.stack([gray] * 7))))
    yield Seed("made/deflated", file_bytes(data_set(gray), syntax=f"{BASE}.1.99"))
    yield Seed("made/implicit", file_bytes(data_set(gray), syntax=BASE))
    yield Seed("made/bare", file_bytes(data_set(gray), whole=False))
    ybr = {"PhotometricInterpretation": "YBR_FULL_422", "PixelData": bytes(2 * 40 * 56)}
    yield Seed("made/ybr-422", file_bytes(data_set(color, **ybr)))


def _saved_view() -> Dataset:
    """A view of the sound picture that lies beside a hostile file, with something of each kind on it."""
    series = made(SeriesInstanceUID="9.9.2", ReferencedImageSequence=[of("9.9.1")])
    common = {"GraphicAnnotationUnits": "PIXEL", "GraphicDimensions": 2, "GraphicFilled": "Y"}
    shapes = {
        "POINT": [3.0, 4.0], "POLYLINE": [1.0, 2.0, 3.0, 9.0, 8.0, 2.0], "INTERPOLATED": [1.0, 2.0, 3.0, 9.0, 8.0, 2.0, 1.0, 2.0],
        "CIRCLE": [9.0, 9.0, 12.0, 9.0], "ELLIPSE": [4.0, 4.0, 14.0, 4.0, 9.0, 2.0, 9.0, 6.0],
    }  # fmt: skip
    graphics = [made(GraphicType=kind, GraphicData=data, NumberOfGraphicPoints=len(data) // 2, **common) for kind, data in shapes.items()]
    text = made(
        BoundingBoxAnnotationUnits="DISPLAY", BoundingBoxTopLeftHandCorner=[0.1, 0.2], BoundingBoxBottomRightHandCorner=[0.5, 0.4],
        UnformattedTextValue="Here", AnchorPointAnnotationUnits="PIXEL", AnchorPoint=[5.0, 6.0], AnchorPointVisibility="Y",
    )  # fmt: skip
    ruler = made(CompoundGraphicType="RULER", CompoundGraphicUnits="DISPLAY", GraphicData=[0.1, 0.1, 0.9, 0.9])
    return view(
        ReferencedSeriesSequence=[series], RescaleSlope="1", RescaleIntercept="0", RescaleType="US", ImageRotation=90, ImageHorizontalFlip="Y",
        SoftcopyVOILUTSequence=[made(WindowCenter="600", WindowWidth="1200", ReferencedImageSequence=[of("9.9.1")])],
        DisplayedAreaSelectionSequence=[area(3, 4, 30, 20)], ShutterShape="CIRCULAR", CenterOfCircularShutter=[15, 20], RadiusOfCircularShutter=12,
        GraphicLayerSequence=[made(GraphicLayer="A", GraphicLayerOrder=1, GraphicLayerRecommendedDisplayCIELabValue=[50000, 30000, 40000])],
        GraphicAnnotationSequence=[made(GraphicLayer="A", GraphicObjectSequence=graphics, TextObjectSequence=[text], CompoundGraphicSequence=[ruler])],
    )  # fmt: skip
