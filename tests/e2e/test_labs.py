"""The road through a lab: look into the data, solve a task, explain, see the progress."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from playwright.sync_api import Locator, expect

from tests.e2e.candidate import Candidate, expect_keys, type_over
from tests.e2e.conftest import ROOT
from tests.e2e.waiting import Held
from tests.e2e.watch import violations

pytestmark = pytest.mark.e2e

LAB = "/labs/calculus-and-gradients"


def read(problem: str) -> dict[str, Any]:
    """Return a problem of the lab as its author wrote it."""
    path = ROOT / "problems" / "calculus-lab" / f"{problem}.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text())
    return found


def open_task(candidate: Candidate, problem: str) -> Locator:
    """Go to a task of the lab, whose editor then comes."""
    task = candidate.page.locator(f"#task-{problem}")
    task.scroll_into_view_if_needed()
    expect(task.get_by_role("textbox", name="Python code for")).to_be_visible()
    return task


def write(task: Locator, code: str) -> None:
    """Put code in the place of all that is in a task's editor."""
    type_over(task.get_by_role("textbox", name="Python code for"), code)


def test_a_task_is_solved_where_it_stands(candidate: Candidate) -> None:
    page = candidate.page
    candidate.register(then=LAB)
    outline = page.get_by_role("navigation", name="Outline")
    expect(outline.get_by_role("progressbar", name="0 of 5 tasks")).to_be_visible()
    task = open_task(candidate, "mse-gradient")
    write(task, read("mse-gradient")["starter"])
    page.keyboard.press("Control+Enter")
    expect(task.locator(".verdict")).to_be_visible()
    expect(task.locator(".solved")).to_have_count(0)

    write(task, read("mse-gradient")["solution"])
    page.keyboard.press("Control+Shift+Enter")
    expect(task.locator(".verdict")).to_contain_text("Accepted")
    expect(task.locator(".solved")).to_be_visible()
    expect(outline.get_by_role("progressbar", name="1 of 5 tasks")).to_be_visible()
    task.get_by_text("Solution", exact=True).click()
    expect(task.get_by_role("heading", name="Why it works")).to_be_visible()

    page.goto("/labs")
    expect(page.get_by_role("listitem").filter(has_text="Calculus & Gradients")).to_contain_text(
        "1/5 tasks"
    )


def test_a_task_is_solved_by_keyboard_alone_on_a_narrow_screen(candidate: Candidate) -> None:
    page = candidate.page
    page.set_viewport_size({"width": 390, "height": 844})
    candidate.register(then=LAB)
    outline = page.get_by_role("navigation", name="Outline")
    way = outline.get_by_role("link", name="Gradient of the mean squared error")
    candidate.tab_to(way)
    page.keyboard.press("Enter")
    task = page.locator("#task-mse-gradient")
    code = task.get_by_role("textbox", name="Python code for")
    expect_keys(code)
    candidate.tab_to(code)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(read("mse-gradient")["solution"])
    page.keyboard.press("Control+Shift+Enter")
    expect(task.locator(".verdict")).to_contain_text("Accepted")
    candidate.expect_no_sideways_scroll()


