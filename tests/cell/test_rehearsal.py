"""The rehearsal runs through, and ends as soon as there is something to do."""

from app.cell.bridge import Bridge
from app.cell.rehearsal import rehearsal


def test_it_runs_through_to_its_end() -> None:
    assert sum(1 for _ in rehearsal()) > 100


def test_the_first_file_ends_it() -> None:
    told: list[str] = []
    bridge = Bridge(lambda name, _: told.append(name), lambda *_: None, lambda *_: None, gigabytes=8, processors=2)
    assert bridge.work()
    assert bridge.work()
    assert told == [], "it is not told to anybody"
    bridge.begin()
    assert told == ["progress"]
    assert not bridge.work()


def test_without_files_it_comes_to_an_end_by_itself() -> None:
    bridge = Bridge(lambda *_: None, lambda *_: None, lambda *_: None, gigabytes=8, processors=2)
    steps = 0
    while bridge.work():
        steps += 1
        assert steps < 2000
    assert steps > 100
