"""The publish gate: what it refuses, by file, line and field."""

import pytest

from judge import PublishError, publish
from judge.runner import CellPool
from judge.spec import SpecError, load_library, parse_problem
from tests.judge.test_judging import SCALE


def change(old: str, new: str) -> str:
    assert SCALE.count(old) == 1
    return SCALE.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("difficulty: easy", "difficulty: trivial", "difficulty", "'easy', 'medium' or 'hard'"),
        ("difficulty: easy", "dificulty: easy", "dificulty", "no such field"),
        ("number: 900", 'number: "900"', "number", "integer"),
        ("id: scale", "id: Scale It", "id", "pattern"),
        ('type: "float64[n]", about: the vector', 'type: "float46[n]", about: the vector',
         "parameters.0.type", "no type 'float46'"),
        ("    return k * x\n", "    return k *\n", "solution", "not Python"),
        ("x: [1, 2], k: 2}", "x: [1, 2]}", "", "inputs and parameters differ in k"),
        ("name: canary", "name: shown", "", "used twice"),
        ("verdict: wrong_answer", "verdict: wrong", "wrong.0.verdict", "'accepted'"),
    ],
)  # fmt: skip
def test_a_file_with_a_mistake_is_refused_at_its_line(
    old: str, new: str, field: str, message: str
) -> None:
    text = change(old, new)
    with pytest.raises(SpecError) as caught:
        parse_problem(text, "scale.yaml")
    found = [issue for issue in caught.value.issues if message in issue.message]
    assert found, caught.value.issues
    assert found[0].field.startswith(field)
    if field:
        line = text.splitlines()[found[0].line - 1]
        assert new.splitlines()[0].strip() in line or field.split(".")[0] in line


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("x: [1, 2], k: 2", "x: [[1, 2]], k: 2", "examples.0.inputs.x", "expected 1 dimensions"),
        ("k = float(rng.normal())", "q = 1", "tests.1.generate", "does not assign k"),
        ("k = float(rng.normal())", "while True: pass", "tests.1.generate",
         "takes more than 10 s, in case 1"),
        ("k = float(rng.normal())", "import os; os._exit(0)", "tests.1.generate",
         "ends its process (was `exit` called?), in case 1"),
        ("k = float(rng.normal())", "k = 1.0; print('x' * 10**6)", "tests.1.generate",
         "prints more than 64 KiB"),
        ("k = float(rng.normal())", "k = object()", "tests.1.inputs.k", "got an object"),
        ("k = float(rng.normal())", "k = 'x'", "tests.1.inputs.k", "expected a float"),
        ("k = float(rng.normal())", "1 / 0", "tests.1.generate", "ZeroDivisionError"),
        ("    return k * x\n", "    return [k]\n", "returns.type", "dimension n is 2"),
        ("    return k * x\n", "    raise ValueError\n", "solution", "ValueError"),
        ("    return k * x\n", "    np = __import__('numpy').__builtins__;"
         " return k * x + np['__import__']('time').time_ns() % 999983\n",
         "solution", "two answers"),
        ("    pass\n", "    return x * k\n", "starter", "accepted as it stands"),
        ("verdict: wrong_answer", "verdict: runtime_error",
         "wrong.0.verdict", "draws wrong_answer"),
        ("x: [77123.5, 1], k: 3}", "x: [77123.5, 1], k: 3}, expected: [1, 2]",
         "tests.0.expected", "is another"),
        ("x: [77123.5, 1], k: 3}", "x: [77123.5, 1], k: 3}, expected: 7",
         "tests.0.expected", "expected 1 dimensions"),
    ],
)  # fmt: skip
def test_a_problem_that_does_not_prove_itself_is_refused(
    pool: CellPool, old: str, new: str, field: str, message: str
) -> None:
    source = parse_problem(change(old, new), "scale.yaml")
    with pytest.raises(PublishError) as caught:
        publish(source, pool)
    issue = caught.value.issues[0]
    assert issue.field == field
    assert message in issue.message
    assert issue.file == "scale.yaml"
    assert 1 < issue.line <= len(SCALE.splitlines())


@pytest.mark.parametrize(
    ("limits", "seconds", "wanted"),
    [
        ("limits: {time_s: 0.3, memory_mib: 64}", 5.0, 0.3),
        ("limits: {memory_mib: 64}", 0.001, 1.0),
        ("limits: {memory_mib: 64}", 0.21, 2.5),
        ("limits: {memory_mib: 64}", 5.0, 10.0),
        ("limits: {factor: 3, floor_s: 0.2, cap_s: 4}", 0.01, 0.5),
        ("limits: {factor: 3, floor_s: 0.2, cap_s: 4}", 2.0, 4.0),
    ],
)
def test_a_time_limit_is_stated_or_comes_from_the_reference(
    limits: str, seconds: float, wanted: float
) -> None:
    source = parse_problem(change("limits: {time_s: 0.3, memory_mib: 64}", limits), "scale.yaml")
    assert source.problem.limits.seconds(seconds) == wanted


def test_the_inferred_limit_is_kept_and_shown(pool: CellPool) -> None:
    text = change("limits: {time_s: 0.3, memory_mib: 64}", "limits: {floor_s: 1.5}")
    published = publish(parse_problem(text, "scale.yaml"), pool)
    assert published.time_s == 1.5
    assert published.limits.cpu_seconds == 1.5
    assert published.candidate_view()["limits"] == {"time_s": 1.5, "memory_mib": 256}


def test_a_broken_file_does_not_keep_the_others_from_loading(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "scale.yaml").write_text(SCALE)
    (folder / "broken.yaml").write_text(change("difficulty: easy", "dificulty: easy"))
    (folder / "twin.yaml").write_text(change("id: scale", "id: twin"))
    (folder / "named-otherwise.yaml").write_text(SCALE)
    (folder / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    library = load_library(folder)
    assert set(library.sources) == {"scale"}
    text = [str(issue) for issue in library.issues]
    assert any("broken.yaml" in line and "dificulty" in line for line in text)
    assert any("twin.yaml" in line and "taken by" in line for line in text)
    assert any("named-otherwise.yaml" in line for line in text)
    assert any("binary.yaml" in line and "cannot be read" in line for line in text)


def test_a_used_problem_changes_the_hash_of_who_uses_it() -> None:
    base = parse_problem(SCALE, "scale.yaml")
    user_text = change("id: scale", "id: user").replace("number: 900", "number: 901\nuses: [scale]")
    first = parse_problem(user_text, "user.yaml", {"scale": base})
    other = parse_problem(change("    return k * x\n", "    return x * k\n"), "scale.yaml")
    second = parse_problem(user_text, "user.yaml", {"scale": other})
    assert first.content_hash != second.content_hash
    with pytest.raises(SpecError, match="there is no problem 'scale'"):
        parse_problem(user_text, "user.yaml")
