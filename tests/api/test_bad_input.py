"""Whatever is sent, the answer is a problem+json of the 400s."""

import base64
import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from api.describe import calls
from tests.api.support import problem_of

pytestmark = pytest.mark.anyio

API = "/api/v1"
SUBMIT = f"{API}/problems/gradient-checking/submissions"
RUN = f"{API}/problems/gradient-checking/runs"
LIMIT = 256 * 1024


def assert_problem(response: httpx2.Response, *statuses: int) -> None:
    """The response is an error of one of the statuses, in the one form that errors have."""
    assert response.status_code in statuses, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["type"].startswith("/errors/")
    assert body["title"]
    assert isinstance(body["detail"], str)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b'{"code": 1}',
        b'{"code": null}',
        b'{"code": ["x"]}',
        b'{"code": "x\\u0000y"}',
        b'{"code": "\\ud800"}',
        b'{"code": "x", "\\ud800": 1}',
        b'{"code": "x", "wait": 1}',
        b'{"code": "\xff\xfe"}',
        b"\xff\xfe\x00",
        b'{"code": "x", "inputs": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"code": "x", "inputs": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"}",
        b'{"code": "x", "inputs": [{"W": ' + b"9" * 5_000 + b"}]}",
        b'{"code": ' + b"9" * 5_000 + b"}",
        b'{"code": "x", "inputs": [{"W": NaN, "X": 1, "b": 1, "y": 1, "eps": 1}]}',
        b'{"code": "x", "inputs": [{"W": 1e999, "X": 1, "b": 1, "y": 1, "eps": 1}]}',
        b'{"code": "x", "inputs": [{"W": "\\ud800", "X": 1, "b": 1, "y": 1, "eps": 1}]}',
        b'{"code": "x", "inputs": [{"\\ud800": 1}]}',
    ],
)
async def test_bodies_that_make_no_sense(someone: httpx2.AsyncClient, content: bytes) -> None:
    for path in (SUBMIT, RUN):
        if path == SUBMIT and b"inputs" in content:
            continue
        response = await someone.post(
            path, content=content, headers={"Content-Type": "application/json"}
        )
        assert_problem(response, 400, 422)
        assert response.json()["type"] in ("/errors/malformed-json", "/errors/invalid")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "x/y", ""])
async def test_bodies_of_other_types(someone: httpx2.AsyncClient, kind: str) -> None:
    response = await someone.post(SUBMIT, content=b"code=x", headers={"Content-Type": kind})
    assert_problem(response, 400, 415, 422)


