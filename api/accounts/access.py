"""Who makes a request: the dependencies that say what each protected route asks for.

A route names one of `MaybeUser`, `CurrentUser`, `Runner`, `Member`, `Owner`, `Author`, `Admin`.
Which scope a token needs for it follows from that and from whether the request changes anything.
"""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer

from api.accounts.address import address_of
from api.accounts.cookie import COOKIE
from api.accounts.schemas import Account, Role, Scope
from api.accounts.sessions import find_by_session
from api.accounts.tokens import find_by_token
from api.context import Ctx
from api.errors import NotAllowed, NotLoggedIn
from api.limits import TooMany

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# These two describe the ways of logging in to OpenAPI; `find_caller` reads the request itself.
_CookieScheme = Annotated[
    str | None, Depends(APIKeyCookie(name=COOKIE, scheme_name="cookie", auto_error=False))
]
_TokenScheme = Annotated[object, Depends(HTTPBearer(scheme_name="token", auto_error=False))]


class Caller(Account):
    """Who makes a request. `scopes` are a token's, None for a log-in by cookie."""

    scopes: frozenset[Scope] | None = None

    def require(self, scope: Scope) -> None:
        """Raise NotAllowed when the request's token is not good for this."""
        if self.scopes is not None and scope not in self.scopes:
            raise NotAllowed(f"This token lacks the scope `{scope}`.")


async def find_caller(
    request: Request, context: Ctx, _cookie: _CookieScheme, _token: _TokenScheme
) -> Caller | None:
    """Return who makes the request, or None without a log-in.

    An Authorization header is taken at its word: the cookie is not looked at, and a token that
    does not work is an error (NotLoggedIn).
    """
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, secret = authorization.partition(" ")
        if scheme.lower() == "bearer":
            found = await find_by_token(context.database, secret.strip())
            if found is not None:
                account, scopes = found
                caller = Caller(**account.model_dump(), scopes=scopes)
                caller.require(Scope.READ if request.method in SAFE_METHODS else Scope.SUBMIT)
                return caller
        raise NotLoggedIn("This token is not valid: it may have expired or been deleted.")
    secret = request.cookies.get(COOKIE, "")
    owner = await find_by_session(context.database, secret) if secret else None
    return Caller(**owner.model_dump()) if owner else None


_Found = Annotated[Caller | None, Depends(find_caller)]


async def get_user(caller: _Found) -> Caller:
    """Return who makes the request. Raises NotLoggedIn."""
    if caller is None:
        raise NotLoggedIn
    return caller


_User = Annotated[Caller, Depends(get_user)]


async def get_runner(caller: _User, request: Request, context: Ctx) -> Caller:
    """Return who wants code to be run; a guest's runs are counted by address.

    Raises NotLoggedIn, and NotAllowed or TooMany for a guest who has had them all.
    """
    if caller.role == Role.GUEST:
        runs = context.settings.guest_runs
        if not runs:
            raise NotAllowed("Guests run no code here: make an account.")
        try:
            context.limits.hit("guest", address_of(request))
        except TooMany as error:
            detail = f"A guest runs code {runs} times a day. Make an account to go on."
            raise TooMany(detail, headers=error.headers) from error
    return caller


async def get_member(caller: _User) -> Caller:
    """Return who makes the request, with an account. Raises NotLoggedIn, NotAllowed for a guest."""
    if caller.role == Role.GUEST:
        raise NotAllowed("This is not for guests: make an account first.")
    return caller


_Member = Annotated[Caller, Depends(get_member)]


async def get_owner(caller: _Member) -> Caller:
    """Return who makes the request in person: log-in by cookie. Raises NotLoggedIn, NotAllowed."""
    if caller.scopes is not None:
        raise NotAllowed("This call needs a log-in by password: a token will not do.")
    return caller


async def get_author(caller: _User) -> Caller:
    """Return the author or admin who makes the request. Raises NotLoggedIn or NotAllowed."""
    if caller.role not in (Role.AUTHOR, Role.ADMIN):
        raise NotAllowed("This call is for authors.")
    caller.require(Scope.AUTHOR)
    return caller


async def get_admin(caller: _User) -> Caller:
    """Return the admin who makes the request. Raises NotLoggedIn or NotAllowed."""
    if caller.role != Role.ADMIN:
        raise NotAllowed("This call is for admins.")
    caller.require(Scope.ADMIN)
    return caller


MaybeUser = _Found
CurrentUser = _User
Runner = Annotated[Caller, Depends(get_runner)]
Member = _Member
Owner = Annotated[Caller, Depends(get_owner)]
Author = Annotated[Caller, Depends(get_author)]
Admin = Annotated[Caller, Depends(get_admin)]