def test_cells_prompts_and_solutions_are_reached_by_keyboard_alone_on_a_narrow_screen(
    candidate: Candidate,
) -> None:
    page = candidate.page
    page.set_viewport_size({"width": 390, "height": 844})
    candidate.register(then=LAB)
    setup = page.get_by_role("group", name="Cell 1: code")
    candidate.tab_to(setup.get_by_role("button", name="Run"))
    page.keyboard.press("Enter")
    expect(setup.locator(".cell__output")).to_contain_text("(40, 3)")
    candidate.tab_to(setup.get_by_text("names are defined"))
    page.keyboard.press("Enter")
    expect(setup.get_by_role("row").filter(has_text="labels")).to_contain_text("float64 (40,)")

    # A cell is changed and run, and its editor left again.
    later = page.get_by_role("group", name="Cell 2: code")
    candidate.tab_to(later.get_by_role("button", name="Edit"))
    page.keyboard.press("Enter")
    code = later.get_by_role("textbox", name="Code of cell 2")
    expect(code).to_be_focused()
    expect_keys(code)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("X.shape[0] * 1000")
    page.keyboard.press("Control+Enter")
    expect(later.locator(".cell__output")).to_contain_text("40000")

    # The solution of a task is seen without solving it.
    task = page.locator("#task-numerical-gradient")
    task.scroll_into_view_if_needed()
    expect(task.get_by_role("textbox", name="Python code for")).to_be_visible()
    candidate.tab_to(task.get_by_text("Solution", exact=True))
    page.keyboard.press("Enter")
    candidate.tab_to(task.get_by_role("button", name="Give up and see it"))
    page.keyboard.press("Enter")
    candidate.tab_to(page.get_by_role("dialog").get_by_role("button", name="Give up"))
    page.keyboard.press("Enter")
    expect(task.get_by_role("heading", name="Why it works")).to_be_visible()

    prompt = page.locator("#prompt-1")
    candidate.tab_to(prompt.get_by_role("textbox"))
    page.keyboard.type("The even terms cancel.")
    page.keyboard.press("Control+Enter")
    candidate.tab_to(prompt.get_by_role("button", name="Yes, it did"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("progressbar", name="1 of 4 explained")).to_be_visible()
    candidate.expect_no_sideways_scroll()
    assert violations(page) == []


def test_editors_come_when_they_are_wanted(candidate: Candidate) -> None:
    page = candidate.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    candidate.register(then=LAB)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    open_task(candidate, "numerical-gradient")
    assert not any(url.endswith("/problems/numerical-hessian") for url in asked)
    last = open_task(candidate, "numerical-hessian")
    assert any(url.endswith("/problems/numerical-hessian") for url in asked)
    expect(last.get_by_text("until yours is accepted").first).to_contain_text("numerical_grad")


def test_an_address_leads_to_a_task(candidate: Candidate) -> None:
    candidate.page.goto(f"{LAB}#task-numerical-hessian")
    task = candidate.page.locator("#task-numerical-hessian")
    expect(task).to_be_in_viewport()
    expect(task.get_by_role("textbox", name="Python code for")).to_be_visible()


def test_cells_are_run_and_looked_into(candidate: Candidate) -> None:
    page = candidate.page
    candidate.register(then=LAB)
    setup = page.get_by_role("group", name="Cell 1: code")
    setup.get_by_role("button", name="Run").click()
    expect(setup.locator(".cell__output")).to_contain_text("(40, 3)")
    setup.get_by_text("names are defined").click()
    expect(setup.get_by_role("row").filter(has_text="labels")).to_contain_text("float64 (40,)")

    later = page.get_by_role("group", name="Cell 2: code")
    later.get_by_role("button", name="Edit").click()
    type_over(later.get_by_role("textbox", name="Code of cell 2"), "X.shape[0] * 1000 / zero")
    page.keyboard.press("Control+Enter")
    expect(later.locator(".cell__output")).to_contain_text("NameError")
    later.get_by_role("button", name="As it was").click()
    later.get_by_role("button", name="Run").click()
    expect(later.locator(".cell__output")).to_contain_text("central")


def test_a_cell_shows_what_it_draws_and_calls_the_function_of_a_solved_task(
    candidate: Candidate,
) -> None:
    page = candidate.page
    candidate.register(then=LAB)
    task = open_task(candidate, "numerical-gradient")
    write(task, read("numerical-gradient")["solution"])
    page.keyboard.press("Control+Shift+Enter")
    expect(task.locator(".verdict")).to_contain_text("Accepted")

    cell = page.get_by_role("group", name="Cell 2: code")
    cell.get_by_role("button", name="Edit").click()
    type_over(
        cell.get_by_role("textbox", name="Code of cell 2"),
        "import matplotlib.pyplot as plt\n"
        "plt.bar(range(d), numerical_grad(lambda v: float(v @ v), w, 1e-5))\n"
        "plt.title('Twice the weights')\nplt.show()",
    )
    page.keyboard.press("Control+Enter")
    drawn = cell.get_by_role("img", name="Figure: Twice the weights")
    expect(drawn).to_be_visible()
    expect(drawn).to_have_js_property("naturalWidth", 640)
    expect(cell.get_by_text("your own")).to_contain_text("numerical_grad")
    assert violations(page) == []


def test_an_explanation_is_compared_marked_and_kept(candidate: Candidate) -> None:
    page = candidate.page
    page.set_viewport_size({"width": 390, "height": 844})
    candidate.register(then=LAB)
    prompt = page.locator("#prompt-1")
    prompt.get_by_role("textbox").fill("The even terms cancel.")
    expect(prompt.get_by_text("Taylor's theorem")).to_have_count(0)
    prompt.get_by_role("button", name="Compare with the model answer").click()
    expect(prompt.get_by_text("Taylor's theorem")).to_be_visible()
    prompt.get_by_role("button", name="Yes, it did").click()
    expect(prompt.get_by_role("button", name="Yes, it did", include_hidden=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    candidate.expect_no_sideways_scroll()
    page.reload()
    expect(prompt.get_by_role("textbox")).to_have_value("The even terms cancel.")
    expect(page.get_by_role("progressbar", name="1 of 4 explained")).to_be_visible()


def test_what_was_read_before_a_task_was_solved_does_not_take_it_back(
    candidate: Candidate,
) -> None:
    page = candidate.page
    candidate.register(then=LAB)
    task = open_task(candidate, "mse-gradient")
    write(task, read("mse-gradient")["solution"])
    other = page.context.new_page()
    other.goto(LAB)
    before = Held(page, f"**/api/v1{LAB}", answered=True)
    prompt = other.locator("#prompt-1")
    prompt.get_by_role("textbox").fill("The even terms cancel.")
    prompt.get_by_role("button", name="Compare with the model answer").click()
    before.wait()  # The page reads anew what was answered in the other tab.
    task.get_by_role("button", name="Submit").click()
    expect(task.locator(".solved")).to_be_visible()
    before.let_go()
    expect(page.locator("#prompt-1").get_by_text("Taylor's theorem")).to_be_visible()
    expect(task.locator(".solved")).to_be_visible()


def test_a_printed_lab_is_its_text_code_and_answers(candidate: Candidate) -> None:
    page = candidate.page
    candidate.register(then=LAB)
    page.locator("#prompt-1").get_by_role("textbox").fill("The even terms cancel.")
    page.emulate_media(media="print", color_scheme="dark")
    title = page.get_by_role("heading", level=1)
    # On wide paper too the text has its width: the column of the outline is not printed.
    assert page.locator(".lab__body").evaluate("it => it.clientWidth") > 600
    expect(title).to_have_css("color", "rgb(28, 29, 33)")
    expect(page.get_by_role("group", name="Cell 1: code")).to_contain_text("import numpy")
    expect(page.locator("#prompt-1").get_by_role("textbox")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("banner")).to_have_count(0)
    expect(page.get_by_role("navigation")).to_have_count(0)


def test_a_printed_lab_has_the_code_of_tasks_that_were_not_looked_at(candidate: Candidate) -> None:
    page = candidate.page
    candidate.register(then=LAB)
    long = "\n".join(f"line_{n} = {n}" for n in range(120))
    page.evaluate("code => localStorage.setItem('nabla.draft.mse-gradient', code)", long)
    page.reload()
    expect(page.locator("#task-mse-gradient")).to_be_attached()
    setup = page.get_by_role("group", name="Cell 1: code")
    setup.get_by_role("button", name="Edit").click()
    setup.get_by_role("textbox").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("# mine\n")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    task = page.locator("#task-mse-gradient")
    expect(task).to_contain_text("line_119 = 119")
    expect(setup).to_contain_text("# mine")
    for code in (task, setup):
        expect(code.locator("pre")).to_be_visible()
        expect(code.locator(".editor")).not_to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(task).not_to_contain_text("line_119")


def test_a_printed_lab_has_the_code_that_was_written_on_another_machine(
    candidate: Candidate, elsewhere: Candidate
) -> None:
    candidate.register(then="/problems/mse-gradient")
    candidate.write("written = 'elsewhere'\n")
    expect(candidate.page.locator(".actions__saved")).to_have_text("saved")
    elsewhere.log_in(candidate.name)
    page = elsewhere.page
    with page.expect_response("**/problems/mse-gradient/draft"):
        page.goto(LAB)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    task = page.locator("#task-mse-gradient")
    expect(task.locator(".printed-code")).to_contain_text("written = 'elsewhere'")
    expect(task.locator(".editor")).to_have_count(0)  # it was not looked at


def test_a_guest_reads_and_is_told_to_log_in(candidate: Candidate) -> None:
    page = candidate.page
    page.goto(LAB)
    candidate.expect_nobody()
    setup = page.get_by_role("group", name="Cell 1: code")
    setup.get_by_role("button", name="Run").click()
    expect(setup.get_by_text("Log in to run code")).to_be_visible()
    task = open_task(candidate, "numerical-gradient")
    task.get_by_role("button", name="Submit").click()
    expect(task.get_by_text("Log in to run and submit")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_assistive_technology(
    candidate: Candidate, theme: str
) -> None:
    page = candidate.page
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    candidate.register(then=LAB)
    page.get_by_role("group", name="Cell 1: code").get_by_role("button", name="Run").click()
    expect(page.locator(".cell__output")).to_be_visible()
    task = open_task(candidate, "numerical-gradient")
    task.get_by_text("What is asked").click()
    task.get_by_role("button", name="Submit").click()
    expect(task.locator(".verdict")).to_be_visible()
    assert violations(page) == []
    page.goto("/labs")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page) == []