async def test_code_at_and_over_its_limit(someone: httpx2.AsyncClient) -> None:
    right = problem_of("gradient-checking").solution
    comment = "é"  # Two bytes each: the limit counts bytes.
    padding = LIMIT - len(right.encode()) - 3
    full = right + "\n#" + comment * (padding // 2) + "#" * (1 + padding % 2)
    assert len(full.encode()) == LIMIT
    response = await someone.post(f"{SUBMIT}?wait=30", json={"code": full})
    assert response.json()["verdict"] == "accepted"
    for size in (LIMIT + 1, 4 * LIMIT):
        response = await someone.post(SUBMIT, json={"code": "#" * size})
        assert_problem(response, 413)


async def test_bodies_over_the_limit_are_not_read_whole(someone: httpx2.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'{"code": "'
        while sent < 500 * 2**20:
            sent += 2**16
            yield b"#" * 2**16

    headers = {"Content-Type": "application/json"}
    response = await someone.post(SUBMIT, content=endless(), headers=headers)
    assert_problem(response, 413)
    assert response.json()["type"] == "/errors/too-large"
    assert sent < 50 * 2**20


async def test_a_declared_length_over_the_limit_is_enough(someone: httpx2.AsyncClient) -> None:
    headers = {"Content-Type": "application/json", "Content-Length": "99999999999999999999999"}
    response = await someone.post(SUBMIT, content=b"{}", headers=headers)
    assert_problem(response, 413)
    assert response.json()["type"] == "/errors/too-large"


@pytest.mark.parametrize("wait", ["-1", "nan", "inf", "x", ""])
async def test_waits_that_make_no_sense(someone: httpx2.AsyncClient, wait: str) -> None:
    response = await someone.post(f"{SUBMIT}?wait={wait}", json={"code": "x = 1"})
    assert_problem(response, 422)


@pytest.mark.parametrize("key", ["", "é".encode().decode("latin-1"), "x" * 256, "a\tb"])
async def test_keys_that_make_no_sense(someone: httpx2.AsyncClient, key: str) -> None:
    headers = {b"Idempotency-Key": key.encode("latin-1")}
    response = await someone.post(SUBMIT, json={"code": "x = 1"}, headers=headers)
    assert_problem(response, 422)


@pytest.mark.parametrize(
    "query",
    [
        "cursor=x",
        "cursor=%00",
        "cursor=%FF",
        "cursor=WzFd",
        "cursor=W1sxXV0",
        "limit=0",
        "limit=9999",
        "limit=x",
        "difficulty=impossible",
        "status=x",
        "q=" + "x" * 1000,
    ],
)
async def test_queries_that_make_no_sense(someone: httpx2.AsyncClient, query: str) -> None:
    assert_problem(await someone.get(f"{API}/problems?{query}"), 422)


@pytest.mark.parametrize("query", ["cursor=x", "cursor=WzFd", "limit=-1", "mode=x"])
async def test_list_queries_that_make_no_sense(someone: httpx2.AsyncClient, query: str) -> None:
    assert_problem(await someone.get(f"{API}/submissions?{query}"), 422)


@pytest.mark.parametrize(
    "parts", ['["\\ud800"]', '["a\\u0000"]', '["a\\nb"]', "[1]", "[]", "{}", "[null]", "[[1]]"]
)
async def test_cursors_of_ones_own_making(
    admin: httpx2.AsyncClient, app: FastAPI, parts: str
) -> None:
    made = [parts, parts.replace("[", "[1,"), parts.replace("[", f"[{2**70},")]
    tried = 0
    for path, item in app.openapi()["paths"].items():
        names = {one["name"] for one in item.get("get", {}).get("parameters", ())}
        if "cursor" not in names or "{" in path:
            continue
        for text in made:
            cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
            assert_problem(await admin.get(path, params={"cursor": cursor}), 422)
            tried += 1
    assert tried > 20


def spoilt(body: Any, text: str) -> Iterator[Any]:
    """A body in each of its forms with one text replaced."""
    if isinstance(body, str):
        yield text
    elif isinstance(body, list):
        for number, item in enumerate(body):
            yield from ([*body[:number], one, *body[number + 1 :]] for one in spoilt(item, text))
    elif isinstance(body, dict):
        for key, value in body.items():
            yield from ({**body, key: one} for one in spoilt(value, text))
        yield {**body, text: text}


# They would end the log-in that the others are made by.
ENDS = {"log_out", "delete_me"}


@pytest.mark.parametrize("text", ["\ud800", "\0"], ids=["half a character", "NUL"])
async def test_texts_that_cannot_be_stored_anywhere_in_any_body(
    admin: httpx2.AsyncClient, app: FastAPI, text: str
) -> None:
    tried = 0
    for method, path, call in calls(app.openapi()):
        content = call.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None or call["operationId"] in ENDS:
            continue
        example = content.get("example", {})
        if path.endswith("/rejudge"):
            example = {"submissions": ["x"]}
        place = re.sub(r"{(problem|document)_id}", "gradient-checking", path)
        place = re.sub(r"{(hint|prompt)}", "1", place)
        for body in spoilt(example, text):
            response = await admin.request(
                method,
                place,
                content=json.dumps(body),
                headers={"Content-Type": "application/json"},
            )
            assert response.status_code < 500, (method, path, body, response.text)
            if response.status_code >= 400:
                assert_problem(response, response.status_code)
            tried += 1
    assert tried > 40


@pytest.mark.parametrize("name", ["x", "%00", "%FF%FE", "0" * 36, "' OR 1=1 --", "x" * 5000])
async def test_submission_ids_that_do_not_exist(someone: httpx2.AsyncClient, name: str) -> None:
    assert_problem(await someone.get(f"{API}/submissions/{name}"), 404)
    assert_problem(await someone.get(f"{API}/submissions/{name}/events"), 404)
    assert_problem(await someone.delete(f"{API}/me/tokens/{name}"), 404)


async def test_paths_and_methods_that_do_not_exist(anonymous: httpx2.AsyncClient) -> None:
    assert_problem(await anonymous.get("/api/v1/nonsense"), 404)
    assert_problem(await anonymous.post("/api/v1/nonsense"), 404)
    assert_problem(await anonymous.get("/api"), 404)
    assert_problem(await anonymous.post("/nonsense"), 404)
    response = await anonymous.delete(f"{API}/problems")
    assert_problem(response, 405)
    assert response.headers["allow"] == "GET"


async def test_errors_do_not_echo_what_was_sent(anonymous: httpx2.AsyncClient) -> None:
    body = {"username": "x", "password": "my secret password " + "x" * 2000}
    response = await anonymous.post(f"{API}/auth/register", json=body)
    assert_problem(response, 422)
    assert "my secret" not in response.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({"Sec-Fetch-Site": "none"}, 201),
        ({"Origin": "http://nabla.test"}, 201),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://nabla.test"}, 403),
        ({"Origin": "http://evil.test"}, 403),
        ({"Origin": "http://nabla.test:8080"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
    ],
)
async def test_other_sites_cannot_use_the_cookie(
    ada: httpx2.AsyncClient, headers: dict[str, str], status: int
) -> None:
    response = await ada.post(SUBMIT, json={"code": "x = 1"}, headers=headers)
    assert response.status_code == status
    if status == 403:
        assert_problem(response, 403)
        assert (await ada.get(f"{API}/submissions")).json()["items"] == []


async def test_a_token_works_from_any_site(ada: httpx2.AsyncClient) -> None:
    token = (await ada.post(f"{API}/me/tokens", json={"name": "x"})).json()["token"]
    headers = {"Authorization": f"Bearer {token}", "Origin": "http://other.test"}
    response = await ada.post(SUBMIT, json={"code": "x = 1"}, headers=headers)
    assert response.status_code == 201


async def test_own_inputs_take_no_function_that_could_read_the_reference(
    someone: httpx2.AsyncClient,
) -> None:
    path = "/api/v1/problems/numerical-gradient"
    shown = (await someone.get(path)).json()["examples"][0]["inputs"]
    given = {name: value["data"] for name, value in shown.items()}
    body = {"code": problem_of("numerical-gradient").solution, "inputs": [given]}
    answer = (await someone.post(f"{path}/runs?wait=30", json=body)).json()
    assert answer["verdict"] == "accepted"
    given["f"] = "lambda w: float(__import__('sys')._getframe(1).f_lineno)"
    assert_problem(await someone.post(f"{path}/runs", json=body), 422)
