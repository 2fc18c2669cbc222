"""Log-in by an OpenID provider. Both calls are for a browser that goes there, not for programs.

What the end of a log-in is checked by travels in a cookie of this browser: so nobody can end in one
browser what was begun in another.
"""

import base64
import json
from typing import Annotated, Any
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from api.accounts.access import MaybeUser
from api.accounts.cookie import start_session
from api.accounts.identities import Entry, enter
from api.accounts.openid import Begun, Provider, ProviderError
from api.accounts.schemas import Role
from api.context import Context, Ctx
from api.errors import NotFound, documented
from api.middleware import is_same_origin

router = APIRouter(prefix="/api/v1/auth/provider", tags=["accounts"])
log = structlog.get_logger()

STATE_COOKIE = "nabla_provider"
STATE_SECONDS = 600
_MAX_NEXT = 500
_Text = Annotated[str | None, Query(max_length=4000)]


def _provider(context: Context) -> Provider:
    if context.provider is None:
        raise NotFound("No OpenID provider is set here.")
    return context.provider


def _redirect_uri(request: Request) -> str:
    return str(request.url_for("end_at_provider"))


@router.get(
    "",
    summary="Log in by the OpenID provider",
    status_code=303,
    response_class=RedirectResponse,
    responses=documented(401, 403, 404, 422),
)
async def begin_at_provider(
    request: Request,
    context: Ctx,
    caller: MaybeUser,
    next: Annotated[str, Query(max_length=_MAX_NEXT, description="Where to go then.")] = "/",
    invitation: Annotated[
        str | None, Query(max_length=200, description="A code, where one is needed.")
    ] = None,
) -> RedirectResponse:
    """Goes to the provider, which comes back to `/auth/provider/callback`.

    Who is logged in already can log in to the same account by the provider from then on.
    """
    provider = _provider(context)
    try:
        begun = await provider.begin(_redirect_uri(request))
    except ProviderError as error:
        return _failed(error, next)
    link = None
    if caller is not None and caller.role != Role.GUEST and is_same_origin(request.headers):
        link = caller.id
    state = {
        "state": begun.state,
        "nonce": begun.nonce,
        "verifier": begun.code_verifier,
        "next": next,
        "invitation": invitation,
        "link": link,
    }
    response = RedirectResponse(begun.url, 303, {"Cache-Control": "no-store"})
    response.set_cookie(
        STATE_COOKIE,
        base64.urlsafe_b64encode(json.dumps(state).encode()).decode(),
        max_age=STATE_SECONDS,
        path=router.prefix,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


@router.get(
    "/callback",
    summary="Come back from the OpenID provider",
    status_code=303,
    response_class=RedirectResponse,
    responses=documented(401, 403, 404, 422),
)
async def end_at_provider(
    request: Request,
    context: Ctx,
    caller: MaybeUser,
    code: _Text = None,
    state: _Text = None,
    error: _Text = None,
) -> RedirectResponse:
    """Sets the cookie of the log-in and goes on; or to the log-in page, which says why not."""
    provider = _provider(context)
    kept = _read_state(request)
    target = str(kept.get("next", "/"))
    try:
        if error == "access_denied":  # Not all providers send the state with it.
            raise ProviderError("denied", "the provider was not allowed to say who it is")
        if not state or kept.get("state") != state:
            raise ProviderError("expired", "this browser has begun no such log-in")
        if error or not code:
            raise ProviderError("refused", f"the provider answered {str(error)[:200]!r}")
        begun = Begun("", state, str(kept["nonce"]), str(kept["verifier"]))
        identity = await provider.finish(_redirect_uri(request), code, begun)
        guest = caller is not None and caller.role == Role.GUEST
        entry = Entry(
            accounts=context.settings.oidc_accounts,
            invitation=kept.get("invitation"),
            guest_id=caller.id if caller is not None and guest else None,
            link_to=caller.id if caller is not None and kept.get("link") == caller.id else None,
        )
        account = await enter(context.database, identity, entry)
    except ProviderError as failure:
        response = _failed(failure, target)
    else:
        response = RedirectResponse(_local(target), 303)
        await start_session(request, response, context, account)
    response.delete_cookie(STATE_COOKIE, router.prefix, httponly=True, samesite="lax")
    return response


def _failed(error: ProviderError, target: str) -> RedirectResponse:
    log.warning("log-in by the provider failed", why=str(error)[:500])
    query = urlencode({"failed": error.code, "next": _local(target)})
    return RedirectResponse(f"/login?{query}", 303, {"Cache-Control": "no-store"})


def _local(target: str) -> str:
    """Return a path of ours, whatever was asked for."""
    fine = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if fine and "\\" not in target else "/"


def _read_state(request: Request) -> dict[str, Any]:
    try:
        kept = json.loads(base64.urlsafe_b64decode(request.cookies.get(STATE_COOKIE, "")))
    except (ValueError, RecursionError):
        return {}
    names = ("state", "nonce", "verifier")
    whole = isinstance(kept, dict) and all(isinstance(kept.get(name), str) for name in names)
    return kept if whole else {}
