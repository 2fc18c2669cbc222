"""Sessions, scopes, passwords, leaving, and what admins do with accounts."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from sqlalchemy import text

from api.app import create_app
from api.context import Context
from api.limits import RateLimits
from api.settings import Settings
from tests.api.support import ADMIN_PASSWORD, PASSWORD, NewClient, client_of, new_name, problem_of

pytestmark = pytest.mark.anyio

API = "/api/v1"
SUBMIT = f"{API}/problems/gradient-checking/submissions"
NEW = "a much better one"


async def _token(client: httpx2.AsyncClient, **wish: object) -> dict[str, str]:
    made = await client.post(f"{API}/me/tokens", json={"name": "script", **wish})
    assert made.status_code == 201, made.text
    return {"Authorization": f"Bearer {made.json()['token']}"}


async def test_log_ins_are_listed_and_can_be_ended(
    ada: httpx2.AsyncClient, new_user: NewClient, anonymous: httpx2.AsyncClient
) -> None:
    name = (await ada.get(f"{API}/me")).json()["username"]
    body = {"username": name, "password": PASSWORD}
    assert (await anonymous.post(f"{API}/auth/login", json=body)).status_code == 200
    listed = (await ada.get(f"{API}/me/sessions")).json()["items"]
    assert [item["current"] for item in listed] == [False, True]
    other = listed[0]["id"]
    assert (await (await new_user()).delete(f"{API}/me/sessions/{other}")).status_code == 404
    assert (await ada.delete(f"{API}/me/sessions/{other}")).status_code == 204
    assert (await anonymous.get(f"{API}/me")).status_code == 401

    phone = {"User-Agent": "Phone"}
    await anonymous.post(f"{API}/auth/login", json=body, headers=phone)
    listed = (await ada.get(f"{API}/me/sessions")).json()["items"]
    assert listed[0]["about"] == "Phone"
    assert (await ada.delete(f"{API}/me/sessions")).status_code == 204
    assert (await anonymous.get(f"{API}/me")).status_code == 401
    assert (await ada.get(f"{API}/me")).status_code == 200


async def test_a_token_does_only_what_its_scopes_say(
    ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    reader = await _token(ada, scopes=["read"])
    assert (await anonymous.get(f"{API}/submissions", headers=reader)).status_code == 200
    refused = await anonymous.post(SUBMIT, json={"code": "x = 1"}, headers=reader)
    assert refused.status_code == 403
    assert "submit" in refused.json()["detail"]
    writer = await _token(ada, scopes=["submit"])
    assert (await anonymous.post(SUBMIT, json={"code": "x = 1"}, headers=writer)).status_code == 201
    assert (await anonymous.get(f"{API}/submissions", headers=writer)).status_code == 403


async def test_a_token_is_never_good_for_more_than_its_owner(ada: httpx2.AsyncClient) -> None:
    made = await ada.post(f"{API}/me/tokens", json={"name": "x", "scopes": ["admin"]})
    assert made.status_code == 403
    unknown = await ada.post(f"{API}/me/tokens", json={"name": "x", "scopes": ["root"]})
    assert unknown.status_code == 422
    plain = await ada.post(f"{API}/me/tokens", json={"name": "x"})
    assert plain.json()["scopes"] == ["read", "submit"]


async def test_a_token_expires(
    ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient, service: Context
) -> None:
    token = await _token(ada, days=1)
    assert (await anonymous.get(f"{API}/me", headers=token)).status_code == 200
    listed = (await ada.get(f"{API}/me/tokens")).json()["items"][0]
    assert listed["expires_at"] is not None
    assert listed["last_used_at"] is not None
    expire = text("UPDATE tokens SET expires_at = '2020-01-01 00:00:00' WHERE id = :id")
    await service.database.write(lambda c: c.execute(expire, {"id": listed["id"]}))
    assert (await anonymous.get(f"{API}/me", headers=token)).status_code == 401


async def test_a_stolen_token_cannot_take_the_account_over(
    ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    token = await _token(ada)
    for method, path, body in (
        ("POST", "/me/tokens", {"name": "another"}),
        ("POST", "/me/password", {"old": PASSWORD, "new": NEW}),
        ("DELETE", "/me", {"password": PASSWORD}),
        ("DELETE", "/me/sessions", None),
        ("GET", "/me/export", None),
    ):
        answer = await anonymous.request(method, API + path, json=body, headers=token)
        assert answer.status_code == 403, path


async def test_a_new_password_ends_the_other_log_ins(
    ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    name = (await ada.get(f"{API}/me")).json()["username"]
    old = {"username": name, "password": PASSWORD}
    assert (await anonymous.post(f"{API}/auth/login", json=old)).status_code == 200
    wrong = await ada.post(f"{API}/me/password", json={"old": "not it", "new": NEW})
    assert wrong.status_code == 401
    changed = await ada.post(f"{API}/me/password", json={"old": PASSWORD, "new": NEW})
    assert changed.status_code == 204
    assert (await anonymous.get(f"{API}/me")).status_code == 401
    assert (await ada.get(f"{API}/me")).status_code == 200
    assert (await anonymous.post(f"{API}/auth/login", json=old)).status_code == 401
    new = {"username": name, "password": NEW}
    assert (await anonymous.post(f"{API}/auth/login", json=new)).status_code == 200


async def test_an_account_takes_its_data_along_and_leaves(
    ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient, service: Context
) -> None:
    me = (await ada.get(f"{API}/me")).json()
    code = problem_of("gradient-checking").solution
    submitted = await ada.post(f"{SUBMIT}?wait=30", json={"code": code})
    export = await ada.get(f"{API}/me/export")
    data = export.json()
    assert data["account"].items() <= me.items()
    assert [row["id"] for row in data["submissions"]] == [submitted.json()["id"]]
    assert data["submissions"][0]["code"] == code
    assert "expected" not in str([t for t in data["submissions"][0]["tests"] if t["hidden"]])

    body = {"password": "not it"}
    assert (await ada.request("DELETE", f"{API}/me", json=body)).status_code == 401
    body = {"password": PASSWORD}
    assert (await ada.request("DELETE", f"{API}/me", json=body)).status_code == 204
    assert (await ada.get(f"{API}/me")).status_code == 401
    count = text("SELECT count(*) FROM submissions WHERE user_id = :id")
    left = await service.database.read(lambda c: c.scalar(count, {"id": me["id"]}))
    assert left == 0
    login = {"username": me["username"], "password": PASSWORD}
    assert (await anonymous.post(f"{API}/auth/login", json=login)).status_code == 401


async def test_the_only_admin_cannot_leave(admin: httpx2.AsyncClient) -> None:
    gone = await admin.request("DELETE", f"{API}/me", json={"password": ADMIN_PASSWORD})
    assert gone.status_code == 409


async def test_admins_change_accounts(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    me = (await ada.get(f"{API}/me")).json()
    found = await admin.get(f"{API}/admin/users", params={"q": me["username"].upper()})
    assert [person["id"] for person in found.json()["items"]] == [me["id"]]
    path = f"{API}/admin/users/{me['id']}"
    token = await _token(ada)

    promoted = await admin.patch(path, json={"role": "author"})
    assert promoted.json()["role"] == "author"
    assert (await ada.get(f"{API}/me")).json()["role"] == "author"

    closed = await admin.patch(path, json={"disabled": True})
    assert closed.json()["disabled"] is True
    assert (await ada.get(f"{API}/me")).status_code == 401
    assert (await anonymous.get(f"{API}/me", headers=token)).status_code == 401
    login = {"username": me["username"], "password": PASSWORD}
    assert (await anonymous.post(f"{API}/auth/login", json=login)).status_code == 403
    assert (await admin.patch(path, json={"disabled": False})).json()["disabled"] is False

    reset = await admin.post(f"{path}/password")
    login["password"] = reset.json()["password"]
    assert (await anonymous.post(f"{API}/auth/login", json=login)).status_code == 200

    acts = (await admin.get(f"{API}/admin/audit")).json()["items"]
    assert [act["act"] for act in acts[:4]] == ["reset_password", *["change_account"] * 3]
    assert reset.json()["password"] not in str(acts)

    own = (await admin.get(f"{API}/me")).json()["id"]
    assert (
        await admin.patch(f"{API}/admin/users/{own}", json={"disabled": True})
    ).status_code == 422
    assert (
        await admin.patch(f"{API}/admin/users/nobody", json={"role": "admin"})
    ).status_code == 404
    assert (await admin.post(f"{API}/admin/users/nobody/password")).status_code == 404
    assert (await ada.get(f"{API}/admin/users")).status_code == 401


async def test_what_an_account_holds_is_counted_and_can_be_taken_away(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    me = (await ada.get(f"{API}/me")).json()
    token = await _token(ada)
    code = problem_of("gradient-checking").solution
    await ada.post(f"{SUBMIT}?wait=30", json={"code": code})
    path = f"{API}/admin/users/{me['id']}"
    seen = (await admin.get(path)).json()
    assert (seen["sessions"], seen["tokens"], seen["attempts"]) == (1, 1, 1)
    assert seen["last_active_on"] is not None
    listed = (await admin.get(f"{API}/admin/users", params={"q": me["username"]})).json()
    assert listed["items"] == [seen]

    assert (await admin.delete(f"{path}/tokens")).json() == {"count": 1}
    assert (await anonymous.get(f"{API}/me", headers=token)).status_code == 401
    assert (await ada.get(f"{API}/me")).status_code == 200
    assert (await admin.delete(f"{path}/sessions")).json() == {"count": 1}
    assert (await ada.get(f"{API}/me")).status_code == 401
    seen = (await admin.get(path)).json()
    assert (seen["sessions"], seen["tokens"]) == (0, 0)
    for call in (("GET", ""), ("DELETE", "/tokens"), ("DELETE", "/sessions")):
        missing = await admin.request(call[0], f"{API}/admin/users/nobody{call[1]}")
        assert missing.status_code == 404


async def test_the_record_is_found_by_who_what_and_whom(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    me = (await ada.get(f"{API}/me")).json()
    path = f"{API}/admin/users/{me['id']}"
    await admin.patch(path, json={"role": "author"})
    await admin.post(f"{path}/password")
    await admin.delete(f"{path}/tokens")

    async def acts(**wish: str) -> list[str]:
        answer = await admin.get(f"{API}/admin/audit", params=wish)
        return [item["act"] for item in answer.json()["items"]]

    name = me["username"]
    assert await acts(user=name) == ["delete_tokens", "reset_password", "change_account"]
    assert await acts(user=name.upper(), act="reset_password") == ["reset_password"]
    assert await acts(user=name, who="Admin", limit="1") == ["delete_tokens"]
    assert await acts(user=name, who="somebody") == []
    assert await acts(user=name, problem="gradient-checking") == []
    answer = await admin.get(f"{API}/admin/audit", params={"act": "sing"})
    assert answer.status_code == 422


async def test_accounts_are_found_by_role_and_state(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    me = (await ada.get(f"{API}/me")).json()
    await admin.patch(f"{API}/admin/users/{me['id']}", json={"role": "author", "disabled": True})

    async def finds(**wish: str) -> bool:
        answer = await admin.get(f"{API}/admin/users", params={"q": me["username"], **wish})
        return bool(answer.json()["items"])

    assert await finds(role="author", disabled="true")
    assert not await finds(role="admin")
    assert not await finds(disabled="false")


async def test_of_two_admins_who_dismiss_each_other_one_is_refused(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    first = (await admin.get(f"{API}/me")).json()["id"]
    second = (await ada.get(f"{API}/me")).json()["id"]
    for _ in range(5):  # They seldom meet.
        await admin.patch(f"{API}/admin/users/{second}", json={"role": "admin"})
        answers = await asyncio.gather(
            admin.patch(f"{API}/admin/users/{second}", json={"role": "candidate"}),
            ada.patch(f"{API}/admin/users/{first}", json={"role": "candidate"}),
        )
        done, refused = sorted(answer.status_code for answer in answers)
        # Where they do not meet, the second one is no admin any more when it is asked.
        assert (done, refused) in {(200, 409), (200, 403)}
        # Leave the service with the admin that other tests know.
        if answers[1].status_code == 200:
            restored = await ada.patch(f"{API}/admin/users/{first}", json={"role": "admin"})
            assert restored.status_code == 200
            await admin.patch(f"{API}/admin/users/{second}", json={"role": "candidate"})


async def test_users_come_in_pages(admin: httpx2.AsyncClient, ada: httpx2.AsyncClient) -> None:
    seen = []
    params = {"limit": "1"}
    for _ in range(2):
        page = (await admin.get(f"{API}/admin/users", params=params)).json()
        seen += [person["username"] for person in page["items"]]
        params["cursor"] = page["next"]
    assert len(set(seen)) == 2


@pytest.fixture
async def by_invitation(service: Context) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the same service, with accounts by invitation only."""
    settings = service.settings.model_copy(update={"registration": "invitation"})
    context = Context(
        **{name: getattr(service, name) for name in Context.__slots__} | {"settings": settings}
    )
    async with client_of(create_app(settings, context)) as client:
        yield client


