"""What the service is told by its environment; it refuses to start with less, and says what is missing."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from .tokens import Signer

__all__ = ["Refusal", "Settings"]

REQUIRED = {
    "LEMONSQUEEZY_SIGNING_SECRET": "the secret with which Lemon Squeezy signs its messages (Settings, Webhooks)",
    "LEMONSQUEEZY_STORE_ID": "the number of the store",
    "LEMONSQUEEZY_PRODUCT_ID": "the number of the product that is Pro",
    "LICENSE_PEPPER": "the secret under which keys and order numbers are hashed",
    "LICENSE_SIGNING_KEY": "the secret that signs tokens",
}
REDIS = (("UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"), ("KV_REST_API_URL", "KV_REST_API_TOKEN"))  # as the integrations name them
LEMON_SQUEEZY = "https://api.lemonsqueezy.com"
LOCAL = {"localhost", "127.0.0.1", "::1"}
WIDEST = {4: 8, 6: 16}  # bits of a network that may be one's own proxies; a wider one would be the internet

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Refusal(Exception):
    """The service must not start like this; the words are for its operator."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that differs between one installation and another."""

    signing_secret: bytes = field(repr=False)
    store: int
    product: int
    pepper: bytes = field(repr=False)
    signer: Signer = field(repr=False)
    database: Path | None  # SQLite, or else:
    redis: tuple[str, str] | None = field(repr=False)  # address and token
    seller: str | None  # where the License API is; None asks nobody
    test_mode: bool  # whether purchases of the shop's test mode count
    proxied: bool  # whether the host in front says who asks
    proxies: tuple[Network, ...]  # elsewhere: proxies of the operator's own, which say it

    def trusts(self, address: str) -> bool:
        """Whether this is the address of a proxy whose word counts."""
        try:
            read = ipaddress.ip_address(address)
        except ValueError:
            return False
        if isinstance(read, ipaddress.IPv6Address) and read.ipv4_mapped:
            read = read.ipv4_mapped
        return any(read in network for network in self.proxies)

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the environment; raises Refusal, which names everything that is missing at once."""
        given = {name: environment.get(name, "").strip() for name in REQUIRED}
        if missing := [name for name, value in given.items() if not value]:
            raise Refusal("\n".join(["these settings are missing:", *(f"  {name}: {REQUIRED[name]}" for name in missing)]))
        if not 6 <= len(given["LEMONSQUEEZY_SIGNING_SECRET"]) <= 40:
            raise Refusal("LEMONSQUEEZY_SIGNING_SECRET must have 6 to 40 characters; Lemon Squeezy takes no other.")
        if len(given["LICENSE_PEPPER"]) < 32:
            raise Refusal("LICENSE_PEPPER is too short to be a secret: it needs 32 characters or more.")
        try:
            signer = Signer.of(given["LICENSE_SIGNING_KEY"])
        except ValueError:
            raise Refusal("LICENSE_SIGNING_KEY is not a key: it must be 32 bytes in base64url, 43 characters.") from None
        redis = redis_of(environment)
        test_mode = environment.get("LEMONSQUEEZY_TEST_MODE", "") == "allow"
        if test_mode and environment.get("VERCEL_ENV") == "production":
            raise Refusal("LEMONSQUEEZY_TEST_MODE is set in production: purchases that nobody paid would count. Remove it there.")
        return cls(
            signing_secret=given["LEMONSQUEEZY_SIGNING_SECRET"].encode(),
            store=number(given, "LEMONSQUEEZY_STORE_ID"),
            product=number(given, "LEMONSQUEEZY_PRODUCT_ID"),
            pepper=given["LICENSE_PEPPER"].encode(),
            signer=signer,
            database=None if redis else database_of(environment),
            redis=redis,
            seller=seller_of(environment),
            test_mode=test_mode,
            proxied=bool(environment.get("VERCEL")),
            proxies=proxies_of(environment),
        )


def number(given: Mapping[str, str], name: str) -> int:
    """A setting that is a number."""
    if not given[name].isascii() or not given[name].isdigit():
        raise Refusal(f"{name} must be a number, {REQUIRED[name]}.")
    return int(given[name])


def redis_of(environment: Mapping[str, str]) -> tuple[str, str] | None:
    """Address and token of a Redis that speaks REST, where there is one."""
    for address, token in REDIS:
        pair = environment.get(address, "").strip().rstrip("/"), environment.get(token, "").strip()
        if any(pair) and not all(pair):
            raise Refusal(f"{address} and {token} belong together, and one of them is missing.")
        if all(pair):
            encrypted(address, pair[0])
            return pair
    return None


def database_of(environment: Mapping[str, str]) -> Path:
    """The SQLite file; refused on a host whose disk is thrown away with each instance, where it would lose records in silence."""
    if environment.get("VERCEL"):
        raise Refusal(
            "this host keeps no files, so an SQLite database would lose the licenses. Connect a Redis to the project: "
            f"it sets {REDIS[0][0]} and {REDIS[0][1]}."
        )
    return Path(environment.get("LICENSE_DATABASE", "").strip() or "licenses.sqlite3")


def seller_of(environment: Mapping[str, str]) -> str | None:
    """Where the License API is asked about keys that no message told of; the word `none` asks nobody."""
    address = environment.get("LEMONSQUEEZY_API", "").strip().rstrip("/") or LEMON_SQUEEZY
    if address == "none":
        return None
    encrypted("LEMONSQUEEZY_API", address)
    return address


def proxies_of(environment: Mapping[str, str]) -> tuple[Network, ...]:
    """The proxies in front of the service, which may say who asks; none unless the operator names them."""
    given = [part.strip() for part in environment.get("LICENSE_PROXIES", "").split(",") if part.strip()]
    try:
        networks = tuple(ipaddress.ip_network(part) for part in given)
    except ValueError:
        raise Refusal("LICENSE_PROXIES must be addresses or networks of your own proxies, with commas: 10.0.0.5, 10.1.0.0/16.") from None
    if any(network.prefixlen < WIDEST[network.version] for network in networks):
        raise Refusal("LICENSE_PROXIES would believe everybody. Name your own proxies only.")
    return networks


def encrypted(name: str, address: str) -> None:
    """Refuse an address to which secrets would go in the clear; on this computer they do not travel."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL):
        raise Refusal(f"{name} must begin with https://.")
