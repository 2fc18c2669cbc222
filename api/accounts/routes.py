"""The account calls."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from api.accounts import service, sessions, tokens
from api.accounts.access import CurrentUser, MaybeUser, Owner
from api.accounts.address import Address
from api.accounts.cookie import COOKIE, start_session
from api.accounts.export import export_account
from api.accounts.guests import create_guest, find_guest
from api.accounts.merging import merge_guest
from api.accounts.schemas import (
    Account,
    Confirmation,
    Credentials,
    LogInOptions,
    NewToken,
    OwnAccount,
    PasswordChange,
    Registration,
    Session,
    Token,
    TokenWithSecret,
    Visitor,
)
from api.context import Context, Ctx
from api.errors import NotAllowed, WrongCredentials, documented
from api.paging import Page

router = APIRouter(prefix="/api/v1", tags=["accounts"])


@router.post(
    "/auth/register",
    summary="Make an account and log in",
    status_code=201,
    responses=documented(403, 409, 422, 429),
)
async def register(
    body: Registration, request: Request, response: Response, context: Ctx, address: Address
) -> Account:
    """Answers 409 when the name is taken; upper and lower case are the same name.

    A guest keeps what was done as one.
    """
    mode = context.settings.registration
    if mode == "closed":
        raise NotAllowed("Accounts are made by the operator here.")
    context.limits.hit("register", address)
    account = await service.register(
        context.database,
        body.username,
        body.password.get_secret_value(),
        invitation=body.invitation,
        invited_only=mode == "invitation",
        guest_id=await find_guest(context.database, request.cookies.get(COOKIE)),
    )
    await start_session(request, response, context, account)
    return account


@router.get("/auth/options", summary="How one gets in here")
async def log_in_options(context: Ctx) -> LogInOptions:
    """What the operator allows: for pages that ask people to log in. No log-in needed."""
    return _options(context)


def _options(context: Context) -> LogInOptions:
    settings = context.settings
    return LogInOptions(
        registration=settings.registration,
        guest_runs=settings.guest_runs,
        provider=settings.oidc_name if context.provider else None,
    )


@router.post(
    "/auth/guest",
    summary="Begin as a guest",
    status_code=201,
    responses=documented(401, 403, 429),
)
async def begin_as_guest(
    caller: MaybeUser, request: Request, response: Response, context: Ctx, address: Address
) -> Account:
    """An account without a name, for a few runs a day where the operator allows them.

    It is held by the cookie, for 7 days; registering makes it an account of one's own. Who is
    logged in stays so.
    """
    if caller is not None:
        return Account(id=caller.id, username=caller.username, role=caller.role)
    if not context.settings.guest_runs:
        raise NotAllowed("There are no guests here: make an account.")
    context.limits.hit("register", address)
    account = await create_guest(context.database)
    await start_session(request, response, context, account)
    return account


@router.post("/auth/login", summary="Log in by cookie", responses=documented(401, 403, 422, 429))
async def log_in(
    body: Credentials, request: Request, response: Response, context: Ctx, address: Address
) -> Account:
    """Sets the cookie `nabla_session`. What a guest has done in this browser follows."""
    context.limits.require("guess", address)
    context.limits.hit("login", address, body.username.casefold())
    password = body.password.get_secret_value()
    try:
        account = await service.log_in(context.database, body.username, password)
    except WrongCredentials:
        context.limits.hit("guess", address)
        raise
    context.limits.forget("login", address, body.username.casefold())
    guest_id = await find_guest(context.database, request.cookies.get(COOKIE))
    if guest_id is not None:
        await merge_guest(context.database, guest_id, account.id)
    await start_session(request, response, context, account)
    return account


@router.post("/auth/logout", summary="Log out", status_code=204, responses=documented(403))
async def log_out(request: Request, response: Response, context: Ctx) -> None:
    """Ends the cookie's session. Tokens stay as they are; without a session nothing happens."""
    secret = request.cookies.get(COOKIE)
    if secret:
        await sessions.close_session(context.database, secret)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


