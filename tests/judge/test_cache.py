"""Proofs that are kept: found for the same text, environment and judge, and for nothing else."""

import os
from pathlib import Path

import pytest

from judge import Published, publish
from judge.gate import cache as module
from judge.gate.cache import ProofCache, cache_folder
from judge.proof import Proof
from judge.runner import CellPool
from judge.spec import Source, parse_problem
from tests.judge.test_judging import SCALE


@pytest.fixture(scope="module")
def proved(pool: CellPool) -> Published:
    return publish(parse_problem(SCALE, "scale.yaml"), pool)


def kept(folder: Path, proved: Published, **environment: str) -> ProofCache:
    cache = ProofCache(folder, environment)
    cache.add(proved.source, proved.proof, proved)
    return cache


def test_a_proof_is_found_again_wherever_the_file_is_now(tmp_path: Path, proved: Published) -> None:
    cache = kept(tmp_path / "new" / "proofs", proved, numpy="2")
    moved = parse_problem(SCALE, "elsewhere/scale.yaml")
    assert cache.find(moved) == proved.proof
    found = cache.find_published(moved)
    assert found is not None
    assert found.source.path == "elsewhere/scale.yaml"
    assert [case.name for case in found.cases] == [case.name for case in proved.cases]


def test_another_text_environment_or_judge_finds_nothing(
    tmp_path: Path, proved: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = kept(tmp_path, proved, numpy="2")
    other = parse_problem(SCALE.replace("Return k", "Give k"), "scale.yaml")
    assert cache.find(other) is None
    assert ProofCache(tmp_path, {"numpy": "3"}).find(proved.source) is None
    monkeypatch.setattr(module, "judge_version", lambda: "of tomorrow")
    assert ProofCache(tmp_path, {"numpy": "2"}).find(proved.source) is None


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff\x00" * 99, b'{"tests": 1}'])
def test_a_broken_proof_is_none_and_is_replaced(
    tmp_path: Path, proved: Published, data: bytes
) -> None:
    cache = kept(tmp_path, proved)
    for file in tmp_path.iterdir():
        file.write_bytes(data)
    assert cache.find(proved.source) is None
    assert cache.find_published(proved.source) is None
    kept(tmp_path, proved)
    assert cache.find(proved.source) == proved.proof


def test_what_was_used_last_stays_longest(
    tmp_path: Path, proved: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = kept(tmp_path, proved)
    size = sum(file.stat().st_size for file in tmp_path.iterdir())
    texts = [SCALE.replace("Return k", f"Return {n} or k") for n in range(3)]
    sources: list[Source] = [parse_problem(text, "scale.yaml") for text in texts]
    for file in tmp_path.iterdir():
        os.utime(file, (1, 1))
    assert cache.find(proved.source) is not None
    assert cache.find_published(proved.source) is not None
    monkeypatch.setattr(module, "_KEPT_BYTES", int(2.5 * size))
    for source in sources[:2]:
        cache.add(source, Proof(), Published.from_bytes(proved.to_bytes()))
        for file in tmp_path.iterdir():
            os.utime(file, (file.stat().st_mtime - 10, file.stat().st_mtime - 10))
    assert cache.find_published(proved.source) is None
    assert cache.find_published(sources[1]) is not None
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 2.5 * size


def test_proofs_are_kept_with_the_data_or_in_the_users_cache(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NABLA_DATA", "/data")
    assert cache_folder() == Path("/data/proofs")
    monkeypatch.delenv("NABLA_DATA")
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert cache_folder() == Path("/caches/nabla/proofs")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/ada")
    assert cache_folder() == Path("/home/ada/.cache/nabla/proofs")
