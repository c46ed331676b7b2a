"""`build.py serve` starts the license service beside the site, and serves the site all the same where it cannot."""

import json
import urllib.error
import urllib.request

import pytest

from building import service, tools

pytestmark = pytest.mark.native


def activate(address: str, key: str) -> dict[str, str]:
    """Ask the service as /pro does, by way of the site or straight."""
    body = json.dumps({"key": key}).encode()
    request = urllib.request.Request(f"http://{address}/api/activate", data=body, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        told: dict[str, str] = json.load(answer)
    return told


def test_the_key_that_it_prints_opens_pro_until_it_ends(capsys: pytest.CaptureFixture[str]) -> None:
    """With secrets of its own each time: what one start has signed, the next does not know; and it asks nobody outside."""
    with service.serving() as first:
        assert first
        token = activate(first.address, first.key)
        with pytest.raises(urllib.error.HTTPError, match="404"):
            activate(first.address, "38B1460A-5104-4067-A91D-77B872934D51")
    with service.serving() as second:
        assert second and second.key != first.key
        assert not set(activate(second.address, second.key)["keys"]) & set(token["keys"])
    with pytest.raises(OSError, match=r"refused|reset"):
        activate(second.address, second.key)


@pytest.mark.parametrize("broken", ["packages", "start"])
def test_where_it_cannot_start_it_says_why_and_the_site_goes_on(
    broken: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a network for its packages, and when it ends at once."""

    def unreachable(*_: str) -> None:
        raise tools.Trouble("What Python needs could not be had.\nConnect to the internet.")

    if broken == "packages":
        monkeypatch.setattr(tools, "pip_install", unreachable)
    else:
        monkeypatch.setenv("PYTHONHASHSEED", "nonsense")  # Python itself refuses to start
    with service.serving() as started:
        assert started is None
    said = capsys.readouterr().out
    assert "the viewer is whole without it" in said
    assert "Connect to the internet" in said or "PYTHONHASHSEED" in said
