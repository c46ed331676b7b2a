"""Nothing personal is kept or printed: searched for in all that was said and in all that the stores ever wrote."""

import asyncio
import json
import logging
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.license.service import Service
from app.license.settings import Settings
from app.license.store import open_store
from tests.license.lemon import EMAIL, NAME, Lemon, Sale, signed
from tests.license.running import SETTINGS, Running
from tests.promises import promise

pytestmark = pytest.mark.native


def story(service: Running, lemon: Lemon) -> Sale:
    """All that happens to a purchase, and what goes wrong on the way."""
    sale = lemon.sell(4711234)
    for body in (sale.order_event("order_created"), sale.license_event("license_key_created"), sale.license_event("license_key_updated")):
        lemon.tell(service.url, body)
        lemon.once(service.url, body, signature="0" * 64)
        broken = body.replace(b'"store_id"', b'"stare_id"')
        lemon.once(service.url, broken, signature=signed(broken))
        broken = body.replace(b'"updated_at": "2026', f'"updated_at": "{EMAIL}'.encode())
        lemon.once(service.url, broken, signature=signed(broken))
    token = service.activate(key=sale.key).told["token"]
    service.activate(token=token)
    other = lemon.sell(4719876)
    service.activate(key=other.key)  # asked for: the shop's answer holds the name and the address
    lemon.garbled = True
    service.activate(key=lemon.sell(4719990).key)
    lemon.garbled = False
    service.activate(key=f"{EMAIL}-{NAME}")
    service.post("/api/activate", json.dumps({"key": {"mail": EMAIL}}).encode(), **{"Content-Type": "application/json"})
    service.post(f"/api/{EMAIL}?key={sale.key}", b"")
    lemon.tell(service.url, sale.order_event("order_refunded", refunded=True))
    service.activate(key=sale.key)
    return sale


def secrets_of(lemon: Lemon) -> list[str]:
    """What must stand nowhere: names, addresses, keys and numbers of every purchase."""
    keys = [
        form for sale in lemon.sales.values() for form in (sale.key, sale.key.lower(), sale.key[-12:], str(sale.order), str(sale.number))
    ]
    return [NAME, "Penelope", "Marker", EMAIL, "penelope", "636f855c", *keys]


@promise("The rest of the message is dropped when it has been read, and is not written to any log.")
def test_nothing_of_a_person_is_kept_or_printed(service: Running, lemon: Lemon, store_folder: Path) -> None:
    """After a whole story, in what the service printed and in every file of its store."""
    story(service, lemon)
    files = {path: path.read_bytes() for path in (service.output, *store_folder.rglob("*")) if path.is_file()}
    assert any(b"license:" in data for data in files.values()), "the search looks where the records are"
    assert "webhook: kept" in service.said()
    for path, data in files.items():
        for secret in secrets_of(lemon):
            assert secret.encode() not in data, (path.name, secret)
    for secret in SETTINGS.values():
        assert secret.isdigit() or secret not in service.said()
    assert "127.0.0.1:" not in service.said().replace(service.url.removeprefix("http://"), "")


def test_what_is_kept_is_this_and_no_more(simple: Running, lemon: Lemon, tmp_path: Path) -> None:
    """A license: its order, status and end. An order: its number, and whether it was paid back. All names are hashes."""
    story(simple, lemon)
    with sqlite3.connect(tmp_path / "licenses.sqlite3") as database:
        records = {name: json.loads(body) for name, body in database.execute("SELECT name, body FROM record")}
        links = list(database.execute("SELECT name, other FROM link"))
        counters = [name for (name,) in database.execute("SELECT name FROM counter")]
    database.close()
    assert {name.partition(":")[0] for name in records} == {"license", "order"}
    for name, body in records.items():
        assert set(body) == ({"order", "status", "expires"} if name.startswith("license:") else {"refunded", "number"})
        assert len(name.partition(":")[2]) == 32
    assert all(len(name.partition(":")[2]) == len(other) == 32 for name, other in links)
    assert set(counters) <= {"questions", "kept questions"}
    assert counters


