"""/openapi.json, and /docs: the calls of the service on one plain page, with no script at all.

To describe all calls takes a large part of a second: plain functions, which the framework calls in
threads, so that nobody else waits for that.
"""

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import APIRouter, Request, Response

from api.responses import json_response

router = APIRouter(include_in_schema=False)

STYLE = """
:root { color-scheme: light dark; --line: color-mix(in srgb, currentcolor 20%, transparent); }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre { overflow-x: auto; border: 1px solid var(--line); padding: 0.5rem; }
details { border-top: 1px solid var(--line); padding: 0.5rem 0; }
summary { cursor: pointer; }
summary b { display: inline-block; min-width: 4.5rem; }
td, th { text-align: left; vertical-align: top; padding: 0.15rem 1rem 0.15rem 0; }
"""


@router.get("/openapi.json")
def openapi(request: Request) -> Response:
    """The description of all calls, for programs."""
    return json_response(request.app.openapi())


@router.get("/docs")
def docs(request: Request) -> Response:
    """The page."""
    return Response(render(request.app.openapi()), media_type="text/html")


@router.get("/docs/style.css")
async def style() -> Response:
    """Its style: a file of its own, because inline styles are not allowed."""
    return Response(STYLE, media_type="text/css")


def render(openapi: dict[str, Any]) -> str:
    """Return the page for an OpenAPI document."""
    return "".join(_page(openapi))


def _page(openapi: dict[str, Any]) -> Iterator[str]:
    title = escape(openapi["info"]["title"])
    yield f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width">'
    yield '<link rel="stylesheet" href="/docs/style.css">'
    yield f"<h1>{title}</h1><p>{escape(openapi['info']['description'])}</p>"
    yield '<p>As a file for programs: <a href="/openapi.json">openapi.json</a></p><h2>Calls</h2>'
    for path, operations in openapi["paths"].items():
        for method, operation in operations.items():
            yield from _operation(method.upper(), path, operation)
    yield "<h2>Bodies</h2>"
    for name, schema in openapi["components"]["schemas"].items():
        text = escape(json.dumps(schema, indent=2, ensure_ascii=False))
        yield f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary>'
        yield f"<pre>{text}</pre></details>"
    yield "</html>"


def _operation(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"<details><summary><b>{method}</b> <code>{escape(path)}</code> "
    yield f"{escape(operation.get('summary', ''))}</summary>"
    yield f"<p>{escape(operation.get('description', ''))}</p><table>"
    for parameter in operation.get("parameters", ()):
        about = parameter.get("description", "")
        yield f"<tr><td>{parameter['in']}</td><td><code>{escape(parameter['name'])}</code></td>"
        yield f"<td>{escape(about)}</td></tr>"
    body = operation.get("requestBody")
    if body:
        yield f"<tr><td>body</td><td></td><td>{_content(body)}</td></tr>"
    for status, response in operation["responses"].items():
        yield f"<tr><td>{status}</td><td>{escape(response.get('description', ''))}</td>"
        yield f"<td>{_content(response)}</td></tr>"
    yield "</table></details>"


def _content(holder: dict[str, Any]) -> str:
    parts = []
    for media, content in holder.get("content", {}).items():
        reference = content.get("schema", {}).get("$ref", "")
        name = escape(reference.rpartition("/")[2])
        link = f' <a href="#{name}">{name}</a>' if name else ""
        parts.append(f"<code>{escape(media)}</code>{link}")
    return ", ".join(parts)
