"""Log-in by an OpenID provider, against a provider that runs: codes, PKCE, signed ID tokens."""

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import select, update

from api.accounts.service import FRESH
from api.app import create_app, open_service
from api.context import Context
from api.settings import Settings
from api.store.tables import LoginSession, User, utc_now
from tests.api.openid import Running, run_provider
from tests.api.support import ADMIN_PASSWORD, PASSWORD, client_of, new_name

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib"),  # the provider's, not ours
]

API = "/api/v1"
BEGIN = f"{API}/auth/provider"


@pytest.fixture(scope="module")
def provider() -> Iterator[Running]:
    """A provider for the tests of this module."""
    with run_provider() as running:
        yield running


@asynccontextmanager
async def serve(folder: Path, issuer: str, **more: Any) -> AsyncIterator[Context]:
    """A service without problems that knows a provider."""
    (folder / "none").mkdir(parents=True)
    settings = Settings(
        data=folder / "data",
        problems=folder / "none",
        cells=1,
        admin_password=ADMIN_PASSWORD,
        guest_runs=5,
        oidc_issuer=issuer,
        oidc_client_id="nabla",
        oidc_client_secret="secret of the client",
        oidc_name="The School",
        **more,
    )
    async with open_service(settings) as context:
        yield context


@pytest.fixture(scope="module")
async def school(
    tmp_path_factory: pytest.TempPathFactory, provider: Running, anyio_backend: str
) -> AsyncIterator[Context]:
    """A service for the tests of this module."""
    async with serve(tmp_path_factory.mktemp("school"), provider.url) as context:
        yield context


