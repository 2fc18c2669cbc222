"""Judging attempts anew: a preview that changes nothing, and an application that loses nothing."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import Connection, insert, select, text, update

from api.accounts.service import register
from api.ids import new_id
from api.judging.events.memory import MemoryBus
from api.judging.queue.claims import HELD, held_by
from api.judging.queue.local import LocalQueue
from api.rejudges import outcomes
from api.rejudges.rejudger import Rejudger
from api.statistics.journeys import Journeys
from api.store.migrations import migrate
from api.store.session import Database
from api.store.tables import ProblemRow, RejudgeItem, Rejudging, Submission, utc_now
from tests.api.support import ADMIN_PASSWORD, ENDLESS, PASSWORD, NewClient, Server, double

pytestmark = pytest.mark.anyio

API = "/api/v1"
RIGHT = "def double(x):\n    return x + x\n"
TRIPLE = "def double(x):\n    return 3 * x\n"
Json = dict[str, Any]


async def submit(client: httpx2.AsyncClient, name: str, code: str) -> Json:
    """A judged submission."""
    path = f"{API}/problems/{name}/submissions?wait=30"
    body: Json = (await client.post(path, json={"code": code})).json()
    return body


async def ended(admin: httpx2.AsyncClient, rejudging: Json, *statuses: str) -> Json:
    """A rejudging once it has one of these statuses."""
    async with asyncio.timeout(60):
        while rejudging["status"] not in statuses:
            await asyncio.sleep(0.05)
            path = f"{API}/admin/rejudges/{rejudging['id']}"
            rejudging = (await admin.get(path)).json()
    return rejudging


async def rejudge(admin: httpx2.AsyncClient, name: str, apply: bool = False) -> Json:
    """Begin a rejudging, and return it at its end."""
    path = f"{API}/admin/problems/{name}/rejudge"
    begun = await admin.post(path, json={"apply": apply})
    assert begun.status_code == 202, begun.text
    return await ended(admin, begun.json(), "applied" if apply else "judged")


async def seen(client: httpx2.AsyncClient, sent: Json) -> Json:
    """A submission as its owner sees it now."""
    body: Json = (await client.get(f"{API}/submissions/{sent['id']}")).json()
    return body


async def test_a_preview_changes_nothing_and_its_application_all(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient, bob: httpx2.AsyncClient
) -> None:
    path = f"{API}/admin/problems/anew"
    await admin.put(path, content=double("anew", 90140))
    right, wrong = await submit(ada, "anew", RIGHT), await submit(bob, "anew", TRIPLE)
    broken = await submit(bob, "anew", "def double(x:\n")
    await ada.post(f"{API}/problems/anew/runs?wait=30", json={"code": RIGHT})
    # What was cancelled did not count, and will not.
    path_of = f"{API}/problems/anew/submissions"
    endless = (await bob.post(path_of, json={"code": ENDLESS})).json()["id"]
    await bob.post(f"{API}/submissions/{endless}/cancel")
    # From now on the triple is right.
    await admin.put(path, content=double("anew", 90140, title="Triple", factor="3"))
    before = [await seen(ada, right), await seen(bob, wrong), await seen(bob, broken)]

    preview = await rejudge(admin, "anew")
    assert (preview["total"], preview["done"], preview["changed"]) == (3, 3, 2)
    assert (preview["version"], preview["applied"], preview["failed"]) == (2, 0, 0)
    counts = {(c["from"], c["to"]): c["count"] for c in preview["counts"]}
    assert counts == {
        ("accepted", "wrong_answer"): 1,
        ("wrong_answer", "accepted"): 1,
        ("syntax_error", "syntax_error"): 1,
    }
    changes = {change["submission"]: change for change in preview["changes"]}
    assert set(changes) == {right["id"], wrong["id"]}
    first = changes[right["id"]]
    assert (first["from"]["version"], first["from"]["verdict"]) == (1, "accepted")
    assert (first["to"]["version"], first["to"]["verdict"]) == (2, "wrong_answer")
    assert (first["from"]["score"], first["applied"]) == (1.0, False)
    assert first["user"].startswith("user.")
    assert [await seen(ada, right), await seen(bob, wrong), await seen(bob, broken)] == before
    assert (await ada.get(f"{API}/problems/anew")).json()["status"] == "solved"

    # Nobody but admins sees the new rows, and no list has them.
    mine = (await ada.get(f"{API}/submissions", params={"problem": "anew"})).json()["items"]
    assert [item["id"] for item in mine] == [right["id"]]
    assert (await ada.get(f"{API}/submissions?mode=rejudge")).status_code == 422

    for _ in range(2):  # A second application finds nothing to do.
        applied = await admin.post(f"{API}/admin/rejudges/{preview['id']}/apply")
        assert applied.status_code == 202
        done = await ended(admin, applied.json(), "applied")
    assert (done["applied"], done["changed"]) == (3, 2)
    assert done["finished_at"] is not None
    kept = {change["submission"]: change for change in done["changes"]}[right["id"]]
    assert (kept["from"]["verdict"], kept["to"]["verdict"]) == ("accepted", "wrong_answer")
    assert kept["applied"] is True

    now = await seen(ada, right)
    assert (now["version"], now["verdict"], now["score"]) == (2, "wrong_answer", 0.0)
    assert (now["code"], now["created_at"]) == (RIGHT, right["created_at"])
    assert now["tests"][0]["expected"]["data"] == 3.0
    assert now["diagnosis"] is not None
    assert (await seen(bob, wrong))["verdict"] == "accepted"
    statuses = [(await c.get(f"{API}/problems/anew")).json()["status"] for c in (ada, bob)]
    assert statuses == ["attempted", "solved"]
    found = (await admin.get(f"{path}/statistics")).json()
    assert found["attempts"] == {"judged": 3, "accepted": 1, "acceptance": 0.3333}
    assert found["people"] == {"opened": 2, "tried": 2, "solved": 1}
    assert [v["judged"] for v in found["versions"]] == [3, 0]
    assert found["attempts_to_solve"]["median"] == 1.0
    old = (await admin.get(f"{path}/statistics?version=1")).json()
    assert [test["failed"] for test in old["tests"]] == [0, 0]
    # The journey is open again, and the next accept ends it.
    await submit(ada, "anew", TRIPLE)
    again = (await admin.get(f"{path}/statistics")).json()
    assert again["people"]["solved"] == 2
    acts = (await admin.get(f"{API}/admin/audit?problem=anew")).json()["items"]
    assert [item["act"] for item in acts] == ["apply", "rejudge", "publish", "publish"]


async def test_applying_as_it_goes(admin: httpx2.AsyncClient, ada: httpx2.AsyncClient) -> None:
    path = f"{API}/admin/problems/direct"
    await admin.put(path, content=double("direct", 90141))
    sent = [await submit(ada, "direct", code) for code in (RIGHT, TRIPLE) * 5]
    await admin.put(path, content=double("direct", 90141, factor="3"))
    done = await rejudge(admin, "direct", apply=True)
    assert (done["total"], done["done"], done["applied"]) == (10, 10, 10)
    verdicts = [(await seen(ada, one))["verdict"] for one in sent]
    assert verdicts == ["wrong_answer", "accepted"] * 5
    page = (await admin.get(f"{API}/admin/rejudges/{done['id']}?limit=4")).json()
    assert [c["submission"] for c in page["changes"]] == [one["id"] for one in sent[:4]]
    rest = await admin.get(f"{API}/admin/rejudges/{done['id']}?cursor={page['next']}")
    assert [c["submission"] for c in rest.json()["changes"]] == [one["id"] for one in sent[4:]]
    assert rest.json()["next"] is None


async def test_chosen_attempts_alone_are_judged_anew(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient, bob: httpx2.AsyncClient
) -> None:
    path = f"{API}/admin/problems/chosen"
    await admin.put(path, content=double("chosen", 90187))
    await admin.put(f"{API}/admin/problems/other-one", content=double("other-one", 90188))
    sent = [await submit(ada, "chosen", RIGHT) for _ in range(4)]
    elsewhere = await submit(bob, "other-one", RIGHT)
    await admin.put(path, content=double("chosen", 90187, factor="3"))
    for wrong in ([elsewhere["id"]], [sent[0]["id"], new_id()], []):
        answer = await admin.post(f"{path}/rejudge", json={"submissions": wrong})
        assert answer.status_code == 422, wrong
    ids = [sent[1]["id"], sent[3]["id"]]
    # What is previewed on the same version would change nothing, and stands in nobody's way.
    kept = await submit(bob, "chosen", TRIPLE)
    for _ in range(2):
        idle = await admin.post(f"{path}/rejudge", json={"submissions": [kept["id"]]})
        assert (await ended(admin, idle.json(), "judged"))["changed"] == 0
    body = {"submissions": [*ids, ids[0]], "apply": True}
    begun = (await admin.post(f"{path}/rejudge", json=body)).json()
    done = await ended(admin, begun, "applied")
    assert (done["chosen"], done["total"], done["done"], done["applied"]) == (True, 2, 2, 2)
    assert [change["submission"] for change in done["changes"]] == ids
    verdicts = [(await seen(ada, one))["verdict"] for one in sent]
    assert verdicts == ["accepted", "wrong_answer"] * 2
    acts = (await admin.get(f"{API}/admin/audit?problem=chosen&act=rejudge")).json()["items"]
    assert acts[0]["details"]["chosen"] == 2


async def test_one_rejudging_of_a_problem_at_a_time(
    admin: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    path = f"{API}/admin/problems/single"
    await admin.put(path, content=double("single", 90142))
    sent = await submit(ada, "single", RIGHT)
    await admin.put(path, content=double("single", 90142, factor="3"))
    preview = await rejudge(admin, "single")
    second = await admin.post(f"{path}/rejudge")
    assert (second.status_code, second.json()["rejudging"]) == (409, preview["id"])
    assert "apply or cancel" in second.json()["detail"]
    for _ in range(2):
        cancelled = await admin.post(f"{API}/admin/rejudges/{preview['id']}/cancel")
        assert cancelled.json()["status"] == "cancelled"
    late = await admin.post(f"{API}/admin/rejudges/{preview['id']}/apply")
    assert late.status_code == 409
    assert (await seen(ada, sent))["verdict"] == "accepted"
    third = await rejudge(admin, "single", apply=True)
    assert (await admin.post(f"{API}/admin/rejudges/{third['id']}/cancel")).status_code == 409
    listed = (await admin.get(f"{API}/admin/rejudges?problem=single&limit=1")).json()
    assert [item["id"] for item in listed["items"]] == [third["id"]]
    rest = (await admin.get(f"{API}/admin/rejudges?cursor={listed['next']}")).json()
    assert rest["items"][0]["id"] == preview["id"]


async def test_refusals(admin: httpx2.AsyncClient, ada: httpx2.AsyncClient) -> None:
    path = f"{API}/admin/problems/gradient-clipping/rejudge"
    assert (await ada.post(path)).status_code == 403
    assert (await admin.post(path, json={"apply": "perhaps"})).status_code == 422
    assert (await admin.post(path, json={"aply": True})).status_code == 422
    assert (await admin.post(f"{API}/admin/problems/nonsense/rejudge")).status_code == 404
    for name in ("nonsense", new_id()):
        assert (await admin.get(f"{API}/admin/rejudges/{name}")).status_code == 404
        for act in ("apply", "cancel"):
            response = await admin.post(f"{API}/admin/rejudges/{name}/{act}")
            assert response.status_code == 404
    assert (await admin.get(f"{API}/admin/rejudges?cursor=x")).status_code == 422
    assert (await ada.get(f"{API}/admin/rejudges")).status_code == 403


async def test_nothing_to_judge_is_soon_done(admin: httpx2.AsyncClient) -> None:
    await admin.put(f"{API}/admin/problems/untried", content=double("untried", 90143))
    done = await rejudge(admin, "untried", apply=True)
    assert (done["total"], done["done"], done["counts"], done["changes"]) == (0, 0, [], [])


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A database with one user, one problem, and three attempts that were right."""
    database = Database(f"sqlite:///{tmp_path / 'nabla.db'}")
    await migrate(database)
    await register(database, "ada", PASSWORD)
    problem = insert(ProblemRow).values(id="p", current_version=2)
    await database.write(lambda c: c.execute(problem))

    def attempts(connection: Connection) -> None:
        user = connection.scalar(text("SELECT id FROM users"))
        for _ in range(3):
            row = {"id": new_id(), "user_id": user, "problem_id": "p", "version": 1}
            row |= {"mode": "submit", "code": "x = 1", "status": "done", "created_at": utc_now()}
            connection.execute(insert(Submission).values(**row, verdict="accepted", score=1.0))

    await database.write(attempts)
    yield database
    await database.close()


