"""Python signs, the browser's own check decides: static/license.js under Node's WebCrypto, with tokens of the service."""

import json
import subprocess
from pathlib import Path

import pytest

from app.license.tokens import Signer, claims_for, decode, encode
from building.tools import ROOT
from tests.license.running import SETTINGS

pytestmark = pytest.mark.native

SIGNER = Signer.of(SETTINGS["LICENSE_SIGNING_KEY"])
OTHER = Signer.of("Zm9yZ2VkIGtleSBmb3IgdGhpcyB0ZXN0LCAzMiBieXQ")
NOW = 1_800_000_000
DAY = 86400
SCRIPT = """
import { readFileSync } from "node:fs";
const { module, tokens, keys, now } = JSON.parse(readFileSync(0, "utf8"));
const { judge } = await import(module);
console.log(JSON.stringify(await Promise.all(tokens.map((token) => judge(token, keys, now)))));
"""


def verdicts(node: list[str], tokens: list[str | None], *, now: int = NOW, keys: dict[str, str] | None = None) -> list[str]:
    """What the browser's check makes of them."""
    module = (ROOT / "static" / "license.js").as_uri()
    asked = {"module": module, "tokens": tokens, "keys": {SIGNER.name: SIGNER.public} if keys is None else keys, "now": now}
    done = subprocess.run(
        [*node, "--input-type=module", "--eval", SCRIPT], input=json.dumps(asked), capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return [verdict["state"] for verdict in json.loads(done.stdout)]


def signed(**changes: object) -> str:
    """A good token, but for these claims."""
    return SIGNER.sign({**claims_for("0" * 32, now=NOW, ends=None), **changes})


def test_a_token_goes_through_its_states(node: list[str]) -> None:
    """60 days, then 30 of grace, then it is over; a clock that runs behind does no harm."""
    token = signed()
    for days, state in ((-400, "active"), (0, "active"), (59, "active"), (60, "grace"), (89, "grace"), (90, "expired"), (4000, "expired")):
        assert verdicts(node, [token], now=NOW + days * DAY) == [state], days


def test_of_a_hundred_tokens_each_is_good(node: list[str]) -> None:
    """Every length that the numbers of a signature can have: they are padded to 32 bytes each."""
    assert verdicts(node, [signed(iat=number) for number in range(100)]) == ["active"] * 100


def test_the_two_numbers_of_a_signature_are_padded(monkeypatch: pytest.MonkeyPatch) -> None:
    """One in 128 tokens has a shorter one."""
    monkeypatch.setattr("app.license.tokens.utils.decode_dss_signature", lambda _: (1, 2))
    assert decode(signed().rpartition(".")[2]) == (1).to_bytes(32) + (2).to_bytes(32)


def test_the_service_reads_a_token_in_its_one_spelling_only() -> None:
    """Not with a longer number, other letters or more of them in the signature; not one that is too long or holds no claims."""
    token = signed()
    text, _, signature = token.rpartition(".")
    raw = decode(signature)
    assert SIGNER.read(token) == claims_for("0" * 32, now=NOW, ends=None)
    for other in (encode(raw[:32] + b"\0" + raw[32:]), encode(raw + b"\0"), encode(raw[:-1]), signature + "!!!!", signature + "\n\n\n\n"):
        assert SIGNER.read(f"{text}.{other}") is None
    assert SIGNER.read(signed(license="0" * 4000)) is None
    assert SIGNER.read(SIGNER.sign(["a", "list"])) is None  # type: ignore[arg-type]


def test_none_is_no_trouble(node: list[str]) -> None:
    """Most people have none."""
    assert verdicts(node, [None]) == ["none"]


def test_what_was_changed_or_is_not_ours_opens_nothing(node: list[str]) -> None:
    """A longer life, another key under our name, no signature, the algorithm `none` or HMAC with our public key, and plain rubbish."""
    head, body, signature = signed().split(".")
    longer = encode(json.dumps({**claims_for("0" * 32, now=NOW + 4000 * DAY, ends=None)}).encode())
    foreign = OTHER.sign(claims_for("0" * 32, now=NOW, ends=None)).split(".")
    none = encode(json.dumps({"alg": "none", "kid": SIGNER.name}).encode())
    proto = encode(json.dumps({"alg": "ES256", "kid": "__proto__"}).encode())
    strange = [
        f"{head}.{longer}.{signature}",
        ".".join([head, *foreign[1:]]),
        ".".join(foreign),
        f"{head}.{body}.",
        f"{head}.{body}",
        f"{none}.{body}.",
        f"{none}.{body}.{signature}",
        f"{proto}.{body}.{signature}",
        f"{head}.{body}.{signature}.{signature}",
        f"{head}.{body}.{signature}" + "A" * 5000,
        signed(v=2),
        signed(product="other"),
        signed(grace="soon"),
        signed(exp=None, grace=None),
        SIGNER.sign({}),
        "",
        "null",
        "☂.☂.☂",
        '{"state": "active"}',
    ]
    assert verdicts(node, strange) == ["strange"] * len(strange)
    assert verdicts(node, [signed()], keys={}) == ["strange"]


def test_two_keys_count_while_one_is_replaced(node: list[str]) -> None:
    """Tokens of the old one and of the new."""
    keys = {signer.name: signer.public for signer in (SIGNER, OTHER)}
    assert verdicts(node, [signed(), OTHER.sign(claims_for("1" * 32, now=NOW, ends=None))], keys=keys) == ["active", "active"]


def test_the_service_is_in_no_file_that_a_browser_gets(site: Path) -> None:
    """Neither its code nor what it stands on; and the viewer's core and page never import it."""
    for path in site.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not [word for word in (b"app/license", b"app.license", b"LICENSE_PEPPER", b"cryptography.hazmat") if word in data], path
    for folder in ("viewer", "app/page", "app/cell"):
        for path in (ROOT / folder).rglob("*.py"):
            assert "license import" not in path.read_text(encoding="utf-8"), path


def test_its_host_installs_what_it_is_tested_with() -> None:
    """app/requirements.txt and pyproject.toml name the same version, and the service needs nothing else."""
    import tomllib

    lines = (ROOT / "app" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    group = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]["license"]
    assert wanted == [pin for pin in group if not pin.startswith("uvicorn")]


def test_the_service_stands_alone_as_its_host_packs_it(tmp_path: Path) -> None:
    """The folder app/license, imported from another place under the name that vercel.json gives, without the rest of the repository."""
    import os
    import shutil
    import sys

    shutil.copytree(ROOT / "app" / "license", tmp_path / "license")
    entry = json.loads((ROOT / "vercel.json").read_text(encoding="utf-8"))["services"]["license"]["entrypoint"]
    module, _, name = entry.partition(":")
    program = (
        f"import sys; from {module} import {name}; print(sorted(m for m in sys.modules if m.split('.')[0] in ('app', 'numpy', 'viewer')))"
    )
    environment = {"PATH": os.environ["PATH"], **SETTINGS, "LICENSE_DATABASE": str(tmp_path / "a.sqlite3")}
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout == "[]\n", done.stderr
