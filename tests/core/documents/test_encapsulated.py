"""PDF, CDA and 3-D models come out of their files byte by byte; clinical documents are read as text."""

import struct

import pytest
from pydicom.dataset import Dataset

from tests.core.made import Memory, file_bytes
from viewer.documents import opened
from viewer.documents.cda import blocks_of
from viewer.errors import BrokenFile, LimitExceeded

STORAGE = "1.2.840.10008.5.1.4.1.1."
PDF, CDA, STL = f"{STORAGE}104.1", f"{STORAGE}104.2", f"{STORAGE}104.3"

LETTER = """<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <title>Discharge letter</title>
  <recordTarget><patientRole><patient><name>not told</name></patient></patientRole></recordTarget>
  <component><structuredBody>
    <component><section><title>Findings</title>
      <text><paragraph>The knee is <content styleCode="Bold">sound</content>.</paragraph>
        <list><item>no fracture</item><item>no effusion</item></list>
        <table><thead><tr><th>What</th><th>Size</th></tr></thead><tbody><tr><td>Cyst</td><td>4 mm</td></tr></tbody></table>
      </text>
      <component><section><title>Inside</title><text>Plain text</text></section></component>
    </section></component>
  </structuredBody></component>
</ClinicalDocument>"""


def wrapped(data: bytes, sop_class: str = PDF, **keywords: object) -> Memory:
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID, ds.StudyInstanceUID = sop_class, "1.2.3.4", "1.2.3"
    ds.EncapsulatedDocument = data + b"\0" * (len(data) % 2)
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    return Memory(file_bytes(ds))


@pytest.mark.parametrize("length", [{"EncapsulatedDocumentLength": 31}, {}])
def test_a_pdf_comes_out_as_it_went_in_without_the_padding(length: dict[str, int]) -> None:
    data = b"%PDF-1.4 of an odd length\n%%EOF"
    assert len(data) % 2 == 1
    content = opened(wrapped(data, DocumentTitle="Letter", MIMETypeOfEncapsulatedDocument="application/pdf", **length))
    assert {name: file.read() for name, file in content.files.items()} == {"document": data}
    assert (content.title, content.more["mime"], content.more["size"], content.more["name"]) == (
        "Letter",
        "application/pdf",
        31,
        "document.pdf",
    )
    assert dict(content.facts)["Size"] == "31 bytes"
    assert content.more["sound"]
    assert content.notes == []


def test_zeros_that_belong_to_a_document_stay_where_its_length_is_told() -> None:
    data = b"%PDF-1.4\0\0"
    assert opened(wrapped(data, EncapsulatedDocumentLength=10)).files["document"].read() == data


def test_what_only_calls_itself_pdf_is_told_and_never_handed_on_as_what_it_says() -> None:
    content = opened(wrapped(b"<script>alert(1)</script>", MIMETypeOfEncapsulatedDocument="text/html"))
    assert content.more["mime"] == "application/pdf"
    assert not content.more["sound"]
    assert len(content.notes) == 2


def test_a_document_that_is_not_there_or_not_whole_is_told() -> None:
    with pytest.raises(BrokenFile, match="missing"):
        opened(wrapped(b""))
    assert "99 bytes" in opened(wrapped(b"%PDF-", EncapsulatedDocumentLength=99)).notes[0]


def test_a_model_is_sound_where_its_length_fits_its_triangles() -> None:
    model = bytes(80) + struct.pack("<I", 2) + bytes(100)
    assert opened(wrapped(model, STL)).more["sound"]
    assert not opened(wrapped(model[:-2], STL)).more["sound"]


def test_a_clinical_document_is_told_as_headings_and_text() -> None:
    content = opened(wrapped(LETTER.encode(), CDA))
    assert (content.kind, content.title) == ("cda", "Discharge letter")
    assert [(block["type"], block["level"], block["text"]) for block in content.blocks] == [
        ("heading", 1, "Findings"), ("text", 1, "The knee is sound."), ("text", 1, "• no fracture"), ("text", 1, "• no effusion"),
        ("text", 1, "What | Size"), ("text", 1, "Cyst | 4 mm"), ("heading", 2, "Inside"), ("text", 2, "Plain text"),
    ]  # fmt: skip


def test_other_encodings_of_xml_are_read() -> None:
    letter = LETTER.replace("sound", "gesund, schön").replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert blocks_of(letter)[1][1]["text"] == "The knee is gesund, schön."
    assert blocks_of(LETTER.replace("UTF-8", "UTF-16").encode("utf-16"))[0] == "Discharge letter"


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_document_that_defines_entities_is_refused(declared: str) -> None:
    with pytest.raises(BrokenFile, match="DTD"):
        blocks_of(f"{declared}<ClinicalDocument><title>&a;</title></ClinicalDocument>".encode())


def test_xml_that_is_broken_or_nested_beyond_reason_costs_its_text_only() -> None:
    content = opened(wrapped(b"<ClinicalDocument><title>Half", CDA))
    assert content.files["document"].read() == b"<ClinicalDocument><title>Half"
    assert "damaged" in content.notes[0]
    with pytest.raises(LimitExceeded):
        blocks_of(b"<a>" * 1000 + b"</a>" * 1000)
    with pytest.raises(LimitExceeded):
        blocks_of(b"<a>" + b"<b/>" * 600_000 + b"</a>")