async def begin(database: Database) -> str:
    """Store a rejudging of all attempts."""
    rejudging_id = new_id()

    def write(connection: Connection) -> None:
        last = connection.scalar(text("SELECT MAX(id) FROM submissions"))
        row = {"id": rejudging_id, "problem_id": "p", "version": 2, "apply": True}
        row |= {"status": "running", "last_id": last, "reached_id": "", "total": 3, "tally": {}}
        row |= {"created_by": "admin", "created_at": utc_now()}
        connection.execute(insert(Rejudging).values(row))

    await database.write(write)
    return rejudging_id


async def test_a_candidate_never_waits_behind_rejudges(database: Database) -> None:
    queue = LocalQueue(database, 3600, rejudges=1, at_once=100)
    rejudger = Rejudger(database, queue, MemoryBus(), Journeys(database), cells=2)
    await rejudger.advance(await begin(database))
    claim = await queue.claim()
    assert claim is not None
    assert claim.mode == "rejudge"
    # The second worker is kept for candidates, though more rejudges wait.
    other = asyncio.create_task(queue.claim())
    await asyncio.sleep(0.05)
    assert not other.done()

    def row(connection: Connection) -> Json:
        user = connection.scalar(text("SELECT id FROM users"))
        row: Json = {"id": new_id(), "user_id": user, "problem_id": "p", "version": 1}
        return row | {"mode": "submit", "code": "", "status": "queued", "created_at": utc_now()}

    await queue.put([await database.read(row)])
    async with asyncio.timeout(30):
        candidate = await other
    assert candidate is not None
    assert candidate.mode == "submit"
    # When the first rejudge is at its end, the next one is taken.
    next_one = asyncio.create_task(queue.claim())
    await asyncio.sleep(0.05)
    assert not next_one.done()
    judged = {**held_by(claim), "status": "done"}
    await database.write(lambda c: c.execute(HELD, judged))
    queue.let_go(claim)
    async with asyncio.timeout(30):
        second = await next_one
    assert second is not None
    assert second.mode == "rejudge"


