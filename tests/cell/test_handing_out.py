"""Files inside documents leave the cell: unread where they lie in a file of the person's, copied out of an archive, told when too large."""

import json
from typing import Any

import numpy as np
import pytest

from app.cell import bridge as bridges
from app.cell.bridge import Bridge
from app.cell.unfolding import Member
from tests.browser import papers as made
from tests.core.made import Memory

MP4 = made.films.MP4


class Source:
    """A file as JavaScript hands it over; what is cut out of it is told as (begin, end, …)."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path, self.size, self.data = path, len(data), data
        self.most = 0  # bytes read at once

    def read(self, start: int, stop: int) -> Any:
        self.most = max(self.most, stop - start)
        return _Buffer(self.data[start:stop])

    def cut(self, places: list[int]) -> list[int]:
        return places

    def release(self) -> None:
        pass


class _Buffer:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def to_bytes(self) -> bytes:
        return self.data


def asked(file: Source | Member, name: str, **fields: object) -> list[tuple[str, dict[str, Any], Any]]:
    """What the page hears when it asks for something of the first document in a file."""
    told: list[tuple[str, dict[str, Any], Any]] = []
    bridge = Bridge(
        lambda message, body: told.append((message, json.loads(body), None)),
        lambda message, body, data: told.append((message, json.loads(body), data)),
        lambda *_: None,
        8,
        1,
    )
    bridge.begin()
    if isinstance(file, Source):
        bridge.scan(file)
    else:
        bridge.take(file)
    told.clear()
    bridge.handle(name, json.dumps({"id": "d1", **fields}))
    return told


def test_of_a_film_in_pieces_only_the_fronts_are_read_and_the_places_of_its_pieces_leave() -> None:
    film = MP4 + bytes(3_000_000)
    data = made.films.film(film[:2_000_000], film[2_000_000:]).data
    source = Source("film.dcm", data)
    ((message, fields, places),) = asked(source, "open")
    assert (message, fields) == ("inside", {"id": "d1", "opens": "film", "error": None})
    assert b"".join(data[begin:end] for begin, end in zip(places[::2], places[1::2], strict=True)) == film
    assert source.most <= 1 << 18  # never the film itself
    ((message, fields, places),) = asked(source, "save", what="file")
    assert (message, fields) == ("file", {"name": "film.mp4", "mime": "video/mp4"})
    assert len(places) == 4


def test_a_loose_letter_leaves_whole_and_unread() -> None:
    ((message, fields, places),) = asked(Source("CD/Befund.pdf", made.PDF), "open")
    assert (message, fields["opens"], places) == ("inside", "pdf", [0, len(made.PDF)])


def test_out_of_an_archive_it_is_copied() -> None:
    ((_, fields, data),) = asked(Member(Memory(made.PDF, "a.zip/Befund.pdf")), "open")
    assert fields["opens"] == "pdf"
    assert isinstance(data, np.ndarray)
    assert data.tobytes() == made.PDF


def test_what_is_too_large_for_that_is_told_in_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridges, "_MOST_COPIED", 50)
    ((message, fields, _),) = asked(Member(Memory(MP4, "a.zip/clip.mp4")), "open")
    assert (message, fields["opens"]) == ("inside", "")
    assert "Unpack the archive on your computer" in fields["error"]


def test_a_file_that_is_gone_is_told_in_the_document() -> None:
    class Gone(Source):
        gone = False

        def read(self, start: int, stop: int) -> Any:
            if self.gone:
                raise OSError("NotFoundError")
            return super().read(start, stop)

    source = Gone("Befund.pdf", made.PDF)
    told: list[tuple[str, dict[str, Any]]] = []
    bridge = Bridge(lambda message, body: told.append((message, json.loads(body))), lambda *_: None, lambda *_: None, 8, 1)
    bridge.begin()
    bridge.scan(source)
    source.gone = True
    bridge.handle("open", json.dumps({"id": "d1"}))
    message, fields = told[-1]
    assert message == "inside"
    assert "can no longer be read" in fields["error"]
