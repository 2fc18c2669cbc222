"""Registration, log-in, log-out and tokens."""

import httpx2
import pytest
from sqlalchemy import Connection, select, text

from api.context import Context
from api.store.tables import Base
from tests.api.support import PASSWORD, NewClient, new_name

pytestmark = pytest.mark.anyio

API = "/api/v1"


async def test_registering_logs_in(anonymous: httpx2.AsyncClient) -> None:
    name = new_name()
    response = await anonymous.post(
        f"{API}/auth/register", json={"username": name, "password": PASSWORD}
    )
    assert response.status_code == 201
    assert response.json()["username"] == name
    assert response.json()["role"] == "candidate"
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    me = await anonymous.get(f"{API}/me")
    assert me.json() == {**response.json(), "has_password": True, "has_provider": False}


async def test_a_name_is_taken_whatever_its_case(anonymous: httpx2.AsyncClient) -> None:
    name = new_name()
    first = {"username": name, "password": PASSWORD}
    assert (await anonymous.post(f"{API}/auth/register", json=first)).status_code == 201
    second = {"username": name.upper(), "password": PASSWORD}
    response = await anonymous.post(f"{API}/auth/register", json=second)
    assert response.status_code == 409
    assert response.json()["type"] == "/errors/username-taken"


async def test_a_page_of_another_account_than_the_cookie_is_refused(
    anonymous: httpx2.AsyncClient,
) -> None:
    body = {"username": new_name(), "password": PASSWORD}
    mine = (await anonymous.post(f"{API}/auth/register", json=body)).json()["id"]
    code = {"code": "mine = 1", "inputs": None, "revision": 0}
    draft = f"{API}/problems/gradient-checking/draft"
    headers = {"Nabla-User": mine}
    assert (await anonymous.put(draft, json=code, headers=headers)).status_code == 200
    body = {"username": new_name(), "password": PASSWORD}
    assert (await anonymous.post(f"{API}/auth/register", json=body)).status_code == 201
    refused = await anonymous.put(draft, json=code, headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (401, "/errors/somebody-else")
    assert (await anonymous.get(draft, headers=headers)).status_code == 401
    assert (await anonymous.get(draft)).json()["code"] is None
    # A token says by itself whose it is.
    token = await anonymous.post(f"{API}/me/tokens", json={"name": "mine", "scopes": ["read"]})
    headers["Authorization"] = f"Bearer {token.json()['token']}"
    assert (await anonymous.get(draft, headers=headers)).status_code == 200


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [
        ("ab", PASSWORD, "username"),
        ("a" * 33, PASSWORD, "username"),
        ("two words", PASSWORD, "username"),
        ("ada\n", PASSWORD, "username"),
        ("ada\u0000", PASSWORD, "username"),
        ("grace", "1234567", "password"),
    ],
)
async def test_names_and_passwords_have_rules(
    anonymous: httpx2.AsyncClient, username: str, password: str, field: str
) -> None:
    body = {"username": username, "password": password}
    response = await anonymous.post(f"{API}/auth/register", json=body)
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert password not in response.text or field == "username"


async def test_log_in_and_out(ada: httpx2.AsyncClient) -> None:
    name = (await ada.get(f"{API}/me")).json()["username"]
    session = ada.cookies["nabla_session"]
    assert (await ada.post(f"{API}/auth/logout")).status_code == 204
    assert (await ada.get(f"{API}/me")).status_code == 401
    # The cookie is worthless now, also to somebody who kept it.
    kept = await ada.get(f"{API}/me", headers={"Cookie": f"nabla_session={session}"})
    assert kept.status_code == 401
    body = {"username": name.upper(), "password": PASSWORD}
    assert (await ada.post(f"{API}/auth/login", json=body)).status_code == 200
    assert (await ada.get(f"{API}/me")).json()["username"] == name


async def test_wrong_password_and_unknown_name_get_the_same_answer(
    ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    name = (await ada.get(f"{API}/me")).json()["username"]
    answers = []
    for body in (
        {"username": name, "password": "wrong password"},
        {"username": new_name(), "password": PASSWORD},
        {"username": name + "\u0000", "password": PASSWORD},
    ):
        response = await anonymous.post(f"{API}/auth/login", json=body)
        assert response.headers["content-type"] == "application/problem+json"
        answers.append((response.status_code, response.json()))
    assert answers[0][0] == 401
    assert answers[0] == answers[1] == answers[2]


async def test_a_session_ends(ada: httpx2.AsyncClient, service: Context) -> None:
    user_id = (await ada.get(f"{API}/me")).json()["id"]
    expire = text("UPDATE sessions SET expires_at = '2020-01-01 00:00:00' WHERE user_id = :user")
    await service.database.write(lambda c: c.execute(expire, {"user": user_id}))
    response = await ada.get(f"{API}/me")
    assert response.status_code == 401
    assert response.json()["type"] == "/errors/not-logged-in"


async def test_a_token_works_until_it_is_deleted(
    ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    made = await ada.post(f"{API}/me/tokens", json={"name": "laptop"})
    assert made.status_code == 201
    token = made.json()
    headers = {"Authorization": f"Bearer {token['token']}"}
    mine = (await ada.get(f"{API}/me")).json()
    assert (await anonymous.get(f"{API}/me", headers=headers)).json() == mine

    listed = await ada.get(f"{API}/me/tokens")
    assert [item["name"] for item in listed.json()["items"]] == ["laptop"]
    assert token["token"] not in listed.text

    assert (await ada.delete(f"{API}/me/tokens/{token['id']}")).status_code == 204
    assert (await anonymous.get(f"{API}/me", headers=headers)).status_code == 401
    assert (await ada.delete(f"{API}/me/tokens/{token['id']}")).status_code == 404


async def test_tokens_of_others_are_out_of_reach(new_user: NewClient) -> None:
    ada, bob = await new_user(), await new_user()
    token = (await ada.post(f"{API}/me/tokens", json={"name": "laptop"})).json()
    assert (await bob.delete(f"{API}/me/tokens/{token['id']}")).status_code == 404
    assert (await bob.get(f"{API}/me/tokens")).json()["items"] == []
    headers = {"Authorization": f"Bearer {token['token']}"}
    assert (await bob.get(f"{API}/me", headers=headers)).status_code == 200


async def test_a_broken_token_is_not_made_good_by_a_cookie(ada: httpx2.AsyncClient) -> None:
    for value in ("Bearer nabla_nonsense", "Bearer", "Basic YTpi", "Bearer \xff"):
        response = await ada.get(f"{API}/me", headers={b"Authorization": value.encode("latin-1")})
        assert response.status_code == 401


async def read_all(service: Context) -> bytes:
    """All that is stored: the files of SQLite, or the rows of PostgreSQL."""
    if not service.database.shared:
        return b"".join(path.read_bytes() for path in service.settings.data.glob("nabla.db*"))

    def read(connection: Connection) -> bytes:
        tables = Base.metadata.sorted_tables
        return repr([connection.execute(select(table)).all() for table in tables]).encode()

    return await service.database.read(read)


async def test_no_secret_is_stored(ada: httpx2.AsyncClient, service: Context) -> None:
    token = (await ada.post(f"{API}/me/tokens", json={"name": "laptop"})).json()["token"]
    secrets = [PASSWORD.encode(), token.encode(), ada.cookies["nabla_session"].encode()]
    stored = await read_all(service)
    assert b"laptop" in stored
    assert [secret for secret in secrets if secret in stored] == []
