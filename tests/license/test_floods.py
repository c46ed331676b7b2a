"""Too much, too large, too slow: the service stays up, answers others, and asks the shop no more than it may."""

import asyncio
import http.client
import json
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.license.activation import Refused
from app.license.limits import Limiter, Questions, networks_of
from app.license.service import whole_body
from tests.license.lemon import Lemon, signed
from tests.license.redis_rest import TOKEN, Redis
from tests.license.running import SETTINGS, Running, running

pytestmark = pytest.mark.native


@pytest.mark.parametrize("path", ["/api/lemonsqueezy", "/api/activate"])
def test_five_megabytes_are_refused_and_not_kept(path: str, simple: Running, lemon: Lemon) -> None:
    """Also when their signature is right; with an answer that arrives."""
    body = json.dumps({"filler": "x" * 5_000_000}).encode()
    answer = simple.post(path, body, **{"X-Signature": signed(body), "Content-Type": "application/json"})
    assert (answer.status, answer.told["error"]) == (413, "too-large")
    assert lemon.tell(simple.url, lemon.sell(1).order_event("order_created")) == [200]


def test_of_a_message_that_is_too_large_nothing_is_kept_while_it_is_read() -> None:
    """However long it goes on; the answer is that it is too large."""
    part = bytes(1 << 20)
    parts = iter([{"type": "http.request", "body": part, "more_body": number < 63} for number in range(64)])

    async def receive() -> dict[str, object]:
        return next(parts)

    def read() -> int:
        tracemalloc.start()
        with pytest.raises(Refused, match="too-large"):
            asyncio.run(whole_body(receive, 1 << 13))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    with ThreadPoolExecutor(1) as apart:  # browsers of other tests may have a loop here that runs
        assert apart.submit(read).result() < 1 << 20


def test_tries_from_one_place_are_limited(simple: Running, lemon: Lemon) -> None:
    """The eleventh within a minute waits, whatever it holds; Lemon Squeezy's messages are no tries."""
    statuses = [simple.activate(key=f"38B1460A-5104-4067-A91D-{number:012d}").status for number in range(10)]
    assert statuses == [404] * 10
    answer = simple.activate(key=lemon.sell(2).key)
    assert (answer.status, answer.told["error"]) == (429, "too-many")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert len(lemon.asked) == 10
    assert lemon.tell(simple.url, lemon.sell(4).order_event("order_created")) == [200]


def test_behind_the_host_the_place_is_who_the_host_says(lemon: Lemon, tmp_path: Path, redis: Redis) -> None:
    """Many people come through one proxy; elsewhere what a client says of itself is not believed."""
    settings = {**SETTINGS, "UPSTASH_REDIS_REST_URL": redis.url, "UPSTASH_REDIS_REST_TOKEN": TOKEN, "LEMONSQUEEZY_API": lemon.url}
    for vercel, last in (({"VERCEL": "1"}, 404), ({}, 429)):
        with running({**settings, **vercel}, tmp_path) as service:
            statuses = []
            for number in range(11):
                headers = {"Content-Type": "application/json", "X-Forwarded-For": f"192.0.2.{number}, 198.51.100.1"}
                statuses.append(service.post("/api/activate", b'{"key": "38B1460A-5104-4067-A91D-77B872934D51"}', **headers).status)
            assert statuses[-1] == last


@pytest.fixture
def hosted(lemon: Lemon, redis: Redis) -> dict[str, str]:
    """The settings of a service behind its host, which tells who asks."""
    redis_over_rest = {"UPSTASH_REDIS_REST_URL": redis.url, "UPSTASH_REDIS_REST_TOKEN": TOKEN}
    return {**SETTINGS, **redis_over_rest, "LEMONSQUEEZY_API": lemon.url, "VERCEL": "1"}


def tried(service: Running, address: str, key: str) -> str:
    """What comes of a key that somebody tries at that address: a token, or the error."""
    headers = {"Content-Type": "application/json", "X-Forwarded-For": address}
    told = service.post("/api/activate", json.dumps({"key": key}).encode(), **headers).told
    return "token" if "token" in told else str(told["error"])


def invented(number: int) -> str:
    """A key that looks like one and that nobody has bought."""
    return f"38B1460A-5104-4067-A91D-{number:012d}"


