"""Serving while the proofs of the problem folder are still being made whole."""

import asyncio
import shutil
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from structlog.testing import capture_logs

from api.app import create_app, open_service, run_beside
from api.problems.versions import read_all
from api.settings import Settings
from tests.api.support import (
    ADMIN_PASSWORD,
    LIBRARY,
    PASSWORD,
    client_of,
    new_name,
    problem_of,
    proofs_are_whole,
)

pytestmark = pytest.mark.anyio

# 2 + 2 is 2 * 2: its tests let that mutant live.
WEAK = """
kind: problem
id: weak
number: 9001
title: A product
difficulty: easy
topics: [arithmetic]
statement: Multiply.
function: product
parameters:
  - {name: a, type: float, about: one}
  - {name: b, type: float, about: another}
returns: {type: float, about: the product}
starter: |
  def product(a, b):
      pass
solution: |
  def product(a, b):
      return a * b
examples:
  - {name: zeros, inputs: {a: 0.0, b: 0.0}}
tests:
  - {name: twos, inputs: {a: 2.0, b: 2.0}}
"""


async def test_the_service_serves_before_every_proof_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "problems"
    folder.mkdir()
    shutil.copy(LIBRARY.sources["gradient-checking"].path, folder)
    (folder / "weak.yaml").write_text(WEAK)
    settings = Settings(
        data=tmp_path / "data", problems=folder, admin_password=ADMIN_PASSWORD, cells=1
    )
    async with open_service(settings) as context:
        catalogue = context.catalogue
        assert set(catalogue.unfinished) == {"gradient-checking", "weak"}
        assert catalogue.find("weak") is not None
        await proofs_are_whole(context)
        assert catalogue.find("weak") is None
        stored = (await read_all(context.database))["gradient-checking"]
        assert stored.environment == dict(context.pool.environment)
        assert stored.mutants is not None
        assert stored.mutants["surviving"] == 0


async def test_a_submission_is_judged_by_a_whole_proof(
    tmp_path: Path, problem_folder: Path
) -> None:
    settings = Settings(
        data=tmp_path / "data", problems=problem_folder, admin_password=ADMIN_PASSWORD, cells=1
    )
    wrong = problem_of("gradient-checking").wrong[0]
    async with open_service(settings) as context:
        async with client_of(create_app(settings, context)) as client:
            body = {"username": new_name(), "password": PASSWORD}
            await client.post("/api/v1/auth/register", json=body)
            assert "gradient-checking" in context.catalogue.unfinished
            done = await client.post(
                "/api/v1/problems/gradient-checking/submissions?wait=30", json={"code": wrong.code}
            )
        assert done.json()["diagnosis"]["message"] == wrong.message
        assert "gradient-checking" not in context.catalogue.unfinished


async def test_a_stop_leaves_the_rest_of_the_proofs_to_the_next_start(
    tmp_path: Path, problem_folder: Path
) -> None:
    settings = Settings(
        data=tmp_path / "data", problems=problem_folder, admin_password=ADMIN_PASSWORD, cells=1
    )
    async with open_service(settings) as context:
        assert context.catalogue.unfinished
    async with open_service(settings) as context:
        assert context.catalogue.unfinished
        await proofs_are_whole(context)
    async with open_service(settings) as context:
        assert context.catalogue.unfinished == []


REFUSE = """
CREATE TRIGGER full BEFORE UPDATE ON problem_versions
BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END
"""


def do(statement: str) -> Callable[[Connection], Any]:
    return lambda connection: connection.exec_driver_sql(statement)


async def test_a_proof_that_cannot_be_stored_is_told_at_once_and_made_later(
    tmp_path: Path, problem_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.problems.proofs.RETRY_SECONDS", 0.1)
    settings = Settings(
        data=tmp_path / "data", problems=problem_folder, admin_password=ADMIN_PASSWORD, cells=1
    )
    with capture_logs() as logs:
        async with open_service(settings) as context:
            await context.database.write(do(REFUSE))
            told: list[Any] = []
            for _ in range(600):
                told = [line for line in logs if "cannot be stored" in line["event"]]
                if told:
                    break
                await asyncio.sleep(0.1)
            assert told, logs
            assert "disk has room" in told[0]["event"]
            assert told[0]["error"] == "database or disk is full"
            assert context.catalogue.unfinished
            await context.database.write(do("DROP TRIGGER full"))
            await proofs_are_whole(context)


async def test_what_runs_beside_and_ends_by_a_fault_is_told_when_it_does() -> None:
    async def fail() -> None:
        raise LookupError("gone")

    with capture_logs() as logs:
        async with AsyncExitStack() as stack:
            task = run_beside(stack, fail(), "looking")
            await asyncio.wait({task})
            assert [(line["task"], line["log_level"]) for line in logs] == [("looking", "error")]
