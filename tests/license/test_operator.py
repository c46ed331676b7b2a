"""The operator's command answers those who ask what is kept of them, or want it deleted; and makes the secrets."""

import re
import subprocess
import sys
from collections.abc import Mapping

import pytest

from building.tools import ROOT
from tests.license.lemon import Lemon
from tests.license.running import SETTINGS, Running, environment

pytestmark = pytest.mark.native


def command(settings: Mapping[str, str], *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run it."""
    line = [sys.executable, "-m", "app.license", *words]
    return subprocess.run(line, cwd=ROOT, env=environment(settings), input=typed, capture_output=True, text=True, timeout=60)


def test_it_shows_what_is_kept_by_key_and_by_order_number(service: Running, lemon: Lemon) -> None:
    """The same both ways; typed in rather than given, too."""
    sale = lemon.sell(100, status="active")
    lemon.tell(service.url, sale.order_event("order_created"))
    lemon.tell(service.url, sale.license_event("license_key_created"))
    by_key, by_number = command(service.settings, "show", sale.key), command(service.settings, "show", f"#{sale.number}")
    assert by_key.returncode == by_number.returncode == 0
    assert by_key.stdout == by_number.stdout
    assert re.fullmatch(r"order    [0-9a-f]{32}  not paid back\nlicense  [0-9a-f]{32}  active, without end; now: entitled\n", by_key.stdout)
    assert by_key.stdout in command(service.settings, "show", typed=sale.key.lower() + "\n").stdout


def test_it_deletes_all_of_a_purchase(service: Running, lemon: Lemon) -> None:
    """By order number or key: afterwards neither finds anything, and another purchase is untouched."""
    for place, word in ((200, "number"), (300, "key")):
        sale, other = lemon.sell(place), lemon.sell(place + 2)
        for one in (sale, other):
            lemon.tell(service.url, one.order_event("order_created"))
            lemon.tell(service.url, one.license_event("license_key_created"))
        assert "Deleted." in command(service.settings, "delete", str(getattr(sale, word))).stdout
        for which in (sale.key, str(sale.number)):
            gone = command(service.settings, "show", which)
            assert (gone.returncode, gone.stdout) == (1, "Nothing is kept under this key or number.\n")
        assert command(service.settings, "show", other.key).returncode == 0


def test_a_refund_outlives_the_deletion(service: Running, lemon: Lemon) -> None:
    """As a hash and one word, and it says so; else the shop, asked for the key, would open Pro again."""
    sale = lemon.sell(400)
    lemon.tell(service.url, sale.license_event("license_key_created"))
    lemon.tell(service.url, sale.order_event("order_refunded", refunded=True))
    assert "paid back stays" in command(service.settings, "delete", str(sale.number)).stdout
    assert command(service.settings, "show", str(sale.number)).returncode == 1
    assert service.activate(key=sale.key).told["error"] == "refunded"


def test_the_secrets_that_it_makes_are_taken_by_the_service() -> None:
    """Each time others; the public key beside them is that of the secret one."""
    from app.license.settings import Settings

    first, second = command({}, "secrets").stdout, command({}, "secrets").stdout
    made = dict(re.findall(r"^([A-Z_]+)=(\S+)$", first, flags=re.MULTILINE))
    assert set(made) == {"LEMONSQUEEZY_SIGNING_SECRET", "LICENSE_PEPPER", "LICENSE_SIGNING_KEY"}
    assert not set(made.values()) & set(re.findall(r"=(\S+)", second))
    signer = Settings.read({**SETTINGS, **made}).signer
    assert f'"{signer.name}" = "{signer.public}"' in first


def test_without_its_settings_it_says_what_is_missing() -> None:
    """In plain words, and without a traceback."""
    done = command({}, "show", "1")
    assert done.returncode == 1
    assert "LICENSE_PEPPER" in done.stderr and "Traceback" not in done.stderr
