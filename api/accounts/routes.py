"""The account calls."""

from fastapi import APIRouter, Request, Response

from api.accounts import service
from api.accounts.access import COOKIE, CurrentUser
from api.accounts.schemas import (
    Account,
    Credentials,
    NewToken,
    Registration,
    Token,
    TokenWithSecret,
)
from api.context import Context, Ctx
from api.errors import documented
from api.paging import Page

router = APIRouter(prefix="/api/v1", tags=["accounts"])


async def _start_session(
    request: Request, response: Response, context: Context, account: Account
) -> None:
    days = context.settings.session_days
    response.set_cookie(
        COOKIE,
        await service.open_session(context.database, account.id, days),
        max_age=days * 24 * 3600,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    response.headers["Cache-Control"] = "no-store"


@router.post(
    "/auth/register",
    summary="Make an account and log in",
    status_code=201,
    responses=documented(403, 409, 422),
)
async def register(
    body: Registration, request: Request, response: Response, context: Ctx
) -> Account:
    """Answers 409 when the name is taken; upper and lower case are the same name."""
    password = body.password.get_secret_value()
    account = await service.register(context.database, body.username, password)
    await _start_session(request, response, context, account)
    return account


@router.post("/auth/login", summary="Log in by cookie", responses=documented(401, 403, 422))
async def log_in(body: Credentials, request: Request, response: Response, context: Ctx) -> Account:
    """Sets the cookie `nabla_session`."""
    password = body.password.get_secret_value()
    account = await service.log_in(context.database, body.username, password)
    await _start_session(request, response, context, account)
    return account


@router.post("/auth/logout", summary="Log out", status_code=204, responses=documented(403))
async def log_out(request: Request, response: Response, context: Ctx) -> None:
    """Ends the cookie's session. Tokens stay as they are; without a session nothing happens."""
    secret = request.cookies.get(COOKIE)
    if secret:
        await service.close_session(context.database, secret)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


@router.get("/me", summary="Who am I", responses=documented(401))
async def me(account: CurrentUser) -> Account:
    """The account that this request is made by."""
    return account


@router.post(
    "/me/tokens",
    summary="Make a token for programs",
    status_code=201,
    responses=documented(401, 403, 409, 422),
)
async def create_token(
    body: NewToken, account: CurrentUser, response: Response, context: Ctx
) -> TokenWithSecret:
    """The answer holds the token this once. Send it as `Authorization: Bearer TOKEN`."""
    response.headers["Cache-Control"] = "no-store"
    return await service.create_token(context.database, account.id, body.name)


@router.get("/me/tokens", summary="My tokens", responses=documented(401))
async def list_tokens(account: CurrentUser, context: Ctx) -> Page[Token]:
    """Names and ids, newest first; the secrets are not kept."""
    tokens = await service.list_tokens(context.database, account.id)
    return Page(items=tokens, next=None)


@router.delete(
    "/me/tokens/{token_id}",
    summary="Delete a token",
    status_code=204,
    responses=documented(401, 403, 404),
)
async def delete_token(token_id: str, account: CurrentUser, context: Ctx) -> None:
    """The token stops working at once."""
    await service.delete_token(context.database, account.id, token_id)
