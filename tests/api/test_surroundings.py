"""Health, metrics, pages, headers, the OpenAPI document and the settings."""

import asyncio
import gzip
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Literal

import httpx2
import pytest
import structlog
from fastapi import FastAPI

from api.context import Context
from api.logs import configure_logging
from api.settings import Settings, describe_settings
from tests.api.support import ENDLESS, ROOT, problem_of

pytestmark = pytest.mark.anyio


@pytest.fixture
def pages(service: Context) -> Path:
    """A folder of built pages, as small as can be."""
    folder = service.settings.pages
    (folder / "assets").mkdir(exist_ok=True)
    (folder / "index.html").write_text("<!doctype html><title>Nabla</title>")
    (folder / "assets" / "app-1a2b.js").write_text("let x = 1;" * 200)
    (folder / "robots.txt").write_text("User-agent: *\n")
    (folder.parent / "secret.txt").write_text("secret")
    return folder


async def test_health(anonymous: httpx2.AsyncClient) -> None:
    for path in ("/healthz", "/readyz"):
        response = await anonymous.get(path)
        assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_a_vanished_folder_is_no_place_to_judge(
    service: Context, anonymous: httpx2.AsyncClient
) -> None:
    if service.database.shared:
        pytest.skip("the database lies elsewhere")

    async def answer(status: int) -> httpx2.Response:
        """Ask until this comes: what was found out before holds for two seconds."""
        for _ in range(300):
            response = await anonymous.get("/readyz")
            if response.status_code == status:
                return response
            await asyncio.sleep(0.2)
        raise AssertionError(response.text)

    folder = service.settings.data
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    try:
        response = await answer(503)
    finally:
        elsewhere.rename(folder)  # The service is that of other tests too.
    assert "The folder with the database is gone" in response.json()["detail"]
    assert str(folder) not in response.text
    await answer(200)


async def test_metrics_count_what_happens(
    someone: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    code = {"code": problem_of("gradient-checking").solution}
    path = "/api/v1/problems/gradient-checking/submissions?wait=30"

    async def accepted() -> float:
        text = (await anonymous.get("/metrics")).text
        line = r'^nabla_submissions_total\{mode="submit",verdict="accepted"\} (\S+)$'
        found = re.search(line, text, re.MULTILINE)
        return float(found[1]) if found else 0.0

    before = await accepted()
    assert (await someone.post(path, json=code)).json()["verdict"] == "accepted"
    assert await accepted() == before + 1
    text = (await anonymous.get("/metrics")).text
    assert 'nabla_queue_depth{kind="submit",status="queued"} 0.0' in text
    assert "nabla_judge_seconds_bucket" in text
    assert 'route="/api/v1/problems/{problem_id}/submissions"' in text
    # Addresses that do not exist must not become labels of their own.
    await anonymous.get("/api/v1/made-up-address")
    assert "made-up-address" not in (await anonymous.get("/metrics")).text


async def test_pages_are_served(anonymous: httpx2.AsyncClient, pages: Path) -> None:
    for path in ("/", "/problems/gradient-checking", "/login", "/index.html"):
        response = await anonymous.get(path)
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/html")
        assert response.headers["cache-control"] == "no-cache"
    asset = await anonymous.get("/assets/app-1a2b.js")
    assert "immutable" in asset.headers["cache-control"]
    assert asset.headers["content-encoding"] == "gzip"
    assert (await anonymous.get("/robots.txt")).text == "User-agent: *\n"
    again = await anonymous.get("/robots.txt")
    assert again.headers["cache-control"] == "no-cache"
    for path in (
        "/assets/gone-9f.js",
        "/gone.png",
        "/api/v1/nonsense",
        "/apis/../api/nonsense.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/%00.txt",
    ):
        response = await anonymous.get(path)
        assert response.status_code == 404, path
        assert response.headers["content-type"] == "application/problem+json"


async def test_a_page_names_what_it_will_ask_for(
    anonymous: httpx2.AsyncClient, pages: Path
) -> None:
    (pages / "pages").mkdir()
    (pages / "pages" / "Problem.html").write_text("<title>A problem</title>")
    built = [
        {
            "path": "/problems/{id}",
            "file": "pages/Problem.html",
            "data": ["/api/v1/session", "/api/v1/problems/{id}"],
        }
    ]
    (pages / "pages.json").write_text(json.dumps(built))
    for path in ("/problems/gradient-checking", "/problems/gradient-checking/"):
        response = await anonymous.get(path)
        assert "A problem" in response.text
        assert response.headers["cache-control"] == "no-cache"
        assert response.headers["link"] == (
            "</api/v1/session>; rel=preload; as=fetch; crossorigin, "
            "</api/v1/problems/gradient-checking>; rel=preload; as=fetch; crossorigin"
        )
    for path in ("/problems", "/problems/a/b", "/problems/%3E%2Cevil", "/login"):
        response = await anonymous.get(path)
        assert "A problem" not in response.text
        assert "link" not in response.headers
    # Half a build: every page still works by index.html.
    (pages / "pages.json").write_text("[{")
    response = await anonymous.get("/problems/gradient-checking")
    assert response.status_code == 200
    assert "link" not in response.headers


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("br;q=0, gzip;q=0.5", "gzip"), ("identity", None)],
)
async def test_what_the_build_has_compressed_is_sent_as_it_is(
    anonymous: httpx2.AsyncClient, pages: Path, accepted: str, encoding: str | None
) -> None:
    text = (pages / "assets" / "app-1a2b.js").read_bytes()
    packed = gzip.compress(b"// by the build\n" + text)
    (pages / "assets" / "app-1a2b.js.gz").write_bytes(packed)
    (pages / "assets" / "app-1a2b.js.br").write_bytes(b"brotli's bytes")
    headers = {"Accept-Encoding": accepted}
    async with anonymous.stream("GET", "/assets/app-1a2b.js", headers=headers) as response:
        sent = b"".join([part async for part in response.aiter_raw()])
    assert response.headers.get("content-encoding") == encoding
    assert sent == {"br": b"brotli's bytes", "gzip": packed, None: text}[encoding]
    assert response.headers["content-type"].startswith("text/javascript")
    assert "immutable" in response.headers["cache-control"]
    if encoding:
        assert response.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/", "/api/v1/problems", "/api/v1/me", "/docs", "/healthz"])
