"""The service refuses to start with less than it needs, or with what would lose or betray something; and says why."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.license.settings import REQUIRED, Refusal, Settings
from building.tools import ROOT
from tests.license.running import SETTINGS, environment

pytestmark = pytest.mark.native

REDIS = {"UPSTASH_REDIS_REST_URL": "https://redis.example", "UPSTASH_REDIS_REST_TOKEN": "token"}


@pytest.mark.parametrize("name", [*REQUIRED, None], ids=str)
def test_it_does_not_start_without_a_secret(name: str | None, tmp_path: Path) -> None:
    """Whichever is missing, or all: it ends at once and names them, and none of the others' values."""
    given = {key: value for key, value in SETTINGS.items() if key != name} if name else {}
    command = [sys.executable, "-m", "uvicorn", "app.license.main:app", "--port", "0"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment({**given, "LICENSE_DATABASE": str(tmp_path / "a")}), capture_output=True, text=True, timeout=60
    )
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "The license service does not start" in said and "docs/license.md" in said and "Traceback" not in said
    for key in REQUIRED:
        assert (f"  {key}: " in said) is (name in {key, None})
    assert not [value for value in given.values() if len(value) > 8 and value in said]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"LICENSE_PEPPER": "salt"}, "LICENSE_PEPPER is too short"),
        ({"LICENSE_PEPPER": "x" * 31}, "LICENSE_PEPPER is too short"),
        ({"LEMONSQUEEZY_SIGNING_SECRET": "x" * 5}, "6 to 40 characters"),
        ({"LEMONSQUEEZY_API": "ftp://localhost"}, "must begin with https"),
        ({"LICENSE_PROXIES": "our-proxy"}, "LICENSE_PROXIES must be"),
        ({"LICENSE_PROXIES": "10.0.0.1 10.0.0.2"}, "LICENSE_PROXIES must be"),
        ({"LICENSE_PROXIES": "10.0.0.1, 0.0.0.0/0"}, "LICENSE_PROXIES would believe everybody"),
        ({"LICENSE_PROXIES": "::/0"}, "LICENSE_PROXIES would believe everybody"),
        ({"LICENSE_PROXIES": "10.0.0.0/7"}, "LICENSE_PROXIES would believe everybody"),
        ({"LICENSE_PROXIES": "fc00::/15"}, "LICENSE_PROXIES would believe everybody"),
        ({"LICENSE_PROXIES": "*"}, "LICENSE_PROXIES must be"),
        ({"LICENSE_SIGNING_KEY": "secret"}, "LICENSE_SIGNING_KEY is not a key"),
        ({"LICENSE_SIGNING_KEY": "A" * 43}, "LICENSE_SIGNING_KEY is not a key"),
        ({"LICENSE_SIGNING_KEY": "_" * 43}, "LICENSE_SIGNING_KEY is not a key"),
        ({"LEMONSQUEEZY_SIGNING_SECRET": "x" * 41}, "6 to 40 characters"),
        ({"LEMONSQUEEZY_STORE_ID": "my store"}, "LEMONSQUEEZY_STORE_ID must be a number"),
        ({"LEMONSQUEEZY_PRODUCT_ID": "²"}, "LEMONSQUEEZY_PRODUCT_ID must be a number"),
        ({"LEMONSQUEEZY_API": "http://api.lemonsqueezy.com"}, "must begin with https"),
        ({"UPSTASH_REDIS_REST_URL": "https://redis.example"}, "UPSTASH_REDIS_REST_TOKEN belong together"),
        ({**REDIS, "UPSTASH_REDIS_REST_URL": "http://redis.example"}, "must begin with https"),
        ({"VERCEL": "1"}, "this host keeps no files"),
        ({**REDIS, "VERCEL_ENV": "production", "LEMONSQUEEZY_TEST_MODE": "allow"}, "nobody paid"),
    ],
    ids=str,
)
def test_it_refuses_settings_that_would_do_harm(change: dict[str, str], words: str) -> None:
    """Weak secrets, secrets sent in the clear, records on a disk that is thrown away, purchases of the test mode in production."""
    with pytest.raises(Refusal, match=words):
        Settings.read({**SETTINGS, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"LICENSE_PEPPER": "x" * 32},
        {"LEMONSQUEEZY_SIGNING_SECRET": "x" * 6},
        {"LEMONSQUEEZY_SIGNING_SECRET": "x" * 40},
        {"LICENSE_PROXIES": "10.0.0.0/8, fd00::/16"},
        {"LEMONSQUEEZY_API": "http://localhost:8000"},
    ],
    ids=str,
)
def test_what_is_just_enough_is_taken(change: dict[str, str]) -> None:
    assert Settings.read({**SETTINGS, **change})


def test_a_proxy_is_known_by_its_address_in_either_protocol() -> None:
    """As a server on both names those of version 4; its neighbors and what is no address are not it."""
    settings = Settings.read({**SETTINGS, "LICENSE_PROXIES": "10.0.0.0/24, fd00::1"})
    known = {
        address: settings.trusts(address)
        for address in ("10.0.0.7", "::ffff:10.0.0.7", "fd00::1", "::ffff:10.0.1.7", "fd00::2", "proxy", "")
    }
    assert [address for address, trusted in known.items() if trusted] == ["10.0.0.7", "::ffff:10.0.0.7", "fd00::1"]


def test_the_store_is_sqlite_unless_a_redis_is_named() -> None:
    """By either of the names under which hosts give it."""
    assert Settings.read(SETTINGS).database == Path("licenses.sqlite3")
    for prefix in ("UPSTASH_REDIS_REST", "KV_REST_API"):
        found = Settings.read({**SETTINGS, "VERCEL": "1", f"{prefix}_URL": "https://redis.example/", f"{prefix}_TOKEN": "token"})
        assert (found.database, found.redis) == (None, ("https://redis.example", "token"))


def test_a_secret_does_not_show_when_settings_are_printed() -> None:
    """In no log, by no accident."""
    shown = repr(Settings.read({**SETTINGS, **REDIS}))
    assert not [value for value in (*SETTINGS.values(), REDIS["UPSTASH_REDIS_REST_TOKEN"]) if len(value) > 4 and value in shown]
