"""The token: a few claims and a signature, which the browser checks offline with a public key of the build.

A compact JWS (RFC 7515) with ES256: ECDSA over P-256 and SHA-256. Ed25519 would be smaller, but Chrome's WebCrypto has it only since
version 137, and the viewer runs in every browser that runs Pyodide (Chrome 112). There is one algorithm; what a token says of its
own is never asked. It holds no name, no address and no key: only the keyed hash of the license.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

__all__ = ["GRACE", "LIFE", "Signer", "claims_for"]

DAY = 86400
LIFE = 60 * DAY  # as long as the shop may refund on its own; then /pro renews it
GRACE = 30 * DAY  # and so long it still opens Pro where there is no network
LONGEST = 4096  # characters


@dataclass(frozen=True, slots=True)
class Signer:
    """The private key, and what others may know of it."""

    key: ec.EllipticCurvePrivateKey

    @classmethod
    def of(cls, secret: str) -> "Signer":
        """The key whose private number is these 32 bytes in base64url; raises ValueError for anything else."""
        data = decode(secret)
        if len(data) != 32:
            raise ValueError("a key of P-256 has 32 bytes")
        return cls(ec.derive_private_key(int.from_bytes(data), ec.SECP256R1()))

    @property
    def public(self) -> str:
        """The public key: the uncompressed point, 65 bytes, in base64url."""
        point = self.key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        return encode(point)

    @property
    def name(self) -> str:
        """The key's name in tokens and in the build's list: eight bytes of the hash of the public key."""
        return hashlib.sha256(self.public.encode()).hexdigest()[:16]

    def sign(self, claims: Mapping[str, Any]) -> str:
        """A token with these claims."""
        parts = ({"alg": "ES256", "kid": self.name}, claims)
        text = ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
        r, s = utils.decode_dss_signature(self.key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{text}.{encode(r.to_bytes(32) + s.to_bytes(32))}"

    def read(self, token: str) -> dict[str, Any] | None:
        """The claims of a token that this key has signed, whether it has expired or not; None for any other text."""
        text, _, signature = token.rpartition(".")
        try:
            raw = decode(signature)
            if len(token) > LONGEST or len(raw) != 64:
                return None
            der = utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
            self.key.public_key().verify(der, text.encode(), ec.ECDSA(hashes.SHA256()))
            claims = json.loads(decode(text.split(".")[1]))
        except (InvalidSignature, ValueError, IndexError):
            return None
        return claims if isinstance(claims, dict) else None


def claims_for(license: str, *, now: int, ends: int | None) -> dict[str, Any]:
    """What a token says: which license, since when, until when, and until when with the grace. Times are seconds since 1970."""
    until = now + LIFE if ends is None else min(now + LIFE, ends)
    return {"v": 1, "product": "pro", "license": license, "iat": now, "exp": until, "grace": until + GRACE}


def encode(data: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode(text: str) -> bytes:
    """The bytes of base64url without padding; raises ValueError (UnicodeEncodeError and binascii.Error are ones)."""
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
