"""The set-up: what the locks promise, and that nothing stale or half-made is taken for done."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import tools
from scripts.bootstrap import GOALS, STEPS, require_free_port
from scripts.stamps import ROOT, Step, hash_inputs, make_steps
from scripts.tools import LOCKS, SetupError

LOCK_NAMES = ["tools", "service", "dev", "cell"]


def requirements_of(lock: str) -> dict[str, list[str]]:
    """Map each `name==version` line of a lock to its hashes."""
    text = re.sub(r"\\\n\s*", " ", (LOCKS / f"{lock}.lock").read_text())
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return {line.split()[0]: re.findall(r"--hash=sha256:[0-9a-f]{64}\b", line) for line in lines}


@pytest.mark.parametrize("lock", LOCK_NAMES)
def test_every_locked_package_has_one_exact_version_and_hashes(lock: str) -> None:
    requirements = requirements_of(lock)
    assert requirements
    for requirement, hashes in requirements.items():
        assert re.fullmatch(r"[a-z0-9._-]+(\[[a-z0-9,-]+\])?==[^*\s]+", requirement)
        assert hashes, requirement


@pytest.mark.parametrize("lock", LOCK_NAMES)
def test_a_lock_holds_all_that_was_asked_for(lock: str) -> None:
    asked = re.findall(r"^[a-z0-9-]+(?:\[[a-z0-9,]+\])?", (LOCKS / f"{lock}.in").read_text(), re.M)
    locked = {requirement.split("==")[0] for requirement in requirements_of(lock)}
    assert asked
    assert {name.split("[")[0] for name in asked if not name.startswith("-")} <= locked


@pytest.mark.parametrize("path", [f"requirements/{n}.lock" for n in LOCK_NAMES])
def test_no_python_lock_names_a_place_to_fetch_from(path: str) -> None:
    named = re.findall(r"\S*://\S*|--\S*(?:index|find-links)\S*", (ROOT / path).read_text())
    assert named == []


def test_the_npm_lock_names_no_place_to_fetch_packages_from() -> None:
    text = (ROOT / "frontend/package-lock.json").read_text()
    assert re.findall(r'"(?:resolved|registry)":.*', text) == []


def test_service_tests_and_cells_share_their_versions() -> None:
    """The reference answers are computed where candidates' answers are: in the same NumPy."""
    service, dev, cell = (set(requirements_of(lock)) for lock in LOCK_NAMES[1:])
    assert service <= dev
    [numpy] = [requirement for requirement in cell if requirement.startswith("numpy==")]
    assert numpy in service


def test_candidates_can_read_nothing_of_the_service() -> None:
    wanted = {"autograd", "numpy", "sympy", "matplotlib"}
    named = {requirement.split("==")[0] for requirement in requirements_of("cell")}
    assert wanted <= named
    kept_out = {"fastapi", "sqlalchemy", "pydantic", "pyyaml", "docker", "setuptools", "pip"}
    assert not named & kept_out


