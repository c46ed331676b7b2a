"""A key becomes a token: known by message or asked for, with every reason for which it does not."""

import json
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.license.register import License, Register
from app.license.seller import SellerAway, ask
from app.license.settings import Settings
from app.license.store import open_store
from app.license.tokens import Signer
from tests.license.lemon import Lemon
from tests.license.running import SETTINGS, Running, running
from tests.promises import promise

pytestmark = pytest.mark.native

DAY = 86400


def claims(token: str, settings: dict[str, str] = SETTINGS) -> dict[str, object]:
    """What a token says, if the service of these settings has signed it."""
    found = Signer.of(settings["LICENSE_SIGNING_KEY"]).read(token)
    assert found is not None
    return found


def test_a_key_whose_messages_were_lost_is_asked_for_once(service: Running, lemon: Lemon) -> None:
    """The shop answers for it; from then on it is known."""
    sale = lemon.sell(1)
    assert service.activate(key=sale.key).status == 200
    assert service.activate(key=f"  {sale.key.lower()}\n").status == 200
    assert lemon.asked == [sale.key]


@promise(
    "It holds the product, the keyed hash of your license, and from when to when it is good; neither your name, nor your email address, nor your license key."
)
def test_the_token_says_what_it_must_and_no_more(simple: Running, lemon: Lemon) -> None:
    """Which license (hashed), since when, 60 days until when, 30 more of grace."""
    sale = lemon.sell(2)
    answer = simple.activate(key=sale.key)
    told = claims(answer.told["token"])
    now = time.time()
    assert set(told) == {"v", "product", "license", "iat", "exp", "grace"}
    assert (told["v"], told["product"]) == (1, "pro")
    assert abs(float(str(told["iat"])) - now) < 60
    assert (int(str(told["exp"])) - int(str(told["iat"])), int(str(told["grace"])) - int(str(told["exp"]))) == (60 * DAY, 30 * DAY)
    assert sale.key not in json.dumps(told) and len(str(told["license"])) == 32
    assert set(answer.told) == {"token", "keys"}
    assert answer.headers["content-type"].startswith("application/json")


def test_a_license_that_ends_ends_its_token(simple: Running, lemon: Lemon) -> None:
    """Before the 60 days are over."""
    ends = time.strftime("%Y-%m-%dT00:00:00.000000Z", time.gmtime(time.time() + 10 * DAY))
    told = claims(simple.activate(key=lemon.sell(3, expires_at=ends).key).told["token"])
    assert 8 * DAY < int(str(told["exp"])) - time.time() < 10 * DAY


def test_a_license_that_has_ended_is_told_with_its_day(service: Running, lemon: Lemon) -> None:
    """By its date, though the shop has not said `expired` yet; and by the shop's word."""
    dated = lemon.sell(4, expires_at="2026-02-03T00:00:00.000000Z", status="active")
    lemon.tell(service.url, dated.license_event("license_key_created"))
    answer = service.activate(key=dated.key)
    assert (answer.status, answer.told["error"]) == (403, "expired")
    assert "3 February 2026" in answer.told["message"]
    assert datetime.fromtimestamp(answer.told["ended"], UTC).date() == date(2026, 2, 3)
    worded = lemon.sell(6, status="expired")
    assert service.activate(key=worded.key).told["error"] == "expired"


def test_a_renewal_whose_message_was_lost_is_found(service: Running, lemon: Lemon) -> None:
    """What is known says that it ended; the shop, asked, says that it goes on."""
    sale = lemon.sell(8, expires_at="2026-02-03T00:00:00.000000Z")
    lemon.tell(service.url, sale.license_event("license_key_created"))
    assert service.activate(key=sale.key).status == 403
    sale.expires_at = None
    assert service.activate(key=sale.key).status == 200
    assert lemon.tell(service.url, sale.license_event("license_key_created", expires_at="2026-02-03T00:00:00.000000Z")) == [200]
    assert service.activate(key=sale.key).status == 200, "an old message that comes late changes nothing"


def test_of_a_license_that_is_known_to_be_over_that_is_said_also_when_the_shop_is_away(service: Running, lemon: Lemon) -> None:
    sale = lemon.sell(17, expires_at="2026-02-03T00:00:00.000000Z")
    lemon.tell(service.url, sale.license_event("license_key_created"))
    lemon.away = True
    assert service.activate(key=sale.key).told["error"] == "expired"


def test_what_the_shop_tells_while_it_is_asked_counts_though_its_clock_is_behind(simple: Running, lemon: Lemon) -> None:
    """By less than a minute: a key that is switched off at that moment stays so."""
    sale = lemon.sell(18)
    assert simple.activate(key=sale.key).status == 200
    moment = time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(time.time() - 30))
    assert lemon.tell(simple.url, sale.license_event("license_key_updated", status="disabled", updated_at=moment)) == [200]
    sale.status = "disabled"
    assert simple.activate(key=sale.key).told["error"] == "disabled"


def test_an_unknown_key_is_told_as_one(service: Running, lemon: Lemon) -> None:
    """404, in words that say what to do."""
    answer = service.activate(key="38B1460A-5104-4067-A91D-77B872934D51")
    assert (answer.status, answer.told["error"]) == (404, "unknown")
    assert "Compare it with the e-mail" in answer.told["message"]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"key": ""},
        {"key": 7},
        {"key": None},
        {"key": ["a"]},
        {"key": "please"},
        {"key": "A" * 5000},
        {"key": "ÄÖÜ-ÄÖÜ"},
        {"key": "a-b-c\0"},
        {"key": "38B1460A-5104-4067-A91D-77B872934D51" + " " * 200},
    ],
    ids=str,
)
def test_what_is_no_key_is_said_without_asking_anybody(asked: dict[str, object], simple: Running, lemon: Lemon) -> None:
    """The shop has better things to do."""
    answer = simple.activate(**asked)
    assert (answer.status, answer.told["error"]) == (400, "no-key")
    assert lemon.asked == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 8000, b'{"key": "' + b"A" * 8000])
