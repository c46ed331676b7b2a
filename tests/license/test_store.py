"""What both stores hold to: the highest version stays, links and counters, and what is erased is gone."""

from pathlib import Path

import pytest

from app.license.redis import COUNT, PREFIX
from app.license.settings import Settings
from app.license.store import Store, StoreTrouble, open_store
from tests.license.redis_rest import TOKEN, Redis
from tests.license.running import SETTINGS

pytestmark = pytest.mark.native


@pytest.fixture
def store(store_settings: dict[str, str]) -> Store:
    """An empty one of each kind."""
    return open_store(Settings.read({**SETTINGS, **store_settings}))


def test_a_record_gives_way_to_a_higher_version_only(store: Store) -> None:
    """Not to another of the same one; and versions are numbers: nine is less than ten."""
    written = [(version, store.write("license:a", {"said": place}, version)) for place, version in enumerate((9, 9, 8, 10, 9, 10, 100))]
    assert written == [(9, True), (9, False), (8, False), (10, True), (9, False), (10, False), (100, True)]
    assert store.read("license:a") == {"said": 6}
    assert store.read("license:b") is None


def test_what_is_erased_leaves_no_record_and_no_link(store: Store) -> None:
    """And a record of any version may follow it."""
    assert store.write("order:a", {}, 5)
    for other in ("b", "c", "b"):
        store.link("order:a", other)
    assert store.linked("order:a") == {"b", "c"}
    assert store.erase("order:a")
    assert store.read("order:a") is None and store.linked("order:a") == set()
    assert not store.erase("order:a")
    store.link("order:a", "d")
    assert store.erase("order:a"), "a link alone is something too"
    assert store.write("order:a", {}, 0)


def test_each_counter_counts_for_itself(store: Store) -> None:
    assert [store.count(name, 60) for name in ("a", "a", "b", "a")] == [1, 2, 1, 3]


def test_a_counter_in_a_file_begins_anew_when_the_span_of_its_first_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Later ones do not prolong it."""
    store = open_store(Settings.read({**SETTINGS, "LICENSE_DATABASE": str(tmp_path / "a.sqlite3")}))
    counts = []
    for moment in (1000, 1040, 1059, 1060, 1061, 1119, 1120):
        monkeypatch.setattr("app.license.sqlite.time.time", lambda now=moment: float(now))
        counts.append(store.count("a", 60))
    assert counts == [1, 2, 3, 1, 2, 3, 1]


def test_a_counter_in_redis_ends_with_the_span_of_its_first(redis: Redis) -> None:
    """It has an end from the beginning, and later ones do not prolong it."""
    store = open_store(Settings.read({**SETTINGS, "UPSTASH_REDIS_REST_URL": redis.url, "UPSTASH_REDIS_REST_TOKEN": TOKEN}))
    store.count("a", 6000)
    first = int(redis.run("PEXPIRETIME", f"{PREFIX}a"))
    assert first > 0
    assert redis.run("EVAL", COUNT, "1", f"{PREFIX}a", "9000") == store.count("a", 9000) - 1 == 2
    assert int(redis.run("PEXPIRETIME", f"{PREFIX}a")) == first


def test_what_is_erased_from_the_file_stands_nowhere_in_it(tmp_path: Path) -> None:
    """Not even in the parts of it that are free."""
    store = open_store(Settings.read({**SETTINGS, "LICENSE_DATABASE": str(tmp_path / "a.sqlite3")}))
    mark = "5d41402abc4b2a76b9719d911017c592"
    store.write(f"license:{mark}", {"order": mark}, 1)
    store.link(f"order:{mark}", mark)
    assert any(mark.encode() in path.read_bytes() for path in tmp_path.iterdir())
    store.erase(f"license:{mark}")
    store.erase(f"order:{mark}")
    assert not any(mark.encode() in path.read_bytes() for path in tmp_path.iterdir())


def test_of_trouble_with_redis_neither_names_nor_bodies_are_told(redis: Redis) -> None:
    """Only the command that it was, and the status of the answer, for the log."""
    store = open_store(Settings.read({**SETTINGS, "UPSTASH_REDIS_REST_URL": redis.url, "UPSTASH_REDIS_REST_TOKEN": "wrong"}))
    with pytest.raises(StoreTrouble, match=r"^Redis answered 401 to EVAL$"):
        store.write("license:secret", {"order": "secret"}, 1)
    away = open_store(Settings.read({**SETTINGS, "UPSTASH_REDIS_REST_URL": "http://127.0.0.1:9", "UPSTASH_REDIS_REST_TOKEN": "secret"}))
    with pytest.raises(StoreTrouble, match=r"^Redis: Unreachable$"):
        away.read("license:secret")