@pytest.fixture
async def browser(school: Context) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser that has not been here."""
    async with client_of(create_app(school.settings, school)) as client:
        yield client


async def allow(place: str, subject: str | None) -> str:
    """What somebody does at the provider: say yes as `subject`, or no; where it sends them."""
    form = {"action": "deny"} if subject is None else {"sub": subject}
    async with httpx2.AsyncClient() as client:
        answer = await client.post(place, data=form)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["location"])


async def log_in(client: httpx2.AsyncClient, subject: str | None, query: str = "") -> str:
    """The whole way; returns where the browser ends."""
    begun = await client.get(BEGIN + query)
    assert begun.status_code == 303, begun.text
    back = await allow(begun.headers["location"], subject)
    ended = await client.get(back)
    assert ended.status_code == 303, ended.text
    return str(ended.headers["location"])


async def who(client: httpx2.AsyncClient) -> dict[str, Any]:
    """Who is logged in."""
    found: dict[str, Any] = (await client.get(f"{API}/me")).json()
    return found


async def test_somebody_whom_the_provider_knows_gets_in_and_stays_the_same(
    browser: httpx2.AsyncClient, provider: Running, school: Context
) -> None:
    name = new_name().replace(".", "-")
    provider.know("grace-1", preferred_username=name)
    assert (await browser.get(f"{API}/auth/options")).json()["provider"] == "The School"
    assert await log_in(browser, "grace-1", "?next=/problems?tag=x") == "/problems?tag=x"
    first = await who(browser)
    assert (first["username"], first["role"]) == (name, "candidate")
    assert (first["has_password"], first["has_provider"]) == (False, True)
    asked = provider.pkce.seen[-1]
    assert asked["scope"].split()[0] == "openid"
    assert asked["redirect_uri"].endswith("/api/v1/auth/provider/callback")
    # Another name there is the same person here; the name is no way in by password.
    provider.know("grace-1", preferred_username="other")
    async with client_of(create_app(school.settings, school)) as elsewhere:
        assert await log_in(elsewhere, "grace-1") == "/"
        assert (await who(elsewhere))["id"] == first["id"]
        await elsewhere.post(f"{API}/auth/logout")
        assert (await elsewhere.get(f"{API}/me")).status_code == 401
        for password in ("", PASSWORD):
            body = {"username": name, "password": password}
            assert (await elsewhere.post(f"{API}/auth/login", json=body)).status_code == 401


@pytest.mark.parametrize(
    ("claims", "like"),
    [
        ({"preferred_username": "admin"}, r"admin-2"),
        ({"preferred_username": "Müller, Änne"}, r"M-ller-nne"),
        ({"preferred_username": "x", "email": "lise.meitner@example.org"}, r"lise\.meitner"),
        ({"name": "<b>"}, r"user(-\d+)?"),
        ({}, r"user(-\d+)?"),
        ({"preferred_username": "a" * 90}, r"a{32}"),
    ],
)
async def test_names_are_made_fit_and_free(
    browser: httpx2.AsyncClient, provider: Running, claims: dict[str, str], like: str
) -> None:
    subject = f"named-{hashlib.sha256(repr(claims).encode()).hexdigest()[:8]}"
    provider.know(subject, **claims)
    await log_in(browser, subject)
    assert re.fullmatch(like, (await who(browser))["username"])


async def test_the_name_of_somebody_else_opens_nothing_of_theirs(
    browser: httpx2.AsyncClient, provider: Running, school: Context
) -> None:
    name = new_name()
    async with client_of(create_app(school.settings, school)) as owner:
        await owner.post(f"{API}/auth/register", json={"username": name, "password": PASSWORD})
        theirs = await who(owner)
    provider.know("mallory", preferred_username=name)
    await log_in(browser, "mallory")
    mine = await who(browser)
    assert mine["id"] != theirs["id"]
    assert mine["username"] == f"{name}-2"


async def test_who_is_logged_in_can_come_by_the_provider_from_then_on(
    browser: httpx2.AsyncClient, school: Context
) -> None:
    body = {"username": new_name(), "password": PASSWORD}
    await browser.post(f"{API}/auth/register", json=body)
    mine = await who(browser)
    await log_in(browser, "linked-1", "?next=/account")
    assert (await who(browser))["has_provider"] is True
    async with client_of(create_app(school.settings, school)) as elsewhere:
        await log_in(elsewhere, "linked-1")
        assert (await who(elsewhere))["id"] == mine["id"]
    # Begun from another site, nothing is linked.
    async with client_of(create_app(school.settings, school)) as victim:
        body = {"username": new_name(), "password": PASSWORD}
        await victim.post(f"{API}/auth/register", json=body)
        theirs = await who(victim)
        begun = await victim.get(BEGIN, headers={"Sec-Fetch-Site": "cross-site"})
        await victim.get(await allow(begun.headers["location"], "linked-2"))
        assert (await who(victim))["id"] != theirs["id"]


async def test_a_guest_keeps_what_was_done(browser: httpx2.AsyncClient) -> None:
    guest = (await browser.post(f"{API}/auth/guest")).json()
    await log_in(browser, "guest-1")
    now = await who(browser)
    assert (now["id"], now["role"]) == (guest["id"], "candidate")


async def test_what_a_guest_did_follows_to_who_is_known(
    browser: httpx2.AsyncClient, school: Context
) -> None:
    await log_in(browser, "guest-2")
    known = await who(browser)
    await browser.post(f"{API}/auth/logout")
    guest = (await browser.post(f"{API}/auth/guest")).json()
    await log_in(browser, "guest-2")
    assert (await who(browser))["id"] == known["id"]
    left = select(User.id).where(User.id == guest["id"])
    assert await school.database.read(lambda c: c.scalar(left)) is None


async def test_without_a_password_a_fresh_log_in_confirms(
    browser: httpx2.AsyncClient, school: Context
) -> None:
    await log_in(browser, "fresh-1")
    mine = await who(browser)
    old = update(LoginSession).where(LoginSession.user_id == mine["id"])
    stale = old.values(created_at=utc_now() - 2 * FRESH)
    await school.database.write(lambda c: c.execute(stale))
    body = {"old": "", "new": PASSWORD}
    assert (await browser.post(f"{API}/me/password", json=body)).status_code == 401
    await log_in(browser, "fresh-1")
    assert (await browser.post(f"{API}/me/password", json=body)).status_code == 204
    assert (await who(browser))["has_password"] is True
    # From now on the password is asked for.
    assert (await browser.post(f"{API}/me/password", json=body)).status_code == 401


async def test_saying_no_at_the_provider_leads_back_with_a_word(
    browser: httpx2.AsyncClient,
) -> None:
    assert await log_in(browser, None, "?next=/labs") == "/login?failed=denied&next=%2Flabs"
    assert (await browser.get(f"{API}/me")).status_code == 401


async def test_another_browsers_log_in_is_not_ended_here(
    browser: httpx2.AsyncClient, school: Context
) -> None:
    async with client_of(create_app(school.settings, school)) as mallory:
        begun = await mallory.get(BEGIN)
        back = await allow(begun.headers["location"], "mallory-2")
    for _ in range(2):
        ended = await browser.get(back)
        assert ended.headers["location"] == "/login?failed=expired&next=%2F"
        # Also when this browser has begun one of its own.
        await browser.get(BEGIN)
    assert (await browser.get(f"{API}/me")).status_code == 401
    for cookie in ("", "nonsense", "e30=", "bnVsbA==", "[" * 1000):
        ended = await browser.get(back, headers={"Cookie": f"nabla_provider={cookie}"})
        assert ended.headers["location"].startswith("/login?failed=expired")


async def test_a_code_is_good_once(browser: httpx2.AsyncClient) -> None:
    begun = await browser.get(BEGIN)
    back = await allow(begun.headers["location"], "once-1")
    cookie = browser.cookies["nabla_provider"]
    assert (await browser.get(back)).headers["location"] == "/"
    again = await browser.get(back, headers={"Cookie": f"nabla_provider={cookie}"})
    assert again.headers["location"] == "/login?failed=refused&next=%2F"


@pytest.mark.parametrize(
    "next_",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/%0d%0aX: y"],
)
async def test_the_way_back_leads_nowhere_else(browser: httpx2.AsyncClient, next_: str) -> None:
    ended = await log_in(browser, "grace-1", f"?next={next_}")
    assert ended == "/"


def forged(token: str, **claims: Any) -> str:
    """The token with other claims, signed by somebody else's key."""
    body = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return jwt.encode({"alg": "RS256"}, body | claims, RSAKey.generate_key(2048))


