"""The dictionaries are read as pydicom itself reads them."""

import subprocess
import sys

import pytest
from pydicom import datadict
from pydicom._dicom_dict import DicomDictionary
from pydicom._private_dict import private_dictionaries
from pydicom._uid_dict import UID_dictionary

from viewer.dicom.dictionary import known, known_by_keyword, known_private, uid_name


def test_every_element_of_the_standard_is_known_as_pydicom_knows_it() -> None:
    assert len(DicomDictionary) > 4000
    for tag in (*DicomDictionary, 0x60003000, 0x60FE3000, 0x50100005, 0x00203112, 0x002804F1, 0x10101230):
        assert known(tag) == (datadict.dictionary_description(tag), datadict.dictionary_keyword(tag), datadict.dictionary_VR(tag))
        keyword = datadict.keyword_for_tag(tag)
        if keyword and tag in DicomDictionary:
            assert known_by_keyword(keyword) == (datadict.tag_for_keyword(keyword), datadict.dictionary_VR(tag))


@pytest.mark.parametrize("tag", [0x00100999, 0x60010010, 0x00091001])
def test_what_no_dictionary_knows_is_not_known(tag: int) -> None:
    with pytest.raises(KeyError):
        known(tag)
    with pytest.raises(KeyError):
        known_by_keyword("NoSuchKeyword")
    with pytest.raises(KeyError):
        known_private(tag, "SIEMENS CSA HEADER")
    with pytest.raises(KeyError):
        known_private(tag, "NOBODY")


def test_every_private_element_is_known_as_pydicom_knows_it() -> None:
    checked = 0
    for creator, table in private_dictionaries.items():
        for written in table:
            if written[4:].endswith("xx"):
                continue  # a whole block: pydicom does not look these up either
            tag = int(written.replace("xx", "10"), 16)
            theirs = datadict.get_private_entry(tag, creator)
            assert known_private(tag, creator) == (theirs[2], theirs[0])
            checked += 1
    assert checked > 5000


def test_uids_have_their_names() -> None:
    assert uid_name("1.2.840.10008.1.2.1") == "Explicit VR Little Endian"
    assert uid_name("1.2.3") == ""
    assert all(uid_name(uid) == entry[0] for uid, entry in UID_dictionary.items())


@pytest.mark.native  # a process of its own
def test_pydicom_is_not_started_for_it() -> None:
    code = "import sys; from viewer.dicom.dictionary import known, uid_name; known(0x100010); uid_name(''); assert 'pydicom' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
