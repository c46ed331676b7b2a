"""Parts of documents made by the tests, with pydicom as the independent writer."""

from pydicom.dataset import Dataset

__all__ = ["coded", "made", "of"]

CT = "1.2.840.10008.5.1.4.1.1.2"


def made(**keywords: object) -> Dataset:
    """A data set with these elements."""
    ds = Dataset()
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    return ds


def coded(meaning: str, value: str = "1", scheme: str = "99TEST") -> Dataset:
    """An item that says what is meant by a code."""
    return made(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)


def of(uid: str, *frames: int) -> Dataset:
    """An item that refers to a picture, or to some of its frames."""
    ds = made(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=uid)
    if frames:
        ds.ReferencedFrameNumber = list(frames)
    return ds
