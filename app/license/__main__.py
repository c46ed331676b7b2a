"""The operator's command: makes the secrets, and answers those who ask what is kept of them, or want it deleted.

python -m app.license secrets                     make new secrets, and the public key for pyproject.toml
python -m app.license show [KEY or ORDER NUMBER]   tell what is kept
python -m app.license delete [KEY or ORDER NUMBER]  delete it
Without the key or number it is asked for, so that it stays out of the history of the shell. The settings are those of the service.
"""

import argparse
import os
import secrets
import sys
import time
from datetime import UTC, datetime

from .names import LICENSE, NUMBER, hashed, license_key
from .register import Register
from .settings import Refusal, Settings
from .store import StoreTrouble, open_store
from .tokens import Signer

__all__ = ["main"]


def main(arguments: list[str]) -> int:
    """Do what the command line asks; 0 when something was found or made, 1 when nothing is kept."""
    parser = argparse.ArgumentParser(
        prog="python -m app.license", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("secrets", "show", "delete"))
    parser.add_argument("which", nargs="?", metavar="KEY or ORDER NUMBER")
    options = parser.parse_args(arguments)
    if options.what == "secrets":
        print(made_secrets())
        return 0
    settings = Settings.read(os.environ)
    register = Register(open_store(settings))
    which = (options.which or input("License key or order number: ")).strip().removeprefix("#")
    number = hashed(settings.pepper, NUMBER, which) if which.isdigit() else None
    orders = register.orders_of(number) if number else orders_of_key(which, settings, register)
    if not orders:
        print("Nothing is kept under this key or number.")
        return 1
    for order in orders:
        for line in told(order, register):
            print(line)
        if options.what == "delete":
            register.forget(order)
            print("Deleted.")
            if register.refunded(order):
                print("That this order was paid back stays, as a hash and one word: without it the key would open Pro again.")
    return 0


def orders_of_key(text: str, settings: Settings, register: Register) -> list[str]:
    """The order of a key, as far as it is known."""
    key = license_key(text)
    license = register.license(hashed(settings.pepper, LICENSE, key)) if key else None
    return [license.order] if license else []


def told(order: str, register: Register) -> list[str]:
    """All that is kept of an order, in lines."""
    lines = [f"order    {order}  {'paid back' if register.refunded(order) else 'not paid back'}"]
    for name in register.licenses_of(order):
        if license := register.license(name):
            ends = "without end" if license.expires is None else f"until {datetime.fromtimestamp(license.expires, UTC):%Y-%m-%d}"
            lines.append(f"license  {name}  {license.status}, {ends}; now: {register.standing(license, now=int(time.time()))}")
    return lines


def made_secrets() -> str:
    """New secrets as lines of an environment, and what of them is public."""
    signing = secrets.token_urlsafe(32)
    signer = Signer.of(signing)
    return (
        f"LEMONSQUEEZY_SIGNING_SECRET={secrets.token_urlsafe(24)}\nLICENSE_PEPPER={secrets.token_urlsafe(32)}\nLICENSE_SIGNING_KEY={signing}\n"
        "\nKeep these three secret, and keep the pepper for ever: without it no purchase is found again.\n"
        f'In pyproject.toml, under [tool.openmyscan.pro] (this one is public):\n  keys = {{ "{signer.name}" = "{signer.public}" }}'
    )


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (Refusal, StoreTrouble) as reason:
        sys.exit(f"This cannot be done: {reason}")
    except (EOFError, KeyboardInterrupt):
        sys.exit("\nStopped.")
