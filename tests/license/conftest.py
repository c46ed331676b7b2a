"""The shop, the stores and the running service, for the tests of the license service."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.license.lemon import Lemon, lemon_squeezy
from tests.license.redis_rest import TOKEN, Redis, redis_over_rest
from tests.license.running import SETTINGS, Running, running


@pytest.fixture
def lemon() -> Iterator[Lemon]:
    """A shop that has sold nothing yet."""
    with lemon_squeezy() as shop:
        yield shop


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """A real Redis; in CI there has to be one."""
    if shutil.which("redis-server") is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail("redis-server is not installed; CI must have it")
        pytest.skip("redis-server is not installed (Debian: redis-server)")
    with redis_over_rest(tmp_path_factory.mktemp("redis")) as redis:
        yield redis


@pytest.fixture
def redis(redis_server: Redis) -> Redis:
    """That Redis, emptied."""
    redis_server.run("FLUSHALL")
    redis_server.away = False
    return redis_server


@pytest.fixture(params=["sqlite", "redis"])
def store_settings(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """The settings that choose a store; each test that uses them runs with both."""
    if request.param == "sqlite":
        return {"LICENSE_DATABASE": str(tmp_path / "licenses.sqlite3")}
    redis = request.getfixturevalue("redis")
    return {"UPSTASH_REDIS_REST_URL": redis.url, "UPSTASH_REDIS_REST_TOKEN": TOKEN}


@pytest.fixture
def store_folder(request: pytest.FixtureRequest, store_settings: dict[str, str], tmp_path: Path) -> Path:
    """Where that store writes."""
    if "LICENSE_DATABASE" in store_settings:
        return tmp_path
    folder: Path = request.getfixturevalue("redis").folder
    return folder


@pytest.fixture
def settings(store_settings: dict[str, str], lemon: Lemon) -> dict[str, str]:
    """All settings of a service beside that shop."""
    return {**SETTINGS, **store_settings, "LEMONSQUEEZY_API": lemon.url}


@pytest.fixture
def service(settings: dict[str, str], tmp_path: Path) -> Iterator[Running]:
    """The running service, once with each store."""
    with running(settings, tmp_path) as started:
        yield started


@pytest.fixture
def simple(lemon: Lemon, tmp_path: Path) -> Iterator[Running]:
    """The running service with SQLite, where the store makes no difference."""
    with running({**SETTINGS, "LICENSE_DATABASE": str(tmp_path / "licenses.sqlite3"), "LEMONSQUEEZY_API": lemon.url}, tmp_path) as started:
        yield started
