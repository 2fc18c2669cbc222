"""The commands that need no server, run as a user runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.judge.test_judging import SCALE

ROOT = Path(__file__).parents[2]
RIGHT = "def scale(x, k):\n    return k * x\n"
WRONG = "def scale(x, k):\n    return -k * x\n"


def nabla(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "api.cli", *map(str, arguments)]
    surroundings = {**os.environ, **environment}
    return subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, timeout=60, env=surroundings
    )


@pytest.fixture(autouse=True)
def proofs(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No proof from another run, and none left for one."""
    folder = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("NABLA_DATA", str(folder))
    return folder / "proofs"


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "scale.yaml"
    path.write_text(SCALE)
    return path


def solution(folder: Path, code: str | bytes) -> Path:
    path = folder / "solution.py"
    path.write_bytes(code.encode() if isinstance(code, str) else code)
    return path


def test_judge_ends_with_0_on_accepted_only(problem: Path, tmp_path: Path) -> None:
    right = nabla("judge", problem, solution(tmp_path, RIGHT))
    assert (right.returncode, right.stdout.split(":")[0]) == (0, "accepted"), right.stderr
    wrong = nabla("judge", problem, solution(tmp_path, WRONG))
    assert wrong.returncode == 1
    assert "wrong answer: 0 of 5 tests" in wrong.stdout
    assert "Every value has the wrong sign." in wrong.stdout
    assert "canary (hidden)" in wrong.stdout
    assert "77123" not in wrong.stdout


def test_what_a_program_prints_and_raises_is_shown_and_not_obeyed(
    problem: Path, tmp_path: Path
) -> None:
    title = "\x1b]0;owned\x07"
    for body in (f"print({title!r})", f"return {title!r}", f"raise ValueError({title!r})"):
        told = nabla("judge", problem, solution(tmp_path, f"def scale(x, k):\n    {body}\n")).stdout
        assert "\\x1b]0;owned\\x07" in told, body
        assert not {"\x1b", "\x07"} & {*told}, body


def test_judge_prints_the_report_as_json(problem: Path, tmp_path: Path) -> None:
    report = json.loads(nabla("judge", problem, solution(tmp_path, WRONG), "--json").stdout)
    assert report["verdict"] == "wrong_answer"
    assert report["diagnosis"]["code"] == "sign"
    assert len(report["tests"]) == report["total"] == 5


@pytest.mark.parametrize(
    ("code", "message"),
    [(b"\xff\xfe", "not UTF-8"), (b"#" * 300_000, "larger than 256 KiB")],
)
def test_judge_says_why_a_file_cannot_be_taken(
    problem: Path, tmp_path: Path, code: bytes, message: str
) -> None:
    refused = nabla("judge", problem, solution(tmp_path, code))
    assert refused.returncode == 1
    assert message in refused.stderr
    assert "Traceback" not in refused.stderr
    missing = nabla("judge", problem, tmp_path / "missing.py")
    assert "No such file" in missing.stderr


def test_judge_finds_the_problems_that_a_problem_uses(tmp_path: Path) -> None:
    path = ROOT / "problems" / "calculus-lab" / "numerical-hessian.yaml"
    code = "def numerical_hessian(f, w, eps):\n    return numerical_grad(f, w, eps)\n"
    judged = nabla("judge", path, solution(tmp_path, code))
    assert judged.returncode == 1
    assert "NameError" not in judged.stdout
    assert "shape" in judged.stdout


def test_check_names_file_line_and_field(problem: Path, tmp_path: Path) -> None:
    good = nabla("check", problem)
    assert (good.returncode, good.stdout) == (0, "1 proved, 0 refused\n"), good.stderr
    broken = tmp_path / "broken.yaml"
    twin = SCALE.replace("id: scale", "id: broken").replace("number: 900", "number: 901")
    broken.write_text(twin.replace("k * x", "k + x"))
    typo = tmp_path / "typo.yaml"
    typo.write_text(SCALE.replace("difficulty:", "dificulty:"))
    bad = nabla("check", tmp_path)
    assert bad.returncode == 1
    line = 1 + SCALE.splitlines().index("difficulty: easy")
    assert f"{typo}:{line}: dificulty: there is no such field" in bad.stdout
    assert "1 proved, 2 refused" in bad.stdout
    assert f"{broken}:" in bad.stdout


