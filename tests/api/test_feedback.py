"""Reports to the operator: sent by who may, bounded, looked through and closed by admins."""

import httpx2
import pytest

from api.app import create_app, open_service
from api.settings import Settings
from tests.api.support import PASSWORD, client_of, new_name

pytestmark = pytest.mark.anyio

PATH = "/api/v1/feedback"
DESK = "/api/v1/admin/feedback"
CODE = "import numpy as np\n"


async def name_of(client: httpx2.AsyncClient) -> str:
    """Who a client is logged in as."""
    name: str = (await client.get("/api/v1/me")).json()["username"]
    return name


async def test_a_report_reaches_the_desk_is_answered_and_closed(
    ada: httpx2.AsyncClient, admin: httpx2.AsyncClient
) -> None:
    sent = await ada.post(
        PATH,
        json={
            "kind": "mistake",
            "text": "  The sign of the second example is wrong. ",
            "document": "gradient-checking",
            "path": "/problems/gradient-checking",
        },
    )
    assert sent.status_code == 201, sent.text
    report = sent.json()
    assert report["text"] == "The sign of the second example is wrong."
    assert (report["state"], report["note"], report["closed_at"]) == ("open", "", None)

    name = await name_of(ada)
    wish = {"user": name.upper(), "state": "open", "kind": "mistake"}
    (found,) = (await admin.get(DESK, params=wish)).json()["items"]
    assert (found["id"], found["user"], found["document_kind"]) == (report["id"], name, "problem")
    before = (await admin.get("/api/v1/admin/overview")).json()["open_feedback"]
    assert before >= 1
    change = {"state": "closed", "note": "Corrected in version 2."}
    closed = (await admin.patch(f"{DESK}/{report['id']}", json=change)).json()
    assert (closed["state"], closed["note"], closed["closed_by"]) == (
        "closed", "Corrected in version 2.", "admin",
    )  # fmt: skip
    assert (await admin.get(DESK, params=wish)).json()["items"] == []
    audit = {"act": "change_feedback", "user": name, "problem": "gradient-checking"}
    (act,) = (await admin.get("/api/v1/admin/audit", params=audit)).json()["items"]
    assert act["details"] == {"user": name, "feedback": report["id"], **change}
    again = (await admin.patch(f"{DESK}/{report['id']}", json={"state": "open"})).json()
    assert (again["state"], again["closed_by"], again["closed_at"]) == ("open", None, None)
    assert again["note"] == "Corrected in version 2."


async def test_reports_come_page_by_page_newest_first(
    ada: httpx2.AsyncClient, admin: httpx2.AsyncClient
) -> None:
    for number in range(3):
        await ada.post(PATH, json={"kind": "idea", "text": f"idea {number}"})
    wish = {"user": await name_of(ada), "limit": "2"}
    first = (await admin.get(DESK, params=wish)).json()
    assert [item["text"] for item in first["items"]] == ["idea 2", "idea 1"]
    rest = (await admin.get(DESK, params={**wish, "cursor": first["next"]})).json()
    assert ([item["text"] for item in rest["items"]], rest["next"]) == (["idea 0"], None)


async def test_a_report_names_a_submission_of_ones_own_alone(
    ada: httpx2.AsyncClient, bob: httpx2.AsyncClient
) -> None:
    path = "/api/v1/problems/gradient-checking/submissions"
    submission = (await ada.post(path, json={"code": CODE})).json()["id"]
    report = {"kind": "broken", "text": "It never ends.", "submission": submission}
    assert (await ada.post(PATH, json=report)).json()["submission"] == submission
    refused = await bob.post(PATH, json=report)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "submission")


async def test_reports_go_with_the_account_and_are_part_of_its_data(
    ada: httpx2.AsyncClient, admin: httpx2.AsyncClient
) -> None:
    name = await name_of(ada)
    await ada.post(PATH, json={"kind": "other", "text": "Hello."})
    (kept,) = (await ada.get("/api/v1/me/export")).json()["feedback"]
    assert kept["text"] == "Hello."
    gone = await ada.request("DELETE", "/api/v1/me", json={"password": PASSWORD})
    assert gone.status_code == 204
    assert (await admin.get(DESK, params={"user": name})).json()["items"] == []


async def test_what_is_no_report_is_refused(
    ada: httpx2.AsyncClient, anonymous: httpx2.AsyncClient, admin: httpx2.AsyncClient
) -> None:
    good = {"kind": "idea", "text": "More of it."}
    assert (await anonymous.post(PATH, json=good)).status_code == 401
    for bad in (
        {"text": "x" * 4001},
        {"text": "   "},
        {"text": "a\0b"},
        {"kind": "praise"},
        {"path": "https://elsewhere.example"},
        {"submission": "x"},
        {"state": "closed"},
    ):
        assert (await ada.post(PATH, json=good | bad)).status_code == 422, bad
    assert (await ada.post(PATH, json=good | {"document": "no-such-thing"})).status_code == 404
    unknown = f"{DESK}/00000000-0000-7000-8000-000000000000"
    assert (await admin.patch(unknown, json={"state": "closed"})).status_code == 404


async def test_guests_report_where_they_may_run_and_nobody_too_often(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    settings = Settings(
        data=tmp_path_factory.mktemp("data"),
        problems=tmp_path_factory.mktemp("problems"),
        pages=tmp_path_factory.mktemp("pages"),
        admin_password="the admin's own words",
        cells=1,
        guest_runs=5,
        rate_feedback="2/hour",
    )
    report = {"kind": "idea", "text": "More of it."}
    async with open_service(settings) as context:
        app = create_app(settings, context)
        async with client_of(app) as guest, client_of(app) as other, client_of(app) as member:
            await guest.post("/api/v1/auth/guest")
            await other.post("/api/v1/auth/guest")
            assert (await guest.post(PATH, json=report)).status_code == 201
            assert (await other.post(PATH, json=report)).status_code == 201
            refused = await other.post(PATH, json=report)  # guests of one address count as one
            assert (refused.status_code, refused.json()["type"]) == (
                429, "/errors/too-many-requests",
            )  # fmt: skip
            account = {"username": new_name(), "password": PASSWORD}
            await member.post("/api/v1/auth/register", json=account)
            assert (await member.post(PATH, json=report)).status_code == 201
            object.__setattr__(settings, "guest_runs", 0)
            assert (await guest.post(PATH, json=report)).status_code == 403
