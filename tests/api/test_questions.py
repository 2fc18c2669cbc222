"""Questions, labs and courses: shown without answers, answered, kept, and counted as progress."""

from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.app import create_app, open_service
from api.settings import Settings
from tests.api.support import ADMIN_PASSWORD, client_of, double

pytestmark = pytest.mark.anyio

API = "/api/v1"
RIGHT = {"code": "def double(x):\n    return x + x\n"}
QUESTION = """
kind: question
id: {id}
number: {number}
title: Derivatives
difficulty: easy
topics: [derivatives]
text: Let $f(x) = x^2$.
parts:
  - kind: choice
    text: What is $f'(x)$?
    options: [{{text: 2x, feedback: That is it.}}, {{text: x, feedback: The factor is missing.}}]
    answer: 2x
    explanation: The power comes down.
  - {{kind: true_false, text: "$f$ is convex.", answer: true, explanation: "$f'' = 2 > 0$."}}
  - kind: number
    text: What is $f'(1/8)$?
    answer: 0.25
    wrong: [{{answer: 0.125, message: The factor is missing.}}]
  - {{kind: expression, text: "And of $x^3$?", answer: 3*x^2, variables: [x]}}
  - kind: code
    text: Fill it in.
    code: |
      def f(x):
          return [???]
    answers: ["2 * x"]
    calls: [f(3.0), f(-1.0)]
  - kind: free
    text: Why?
    answer: The limit of the difference quotient.
    rubric: [names the limit]
"""
LAB = """
kind: lab
id: {id}
number: {number}
title: First steps
difficulty: easy
topics: [derivatives]
label: W1 D1
setup: import numpy as np
sections:
  - title: Begin
    items:
      - text: Here we go.
      - task: {task}
      - explain: Why does it work?
        answer: Because two is one and one.
        rubric: [adds]
      - code: print(np.pi)
"""
COURSE = """
kind: course
id: {id}
number: {number}
title: All of it
difficulty: hard
sections:
  - title: One
    items: [{{problem: {task}}}, {{lab: {lab}, text: Now the lab.}}, {{question: {question}}}]
"""
SECRETS = ("The power comes down", "That is it", "difference quotient", "names the limit", "3*x^2")
Json = dict[str, Any]


async def publish(admin: httpx2.AsyncClient, name: str, text: str) -> None:
    """Publish a document."""
    put = await admin.put(f"{API}/admin/problems/{name}", content=text)
    assert put.status_code == 201, put.text


async def answer(client: httpx2.AsyncClient, name: str, **body: Any) -> Json:
    """Answer parts of a question."""
    response = await client.post(f"{API}/questions/{name}/answers", json=body)
    assert response.status_code == 200, response.text
    found: Json = response.json()
    return found