def test_the_shop_is_asked_thirty_times_a_minute_at_most(hosted: dict[str, str], lemon: Lemon, tmp_path: Path) -> None:
    """Over all places and instances, so that strangers cannot use up what is allowed; keys that are known need no question."""
    known = lemon.sell(5)
    with running(hosted, tmp_path) as one, running(hosted, tmp_path) as other:
        lemon.tell(one.url, known.license_event("license_key_created"))
        errors = [tried((one, other)[number % 2], f"192.0.2.{number}", invented(number)) for number in range(40)]
        assert errors == ["unknown"] * 30 + ["shop-away"] * 10
        assert len(lemon.asked) == 30
        assert tried(one, "192.0.2.1", known.key) == "token"


def test_who_invents_keys_keeps_no_buyer_waiting(hosted: dict[str, str], lemon: Lemon, tmp_path: Path) -> None:
    """Fifty keys from five places use up their half; whose message was lost is asked for, also after two slips of the finger."""
    with running(hosted, tmp_path) as service:
        errors = [tried(service, f"192.0.2.{number // 10}", invented(number)) for number in range(50)]
        # the common half, then of each place that comes later the three that it may ask of the other half
        assert errors == ["unknown"] * 15 + ["shop-away"] * 5 + (["unknown"] * 3 + ["shop-away"] * 7) * 3
        assert [tried(service, "198.51.100.7", key) for key in (invented(60), invented(61), lemon.sell(7).key)] == ["unknown"] * 2 + [
            "token"
        ]
        assert tried(service, "2001:db8:7::1", lemon.sell(8).key) == "token"
        assert len(lemon.asked) == 15 + 3 * 3 + 3 + 1


def test_a_network_of_many_households_is_one_place_to_the_shop(hosted: dict[str, str], lemon: Lemon, tmp_path: Path) -> None:
    """Somebody with 48 bits of IPv6 has 65536 addresses of households: they take the common half, and not the one that is kept for others."""
    with running(hosted, tmp_path) as service:
        errors = [tried(service, f"2001:db8:1:{number:x}::1", invented(number)) for number in range(40)]
        assert errors == ["unknown"] * 15 + ["shop-away"] * 25
        assert tried(service, "2001:db8:2::1", lemon.sell(10).key) == "token"


