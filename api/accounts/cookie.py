"""The cookie of a log-in."""

from fastapi import Request, Response

from api.accounts.guests import GUEST_DAYS
from api.accounts.schemas import Account, Role
from api.accounts.sessions import open_session
from api.context import Context

COOKIE = "nabla_session"


async def start_session(
    request: Request, response: Response, context: Context, account: Account
) -> None:
    """Log the account in, and give the browser the cookie for it."""
    days = GUEST_DAYS if account.role == Role.GUEST else context.settings.session_days
    about = request.headers.get("user-agent", "")
    response.set_cookie(
        COOKIE,
        await open_session(context.database, account.id, days, about),
        max_age=days * 24 * 3600,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    response.headers["Cache-Control"] = "no-store"