async def test_each_step_may_be_cut_short_and_done_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every transaction fails once at its end, as if the process had died before the commit."""
    queue = LocalQueue(database, 3600, rejudges=1, at_once=100)
    rejudger = Rejudger(database, queue, MemoryBus(), Journeys(database), cells=2)
    rejudging_id = await begin(database)

    class Died(Exception):
        pass

    for name in ("enqueue_next", "settle", "apply_outcome", "finish"):
        real = getattr(outcomes, name)
        died: set[str] = set()

        def die_once(
            c: Connection, *args: Any, real: Any = real, died: set[str] = died, **kwargs: Any
        ) -> Any:
            result = real(c, *args, **kwargs)
            key = str(kwargs.get("original_id", ""))
            if key not in died:
                died.add(key)
                raise Died
            return result

        monkeypatch.setattr(outcomes, name, die_once)

    judged = (
        update(Submission)
        .where(Submission.mode == "rejudge", Submission.status == "queued")
        .values(status="done", verdict="wrong_answer", score=0.0, tests=[])
    )

    def read_rejudging(connection: Connection) -> Any:
        return connection.execute(select(Rejudging).where(Rejudging.id == rejudging_id)).one()

    status = ""
    deaths = 0
    for _ in range(100):
        try:
            await rejudger.advance(rejudging_id)
        except Died:
            deaths += 1
        await database.write(lambda c: c.execute(judged))
        row = await database.read(read_rejudging)
        status = row.status
        if status == "applied":
            break
    assert status == "applied"
    assert deaths == 1 + 3 + 3 + 1
    assert (row.done, row.changed, row.applied) == (3, 3, 3)
    assert row.tally == {"accepted>wrong_answer": 3}

    def again(connection: Connection) -> None:
        """Somebody else takes the same steps, late."""
        for original_id in connection.scalars(select(RejudgeItem.original_id)).all():
            key = {"rejudging_id": rejudging_id, "original_id": original_id}
            outcomes.settle(connection, **key)
            assert outcomes.apply_outcome(connection, **key) is None

    monkeypatch.undo()
    await database.write(again)
    row = await database.read(read_rejudging)
    assert (row.done, row.applied) == (3, 3)

    def read(connection: Connection) -> tuple[Any, ...]:
        counts = connection.execute(text("SELECT version, verdict, count FROM verdict_counts"))
        attempts = select(Submission.version, Submission.verdict).where(Submission.mode == "submit")
        items = connection.execute(select(RejudgeItem.state)).scalars().all()
        return counts.all(), connection.execute(attempts).all(), items

    counts, attempts, items = await database.read(read)
    # The three were never counted as they were made; what matters is that each moved once.
    assert sorted(map(tuple, counts)) == [(1, "accepted", -3), (2, "wrong_answer", 3)]
    assert set(map(tuple, attempts)) == {(2, "wrong_answer")}
    assert set(items) == {"applied"}


async def test_a_deleted_account_is_not_waited_for(
    admin: httpx2.AsyncClient, new_user: NewClient
) -> None:
    path = f"{API}/admin/problems/orphan"
    await admin.put(path, content=double("orphan", 90144))
    client = await new_user()
    await submit(client, "orphan", RIGHT)
    preview = await rejudge(admin, "orphan")
    gone = await client.request("DELETE", f"{API}/me", json={"password": PASSWORD})
    assert gone.status_code == 204, gone.text
    applied = await admin.post(f"{API}/admin/rejudges/{preview['id']}/apply")
    done = await ended(admin, applied.json(), "applied")
    assert (done["applied"], done["changes"]) == (0, [])


def test_a_killed_service_goes_on_where_it_was(tmp_path: Path, problem_folder: Path) -> None:
    slow = "import time\ndef double(x):\n    time.sleep(0.3)\n    return x + x\n"
    with Server(tmp_path / "data", problem_folder) as server:
        with server.client() as admin:
            body = {"username": "admin", "password": ADMIN_PASSWORD}
            admin.post("/auth/login", json=body)
            path = "/admin/problems/killed"
            source = double("killed", 90145) + "rules: {imports: [time]}\n"
            put = admin.put(path, content=source)
            assert put.status_code == 201, put.text
            for _ in range(4):
                sent = admin.post("/problems/killed/submissions?wait=30", json={"code": slow})
                assert sent.json()["verdict"] == "accepted", sent.text
            changed = source.replace("2 * x", "3 * x").replace("title: D", "title: d")
            assert admin.put(path, content=changed).status_code == 201
            begun = admin.post(f"{path}/rejudge", json={"apply": True}).json()
            while not admin.get(f"/admin/rejudges/{begun['id']}").json()["applied"]:
                time.sleep(0.05)
            server.signal(signal.SIGKILL)
        server.start()
        with server.client() as admin:
            admin.post("/auth/login", json=body)
            deadline = time.monotonic() + 60
            while (now := admin.get(f"/admin/rejudges/{begun['id']}").json())[
                "status"
            ] != "applied":
                assert time.monotonic() < deadline, now
                time.sleep(0.1)
            assert (now["total"], now["applied"], now["failed"]) == (4, 4, 0)
            found = admin.get(f"{path}/statistics").json()
            assert found["attempts"] == {"judged": 4, "accepted": 0, "acceptance": 0.0}