@pytest.mark.parametrize(
    ("lock", "remade"),
    [
        ("service", {"service", "dev"}),
        ("dev", {"dev"}),
        ("cell", {"cell"}),
    ],
)
def test_a_changed_lock_makes_its_environments_anew(
    lock: str, remade: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = ("service", "dev", "cell", "project")
    before = {name: STEPS[name].key() for name in steps}
    read_bytes = Path.read_bytes

    def read_with_one_changed(path: Path) -> bytes:
        return read_bytes(path) + (b"# changed" if path == LOCKS / f"{lock}.lock" else b"")

    monkeypatch.setattr(Path, "read_bytes", read_with_one_changed)
    assert {name for name in steps if STEPS[name].key() != before[name]} == remade


def test_the_hash_of_inputs_sees_content_names_and_absence(tmp_path: Path) -> None:
    file = tmp_path / "a"
    seen = {hash_inputs([file], root=tmp_path)}
    for content in ("", "one", "two"):
        file.write_text(content)
        seen.add(hash_inputs([file], root=tmp_path))
    seen.add(hash_inputs([file], "a fact", root=tmp_path))
    seen.add(hash_inputs([file.rename(tmp_path / "b")], root=tmp_path))
    assert len(seen) == 6


class Recorder:
    """A step whose product is a real file, with its key and its builder in a test's hands."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.key = "one"
        self.fail = False
        self.builds = 0

    def build(self) -> None:
        self.builds += 1
        self.home.mkdir(exist_ok=True)
        (self.home / "proof").touch()
        if self.fail:
            raise SetupError("interrupted")

    def step(self) -> Step:
        proof = self.home / "proof"
        return Step("thing", "The thing", self.home, proof, lambda: self.key, self.build)


def test_a_step_is_done_once_until_what_it_depends_on_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorder = Recorder(tmp_path / "home")
    make_steps([recorder.step()])
    assert capsys.readouterr().out.startswith("[1/1] The thing ...")
    make_steps([recorder.step()])
    assert recorder.builds == 1
    assert capsys.readouterr().out == ""
    recorder.key = "two"
    make_steps([recorder.step()])
    assert recorder.builds == 2


def test_a_half_finished_or_removed_product_is_made_again(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "home")
    make_steps([recorder.step()])
    recorder.key, recorder.fail = "two", True
    with pytest.raises(SetupError):
        make_steps([recorder.step()])
    # The old stamp must not come back to life with the old key.
    recorder.key, recorder.fail = "one", False
    assert not recorder.step().is_fresh()
    make_steps([recorder.step()])
    assert recorder.step().is_fresh()
    (recorder.home / "proof").unlink()
    assert not recorder.step().is_fresh()


def test_a_taken_port_is_told_before_anything_is_built() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        with pytest.raises(SetupError, match=rf"port {port}: .*in use(.|\n)*PORT="):
            require_free_port("127.0.0.1", port)
    require_free_port("127.0.0.1", port)


def test_a_failing_installer_shows_its_output_and_its_command() -> None:
    code = "import sys; print('no such package'); sys.exit(3)"
    with pytest.raises(SetupError, match=r"no such package(.|\n)*This failed: "):
        tools.run([sys.executable, "-c", code])


def test_pips_own_settings_choose_uvs_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX"):
        monkeypatch.delenv(name, raising=False)
    config = tmp_path / "pip.conf"
    config.write_text("[global]\nindex-url = https://packages.example/simple\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    assert tools.environment()["UV_DEFAULT_INDEX"] == "https://packages.example/simple"
    monkeypatch.setenv("PIP_INDEX_URL", "https://other.example/simple")
    assert tools.environment()["UV_DEFAULT_INDEX"] == "https://other.example/simple"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://uv.example/simple")
    assert tools.environment()["UV_DEFAULT_INDEX"] == "https://uv.example/simple"


def test_a_python_that_is_too_new_goes_on_in_one_that_packages_are_built_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class GoneOnError(Exception):
        pass

    def go_on(path: str, arguments: list[str]) -> None:
        raise GoneOnError(path)

    monkeypatch.setattr(sys, "version_info", (3, tools.NEWEST_PYTHON[1] + 1, 0, "final", 0))
    monkeypatch.setattr(os, "execv", go_on)
    with pytest.raises(GoneOnError) as gone_on:
        tools.use_suitable_python()
    ask = [str(gone_on.value), "-c", "import sys; print(*sys.version_info[:2])"]
    told = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
    assert tools.OLDEST_PYTHON <= tuple(map(int, told.split())) <= tools.NEWEST_PYTHON


def test_where_no_python_suits_it_is_said_which_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "OLDEST_PYTHON", (3, 98))
    monkeypatch.setattr(tools, "NEWEST_PYTHON", (3, 99))
    this = ".".join(map(str, sys.version_info[:2]))
    with pytest.raises(
        SetupError, match=rf"^Python 3\.98 to 3\.99 is needed; this is {this}, .*99-venv"
    ):
        tools.use_suitable_python()


def test_every_goal_is_made_of_known_steps_in_an_order_that_holds() -> None:
    order = list(STEPS)
    for goal, names in GOALS.items():
        assert [order.index(name) for name in names] == sorted(map(order.index, names)), goal


@pytest.mark.parametrize(
    ("no_skip", "outcome"), [("0", "1 passed, 2 skipped"), ("1", "1 failed, 1 passed, 1 error")]
)
def test_where_nothing_may_be_skipped_a_skip_fails(
    no_skip: str, outcome: str, tmp_path: Path
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_one.py").write_text(
        "import pytest\n"
        "def test_that_skips(): pytest.skip('no browser')\n"
        "def test_that_passes(): pass\n"
    )
    skip_whole = "import pytest\npytest.skip('no database', allow_module_level=True)\n"
    (tmp_path / "test_two.py").write_text(skip_whole)
    command: list[str | Path] = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-rs"]
    env = {**os.environ, "NABLA_NO_SKIP": no_skip, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, "--continue-on-collection-errors", "--rootdir", tmp_path, tmp_path],
        capture_output=True, text=True, env=env, cwd=tmp_path,
    )  # fmt: skip
    assert outcome in done.stdout
    assert "no browser" in done.stdout
    assert "no database" in done.stdout
