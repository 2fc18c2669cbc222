"""Where requests come from: behind proxies that are trusted, and behind those that are not."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.requests import Request

from api.accounts.address import address_of
from tests.api.support import PASSWORD, Server, new_name


@pytest.fixture(params=["127.0.0.1", ""], ids=["trusted", "not trusted"])
def behind(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Server, bool]]:
    """A server that makes one account an hour for each address, and whether it trusts us."""
    (tmp_path / "none").mkdir()
    settings = {"NABLA_TRUSTED_PROXIES": request.param, "NABLA_RATE_REGISTER": "1/hour"}
    with Server(tmp_path / "data", tmp_path / "none", **settings) as running:
        yield running, bool(request.param)


def test_only_a_trusted_proxy_says_where_a_request_comes_from(behind: tuple[Server, bool]) -> None:
    server, trusted = behind

    def register(address: str) -> httpx2.Response:
        headers = {"X-Forwarded-For": address, "X-Forwarded-Proto": "https"}
        body = {"username": new_name(), "password": PASSWORD}
        return httpx2.post(
            f"{server.url}/api/v1/auth/register", json=body, headers=headers, timeout=60
        )

    first, second, third = (register(f"198.51.100.{number}") for number in (1, 2, 1))
    assert first.status_code == 201
    assert second.status_code == (201 if trusted else 429)
    assert third.status_code == 429
    assert ("Secure" in first.headers["set-cookie"]) is trusted
    assert ("strict-transport-security" in first.headers) is trusted


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_network_of_one_household_counts_as_one_address(given: str, counted: str) -> None:
    scope = {"type": "http", "client": (given, 1), "headers": []}
    assert address_of(Request(scope)) == counted
