"""Who makes a request: the dependency that each protected route names."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer

from api.accounts.schemas import Account
from api.accounts.service import find_by_session, find_by_token
from api.context import Ctx
from api.errors import NotAllowed, NotLoggedIn

COOKIE = "nabla_session"

# These two describe the ways of logging in to OpenAPI; `find_user` reads the request itself.
_CookieScheme = Annotated[
    str | None, Depends(APIKeyCookie(name=COOKIE, scheme_name="cookie", auto_error=False))
]
_TokenScheme = Annotated[object, Depends(HTTPBearer(scheme_name="token", auto_error=False))]


async def find_user(
    request: Request, context: Ctx, _cookie: _CookieScheme, _token: _TokenScheme
) -> Account | None:
    """Return who makes the request, or None without a log-in.

    An Authorization header is taken at its word: the cookie is not looked at, and a token that
    does not work is an error (NotLoggedIn).
    """
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, secret = authorization.partition(" ")
        if scheme.lower() == "bearer":
            account = await find_by_token(context.database, secret.strip())
            if account is not None:
                return account
        raise NotLoggedIn("This token is not valid.")
    secret = request.cookies.get(COOKIE, "")
    return await find_by_session(context.database, secret) if secret else None


async def get_user(account: Annotated[Account | None, Depends(find_user)]) -> Account:
    """Return who makes the request. Raises NotLoggedIn."""
    if account is None:
        raise NotLoggedIn
    return account


async def get_admin(account: Annotated[Account, Depends(get_user)]) -> Account:
    """Return the admin who makes the request. Raises NotLoggedIn or NotAllowed."""
    if account.role != "admin":
        raise NotAllowed("This call is for admins.")
    return account


MaybeUser = Annotated[Account | None, Depends(find_user)]
CurrentUser = Annotated[Account, Depends(get_user)]
Admin = Annotated[Account, Depends(get_admin)]
