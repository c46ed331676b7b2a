"""A few hundred hostile files at each run; `python -m tests.fuzz.run` opens as many as one likes."""

from pathlib import Path

import pytest

from tests.fuzz.case import walked
from tests.fuzz.mutations import MUTATIONS, damaged
from tests.fuzz.seeds import seeds

SEED = 2026
made_odd = pytest.mark.filterwarnings("ignore::UserWarning:pydicom")  # what is written here is odd on purpose, and pydicom says so


@pytest.mark.native
@pytest.mark.trap(41)
def test_hostile_files_end_as_pictures_or_with_a_reason_and_cost_no_other_file() -> None:
    """In a process of their own: a crash, eight seconds, two gigabytes, an exception or a lost neighbor is a fault."""
    from tests.fuzz.run import fuzz  # here: it needs what Pyodide does not have

    report = fuzz(range(300), SEED, None)
    print(report)
    assert report.faults == []
    assert report.told["pictures"] > 50 and report.told["skipped"] > 20 and report.told["picture-errors"] > 20


@pytest.mark.native
@pytest.mark.corpus
def test_real_files_damaged_in_every_way_do_so_too(corpus: Path) -> None:
    from tests.fuzz.run import fuzz

    report = fuzz(range(300), SEED + 1, corpus)
    print(report)
    assert report.faults == []
    assert report.told["pictures"] > 50 and report.told["skipped"] > 20


@made_odd
def test_damaged_files_are_the_same_each_time_and_every_mutation_damages() -> None:
    found = seeds(None)
    assert [damaged(1, number, found) for number in range(20)] == [damaged(1, number, found) for number in range(20)]
    done = {name for number in range(300) for name in damaged(SEED, number, found)[1].split(": ")[1].split(", ")}
    assert done >= {mutation.__name__ for mutation in MUTATIONS}


@made_odd
def test_hostile_files_without_a_process_of_their_own_end_well_too() -> None:
    """The part that can run inside Pyodide, where sizes have 32 bits and memory is what WebAssembly grants."""
    found = seeds(None)
    told = sum((walked(damaged(SEED + 2, number, found)[0]) for number in range(150)), start=walked(found[0].data))
    assert told["pictures"] > 20 and told["skipped"] > 10