async def test_invitations(admin: httpx2.AsyncClient, by_invitation: httpx2.AsyncClient) -> None:
    made = await admin.post(f"{API}/admin/invitations", json={"role": "author", "uses": 1})
    assert made.status_code == 201
    listed = await admin.get(f"{API}/admin/invitations")
    assert made.json()["code"] not in listed.text

    def body(**more: str) -> dict[str, str]:
        return {"username": new_name(), "password": PASSWORD, **more}

    register = f"{API}/auth/register"
    for refused in (body(), body(invitation="guess")):
        assert (await by_invitation.post(register, json=refused)).status_code == 403
    invited = body(invitation=made.json()["code"])
    accepted = await by_invitation.post(register, json=invited)
    assert accepted.json()["role"] == "author"
    again = body(invitation=made.json()["code"])
    assert (await by_invitation.post(register, json=again)).status_code == 403

    other = (await admin.post(f"{API}/admin/invitations", json={})).json()
    path = f"{API}/admin/invitations/{other['id']}"
    assert (await admin.delete(path)).status_code == 204
    assert (await admin.delete(path)).status_code == 404
    late = body(invitation=other["code"])
    assert (await by_invitation.post(register, json=late)).status_code == 403


async def test_guessing_a_password_is_slowed_down(
    service: Context, ada: httpx2.AsyncClient
) -> None:
    name = (await ada.get(f"{API}/me")).json()["username"]
    wrong = {"username": name, "password": "guess"}
    # By the day: however slowly the hashes are made, it is one span.
    limits = RateLimits(service.settings.rates | {"login": "3/day"})
    context = Context(
        **{name: getattr(service, name) for name in Context.__slots__} | {"limits": limits}
    )
    async with client_of(create_app(service.settings, context)) as client:
        answers = [await client.post(f"{API}/auth/login", json=wrong) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [401] * 3 + [429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 24 * 3600 + 1
        assert answers[-1].json()["type"] == "/errors/too-many-requests"
        # Neither another name nor another address is held up by that.
        other = {"username": new_name(), "password": "guess"}
        assert (await client.post(f"{API}/auth/login", json=other)).status_code == 401


async def test_one_address_cannot_try_many_names(service: Context, ada: httpx2.AsyncClient) -> None:
    right = {"username": (await ada.get(f"{API}/me")).json()["username"], "password": PASSWORD}
    limits = RateLimits(service.settings.rates | {"guess": "3/day"})
    context = Context(
        **{name: getattr(service, name) for name in Context.__slots__} | {"limits": limits}
    )
    async with client_of(create_app(service.settings, context)) as client:
        for _ in range(5):  # A class that logs in behind one address is not held up.
            assert (await client.post(f"{API}/auth/login", json=right)).status_code == 200
        answers = []
        for _ in range(4):
            wrong = {"username": new_name(), "password": "guess"}
            answers.append(await client.post(f"{API}/auth/login", json=wrong))
        assert [answer.status_code for answer in answers] == [401] * 3 + [429]
        assert int(answers[-1].headers["retry-after"]) >= 1


async def test_right_log_ins_do_not_add_up(
    ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    name = (await ada.get(f"{API}/me")).json()["username"]
    right = {"username": name, "password": PASSWORD}
    for _ in range(12):
        assert (await anonymous.post(f"{API}/auth/login", json=right)).status_code == 200


async def test_submitting_has_a_rate(service: Context, ada: httpx2.AsyncClient) -> None:
    limits = RateLimits(service.settings.rates | {"submit": "2/minute", "run": "off"})
    context = Context(
        **{name: getattr(service, name) for name in Context.__slots__} | {"limits": limits}
    )
    async with client_of(create_app(service.settings, context)) as client:
        client.cookies = ada.cookies
        body = {"code": "x = 1"}
        answers = [(await client.post(SUBMIT, json=body)).status_code for _ in range(3)]
        assert answers == [201, 201, 429]
        runs = SUBMIT.replace("submissions", "runs")
        assert {(await client.post(runs, json=body)).status_code for _ in range(4)} == {201}


def test_a_rate_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="rate_login"):
        Settings(rate_login="often")
