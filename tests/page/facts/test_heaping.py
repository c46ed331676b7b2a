"""Heaps of rows."""

import random

from app.page.facts.heaping import EVEN, MOST, cuts, moves, steady


def listed(*kinds: tuple[str, int]) -> list[tuple[str, str]]:
    return [(f"{at}-{kind}-{number}", kind) for at, (kind, many) in enumerate(kinds) for number in range(many)]


def test_heaps_hold_all_rows_once_and_none_is_too_large() -> None:
    for kinds in (
        [("card", 8000)],
        [("study", 1), ("card", 1)] * 500,
        [("study", 300)],
        [("card", MOST)],
        [("study", 1), ("card", 47), ("card", 3)],
    ):
        rows = listed(*kinds)
        found = cuts(rows)
        assert [at for start, end in found for at in range(start, end)] == list(range(len(rows)))
        assert all(0 < end - start <= MOST for start, end in found)
    assert cuts([]) == []


def test_a_heap_ends_at_whole_rows_of_cards() -> None:
    assert cuts(listed(("study", 1), ("card", 100)))[0] == (0, 1 + (MOST - 1) // EVEN * EVEN)


def test_moves_lead_from_what_was_to_what_is() -> None:
    chance = random.Random(7)  # noqa: S311 - no secret, only always the same
    for _ in range(300):
        held, wanted = (chance.sample(range(12), chance.randrange(12)) for _ in range(2))
        now = list(held)
        for key, place in moves(held, wanted):
            if key in now:
                now.remove(key)
            if place is not None:
                now.insert(place, key)
        assert now == wanted


def test_what_is_added_at_the_end_moves_nothing_else() -> None:
    assert moves([1, 2, 3], [1, 2, 3, 4]) == [(4, 3)]
    assert moves([1, 2, 3], [0, 1, 2, 3]) == [(0, 0)]
    assert moves([1, 2, 3], [1, 3]) == [(2, None)]


def test_cards_that_come_later_stand_behind_those_that_are_there() -> None:
    before = [("one", "study"), ("b", "card"), ("d", "card"), ("two", "study"), ("x", "card")]
    now = [
        ("zero", "study"),
        ("q", "card"),
        ("one", "study"),
        ("a", "card"),
        ("b", "card"),
        ("c", "card"),
        ("d", "card"),
        ("two", "study"),
        ("w", "card"),
        ("x", "card"),
    ]
    assert [row[0] for row in steady(now, before)] == ["zero", "q", "one", "b", "d", "a", "c", "two", "x", "w"]
    assert steady(now, []) == now
    assert steady(now, now) == now
