"""A real redis-server, and before it the REST front that Upstash has: a command as a JSON array, posted with a token."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from tests.license.answering import Quiet, answering

__all__ = ["TOKEN", "Redis", "free_port", "redis_over_rest"]

TOKEN = "a token of the redis"  # noqa: S105


class RedisError(Exception):
    """What Redis says went wrong."""


@dataclass(slots=True)
class Redis:
    """Its address over REST, its folder, and its own port."""

    url: str
    folder: Path
    port: int
    away: bool = False

    def run(self, *words: str) -> Any:
        """One command over Redis's own protocol (RESP)."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line, line.makefile("rwb") as stream:
            stream.write(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word.encode()), word.encode()) for word in words))
            stream.flush()
            return answer(stream)


def answer(stream: BinaryIO) -> Any:
    """Read one answer of RESP."""
    line = stream.readline().rstrip(b"\r\n")
    kind, rest = line[:1], line[1:]
    if kind == b"-":
        raise RedisError(rest.decode())
    if kind == b":":
        return int(rest)
    if kind == b"$":
        return None if rest == b"-1" else stream.read(int(rest) + 2)[:-2].decode()
    if kind == b"*":
        return [answer(stream) for _ in range(int(rest))]
    return rest.decode()


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def redis_over_rest(folder: Path) -> Iterator[Redis]:
    """Start both. What is ever written stays readable in the folder: Redis appends each command to a file at once."""
    port = free_port()
    program = shutil.which("redis-server")
    assert program is not None
    files = ["--dir", str(folder), "--appendonly", "yes", "--appendfsync", "always", "--save", ""]
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen([program, "--port", str(port), "--bind", "127.0.0.1", *files], stdout=said, stderr=subprocess.STDOUT)
    redis = Redis("", folder, port)

    class Front(Quiet):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            status, told = self.ran(json.loads(self.body()))
            self.answer(status, json.dumps(told).encode())

        def ran(self, words: list[str]) -> tuple[int, dict[str, Any]]:
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                return 401, {"error": "Unauthorized"}
            if redis.away:
                return 500, {"error": "ERR the database is away"}
            try:
                return 200, {"result": redis.run(*words)}
            except RedisError as error:
                return 400, {"error": str(error)}

    try:
        for _ in range(200):
            try:
                assert redis.run("PING") == "PONG"
                break
            except OSError:
                time.sleep(0.05)
        with answering(Front) as redis.url:
            yield redis
    finally:
        process.terminate()
        process.wait()
