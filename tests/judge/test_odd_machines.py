"""Machines that lack something: cells stand behind the walls that are left, or not at all.

`nabla doctor` looks at the machine, starts a cell and says behind which walls it stands.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_LACKING = [sys.executable, "-B", str(ROOT / "tests" / "judge" / "odd_machine.py")]


def examined(*lacks: str) -> tuple[int, str]:
    """The doctor's exit status and words on a machine that lacks these."""
    tried = subprocess.run([*_LACKING, *lacks, "--", "/bin/true"], capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"this machine cannot be one without {', '.join(lacks)}: {tried.stderr[-200:]}")
    ran = subprocess.run(
        [*_LACKING, *lacks, "--", sys.executable, "-B", "-m", "api.cli", "doctor"],
        capture_output=True, text=True, cwd=ROOT, timeout=300,
        env={**os.environ, "NABLA_SANDBOX": "process", "HOME": "/tmp"},
    )  # fmt: skip
    return ran.returncode, ran.stdout + ran.stderr


def test_a_user_namespace_in_which_nothing_may_be_done_is_left_alone() -> None:
    status, words = examined("root", "use_of_user_namespaces")
    assert status == 0, words
    assert "missing  namespaces   not allowed for this user" in words
    assert "Walls of a cell: system-call filter; Landlock " in words
    assert "namespaces (" not in words


def test_without_user_namespaces_landlock_stands_in() -> None:
    status, words = examined("root", "user_namespaces")
    assert status == 0, words
    assert "sudo sysctl -w user.max_user_namespaces=15000, or run as root" in words
    assert "namespaces (" not in words


def test_a_root_that_may_do_nothing_can_serve_all_the_same() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root has powers to lose")
    status, words = examined("powers")
    assert status == 0, words
    assert "not allowed for this root" in words
    assert "namespaces (" not in words


def test_a_root_without_other_users_can_serve_all_the_same() -> None:
    status, words = examined("other_users")
    assert status == 0, words
    assert "Walls of a cell: system-call filter; Landlock " in words


@pytest.mark.parametrize(
    ("lack", "mend"),
    [
        ("landlock", "use Linux 5.13 or newer with CONFIG_SECURITY_LANDLOCK"),
        ("landlock_at_boot", "boot with lsm=landlock,"),
    ],
)
def test_without_landlock_namespaces_stand_in(lack: str, mend: str) -> None:
    status, words = examined(lack)
    assert status == 0, words
    assert mend in words
    assert "Walls of a cell: system-call filter; namespaces (" in words


def test_where_nothing_hides_the_machine_s_files_no_cell_starts() -> None:
    status, words = examined("root", "user_namespaces", "landlock")
    assert status == 1
    assert "No safe sandbox here" in words
    assert "The sandbox 'process' serves" not in words
