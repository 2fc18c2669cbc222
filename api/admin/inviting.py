"""What admins do with invitations."""

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection

from api.accounts import invitations
from api.accounts.access import Admin, get_admin
from api.accounts.invitations import InvitationInfo, InvitationWithCode, NewInvitation
from api.admin.audit import Act, record_act
from api.context import Ctx
from api.errors import documented
from api.paging import Page

router = APIRouter(prefix="/api/v1/admin", tags=["admin"], dependencies=[Depends(get_admin)])


@router.post(
    "/invitations",
    summary="Invite people",
    status_code=201,
    responses=documented(401, 403, 422),
)
async def create_invitation(
    body: NewInvitation, caller: Admin, response: Response, context: Ctx
) -> InvitationWithCode:
    """The answer holds the code this once; `POST /auth/register` takes it."""
    response.headers["Cache-Control"] = "no-store"

    def make(connection: Connection) -> InvitationWithCode:
        made = invitations.create_invitation(connection, body)
        details = {"invitation": made.id, **body.model_dump(mode="json")}
        record_act(connection, caller.username, Act.INVITE, None, details)
        return made

    return await context.database.write(make)


@router.get("/invitations", summary="Open invitations", responses=documented(401, 403))
async def list_invitations(context: Ctx) -> Page[InvitationInfo]:
    """Newest first, without their codes."""
    return Page(items=await invitations.list_invitations(context.database), next=None)


@router.delete(
    "/invitations/{invitation_id}",
    summary="Take an invitation back",
    status_code=204,
    responses=documented(401, 403, 404),
)
async def delete_invitation(invitation_id: str, caller: Admin, context: Ctx) -> None:
    """Its code is worthless from now on."""

    def remove(connection: Connection) -> None:
        invitations.delete_invitation(connection, invitation_id)
        details = {"invitation": invitation_id}
        record_act(connection, caller.username, Act.UNINVITE, None, details)

    await context.database.write(remove)
