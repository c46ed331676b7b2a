"""What goes out goes to one address: keys and tokens are not carried elsewhere, and no answer is too large."""

import threading
from collections.abc import Iterator

import pytest

from app.license.outgoing import LARGEST, Unreachable, post
from tests.license.answering import Quiet, answering

pytestmark = pytest.mark.native

asked: list[str] = []
over = threading.Event()


class Odd(Quiet):
    """Sends elsewhere, or answers without end."""

    def do_POST(self) -> None:
        asked.append(self.path)
        self.body()
        code = self.path.strip("/")
        self.send_response(int(code) if code.isdigit() else 200)
        if code.isdigit():
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        if code == "never":
            over.wait(60)
        if code in {"large", "500"}:
            self.wfile.write(b"x" * (LARGEST * 2))

    do_GET = do_POST


@pytest.fixture
def odd() -> Iterator[str]:
    """Its address."""
    with answering(Odd) as address:
        yield address


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_nobody_is_followed_elsewhere(code: int, odd: str) -> None:
    """The secret of the request stays with whom it was meant for; the redirect is an answer like any other."""
    asked.clear()
    assert post(f"{odd}/{code}", b"key", {"Authorization": "Bearer secret"}, seconds=5)[0] == code
    assert asked == [f"/{code}"]


def test_an_answer_without_end_is_cut_off(odd: str) -> None:
    """At 256 KB, also where it tells of an error."""
    assert len(post(f"{odd}/large", b"key", {}, seconds=5)[1]) == LARGEST
    status, body = post(f"{odd}/500", b"key", {}, seconds=5)
    assert (status, len(body)) == (500, LARGEST)


def test_who_does_not_answer_is_not_waited_for(odd: str) -> None:
    over.clear()
    with pytest.raises(Unreachable):
        post(f"{odd}/never", b"key", {}, seconds=0.2)
    over.set()


def test_where_nobody_answers_that_is_said() -> None:
    """As one kind of failure."""
    with pytest.raises(Unreachable):
        post("http://127.0.0.1:9", b"key", {}, seconds=5)