async def test_a_question_shows_no_answer_before_its_own(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    await publish(admin, "quiz", QUESTION.format(id="quiz", number=9001))
    for client in (anonymous, ada):
        shown = await client.get(f"{API}/questions/quiz")
        assert shown.status_code == 200
        assert not any(secret in shown.text for secret in SECRETS)
        body = shown.json()
        assert (body["title"], body["answers"], body["status"]) == ("Derivatives", {}, None)
        assert body["parts"][0]["options"] == ["2x", "x"]
        assert body["parts"][4]["code"].count("[???]") == 1
    listed = (await ada.get(f"{API}/questions?topic=derivatives&limit=200")).json()["items"]
    item = next(item for item in listed if item["id"] == "quiz")
    assert (item["parts"], item["answered"], item["right"]) == (6, 0, 0)
    assert (await anonymous.post(f"{API}/questions/quiz/answers", json={})).status_code == 401


async def test_answers_are_graded_explained_and_kept(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient, bob: httpx2.AsyncClient
) -> None:
    await publish(admin, "graded", QUESTION.format(id="graded", number=9002))
    wrong = {"1": "x", "2": False, "3": 0.125, "4": "x^3", "5": ["x"], "6": "No idea."}
    found = await answer(ada, "graded", answers=wrong)
    rights = [found["parts"][part]["right"] for part in wrong]
    assert rights == [False, False, False, False, False, None]
    assert found["status"] == "attempted"
    assert found["parts"]["1"]["message"] == "The factor is missing."
    assert found["parts"]["1"]["reveal"]["answer"] == ["2x"]
    assert found["parts"]["1"]["reveal"]["explanation"] == "The power comes down."
    assert found["parts"]["3"]["message"] == "The factor is missing."
    assert found["parts"]["5"]["calls"][0]["right"] is False
    assert found["parts"]["6"]["reveal"]["rubric"] == ["names the limit"]

    right = {"1": "2x", "2": True, "3": "1/4", "4": "3 x^2 + 0", "5": ["x + x"]}
    found = await answer(ada, "graded", answers=right)
    assert [found["parts"][part]["right"] for part in right] == [True] * 5
    assert found["status"] == "attempted"
    found = await answer(ada, "graded", marks={"6": True})
    assert (found["parts"]["6"]["right"], found["status"]) == (True, "solved")

    shown = (await ada.get(f"{API}/questions/graded")).json()
    assert (shown["status"], shown["answered"], shown["right"]) == ("solved", 6, 6)
    first = shown["answers"]["1"]
    assert (first["answer"], first["right"], first["tries"]) == ("2x", True, 2)
    assert first["reveal"]["explanation"] == "The power comes down."
    others = await bob.get(f"{API}/questions/graded")
    assert others.json()["answers"] == {}
    assert not any(secret in others.text for secret in SECRETS)
    progress = (await ada.get(f"{API}/progress")).json()["questions"]
    assert (progress["answered"], progress["right"]) == (6, 6)

    exported = (await ada.get(f"{API}/me/export")).json()
    kept = {row["part"]: row["answer"] for row in exported["answers"]}
    assert (kept[1], kept[6]) == ("2x", "No idea.")
    assert {"journeys", "hints"} <= set(exported)

    # Once right stays counted; another version asks anew.
    await answer(ada, "graded", answers={"2": False})
    assert (await ada.get(f"{API}/questions/graded")).json()["status"] == "solved"
    changed = QUESTION.format(id="graded", number=9002).replace("convex.", "strictly convex.")
    await publish(admin, "graded", changed)
    assert (await ada.get(f"{API}/questions/graded")).json()["answers"] == {}


async def test_what_was_wrong_may_stay_hidden(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    await publish(admin, "hidden", QUESTION.format(id="hidden", number=9003))
    found = await answer(ada, "hidden", answers={"1": "x", "2": True}, reveal=False)
    assert found["parts"]["1"]["reveal"] is None
    assert found["parts"]["2"]["reveal"]["answer"] is True


async def test_what_is_no_answer_is_told_and_not_kept(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    await publish(admin, "odd", QUESTION.format(id="odd", number=9004))
    odd = {"1": "y", "2": "yes", "3": "a lot", "4": "3*y", "5": ["def"], "6": " "}
    found = await answer(ada, "odd", answers=odd)
    assert all(found["parts"][part]["error"] for part in odd), found
    assert all(found["parts"][part]["reveal"] is None for part in odd)
    assert (await ada.get(f"{API}/questions/odd")).json()["answered"] == 0
    deep: Any = "x"
    for _ in range(50):
        deep = [deep]
    bodies: list[Json] = [
        {"answers": {"7": True}},
        {"answers": {"0": True}},
        {"answers": {"one": True}},
        {"answers": {"1": deep}},
        {"marks": {"1": True}},
        {"marks": {"6": True}},
        {"marks": {"6": "maybe"}},
        {"answer": {}},
        {"answers": {"6": "\x00"}},
    ]
    for body in bodies:
        response = await ada.post(f"{API}/questions/odd/answers", json=body)
        assert response.status_code == 422, body
    assert (await ada.get(f"{API}/questions/nonsense")).status_code == 404
    assert (await ada.get(f"{API}/questions/gradient-checking")).status_code == 404
    assert (await ada.get(f"{API}/problems/odd")).status_code == 404


async def test_a_lab_leads_through_tasks_and_prompts(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    await publish(admin, "lab-task", double("lab-task", 90160))
    await publish(admin, "a-lab", LAB.format(id="a-lab", number=9001, task="lab-task"))
    shown = await anonymous.get(f"{API}/labs/a-lab")
    assert "Because two" not in shown.text
    assert "adds" not in shown.text
    items = shown.json()["sections"][0]["items"]
    assert items[1]["problem"]["title"] == "Double"
    assert (items[2]["prompt"], items[2]["mine"]) == (1, None)

    async def standing() -> tuple[Any, ...]:
        labs = (await ada.get(f"{API}/labs")).json()["items"]
        lab = next(item for item in labs if item["id"] == "a-lab")
        mine = (await ada.get(f"{API}/progress")).json()["labs"]
        kept = next(item for item in mine if item["lab"] == "a-lab")
        assert (lab["solved"], lab["explained"]) == (kept["solved"], kept["explained"])
        return lab["solved"], lab["tasks"], lab["explained"], lab["prompts"], lab["status"]

    assert await standing() == (0, 1, 0, 1, None)
    path = f"{API}/labs/a-lab/prompts/1"
    assert (await ada.post(path, json={"right": True})).status_code == 422
    told = await ada.post(path, json={"text": "It doubles."})
    assert told.json() == {
        "text": "It doubles.",
        "right": None,
        "answer": "Because two is one and one.",
        "rubric": ["adds"],
        "tries": 1,
    }
    assert (await ada.post(path, json={"right": True})).json()["right"] is True
    assert await standing() == (0, 1, 1, 1, "attempted")
    await ada.post(f"{API}/problems/lab-task/submissions?wait=30", json=RIGHT)
    assert await standing() == (1, 1, 1, 1, "solved")
    mine = (await ada.get(f"{API}/labs/a-lab")).json()["sections"][0]["items"]
    assert (mine[1]["problem"]["status"], mine[2]["mine"]["text"]) == ("solved", "It doubles.")

    refused: list[tuple[Json, int, int]] = [
        ({}, 1, 422),
        ({"text": " "}, 1, 422),
        ({"text": "x" * 10_001}, 1, 422),
        ({"text": "x"}, 2, 404),
        ({"text": "x"}, 0, 422),
    ]
    for body, number, status in refused:
        response = await ada.post(f"{API}/labs/a-lab/prompts/{number}", json=body)
        assert response.status_code == status
    await admin.post(f"{API}/admin/problems/lab-task/withdraw")
    left = (await ada.get(f"{API}/labs/a-lab")).json()["sections"][0]["items"][1]
    assert (left["task"], left["problem"]) == ("lab-task", None)


async def test_the_cells_of_a_lab_are_run_in_one_namespace(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    await publish(admin, "cell-task", double("cell-task", 90162))
    lab = LAB.format(id="cell-lab", number=9007, task="cell-task")
    await publish(
        admin, "cell-lab", lab.replace("number: 9007", "number: 9007\nprerequisites: [cell-task]")
    )
    path = f"{API}/labs/cell-lab/runs"

    async def run(*cells: str) -> Json:
        response = await ada.post(path, json={"cells": cells})
        assert response.status_code == 200, response.text
        found: Json = response.json()
        return found

    found = await run("import numpy as np\nX = np.ones((4, 2))", "print(X.shape)\nX.sum()")
    assert found["cells"][0] == {"stdout": "", "value": None, "figures": [], "error": None}
    assert found["cells"][1]["stdout"] == "(4, 2)\n"
    assert found["cells"][1]["value"]["text"] == "np.float64(8.0)"
    assert [(name["name"], name["kind"]) for name in found["names"]] == [("X", "float64 (4, 2)")]
    assert found["ending"] is None

    failed = await run("x = 1", "x / 0", "y = 2")
    assert len(failed["cells"]) == 2
    assert (failed["cells"][1]["error"]["type"], failed["ending"]) == ("ZeroDivisionError", None)
    endless = await run("print('x' * 1_000_000)")
    assert endless["cells"] == []
    assert "This cell prints more than 256 KiB" in endless["ending"]

    assert (await anonymous.post(path, json={"cells": ["1"]})).status_code == 401
    assert (await ada.post(path, json={"cells": []})).status_code == 422
    assert (await ada.post(path, json={"cells": ["x" * 300_000]})).status_code == 413
    shown = (await ada.get(f"{API}/labs/cell-lab")).json()
    assert [(item["kind"], item["id"]) for item in shown["before"]] == [("problem", "cell-task")]


async def test_a_course_puts_them_in_order(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    await publish(admin, "course-task", double("course-task", 90161))
    await publish(admin, "course-lab", LAB.format(id="course-lab", number=9002, task="course-task"))
    await publish(admin, "course-quiz", QUESTION.format(id="course-quiz", number=9005))
    names = {"task": "course-task", "lab": "course-lab", "question": "course-quiz"}
    await publish(admin, "course", COURSE.format(id="course", number=9001, **names))
    await ada.post(f"{API}/problems/course-task/submissions?wait=30", json=RIGHT)
    shown = (await ada.get(f"{API}/courses/course")).json()
    items = shown["sections"][0]["items"]
    assert [(item["kind"], item["what"]["status"]) for item in items] == [
        ("problem", "solved"),
        ("lab", "attempted"),
        ("question", None),
    ]
    assert (shown["difficulty"], items[1]["text"]) == ("hard", "Now the lab.")
    listed = (await ada.get(f"{API}/courses")).json()["items"]
    wanted = ("course", "hard", 3, 1)
    assert wanted in [(c["id"], c["difficulty"], c["items"], c["solved"]) for c in listed]
    assert (await ada.get(f"{API}/courses/course-lab")).status_code == 404
    later = COURSE.format(id="later-course", number=9002, **names)
    await publish(
        admin, "later-course", later.replace("sections:", "prerequisites: [course]\nsections:")
    )
    before = (await ada.get(f"{API}/courses/later-course")).json()["before"]
    assert [(each["id"], each["kind"], each["status"]) for each in before] == [
        ("course", "course", "attempted")
    ]


async def test_they_go_through_the_same_gate(admin: httpx2.AsyncClient) -> None:
    path = f"{API}/admin/problems"
    unlinked = LAB.format(id="unlinked", number=9003, task="no-such-problem")
    refused = await admin.put(f"{path}/unlinked", content=unlinked)
    assert refused.status_code == 422
    assert "no-such-problem" in refused.json()["issues"][0]["message"]
    failing = unlinked.replace("print(np.pi)", "print(pi)").replace(
        "no-such-problem", "gradient-clipping"
    )
    checked = (await admin.post(f"{path}/check", content=failing)).json()
    assert "NameError" in checked["issues"][0]["message"]
    broken = QUESTION.format(id="broken-quiz", number=9006).replace("0.125", "0.25")
    assert (await admin.post(f"{path}/check", content=broken)).json()["ok"] is False
    taken = QUESTION.format(id="gradient-clipping", number=9006)
    other = await admin.put(f"{path}/gradient-clipping", content=taken)
    assert other.json()["errors"][0]["field"] == "id"
    preview = await admin.post(f"{path}/preview", content=QUESTION.format(id="p", number=9006))
    assert preview.json()["view"] is None
    assert preview.json()["document"]["kind"] == "question"
    assert "The power comes down" not in preview.text
    tried = {"source": QUESTION.format(id="p", number=9006), "code": "x"}
    assert (await admin.post(f"{path}/try", json=tried)).status_code == 422
    assert (await admin.post(f"{path}/no-such-lab/rejudge")).status_code == 404


async def test_they_live_in_the_folder_too(tmp_path: Path) -> None:
    folder = tmp_path / "problems"
    folder.mkdir()
    (folder / "double.yaml").write_text(double())
    (folder / "quiz.yaml").write_text(QUESTION.format(id="quiz", number=1))
    (folder / "steps.yaml").write_text(LAB.format(id="steps", number=1, task="double"))
    settings = Settings(
        data=tmp_path / "data", problems=folder, admin_password=ADMIN_PASSWORD, cells=1
    )
    for _ in range(2):
        async with (
            open_service(settings) as context,
            client_of(create_app(settings, context)) as client,
        ):
            body = {"username": "admin", "password": ADMIN_PASSWORD}
            await client.post(f"{API}/auth/login", json=body)
            rows = (await client.get(f"{API}/admin/problems")).json()["items"]
            kinds = {row["id"]: (row["kind"], row["version"]) for row in rows}
            assert kinds == {"double": ("problem", 1), "quiz": ("question", 1), "steps": ("lab", 1)}
            assert not any(row["differs_from_file"] for row in rows)
            only = (await client.get(f"{API}/admin/problems?kind=lab")).json()["items"]
            assert [row["id"] for row in only] == ["steps"]
            problems = (await client.get(f"{API}/problems")).json()["items"]
            assert [item["id"] for item in problems] == ["double"]
            assert (await client.get(f"{API}/labs/steps")).status_code == 200
            await client.post(f"{API}/admin/problems/quiz/withdraw")
            assert (await client.get(f"{API}/questions/quiz")).status_code == 410
            await client.post(f"{API}/admin/problems/quiz/restore")
            assert (await client.get(f"{API}/questions/quiz")).status_code == 200


async def test_a_formula_is_shown_as_it_is_understood(anonymous: httpx2.AsyncClient) -> None:
    async def read(text: str) -> Json:
        query = {"text": text, "variables": "x,h,sigma"}
        response = await anonymous.get(f"{API}/formulas", params=query)
        assert response.status_code == 200
        found: Json = response.json()
        return found

    assert await read("exp(-x^2)/(2 sigma)") == {
        "tex": r"\frac{e^{-x^{2}}}{2\,\sigma}",
        "error": None,
    }
    wrong = await read("2*y")
    assert wrong["tex"] is None
    assert "'y' is neither a function nor a variable (x, h, sigma)" in wrong["error"]
    assert (await read("x" * 900))["error"] == "Longer than 500 characters"


async def test_language_models_find_an_index(
    admin: httpx2.AsyncClient, anonymous: httpx2.AsyncClient
) -> None:
    await publish(admin, "indexed", double("indexed", 90163, "Twice [as much]"))
    quiz = QUESTION.format(id="indexed-quiz", number=9013)
    twice = "topics: [derivatives]\ntags: [derivatives]"  # a subject is named once all the same
    await publish(admin, "indexed-quiz", quiz.replace("topics: [derivatives]", twice))
    course = COURSE.format(
        id="indexed-course", number=9013, task="indexed", lab="?", question="indexed-quiz"
    ).replace("{lab: ?, text: Now the lab.}, ", "")
    about = "about: |\n  All of it in order. And more.\nsections:"
    await publish(admin, "indexed-course", course.replace("sections:", about))
    index = await anonymous.get("/llms.txt")
    assert index.status_code == 200
    assert index.headers["Content-Type"].startswith("text/markdown")
    lines = index.text.splitlines()
    base = "http://nabla.test/api/v1"
    assert f"- [All of it]({base}/courses/indexed-course): All of it in order." in lines
    assert f"- [Derivatives]({base}/questions/indexed-quiz): easy; derivatives" in lines
    assert f"- [Twice (as much)]({base}/problems/indexed): easy; doubling" in lines
    for line in lines:
        if "](http://nabla.test/" in line and "indexed" in line:
            address = line.partition("](")[2].partition(")")[0]
            assert (await anonymous.get(address)).status_code == 200
    await admin.post(f"{API}/admin/problems/indexed-course/withdraw")
    assert "indexed-course" not in (await anonymous.get("/llms.txt")).text
