"""What is shared between files of a series is kept by a digest, not by the bytes."""

import sys

from tests.core.made import Memory, data_set, file_bytes
from viewer.dicom.cache import Shared
from viewer.dicom.dataset import Dataset, read_dataset


def dataset(**keywords: object) -> Dataset:
    return read_dataset(Memory(file_bytes(data_set(**keywords))))


def test_the_same_bytes_give_the_same_fact_and_others_another() -> None:
    made = []
    shared = Shared(lambda one: made.append(one) or len(made), "PatientID", "PatientSex")
    assert [shared(dataset(PatientID=one, PatientSex=two)) for one, two in (("AB", "M"), ("AB", "M"), ("A", "M"), ("AB", "F"))] == [
        1,
        1,
        2,
        3,
    ]


def test_bytes_do_not_wander_from_one_element_to_the_next() -> None:
    made: list[Dataset] = []
    shared = Shared(lambda one: made.append(one) or len(made), "AccessionNumber", "PatientID")
    assert shared(dataset(AccessionNumber="1234", PatientID="56")) != shared(dataset(AccessionNumber="12", PatientID="3456"))


def test_an_element_of_megabytes_is_not_kept() -> None:
    shared = Shared(len, "PatientComments")
    ds = data_set()
    ds.add_new("PatientComments", "UT", "z" * 3_000_000)
    shared(read_dataset(Memory(file_bytes(ds))))
    (key,) = shared._kept

    def weight(value: object) -> int:
        inner = sum(map(weight, value)) if isinstance(value, tuple) else 0
        return sys.getsizeof(value) + inner

    assert weight(key) < 4000