def test_what_is_not_json_is_refused(body: bytes, simple: Running) -> None:
    """Deeply nested and cut off as well."""
    answer = simple.post("/api/activate", body, **{"Content-Type": "application/json"})
    assert (answer.status, answer.told["error"]) == (400, "unreadable")


@pytest.mark.parametrize("trouble", ["away", "busy", "garbled"])
def test_when_the_shop_cannot_be_asked_that_is_said(trouble: str, simple: Running, lemon: Lemon) -> None:
    """Not that the key is wrong; known keys go on working."""
    known, unknown = lemon.sell(9), lemon.sell(11)
    lemon.tell(simple.url, known.license_event("license_key_created"))
    setattr(lemon, trouble, True)
    answer = simple.activate(key=unknown.key)
    assert (answer.status, answer.told["error"]) == (503, "shop-away")
    assert simple.activate(key=known.key).status == 200


def test_an_error_of_the_shop_is_no_answer_whatever_it_says(monkeypatch: pytest.MonkeyPatch, lemon: Lemon) -> None:
    """Also one that has all of a license in it."""
    sale = lemon.sell(19)
    told = json.dumps(sale.validated()).encode()
    settings = Settings.read({**SETTINGS, "LEMONSQUEEZY_API": lemon.url})
    for status in (500, 503, 429, 401, 302):
        monkeypatch.setattr("app.license.seller.post", lambda *_, status=status, **__: (status, told))
        with pytest.raises(SellerAway):
            ask(sale.key, settings)
    monkeypatch.setattr("app.license.seller.post", lambda *_, **__: (200, told))
    assert ask(sale.key, settings) is not None


def test_a_license_is_over_at_the_second_at_which_it_ends(tmp_path: Path) -> None:
    register = Register(open_store(Settings.read({**SETTINGS, "LICENSE_DATABASE": str(tmp_path / "a.sqlite3")})))
    license = License("a", "b", "active", 1000)
    assert [register.standing(license, now=now) for now in (999, 1000, 1001)] == ["entitled", "expired", "expired"]


def test_when_nobody_answers_at_the_shop_that_is_said(tmp_path: Path, lemon: Lemon) -> None:
    """No connection at all."""
    settings = {**SETTINGS, "LICENSE_DATABASE": str(tmp_path / "a.sqlite3"), "LEMONSQUEEZY_API": "http://127.0.0.1:9"}
    with running(settings, tmp_path) as service:
        assert service.activate(key=lemon.sell(12).key).told["error"] == "shop-away"


def test_a_token_is_renewed_while_the_license_is_good(service: Running, lemon: Lemon) -> None:
    """Without the key, which nobody has kept; refused once the purchase was paid back."""
    sale = lemon.sell(13)
    token = service.activate(key=sale.key).told["token"]
    again = service.activate(token=token)
    assert again.status == 200
    assert claims(again.told["token"])["license"] == claims(token)["license"]
    lemon.tell(service.url, sale.order_event("order_refunded", refunded=True))
    assert service.activate(token=token).told["error"] == "refunded"


def test_a_token_that_was_changed_or_is_not_ours_renews_nothing(simple: Running, lemon: Lemon) -> None:
    """Neither one of another key nor one with another claim, nor any text."""
    token = simple.activate(key=lemon.sell(14).key).told["token"]
    other = Signer.of("Zm9yZ2VkIGtleSBmb3IgdGhpcyB0ZXN0LCAzMiBieXQ").sign(claims(token))
    head, body, signature = token.split(".")
    for text in (other, f"{head}.{body[:-2]}.{signature}", f"{head}.{body}.", "a.b.c", "", "." * 5000, f"{head}.{body}.{'A' * 86}"):
        assert simple.activate(token=text).told["error"] == "strange-token", text[:20]
    unknown = Signer.of(SETTINGS["LICENSE_SIGNING_KEY"]).sign({"license": "0" * 32})
    assert simple.activate(token=unknown).told["error"] == "unknown"


def test_a_token_of_ours_that_names_no_license_renews_nothing(simple: Running) -> None:
    for claims_of_none in ({}, {"license": 7}, {"license": None}):
        token = Signer.of(SETTINGS["LICENSE_SIGNING_KEY"]).sign(claims_of_none)
        assert simple.activate(token=token).told["error"] == "strange-token"


def test_only_json_by_post_is_taken(simple: Running, lemon: Lemon) -> None:
    """A form on a page of another site can send neither; no answer lets another origin read it."""
    body = json.dumps({"key": lemon.sell(15).key}).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        assert simple.post("/api/activate", body, **{"Content-Type": kind}).status == 415
    for method in ("GET", "PUT", "DELETE", "OPTIONS"):
        assert simple.ask(method, "/api/activate", None, {}).status == 405
    answer = simple.post(
        "/api/activate", body, **{"Content-Type": "application/json; charset=utf-8", "Origin": "https://elsewhere.example"}
    )
    assert answer.status == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]
    for path in ("/", "/api", "/api/activate/", "/api/lemonsqueezy/../activate", "/docs"):
        assert simple.post(path, b"{}", **{"Content-Type": "application/json"}).status == 404
