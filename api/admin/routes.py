"""The admin calls: the problems, their versions, and the audit."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from api.accounts.access import Author, get_admin, get_author
from api.admin import service
from api.admin.audit import Act, ActFilter, list_acts
from api.admin.schemas import AdminProblem, AuditItem, Kind, Offered, PublishedVersion, Version
from api.context import Ctx
from api.drafts.routes import INVALID, YAML_BODY
from api.drafts.service import decode_yaml
from api.errors import documented
from api.paging import Cursor, Limit, Page

router = APIRouter(prefix="/api/v1/admin", tags=["admin"], dependencies=[Depends(get_author)])

_Tag = Annotated[str | None, Header(max_length=100)]


@router.get("/problems", summary="All problems", responses=documented(401, 403, 422))
async def list_all_problems(
    context: Ctx,
    q: Annotated[
        str | None, Query(max_length=200, description="Words in id, number, title.")
    ] = None,
    kind: Kind | None = None,
    withdrawn: Annotated[
        bool | None, Query(description="Only those withdrawn, or only those not.")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[AdminProblem]:
    """By number, withdrawn ones too; labs, questions and courses too."""
    items, more = await service.list_problems(context, q, kind, withdrawn, cursor, limit)
    return Page(items=items, next=more)


@router.get(
    "/problems/{problem_id}/source",
    summary="The YAML of a problem",
    response_class=Response,
    responses={
        200: {"content": {"application/yaml": {}}},
        **documented(401, 403, 404, 422),
    },
)
async def get_source(
    problem_id: str,
    request: Request,
    context: Ctx,
    version: Annotated[int | None, Query(ge=1, le=10**9)] = None,
) -> Response:
    """Byte for byte as it was published; the current version unless another is asked for.

    The ETag of the current version is what `If-Match` of a publication takes.
    """
    text, number, stored = await service.get_source(context, problem_id, version)
    body = text.encode()
    etag = f'"{number}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'attachment; filename="{problem_id}.yaml"',
        "X-Current-Version": str(stored.version),
    }
    if etag in {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/yaml")


@router.put(
    "/problems/{problem_id}",
    summary="Publish a problem",
    openapi_extra=YAML_BODY,
    responses={
        **documented(401, 403, 412, 413, 503),
        **INVALID,
        201: {"model": PublishedVersion, "description": "A new version."},
    },
)
async def publish_problem(
    problem_id: str,
    request: Request,
    response: Response,
    account: Author,
    context: Ctx,
    note: Annotated[
        str | None, Query(max_length=300, description="What changed, for the history.")
    ] = None,
    if_match: _Tag = None,
    if_none_match: _Tag = None,
) -> PublishedVersion:
    """The body is the problem's YAML. It goes through the publish gate and becomes current.

    Content that was published before gets its old version number back. A withdrawn problem is
    offered again. With `If-Match: "VERSION"` only if that version is still current, with
    `If-None-Match: *` only if there is no such problem; 412 otherwise.
    """
    expected = service.parse_expected(if_match, if_none_match)
    text = decode_yaml(await request.body())
    published = await service.publish_problem(
        context, account.username, problem_id, text, note, expected
    )
    response.status_code = 201 if published.created else 200
    response.headers["ETag"] = f'"{published.version}"'
    return published


@router.get(
    "/problems/{problem_id}/versions",
    summary="The versions of a problem",
    responses=documented(401, 403, 404),
)
async def list_versions(problem_id: str, context: Ctx) -> Page[Version]:
    """Newest first."""
    return Page(items=await service.list_versions(context, problem_id), next=None)


@router.post(
    "/problems/{problem_id}/withdraw",
    summary="Withdraw a problem",
    responses=documented(401, 403, 404),
)
async def withdraw_problem(problem_id: str, account: Author, context: Ctx) -> Offered:
    """It leaves the catalogue, and nobody can submit to it; attempts and code stay.

    It stays withdrawn, over restarts too, until it is restored, published, or its file changes.
    """
    return await service.withdraw_problem(context, account.username, problem_id)


@router.post(
    "/problems/{problem_id}/restore",
    summary="Offer a withdrawn problem again",
    responses={**documented(401, 403, 404, 409, 503), **INVALID},
)
async def restore_problem(problem_id: str, account: Author, context: Ctx) -> Offered:
    """As it was, at the version that it had."""
    return await service.restore_problem(context, account.username, problem_id)


@router.get(
    "/audit",
    summary="What admins did",
    dependencies=[Depends(get_admin)],
    responses=documented(401, 403, 422),
)
async def list_audit(
    context: Ctx,
    who: Annotated[
        str | None, Query(max_length=100, description="The name of who did it.", examples=["admin"])
    ] = None,
    act: Annotated[Act | None, Query(examples=["publish"])] = None,
    problem: Annotated[
        str | None,
        Query(max_length=100, description="What was done to.", examples=["gradient-checking"]),
    ] = None,
    user: Annotated[
        str | None,
        Query(max_length=100, description="The name of who was done to.", examples=["ada"]),
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AuditItem]:
    """Newest first."""
    wanted = ActFilter(who, act, problem, user)
    items, more = await list_acts(context.database, wanted, cursor, limit)
    return Page(items=[AuditItem.model_validate(item) for item in items], next=more)
