"""What the shop tells: signed, twice, late, in any order, of others, and in test mode."""

import itertools
import json
import re
import threading
import time
from pathlib import Path

import pytest

from app.license.events import moment, status_of
from app.license.names import NUMBER, ORDER, hashed
from tests.license.lemon import SECRET, Lemon, Sale, signed
from tests.license.redis_rest import TOKEN, Redis
from tests.license.running import SETTINGS, Running, running

pytestmark = pytest.mark.native


def opens(service: Running, sale: Sale) -> bool:
    """Whether the key of a sale opens Pro; the shop, if it is asked, says what it knows."""
    return service.activate(key=sale.key).status == 200


def test_a_purchase_that_was_told_opens_pro_and_nobody_is_asked(service: Running, lemon: Lemon) -> None:
    """Order, then license key, each taken at once."""
    sale = lemon.sell(1)
    assert lemon.tell(service.url, sale.order_event("order_created")) == [200]
    assert lemon.tell(service.url, sale.license_event("license_key_created")) == [200]
    assert opens(service, sale)
    assert lemon.asked == []


@pytest.mark.parametrize("orders", list(itertools.permutations(range(4))), ids=str)
def test_a_refund_closes_it_in_whatever_order_the_messages_come(orders: tuple[int, ...], simple: Running, lemon: Lemon) -> None:
    """Also when the refund is heard of first: the order leaves a tombstone."""
    sale = lemon.sell(2)
    told = [
        sale.order_event("order_created"),
        sale.license_event("license_key_created"),
        sale.license_event("license_key_updated", status="active"),
    ]
    sale.refunded, sale.refunded_amount = True, 2900
    told.append(sale.order_event("order_refunded"))
    for place in orders:
        assert lemon.once(simple.url, told[place]) == 200
    assert simple.activate(key=sale.key).told["error"] == "refunded"


def test_a_refund_before_the_grant_is_remembered(service: Running, lemon: Lemon) -> None:
    """With both stores; and the shop itself, where the key may still be good, is not asked to overrule it."""
    sale = lemon.sell(3)
    lemon.tell(service.url, sale.order_event("order_refunded", refunded=True))
    lemon.tell(service.url, sale.license_event("license_key_created"))
    lemon.tell(service.url, sale.order_event("order_created", refunded=False))
    answer = service.activate(key=sale.key)
    assert (answer.status, answer.told["error"], lemon.asked) == (403, "refunded", [])


def test_a_refund_in_part_leaves_it_open(service: Running, lemon: Lemon) -> None:
    """`refunded` is false then."""
    sale = lemon.sell(4, refunded_amount=500)
    lemon.tell(service.url, sale.license_event("license_key_created"))
    lemon.tell(service.url, sale.order_event("order_refunded"))
    assert opens(service, sale)


def test_a_message_that_comes_again_changes_nothing(service: Running, lemon: Lemon) -> None:
    """Each is taken with 200 however often, also an old one after a newer."""
    sale = lemon.sell(5)
    created = sale.license_event("license_key_created")
    disabled = sale.license_event("license_key_updated", status="disabled", disabled=1, updated_at="2026-10-02T09:00:00.000000Z")
    sale.status = "disabled"
    for message in (created, created, disabled, created, disabled):
        assert lemon.tell(service.url, message) == [200]
    assert service.activate(key=sale.key).told["error"] == "disabled"


def test_of_two_updates_of_one_moment_the_one_that_takes_away_counts(simple: Running, lemon: Lemon) -> None:
    """In both orders."""
    for order, statuses in ((6, ("active", "disabled")), (8, ("disabled", "active"))):
        sale = lemon.sell(order, status="disabled")
        for status in statuses:
            lemon.tell(simple.url, sale.license_event("license_key_updated", status=status, disabled=status == "disabled"))
        assert simple.activate(key=sale.key).told["error"] == "disabled"


