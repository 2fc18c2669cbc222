"""Serving while the proofs of the problem folder are still being made whole."""

import asyncio
import shutil
from pathlib import Path

import pytest

from api.app import open_service
from api.context import Context
from api.problems.versions import read_all
from api.settings import Settings
from tests.api.support import ADMIN_PASSWORD, LIBRARY

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


async def _finished(context: Context) -> None:
    for _ in range(600):
        if not context.catalogue.unfinished:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the proofs are not whole after a minute")


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
        await _finished(context)
        assert catalogue.find("weak") is None
        stored = (await read_all(context.database))["gradient-checking"]
        assert stored.environment == dict(context.pool.environment)
        assert stored.mutants is not None
        assert stored.mutants["surviving"] == 0


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
        await _finished(context)
    async with open_service(settings) as context:
        assert context.catalogue.unfinished == []