async def test_every_answer_has_the_headers_of_caution(
    anonymous: httpx2.AsyncClient, pages: Path, path: str
) -> None:
    headers = (await anonymous.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy.replace("'wasm-unsafe-eval'", "")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]
    assert headers["x-request-id"]


async def test_a_surprise_is_a_plain_500(app: FastAPI, anonymous: httpx2.AsyncClient) -> None:
    @app.get("/api/surprise")
    async def surprise() -> None:
        raise RuntimeError("the inner life")

    response = await anonymous.get("/api/surprise")
    assert response.status_code == 500
    body = response.json()
    assert body["type"] == "/errors/internal"
    assert body["id"] == response.headers["x-request-id"]
    assert "inner life" not in response.text


async def test_head_answers_as_get_without_the_body(
    ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient, pages: Path
) -> None:
    # What a client that says nothing of compression gets has a length of its own.
    plain = {"Accept-Encoding": "identity"}
    for path in (
        "/healthz",
        "/openapi.json",
        "/robots.txt",
        "/api/v1/me",
        "/api/v1/problems?limit=2",
        "/api/v1/problems/no-such-problem",
    ):
        got, head = await ada.get(path, headers=plain), await ada.head(path, headers=plain)
        assert (head.status_code, head.content) == (got.status_code, b""), path
        of_its_own = {"x-request-id", "date"}
        assert {name: value for name, value in head.headers.items() if name not in of_its_own} == {
            name: value for name, value in got.headers.items() if name not in of_its_own
        }, path
    assert (await anonymous.head("/api/v1/me")).status_code == 401
    assert (await ada.head("/api/v1/auth/logout")).status_code == 405
    text = (await anonymous.get("/metrics")).text
    assert 'method="HEAD",route="/api/v1/problems",status="200"' in text


async def test_head_of_an_event_stream_ends(ada: httpx2.AsyncClient) -> None:
    made = await ada.post("/api/v1/problems/gradient-checking/submissions", json={"code": ENDLESS})
    events = f"/api/v1/submissions/{made.json()['id']}/events"
    async with asyncio.timeout(60):
        head = await ada.head(events)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("text/event-stream")
    await ada.post(f"/api/v1/submissions/{made.json()['id']}/cancel")


async def test_openapi_describes_every_call(anonymous: httpx2.AsyncClient) -> None:
    response = await anonymous.get("/openapi.json")
    document = response.json()
    names = set()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            assert operation["operationId"] not in names
            names.add(operation["operationId"])
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert "application/problem+json" in answer["content"], (method, path, status)
    defined = set(document["components"]["schemas"])
    used = set(re.findall(r'"#/components/schemas/(\w+)"', response.text))
    assert used <= defined
    assert "HTTPValidationError" not in defined
    calls = {(method, path) for path, found in document["paths"].items() for method in found}
    assert ("post", "/api/v1/problems/{problem_id}/submissions") in calls


async def test_docs_need_no_other_host(anonymous: httpx2.AsyncClient) -> None:
    page = await anonymous.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "/api/v1/problems/{problem_id}/submissions" in page.text
    assert re.findall(r'(?:src|href)="(?!/|#)', page.text) == []
    assert "<script" not in page.text
    assert (await anonymous.get("/docs/style.css")).status_code == 200


def test_the_settings_page_is_in_step() -> None:
    assert (ROOT / "docs" / "settings.md").read_text("utf-8") == describe_settings()


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("NABLA_CELLS", "3")
    monkeypatch.setenv("NABLA_ADMIN_PASSWORD", "")
    settings = Settings()
    assert (settings.host, settings.port, settings.cells) == ("0.0.0.0", 9000, 3)
    assert settings.admin_password is None
    monkeypatch.setenv("NABLA_SANDBOX", "none")
    with pytest.raises(ValueError, match="sandbox"):
        Settings()


@pytest.mark.parametrize("form", ["console", "json"])
def test_logged_tracebacks_hold_no_variables(
    capsys: pytest.CaptureFixture[str], form: Literal["console", "json"]
) -> None:
    configure_logging(form)
    try:
        password = "correct horse battery"
        try:
            raise RuntimeError("broken")
        except RuntimeError:
            structlog.get_logger().exception("request failed")
    finally:
        structlog.reset_defaults()
    logged = capsys.readouterr().err
    assert "RuntimeError: broken" in logged
    assert password not in logged


def test_commands_without_a_server_load_no_web_and_no_database() -> None:
    code = "import sys, api.cli; api.cli.build_parser(); print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert loaded & {"fastapi", "starlette", "uvicorn", "sqlalchemy", "alembic"} == set()