@router.get("/session", summary="Who am I, if anybody", responses=documented(401))
async def whose_session(caller: MaybeUser, response: Response, context: Ctx) -> Visitor:
    """Like `/me`, where nobody is no error, and the ways to get in: what pages ask first."""
    response.headers["Cache-Control"] = "no-store"
    return Visitor(user=caller, options=_options(context))


@router.get("/me", summary="Who am I", responses=documented(401))
async def me(account: CurrentUser, context: Ctx) -> OwnAccount:
    """The account that this request is made by."""
    return await service.get_own(context.database, account)


@router.delete(
    "/me", summary="Delete my account", status_code=204, responses=documented(401, 403, 409, 422)
)
async def delete_me(
    body: Confirmation, account: Owner, request: Request, response: Response, context: Ctx
) -> None:
    """Deletes the account with its submissions, tokens and log-ins, for good."""
    context.limits.hit("login", account.id, "")
    await service.confirm(
        context.database, account.id, body.password.get_secret_value(), request.cookies[COOKIE]
    )
    await service.delete_account(context.database, account)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


@router.get(
    "/me/export",
    summary="All my data",
    response_class=StreamingResponse,
    responses={**documented(401, 403), 200: {"content": {"application/json": {}}}},
)
async def export_me(account: Owner, context: Ctx) -> StreamingResponse:
    """One JSON document: the account, its tokens' names, and every submission with its code."""
    return StreamingResponse(
        export_account(context.database, account),
        media_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="nabla-{account.username}.json"',
            "Cache-Control": "no-store",
        },
    )


@router.post(
    "/me/password",
    summary="Change my password",
    status_code=204,
    responses=documented(401, 403, 422, 429),
)
async def change_password(
    body: PasswordChange, account: Owner, request: Request, context: Ctx
) -> None:
    """Ends every other log-in. Tokens stay as they are."""
    context.limits.hit("login", account.id, "")
    await service.confirm(
        context.database, account.id, body.old.get_secret_value(), request.cookies[COOKIE]
    )
    context.limits.forget("login", account.id, "")
    await service.set_password(
        context.database,
        account.id,
        body.new.get_secret_value(),
        keep_session=request.cookies[COOKIE],
    )


@router.get("/me/sessions", summary="My log-ins", responses=documented(401, 403))
async def list_sessions(account: Owner, request: Request, context: Ctx) -> Page[Session]:
    """Newest first."""
    secret = request.cookies[COOKIE]
    found = await sessions.list_sessions(context.database, account.id, secret)
    return Page(items=found, next=None)


@router.delete(
    "/me/sessions",
    summary="Log out everywhere else",
    status_code=204,
    responses=documented(401, 403),
)
async def close_sessions(account: Owner, request: Request, context: Ctx) -> None:
    """Ends every log-in but the one that this request is made with."""
    await sessions.close_sessions(context.database, account.id, but=request.cookies[COOKIE])


@router.delete(
    "/me/sessions/{session_id}",
    summary="End one of my log-ins",
    status_code=204,
    responses=documented(401, 403, 404),
)
async def close_session(session_id: str, account: Owner, context: Ctx) -> None:
    """It ends at once."""
    await sessions.close_session_by_id(context.database, account.id, session_id)


@router.post(
    "/me/tokens",
    summary="Make a token for programs",
    status_code=201,
    responses=documented(401, 403, 409, 422),
)
async def create_token(
    body: NewToken, account: Owner, response: Response, context: Ctx
) -> TokenWithSecret:
    """The answer holds the token this once. Send it as `Authorization: Bearer TOKEN`."""
    response.headers["Cache-Control"] = "no-store"
    return await tokens.create_token(context.database, account, body.name, body.scopes, body.days)


@router.get("/me/tokens", summary="My tokens", responses=documented(401, 403))
async def list_tokens(account: CurrentUser, context: Ctx) -> Page[Token]:
    """Names and ids, newest first; the secrets are not kept."""
    return Page(items=await tokens.list_tokens(context.database, account.id), next=None)


@router.delete(
    "/me/tokens/{token_id}",
    summary="Delete a token",
    status_code=204,
    responses=documented(401, 403, 404),
)
async def delete_token(token_id: str, account: CurrentUser, context: Ctx) -> None:
    """The token stops working at once."""
    await tokens.delete_token(context.database, account.id, token_id)
