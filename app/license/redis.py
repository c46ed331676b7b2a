"""The store in a Redis that speaks REST, as Upstash does: a command is a JSON array, posted; the answer is {"result"} or {"error"}."""

import json
from collections.abc import Mapping
from typing import Any

from .outgoing import Unreachable, post
from .store import StoreTrouble

__all__ = ["RedisStore"]

PREFIX = "openmyscan:"
KEEP = """
local kept = redis.call('HGET', KEYS[1], 'version')
if kept and tonumber(kept) >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'body', ARGV[2])
return 1
"""
COUNT = """
local number = redis.call('INCR', KEYS[1])
if number == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return number
"""


class RedisStore:
    """Every step that must not be torn apart is one script in Redis."""

    def __init__(self, address: str, token: str) -> None:
        self.address = address
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def command(self, *words: str | int) -> Any:
        """Run one command."""
        try:
            status, body = post(self.address, json.dumps([str(word) for word in words]).encode(), self.headers, seconds=5)
            answer = json.loads(body)
            if status == 200 and "result" in answer:
                return answer["result"]
        except (Unreachable, ValueError, TypeError) as error:
            raise StoreTrouble(f"Redis: {type(error).__name__}") from None
        raise StoreTrouble(f"Redis answered {status} to {words[0]}")

    def read(self, name: str) -> dict[str, Any] | None:
        """See Store."""
        body = self.command("HGET", PREFIX + name, "body")
        return None if body is None else json.loads(body)

    def write(self, name: str, body: Mapping[str, Any], version: int) -> bool:
        """See Store."""
        return bool(self.command("EVAL", KEEP, 1, PREFIX + name, version, json.dumps(body)))

    def link(self, name: str, other: str) -> None:
        """See Store."""
        self.command("SADD", f"{PREFIX}{name}:leads", other)

    def linked(self, name: str) -> set[str]:
        """See Store."""
        return set(self.command("SMEMBERS", f"{PREFIX}{name}:leads"))

    def erase(self, name: str) -> bool:
        """See Store."""
        return bool(self.command("DEL", PREFIX + name, f"{PREFIX}{name}:leads"))

    def count(self, name: str, seconds: int) -> int:
        """See Store."""
        return int(self.command("EVAL", COUNT, 1, PREFIX + name, seconds))
