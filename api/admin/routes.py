"""The admin calls."""

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from api.accounts.access import get_admin
from api.admin import service
from api.admin.schemas import CheckResult, InvalidProblemDetails, PublishedVersion, Version
from api.context import Ctx
from api.errors import MEDIA_TYPE, documented
from api.paging import Page

router = APIRouter(prefix="/api/v1/admin", tags=["admin"], dependencies=[Depends(get_admin)])

YAML_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/yaml": {"schema": {"type": "string"}}},
    }
}
INVALID: dict[int | str, dict[str, Any]] = {
    422: {"model": InvalidProblemDetails, "content": {MEDIA_TYPE: {}}}
}


@router.put(
    "/problems/{problem_id}",
    summary="Publish a problem",
    openapi_extra=YAML_BODY,
    responses={
        **documented(401, 403, 413, 503),
        **INVALID,
        201: {"model": PublishedVersion, "description": "A new version."},
    },
)
async def publish_problem(
    problem_id: str, request: Request, response: Response, context: Ctx
) -> PublishedVersion:
    """The body is the problem's YAML. It goes through the publish gate and becomes current.

    Content that was published before gets its old version number back.
    """
    text = service.decode_yaml(await request.body())
    published = await service.publish_problem(context, problem_id, text)
    response.status_code = 201 if published.created else 200
    return published


@router.post(
    "/problems/check",
    summary="Check a problem",
    openapi_extra=YAML_BODY,
    responses=documented(401, 403, 413, 422, 503),
)
async def check_problem(request: Request, context: Ctx) -> CheckResult:
    """The body is a problem's YAML. It goes through the publish gate; nothing is stored."""
    return await service.check_problem(context, service.decode_yaml(await request.body()))


@router.get(
    "/problems/{problem_id}/versions",
    summary="The versions of a problem",
    responses=documented(401, 403, 404),
)
async def list_versions(problem_id: str, context: Ctx) -> Page[Version]:
    """Newest first."""
    return Page(items=await service.list_versions(context, problem_id), next=None)