@pytest.mark.parametrize("facts", [{"status": "active", "disabled": True}, {"status": "never heard of", "disabled": False}], ids=str)
def test_what_is_switched_off_in_either_way_or_is_an_unknown_word_opens_nothing(
    facts: dict[str, object], simple: Running, lemon: Lemon
) -> None:
    assert status_of(facts) == "disabled", "no other word is kept"
    sale = lemon.sell(20, status="disabled")
    assert lemon.tell(simple.url, sale.license_event("license_key_updated", **facts)) == [200]
    assert simple.activate(key=sale.key).told["error"] == "disabled"


def test_of_two_messages_of_one_moment_the_update_counts_more_than_the_first_word(simple: Running, lemon: Lemon) -> None:
    """Though the first word comes last, and takes away."""
    sale = lemon.sell(21)
    lemon.tell(simple.url, sale.license_event("license_key_updated", status="active"))
    lemon.tell(simple.url, sale.license_event("license_key_created", status="disabled", disabled=True))
    assert opens(simple, sale)
    assert lemon.asked == []


def test_a_moment_without_a_zone_is_of_no_place_on_earth(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is UTC, wherever the service runs."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert moment("2026-10-01T09:00:00") == moment("2026-10-01T09:00:00Z") == moment("2026-10-01T11:00:00+02:00") == 1_790_845_200_000
    finally:
        monkeypatch.undo()
        time.tzset()


def test_an_order_and_a_number_that_are_the_same_have_different_names() -> None:
    """Or who sees the records could tell which order has which number."""
    assert hashed(b"pepper", ORDER, 7) != hashed(b"pepper", NUMBER, 7)


def test_an_update_can_open_again(service: Running, lemon: Lemon) -> None:
    """The shop's owner switches a key off, and on again a day later."""
    sale = lemon.sell(9)
    lemon.tell(service.url, sale.license_event("license_key_updated", status="disabled", disabled=True))
    lemon.tell(service.url, sale.license_event("license_key_updated", status="active", updated_at="2026-10-02T09:00:00.000000Z"))
    assert opens(service, sale)
    assert lemon.asked == []


def test_what_is_told_while_the_store_is_away_is_told_again(redis: Redis, lemon: Lemon, tmp_path: Path) -> None:
    """The answer is not 200, so the shop tries again, and once the store is back it is kept."""
    settings = {**SETTINGS, "UPSTASH_REDIS_REST_URL": redis.url, "UPSTASH_REDIS_REST_TOKEN": TOKEN, "LEMONSQUEEZY_API": "none"}
    sale = lemon.sell(19)
    with running(settings, tmp_path) as service:
        redis.away = True
        assert lemon.once(service.url, sale.license_event("license_key_created")) == 503
        assert service.activate(key=sale.key).told["error"] == "store-away"
        threading.Timer(0.1, setattr, (redis, "away", False)).start()
        statuses = lemon.tell(service.url, sale.license_event("license_key_created"))
        assert statuses[0] == 503 and statuses[-1] == 200
        assert opens(service, sale)


@pytest.mark.parametrize("signature", ["0" * 64, "", "nonsense ☂", signed(b"other", SECRET), "sha256=" + "0" * 64])
def test_a_wrong_signature_is_refused_before_anything_is_read(signature: str, simple: Running, lemon: Lemon) -> None:
    """Not even broken JSON is looked at; the shop's own retries end."""
    sale = lemon.sell(10)
    body = sale.license_event("license_key_created")
    answer = simple.post("/api/lemonsqueezy", body, **{"X-Signature": signature.encode().decode("latin-1")})
    assert (answer.status, answer.told["error"]) == (401, "signature")
    assert simple.post("/api/lemonsqueezy", b"{", **{"X-Signature": "0" * 64}).status == 401
    lemon.sales.clear()
    assert simple.activate(key=sale.key).status == 404


def test_the_signature_is_of_the_bytes_as_they_came(simple: Running, lemon: Lemon) -> None:
    """The same JSON with another blank in it is another message; capital letters in the signature are the same number."""
    body = lemon.sell(11).license_event("license_key_created")
    other = json.dumps(json.loads(body), indent=1).encode()
    assert simple.post("/api/lemonsqueezy", other, **{"X-Signature": signed(body)}).status == 401
    assert simple.post("/api/lemonsqueezy", other, **{"X-Signature": signed(other).upper()}).status == 200


def test_a_header_cannot_make_one_event_into_another(simple: Running, lemon: Lemon) -> None:
    """X-Event-Name is not signed; what stands in the body counts."""
    sale = lemon.sell(12)
    body = sale.license_event("license_key_created")
    assert simple.post("/api/lemonsqueezy", body, **{"X-Signature": signed(body), "X-Event-Name": "order_refunded"}).told == {
        "done": "kept"
    }
    assert opens(simple, sale)


def test_unknown_events_are_taken_and_left(simple: Running, lemon: Lemon) -> None:
    """200, or they would be sent four times."""
    body = lemon.sell(13).event("subscription_payment_success", "subscription-invoices", "1", {})
    assert lemon.tell(simple.url, body) == [200]


@pytest.mark.parametrize("facts", [{"store": 4321}, {"product": 8765}], ids=str)
def test_another_store_or_product_opens_nothing(facts: dict[str, int], service: Running, lemon: Lemon) -> None:
    """Neither told by message nor asked for."""
    sale = lemon.sell(14, **facts)
    assert lemon.tell(service.url, sale.license_event("license_key_created")) == [200]
    assert service.activate(key=sale.key).told["error"] == "unknown"
    assert lemon.asked == [sale.key]


def test_purchases_of_the_test_mode_are_refused(simple: Running, lemon: Lemon) -> None:
    """By message and when asked for: nobody paid them."""
    sale = lemon.sell(15, test_mode=True)
    for body in (sale.order_event("order_created"), sale.license_event("license_key_created")):
        assert lemon.once(simple.url, body) == 403
    assert simple.activate(key=sale.key).told["error"] == "unknown"
    assert lemon.once(simple.url, sale.license_event("license_key_created", test_mode=False)) == 403, "the message itself says so too"


def test_the_test_mode_can_be_let_in_to_try_things(lemon: Lemon, settings: dict[str, str], tmp_path: Path) -> None:
    """By a setting of its own."""
    sale = lemon.sell(16, test_mode=True)
    with running({**settings, "LEMONSQUEEZY_TEST_MODE": "allow"}, tmp_path) as service:
        assert lemon.tell(service.url, sale.license_event("license_key_created")) == [200]
        assert opens(service, sale)


@pytest.mark.parametrize(
    "change",
    [
        (rb'"data":', rb'"date":'),
        (rb'"meta":', rb'"mega":'),
        (rb'"attributes": \{', rb'"attributes": [{"x":1}], "other": {'),
        (rb'"order_id": \d+', b'"order_id": "7"'),
        (rb'"order_id": \d+', b'"order_id": true'),
        (rb'"order_id": \d+', b'"order_id": -1'),
        (rb'"order_id": \d+', b'"order_id": 9223372036854775808'),
        (rb'"order_id": \d+', b'"order_id": 1e400'),
        (rb'"order_id": \d+', b'"order_id": ' + b"9" * 5000),
        (rb'"updated_at": "[^"]+"', b'"updated_at": "soon"'),
        (rb'"updated_at": "[^"]+"', b'"updated_at": 7'),
        (rb'"expires_at": null', b'"expires_at": "9999-99-99"'),
        (rb'"key": "[^"]+"', b'"key": {"a": 1}'),
        (rb'"key": "[^"]+"', b'"key": "\\u0000"'),
        (rb".*", b"[" * 100_000),
        (rb".*", b'"just a text"'),
        (rb".*", b"\xff\xfe"),
        (rb".*", b""),
    ],
    ids=str,
)
def test_a_signed_message_that_is_broken_is_refused_and_breaks_nothing(change: tuple[bytes, bytes], simple: Running, lemon: Lemon) -> None:
    """With 400, so that it shows in the shop's list; the service goes on."""
    body = re.sub(change[0], lambda _: change[1], lemon.sell(17).license_event("license_key_created"), count=1)
    answer = simple.post("/api/lemonsqueezy", body, **{"X-Signature": signed(body)})
    assert (answer.status, answer.told["error"]) == (400, "not-understood")
    assert lemon.tell(simple.url, lemon.sell(18).order_event("order_created")) == [200]
