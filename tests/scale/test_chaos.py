"""Whatever is killed: what was acknowledged is judged within the bound, and counted once."""

from __future__ import annotations

import json
import os
import random
from dataclasses import asdict
from pathlib import Path

import pytest

from scripts.postgresql import why_impossible
from tests.scale.chaos import Chaos

pytestmark = pytest.mark.postgres


def test_what_was_acknowledged_is_judged_and_counted_once(tmp_path: Path) -> None:
    if reason := why_impossible():
        pytest.skip(reason)
    seed = int(os.environ.get("NABLA_CHAOS_SEED", random.randrange(1 << 30)))
    chaos = Chaos(tmp_path, seed, users=3, workers=3)
    report = chaos.run(seconds=20, submissions=160)
    told = json.dumps(asdict(report), indent=2)
    print(told)
    assert report.acknowledged >= 160, told
    assert report.failures() == [], told
