"""Who makes a request: the dependencies that say what each protected route asks for.

A route names one of `MaybeUser`, `CurrentUser`, `Runner`, `Member`, `Owner`, `Author`, `Admin`.
Which scope a token needs for it follows from that and from whether the request changes anything.
Each is one dependency with none of its own: the framework takes its time over every one.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Request
from fastapi.openapi.models import APIKey, APIKeyIn
from fastapi.security.base import SecurityBase

from api.accounts.address import address_of
from api.accounts.cookie import COOKIE
from api.accounts.schemas import Account, Role, Scope
from api.accounts.sessions import find_by_session
from api.accounts.tokens import find_by_token
from api.context import context_of
from api.errors import NotAllowed, NotLoggedIn, SomebodyElse
from api.limits import TooMany

USER_HEADER = "nabla-user"
"""By which a page says whose it is, by id: all tabs of a browser have one cookie."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FOUND = "nabla.caller"
Found = TypeVar("Found")


class Access(SecurityBase, Generic[Found]):
    """A dependency that OpenAPI shows as a log-in: by cookie, or by token (`api/describe.py`)."""

    scheme_name = "cookie"
    model = APIKey.model_validate({"in": APIKeyIn.cookie, "name": COOKIE})

    def __init__(self, find: Callable[[Request], Awaitable[Found]]) -> None:
        """`find` returns who makes a request, or raises."""
        self._find = find

    async def __call__(self, request: Request) -> Found:
        """Return who makes the request. Raises what `find` raises."""
        return await self._find(request)


class Caller(Account):
    """Who makes a request. `scopes` are a token's, None for a log-in by cookie."""

    scopes: frozenset[Scope] | None = None

    def require(self, scope: Scope) -> None:
        """Raise NotAllowed when the request's token is not good for this."""
        if self.scopes is not None and scope not in self.scopes:
            raise NotAllowed(f"This token lacks the scope `{scope}`.")


@Access
async def find_caller(request: Request) -> Caller | None:
    """Return who makes the request, or None without a log-in; looks once a request.

    An Authorization header is taken at its word: the cookie is not looked at, and a token that
    does not work is an error (NotLoggedIn). So is a cookie of another account than the page's
    (SomebodyElse).
    """
    if _FOUND not in request.scope:
        request.scope[_FOUND] = await _look(request)
    found: Caller | None = request.scope[_FOUND]
    return found


async def _look(request: Request) -> Caller | None:
    database = context_of(request).database
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, secret = authorization.partition(" ")
        if scheme.lower() == "bearer":
            found = await find_by_token(database, secret.strip())
            if found is not None:
                account, scopes = found
                caller = Caller(**account.model_dump(), scopes=scopes)
                caller.require(Scope.READ if request.method in SAFE_METHODS else Scope.SUBMIT)
                return caller
        raise NotLoggedIn("This token is not valid: it may have expired or been deleted.")
    secret = request.cookies.get(COOKIE, "")
    owner = await find_by_session(database, secret) if secret else None
    if owner and request.headers.get(USER_HEADER, owner.id) != owner.id:
        raise SomebodyElse
    return Caller(**owner.model_dump()) if owner else None


@Access
async def get_user(request: Request) -> Caller:
    """Return who makes the request. Raises NotLoggedIn."""
    caller = await find_caller(request)
    if caller is None:
        raise NotLoggedIn
    return caller


@Access
async def get_runner(request: Request) -> Caller:
    """Return who wants code to be run; a guest's runs are counted by address.

    Raises NotLoggedIn, and NotAllowed or TooMany for a guest who has had them all.
    """
    caller = await get_user(request)
    if caller.role == Role.GUEST:
        context = context_of(request)
        runs = context.settings.guest_runs
        if not runs:
            raise NotAllowed("Guests run no code here: make an account.")
        try:
            context.limits.hit("guest", address_of(request))
        except TooMany as error:
            detail = f"A guest runs code {runs} times a day. Make an account to go on."
            raise TooMany(detail, headers=error.headers) from error
    return caller


@Access
async def get_member(request: Request) -> Caller:
    """Return who makes the request, with an account. Raises NotLoggedIn, NotAllowed for a guest."""
    caller = await get_user(request)
    if caller.role == Role.GUEST:
        raise NotAllowed("This is not for guests: make an account first.")
    return caller


@Access
async def get_owner(request: Request) -> Caller:
    """Return who makes the request in person: log-in by cookie. Raises NotLoggedIn, NotAllowed."""
    caller = await get_member(request)
    if caller.scopes is not None:
        raise NotAllowed("This call needs a log-in by password: a token will not do.")
    return caller


@Access
async def get_author(request: Request) -> Caller:
    """Return the author or admin who makes the request. Raises NotLoggedIn or NotAllowed."""
    caller = await get_user(request)
    if caller.role not in (Role.AUTHOR, Role.ADMIN):
        raise NotAllowed("This call is for authors.")
    caller.require(Scope.AUTHOR)
    return caller


@Access
async def get_admin(request: Request) -> Caller:
    """Return the admin who makes the request. Raises NotLoggedIn or NotAllowed."""
    caller = await get_user(request)
    if caller.role != Role.ADMIN:
        raise NotAllowed("This call is for admins.")
    caller.require(Scope.ADMIN)
    return caller


MaybeUser = Annotated[Caller | None, Depends(find_caller)]
CurrentUser = Annotated[Caller, Depends(get_user)]
Runner = Annotated[Caller, Depends(get_runner)]
Member = Annotated[Caller, Depends(get_member)]
Owner = Annotated[Caller, Depends(get_owner)]
Author = Annotated[Caller, Depends(get_author)]
Admin = Annotated[Caller, Depends(get_admin)]