def test_check_prints_the_mutants_and_keeps_its_proofs(problem: Path, proofs: Path) -> None:
    weak = problem.with_name("weak.yaml")
    text = SCALE.replace("id: scale", "id: weak").replace("number: 900", "number: 901")
    weak.write_text(text.replace("    return k * x", "    y = x.copy()\n      return k * y"))
    first = nabla("check", problem, weak, "--mutants")
    assert first.returncode == 1
    rows = {line.split()[0]: line.split()[1:] for line in first.stdout.splitlines()}
    assert rows["problem"] == ["total", "killed", "equivalent", "surviving"]
    assert rows["scale"][1] == rows["scale"][0] != "0"
    assert rows["weak"][3] == "1"
    assert "passes every test (copy-dropped): y = x.copy() -> y = x" in first.stdout
    assert "proved before" not in first.stderr
    (kept,) = proofs.glob("*.json")

    again = nabla("check", problem, weak)
    assert again.returncode == 1, "what was refused is not kept"
    assert again.stderr.count("proved before") == 1
    assert "passes every test" in again.stdout
    anew = nabla("check", problem, "--no-cache")
    assert "proved before" not in anew.stderr

    kept.write_bytes(b"broken")
    mended = nabla("check", problem)
    assert (mended.returncode, "proved before" in mended.stderr) == (0, False)
    assert "proved before" in nabla("check", problem).stderr
    problem.write_text(SCALE.replace("Return k times x.", "Return k times x!"))
    assert "proved before" not in nabla("check", problem).stderr


def test_check_prints_all_of_it_as_json(problem: Path, tmp_path: Path) -> None:
    (tmp_path / "typo.yaml").write_text(SCALE.replace("difficulty:", "dificulty:"))
    bad = tmp_path / "bad.yaml"
    text = SCALE.replace("id: scale", "id: bad").replace("number: 900", "number: 901")
    bad.write_text(text.replace("return k * x", "return k / 0"))
    checked = nabla("check", tmp_path, "--json")
    assert checked.returncode == 1
    found = json.loads(checked.stdout)
    assert (found["proved"], found["refused"]) == (1, 2)
    assert [issue["field"] for issue in found["issues"]] == ["difficulty", "dificulty"]
    good, refused = found["files"]
    assert (good["id"], good["ok"], good["issues"]) == ("scale", True, [])
    assert good["proof"]["mutation"]["killed"] == good["mutation"]["total"] > 0
    assert (refused["id"], refused["ok"], refused["proof"]) == ("bad", False, None)
    assert "ZeroDivisionError" in refused["issues"][0]["message"]


def test_check_keeps_going_where_it_cannot_keep_a_proof(problem: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    checked = nabla("check", problem, NABLA_DATA=str(blocked))
    assert (checked.returncode, checked.stdout) == (0, "1 proved, 0 refused\n"), checked.stderr


@pytest.mark.parametrize("path", ["missing.yaml", "empty"])
def test_check_says_when_there_is_nothing_to_check(tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").mkdir()
    nothing = nabla("check", tmp_path / path)
    assert nothing.returncode == 1
    assert "there is no" in nothing.stderr


def test_a_reader_that_goes_away_costs_no_traceback(problem: Path, tmp_path: Path) -> None:
    solution = tmp_path / "solution.py"
    solution.write_text(WRONG)
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "api.cli", "judge", str(problem), str(solution)]
    try:
        ended = subprocess.run(
            command, stdout=writing, stderr=subprocess.PIPE, text=True, cwd=ROOT, timeout=60
        )
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (141, "")


def test_doctor_names_what_the_machine_offers() -> None:
    report = nabla("doctor")
    assert report.returncode == 0, report.stdout + report.stderr
    for name in ("environment", "seccomp", "landlock", "namespaces", "cgroups", "docker"):
        assert f" {name} " in report.stdout
    assert "Walls of a cell: system-call filter" in report.stdout


def test_the_commands_of_the_judge_load_no_web_and_no_database() -> None:
    code = (
        "import sys, api.cli; api.cli.build_parser();"
        "print([m for m in ('fastapi', 'sqlalchemy', 'uvicorn') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"
