"""What an author's editor needs to know of the format: its schema, and texts to begin from."""

from functools import cache
from importlib import resources
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from fastapi.responses import JSONResponse

from api.accounts.access import get_author
from api.errors import NotFound, documented
from judge.spec.schema import make_schema

router = APIRouter(prefix="/api/v1/admin", tags=["drafts"], dependencies=[Depends(get_author)])

_FOLDER = resources.files("judge.spec").joinpath("templates")


@cache
def _schema() -> dict[str, Any]:
    return make_schema()


@router.get("/schema", summary="The schema of the format", responses=documented(401, 403))
async def get_schema() -> JSONResponse:
    """The JSON Schema of problems, labs, questions and courses, as `nabla schema` writes it."""
    return JSONResponse(_schema())


@router.get(
    "/templates/{name}",
    summary="A text to begin from",
    response_class=Response,
    responses={
        200: {"content": {"application/yaml": {}}},
        **documented(401, 403, 404, 422),
    },
)
async def get_template(name: Annotated[str, Path(pattern=r"^[a-z]{1,40}$")]) -> Response:
    """The YAML of a small, complete document: `function`, `class`, `checker`, `lab`, `question`."""
    template = _FOLDER.joinpath(f"{name}.yaml")
    if not template.is_file():
        raise NotFound("There is no such template.")
    return Response(template.read_bytes(), media_type="application/yaml")