def unsigned(token: str) -> str:
    """The token without its signature, which says so."""
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return ".".join((head, token.split(".")[1], ""))


@pytest.mark.parametrize(
    "change", [forged, unsigned, lambda token: token[:-8] + "AAAAAAAA", lambda token: "x"]
)
async def test_an_id_token_that_is_not_the_providers_lets_nobody_in(
    browser: httpx2.AsyncClient, provider: Running, change: Callable[[str], str]
) -> None:
    provider.pkce.id_token = change
    try:
        assert (await log_in(browser, "forged-1")).startswith("/login?failed=")
    finally:
        provider.pkce.id_token = None
    assert (await browser.get(f"{API}/me")).status_code == 401


async def test_an_id_token_of_another_log_in_lets_nobody_in(
    browser: httpx2.AsyncClient, provider: Running
) -> None:
    kept: list[str] = []

    def swap(token: str) -> str:
        kept.append(token)
        return kept[0]

    provider.pkce.id_token = swap
    try:
        assert await log_in(browser, "replay-1") == "/"
        await browser.post(f"{API}/auth/logout")
        # Signed by the provider, but its nonce is that of the first.
        assert (await log_in(browser, "replay-1")).startswith("/login?failed=refused")
    finally:
        provider.pkce.id_token = None


async def test_an_account_closed_by_an_admin_stays_closed(
    browser: httpx2.AsyncClient, school: Context
) -> None:
    await log_in(browser, "closed-1")
    mine = await who(browser)
    async with client_of(create_app(school.settings, school)) as admin:
        body = {"username": "admin", "password": ADMIN_PASSWORD}
        await admin.post(f"{API}/auth/login", json=body)
        await admin.patch(f"{API}/admin/users/{mine['id']}", json={"disabled": True})
    assert await log_in(browser, "closed-1") == "/login?failed=closed&next=%2F"


async def test_where_accounts_are_by_invitation_one_needs_one(
    tmp_path: Path, provider: Running
) -> None:
    async with serve(tmp_path, provider.url, oidc_accounts="invitation") as context:
        app = create_app(context.settings, context)
        async with client_of(app) as admin, client_of(app) as somebody:
            body = {"username": "admin", "password": ADMIN_PASSWORD}
            await admin.post(f"{API}/auth/login", json=body)
            made = await admin.post(f"{API}/admin/invitations", json={"role": "author"})
            assert (await log_in(somebody, "invited-1")).startswith("/login?failed=uninvited")
            await log_in(somebody, "invited-1", f"?invitation={made.json()['code']}")
            assert (await who(somebody))["role"] == "author"
            await somebody.post(f"{API}/auth/logout")
            assert await log_in(somebody, "invited-1") == "/"


async def test_a_provider_that_is_away_is_said_in_time(tmp_path: Path) -> None:
    """Refusing, silent, or somebody else: each leads back to the log-in page with a word."""

    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with serve(tmp_path, f"http://127.0.0.1:{port}") as context:
        assert context.provider is not None
        context.provider._seconds = 0.5
        async with client_of(create_app(context.settings, context)) as browser:
            for _ in range(2):
                ended = await browser.get(BEGIN)
                assert ended.headers["location"] == "/login?failed=unreachable&next=%2F"
                server.close()  # The second time it refuses connections.
            assert (await browser.get(f"{API}/me")).status_code == 401


async def test_a_provider_of_another_name_is_not_believed(
    tmp_path: Path, provider: Running
) -> None:
    other = provider.url.replace("127.0.0.1", "localhost")
    async with (
        serve(tmp_path, f"{other}/realm") as context,
        client_of(create_app(context.settings, context)) as browser,
    ):
        ended = await browser.get(BEGIN)
        assert ended.headers["location"].startswith("/login?failed=unreachable")


async def test_without_a_provider_there_is_no_such_way(anonymous: httpx2.AsyncClient) -> None:
    assert (await anonymous.get(f"{API}/auth/options")).json()["provider"] is None
    assert (await anonymous.get(BEGIN)).status_code == 404


def test_an_issuer_is_https_unless_it_is_this_machine() -> None:
    with pytest.raises(ValueError, match="https"):
        Settings(oidc_issuer="http://id.example.org")
    assert Settings(oidc_issuer="http://localhost:9400").oidc_issuer