def test_an_ipv6_household_is_one_place() -> None:
    """Its 64 bits of addresses are no 64 bits of tries; an IPv4 address is one place."""
    limiter = Limiter(2)
    assert [limiter.wait(address) > 0 for address in ("2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1")] == [
        False,
        False,
        True,
        False,
    ]
    assert [limiter.wait(address) > 0 for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.1")] == [False, False, False, True]


def test_places_are_forgotten_when_their_span_is_over() -> None:
    """Also when nobody asks any more: nothing of them is in the memory then."""
    limiter = Limiter(1, seconds=0)
    assert limiter.wait("192.0.2.1") == limiter.wait("192.0.2.1") == 0
    limiter = Limiter(1, seconds=0.3)
    limiter.wait("192.0.2.1")
    time.sleep(0.2)
    limiter.wait("2001:db8::1")
    assert len(limiter.places) == 2
    ends = time.monotonic() + 10
    while limiter.places and time.monotonic() < ends:
        time.sleep(0.05)
    assert not limiter.places and not limiter.crowds
    assert limiter.wait("192.0.2.1") == 0 < limiter.wait("192.0.2.1")


@pytest.mark.parametrize("tries", [1, 10])
def test_what_is_kept_for_an_hour_is_gone_within_the_hour(tries: int) -> None:
    """The longest span is that of the questions; a timer that comes a little late is still within what is promised."""
    asked = Questions(Counting()).askers
    for _ in range(tries):
        asked.wait("192.0.2.1")
    assert asked.sweeper is not None
    assert 3000 < asked.sweeper.interval <= 3600 - 30
    asked.sweeper.cancel()


class Counting:
    """A store of which nothing is asked but a count."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def count(self, name: str, seconds: int) -> int:
        """See Store."""
        self.asked.append((name, seconds))
        return len(self.asked)

    read = write = link = linked = erase = None  # type: ignore[assignment]


def test_the_questions_to_the_shop_are_counted_by_the_minute() -> None:
    """In both halves, of which the second is looked at when the first is used up."""
    store = Counting()
    questions = Questions(store)
    for number in range(20):
        questions.allow(f"192.0.2.{number}")
    assert set(store.asked) == {("questions", 60), ("kept questions", 60)}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands until it is set, and no timer."""
    now = [1000.0]
    monkeypatch.setattr("app.license.limits.time.monotonic", lambda: now[0])
    monkeypatch.setattr(Limiter, "sweep_later", lambda *_: None)
    return now


def test_a_try_counts_for_a_minute_and_the_wait_is_until_the_first_of_them_is_over(clock: list[float]) -> None:
    """Each by itself: who tries again and again is not kept out for longer by that."""
    limiter = Limiter(2)
    waits = []
    for moment in (1000, 1040, 1045, 1059, 1061, 1070, 1101):
        clock[0] = moment
        waits.append(limiter.wait("192.0.2.1"))
    assert waits == [0, 0, 15, 1, 0, 30, 0]


def test_an_address_of_version_4_is_itself_in_either_protocol() -> None:
    """As a server on both names it: the same place, and another one than its neighbor's."""
    assert networks_of("::ffff:192.0.2.1", 64) == networks_of("192.0.2.1", 64)
    assert networks_of("::ffff:192.0.2.1", 64)[0] != networks_of("::ffff:192.0.2.2", 64)[0]


def test_networks_of_the_two_versions_are_never_one_place() -> None:
    """Also where their numbers are the same: 2001:db8::/32 and 32.1.13.184 are."""
    four, six = ({name for name, _ in networks_of(address, 64)} for address in ("32.1.13.184", "2001:db8::1"))
    assert len(four & six) == 1, "everybody"


FLOODS = {
    "a household's": lambda number: f"2001:db8:1:2:{number >> 16:x}:{number & 0xFFFF:x}::1",
    "a customer's": lambda number: f"2001:db8:1:{number:x}::1",
    "a provider's": lambda number: f"2001:db8:{number:x}:1::1",
    "a provider's, 16 of each customer": lambda number: f"2001:db8:{number >> 4:x}:{number & 15:x}::1",
    "an office's": lambda number: f"198.51.100.{number % 255}",
    "a network's of 65536 addresses": lambda number: f"198.51.{number >> 8 & 255}.{number & 255}",
    "one's that says it in the other protocol": lambda number: f"::ffff:198.51.{number >> 8 & 255}.{number & 255}",
    "no address at all": lambda number: f"made up {number}",
}


@pytest.mark.parametrize("which", FLOODS)
def test_no_network_can_empty_the_table_or_push_others_out(which: str) -> None:
    """20,001 addresses of one network: who had to wait still waits, newcomers go on, and the network itself gets few tries."""
    limiter = Limiter(2)
    for _ in range(3):
        limiter.wait("203.0.113.9"), limiter.wait("2001:db9::1")
    let_on = sum(limiter.wait(FLOODS[which](number)) == 0 for number in range(20_001))
    told_apart = {"a customer's": 32, "an office's": 32, "a household's": 0, "no address at all": 0}.get(which, 256)
    assert let_on <= 2 * (told_apart + 9)
    assert len(limiter.places) == told_apart + 1 + 2
    assert limiter.wait("203.0.113.9") > 0 < limiter.wait("2001:db9::1")
    assert limiter.wait("203.0.113.10") == 0 == limiter.wait("2001:dba::1")


def test_a_full_table_forgets_nobody() -> None:
    """Addresses from everywhere fill it: it does not grow, who had to wait still waits, and what more comes is counted as one place."""
    limiter = Limiter(1)
    assert limiter.wait("203.0.113.9") == 0
    let_on = sum(limiter.wait(f"{10 + (number >> 8)}.{number & 255}.0.1") == 0 for number in range(30_000))
    assert len(limiter.places) == 10_000
    assert let_on == 10_000 - 1
    assert limiter.wait("203.0.113.9") > 0 < limiter.wait("240.1.2.3")


def test_the_table_stays_quick_under_a_flood() -> None:
    """A full one costs no more for each try than an empty one."""
    limiter = Limiter(1)
    started = time.process_time()
    for number in range(10_000):
        limiter.wait(f"{10 + (number >> 8)}.{number & 255}.0.1")
    filling = time.process_time() - started
    started = time.process_time()
    for number in range(10_000, 20_000):
        limiter.wait(f"{10 + (number >> 8)}.{number & 255}.0.1")
    assert time.process_time() - started < 5 * filling + 0.2


DECEITFUL = ["app.license.main:app", "--no-access-log"]  # uvicorn's own ways: it believes X-Forwarded-For from this computer


def let_on(service: Running, headers: Callable[[int], str], times: int = 60) -> int:
    """How many of so many tries are not told to wait."""
    body = b'{"key": "38B1460A-5104-4067-A91D-77B872934D51"}'
    asked = [
        service.post("/api/activate", body, **{"Content-Type": "application/json", "X-Forwarded-For": headers(number)})
        for number in range(times)
    ]
    return sum(answer.status != 429 for answer in asked)


@pytest.mark.parametrize("arguments", [[], DECEITFUL, [*DECEITFUL, "--forwarded-allow-ips", "*"]], ids=["manual", "uvicorn", "any"])
def test_who_says_to_be_somebody_else_is_not_believed(arguments: list[str], lemon: Lemon, tmp_path: Path) -> None:
    """Started as the manual says, and also as uvicorn is started else: sixty tries under as many names are ten."""
    settings = {**SETTINGS, "LICENSE_DATABASE": str(tmp_path / "licenses.sqlite3"), "LEMONSQUEEZY_API": "none"}
    for say in (lambda n: f"192.0.2.{n}", lambda n: f"192.0.2.{n}:{4000 + n}", lambda n: f"10.0.0.1, [2001:db8:{n:x}::1]:80"):
        with running(settings, tmp_path, arguments) as service:
            assert let_on(service, say) == 10


def test_behind_a_proxy_of_the_operators_its_word_counts(tmp_path: Path) -> None:
    """The last address that none of the proxies has: what the client wrote before it is the client's own word."""
    settings = {**SETTINGS, "LICENSE_DATABASE": str(tmp_path / "licenses.sqlite3"), "LEMONSQUEEZY_API": "none"}
    proxies = {"LICENSE_PROXIES": "127.0.0.1, ::1, 10.0.0.0/24"}
    with running({**settings, **proxies}, tmp_path) as service:
        assert let_on(service, lambda n: f"192.0.2.{n}", times=30) == 30
        assert let_on(service, lambda n: f"192.0.2.{n}, 198.51.100.1", times=30) == 10
        assert let_on(service, lambda n: f"192.0.2.{n}, 198.51.100.2:{n}, 10.0.0.7", times=30) == 10
        assert let_on(service, lambda n: f"192.0.2.{n}, [2001:db8::5]:{n + 1}, 10.0.0.7", times=30) == 10
    with running({**settings, "LICENSE_PROXIES": "10.0.0.0/24"}, tmp_path) as service:  # and this computer is none of them
        assert let_on(service, lambda n: f"192.0.2.{n}, 10.0.0.7", times=30) == 10


def test_a_flood_of_wrong_signatures_keeps_nobody_out(simple: Running, lemon: Lemon) -> None:
    """Forty at once, and a true message among them is taken."""
    body = b'{"meta": {"event_name": "order_refunded"}}' + b" " * 100_000
    statuses: list[int] = []

    def strike() -> None:
        statuses.extend(simple.post("/api/lemonsqueezy", body, **{"X-Signature": "0" * 64}).status for _ in range(5))

    threads = [threading.Thread(target=strike) for _ in range(8)]
    for thread in threads:
        thread.start()
    sale = lemon.sell(6)
    assert lemon.tell(simple.url, sale.license_event("license_key_created"))[-1] == 200
    for thread in threads:
        thread.join()
    assert statuses == [401] * 40
    assert simple.activate(key=sale.key).status == 200


def test_a_slow_client_is_let_go_and_holds_up_nobody(simple: Running, lemon: Lemon) -> None:
    """A message that never ends is answered after ten seconds; others are answered meanwhile."""
    where = urlsplit(simple.url)
    with socket.create_connection((where.hostname, where.port), timeout=30) as line:
        line.sendall(b"POST /api/lemonsqueezy HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{")
        started = time.monotonic()
        assert lemon.tell(simple.url, lemon.sell(7).order_event("order_created")) == [200]
        assert time.monotonic() - started < 5
        assert b" 408 " in line.recv(1000)
        assert 8 < time.monotonic() - started < 20


def test_who_hangs_up_in_the_middle_does_no_harm(simple: Running, lemon: Lemon) -> None:
    """Half a message, and gone; nothing of it is an error of ours."""
    where = urlsplit(simple.url)
    for _ in range(5):
        with socket.create_connection((where.hostname, where.port), timeout=30) as line:
            line.sendall(
                b"POST /api/activate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
            )
    connection = http.client.HTTPConnection(where.netloc, timeout=30)
    connection.request("POST", "/api/activate", b"{}", {"Content-Type": "application/json"})
    assert connection.getresponse().status == 400
    connection.close()
    assert "Traceback" not in simple.said()
