"""The one way out of the service: a POST to Lemon Squeezy or to Redis, over encrypted HTTP, bounded in time and size."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

__all__ = ["Unreachable", "post"]

LARGEST = 1 << 18  # bytes of an answer


class Unreachable(Exception):
    """Nobody answered in time, or not in HTTP."""


class Straight(urllib.request.HTTPRedirectHandler):
    """Follows nobody elsewhere: the keys and tokens that we send are for this address only."""

    def redirect_request(self, *_: Any) -> None:
        """No second request."""


opener = urllib.request.build_opener(Straight)


def post(address: str, body: bytes, headers: Mapping[str, str], *, seconds: float) -> tuple[int, bytes]:
    """The status and the body of the answer, whatever the status is; raises Unreachable."""
    request = urllib.request.Request(address, data=body, headers={"User-Agent": "openmyscan-license", **headers}, method="POST")
    try:
        with opener.open(request, timeout=seconds) as answer:
            return answer.status, answer.read(LARGEST)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(LARGEST)
    except (OSError, http.client.HTTPException):
        raise Unreachable from None