def test_another_pepper_finds_nothing(simple: Running, lemon: Lemon, tmp_path: Path) -> None:
    """The hashes are keyed: who gets hold of the records alone cannot look up a key or an order number."""
    from app.license.names import LICENSE, NUMBER, hashed

    sale = story(simple, lemon)
    own, other = SETTINGS["LICENSE_PEPPER"].encode(), b"another pepper, as long as the first"
    with sqlite3.connect(tmp_path / "licenses.sqlite3") as database:
        names = {row[0] for row in database.execute("SELECT name FROM record UNION SELECT name FROM link")}
    database.close()
    for kind, value in ((LICENSE, sale.key), (NUMBER, sale.number)):
        assert f"{kind}:{hashed(own, kind, value)}" in names
        assert f"{kind}:{hashed(other, kind, value)}" not in names


class Personal(Exception):
    """An error whose every text is a person's."""

    def __init__(self) -> None:
        super().__init__(f"{NAME} <{EMAIL}>")
        self.add_note(EMAIL)


def faulty(*_: object, **__: object) -> None:
    """Fail with a person's name in the error, in what caused it, and in its notes."""
    try:
        raise KeyError(EMAIL)
    except KeyError as error:
        raise Personal from error


async def asked(service: Service, path: str, body: bytes, *headers: tuple[bytes, bytes]) -> list[Any]:
    """What the service sends to one request."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "headers": [*headers], "client": ("127.0.0.1", 1)}
    await service(scope, receive, send)
    return sent


@pytest.mark.parametrize("where", ["app.license.events.take", "app.license.service.activate"])
def test_of_an_error_of_ours_the_log_gets_the_place_and_never_the_text(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its kind, file and line, and nothing that it, its cause or its notes say; nor does the answer."""
    settings = Settings.read({**SETTINGS, "LICENSE_DATABASE": str(tmp_path / "licenses.sqlite3"), "LEMONSQUEEZY_API": "none"})
    service = Service(settings, open_store(settings))
    monkeypatch.setattr(where, faulty)
    path, body = ("/api/lemonsqueezy", b"{}") if "events" in where else ("/api/activate", json.dumps({"key": EMAIL}).encode())
    headers = ((b"x-signature", signed(body).encode()), (b"content-type", b"application/json"))
    with caplog.at_level(logging.DEBUG), ThreadPoolExecutor(1) as apart:  # browsers of other tests may have a loop here that runs
        sent = apart.submit(asyncio.run, asked(service, path, body, *headers)).result()
    line = faulty.__code__.co_firstlineno + 5
    ours = [record for record in caplog.records if record.name.startswith("openmyscan")]
    assert [record.getMessage() for record in ours] == [f"Personal at {__file__}:{line}"]
    assert not any(record.exc_info or record.stack_info for record in ours)
    assert sent[0]["status"] == 500
    told = caplog.text + "".join(capfd.readouterr()) + repr(sent)
    assert not [word for word in (NAME, EMAIL, "Penelope", "penelope") if word in told]


def test_what_the_service_says_is_one_of_these_lines(service: Running, lemon: Lemon) -> None:
    """A log line that nobody has thought of could hold anything."""
    story(service, lemon)
    known = re.compile(
        r"(INFO|WARNING) (webhook: (kept|not needed|of another (store|product)|paid back in part: stays good"
        r"|refused, (the signature is wrong|it is of the shop's test mode|the body is no JSON|[\w.]+ is (missing|not like a key)|a date is missing or no date))"
        r"|activation: given)"
        r"|INFO:     (Started server process \[\d+\]|Waiting for application startup\.|Application startup complete\."
        r"|Uvicorn running on http://127\.0\.0\.1:\d+ \(Press CTRL\+C to quit\))"
    )
    assert not [line for line in service.said().splitlines() if not known.fullmatch(line)]
    assert "webhook: refused, a date is missing or no date" in service.said()


def test_settings_that_are_printed_hold_no_secret(tmp_path: Path) -> None:
    """A traceback with local values, or a line of debugging, shows none of them."""
    redis = {"UPSTASH_REDIS_REST_URL": "https://redis.example", "UPSTASH_REDIS_REST_TOKEN": "token-of-redis"}
    shown = repr(Settings.read({**SETTINGS, **redis}))
    assert not [value for value in (*SETTINGS.values(), *redis.values()) if not value.isdigit() and value in shown]
