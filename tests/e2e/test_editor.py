"""The code editor: what it offers while one writes, and how it can be set up."""

from __future__ import annotations

import json
import subprocess

import pytest
from playwright.sync_api import expect

from tests.e2e.candidate import Candidate
from tests.e2e.conftest import ROOT

pytestmark = pytest.mark.e2e


def test_names_of_numpy_are_completed_and_their_parameters_shown(candidate: Candidate) -> None:
    candidate.open_problem()
    candidate.write("import numpy as np\n")
    page = candidate.page
    # What helps with writing comes once one begins, and this with it.
    expect(candidate.editor).to_have_attribute("aria-autocomplete", "list")
    page.keyboard.type("np.linalg.nor")
    offered = page.get_by_role("option").first
    expect(offered).to_contain_text("norm(x, ord=None, axis=None, keepdims")
    page.wait_for_timeout(100)  # A choice within 75 ms of its appearance is taken for a slip.
    page.keyboard.press("Enter")
    expect(candidate.editor).to_contain_text("np.linalg.norm")
    page.keyboard.type("(")
    expect(page.locator(".cm-signature")).to_have_text(
        "norm(x, ord=None, axis=None, keepdims=False)"
    )
    candidate.expect_code("import numpy as np\nnp.linalg.norm()")  # with its bracket closed


def test_what_the_browser_has_selected_is_typed_over_before_the_editor_hears_of_it(
    candidate: Candidate,
) -> None:
    candidate.open_problem()
    candidate.write("import numpy as np\n\n\ndef f(x):\n    return x\n")
    select_unheard = """(content) => {
        addEventListener("selectionchange", (event) => event.stopImmediatePropagation(), true);
        content.getRootNode().getSelection().selectAllChildren(content);
    }"""
    candidate.editor.evaluate(select_unheard)
    candidate.page.keyboard.insert_text("def g(x):\n    return x\n")
    candidate.expect_code("def g(x):\n    return x\n")
    candidate.page.keyboard.press("Control+Z")
    expect(candidate.editor).to_contain_text("import numpy as np")


def test_what_is_not_python_is_underlined_once_one_has_gone_on(candidate: Candidate) -> None:
    clock = candidate.page.clock
    clock.install()
    candidate.open_problem()
    candidate.write("x = 1\ny = x +* 2\nz = 3\n")
    marked = candidate.page.locator(".cm-notPython")
    expect(marked).to_have_count(1)
    expect(marked).to_have_attribute("title", "Line 2: Python cannot read this")
    candidate.write("x = 1\ny = x + 2\n")
    expect(marked).to_have_count(0)
    # The cursor is behind it: this line is being written.
    candidate.page.keyboard.type("z = (y +")
    clock.run_for(3000)
    expect(marked).to_have_count(0)


def test_settings_are_kept_in_the_browser(candidate: Candidate) -> None:
    candidate.open_problem()
    page = candidate.page
    page.get_by_role("button", name="Settings").click()
    dialog = page.get_by_role("dialog", name="Editor and keys")
    dialog.get_by_label("Size of the code").select_option("20 px")
    dialog.get_by_label("Wrap long lines").check()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)
    for _ in range(2):
        expect(candidate.editor).to_have_css("font-size", "20px")
        expect(candidate.editor).to_have_class("cm-content cm-lineWrapping")
        page.reload()


def test_the_keys_of_vim(candidate: Candidate) -> None:
    candidate.open_problem()
    candidate.write("first = 1\nsecond = 2\n")
    page = candidate.page
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Vim keys").check()
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".cm-vim-panel")).to_be_visible()
    candidate.editor.click()
    page.keyboard.type("ggdd")
    expect(candidate.editor).not_to_contain_text("first")
    page.keyboard.type("Othird = 3")
    page.keyboard.press("Escape")
    candidate.expect_code("third = 3\nsecond = 2\n")
    page.reload()
    expect(page.locator(".cm-vim-panel")).to_be_visible()
    expect(candidate.editor).to_contain_text("third = 3")


UGLY = "import numpy as np\ndef f( x,y ):\n  total=x+ y\n  return total\n"
NEAT = "import numpy as np\n\n\ndef f(x, y):\n    total = x + y\n    return total\n"


def test_code_is_formatted_in_one_step_and_the_cursor_stays_where_it_was(
    candidate: Candidate,
) -> None:
    candidate.open_problem()
    candidate.write(UGLY)
    page = candidate.page
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("End")  # behind `x+ y`
    page.keyboard.press("Shift+Alt+F")
    said = candidate.editing.get_by_role("status").filter(has_text="Formatted.")
    expect(said).to_be_visible()
    candidate.expect_code(NEAT)
    page.keyboard.type(" - 1")
    expect(candidate.editor).to_contain_text("total = x + y - 1")
    expect(said).to_have_count(0)  # it was about the code before
    page.keyboard.press("Control+Z")
    page.keyboard.press("Control+Z")
    candidate.expect_code(UGLY)


def test_the_formatter_works_without_a_connection_once_it_is_there(candidate: Candidate) -> None:
    candidate.open_problem()
    button = candidate.page.get_by_role("button", name="Format", exact=True)
    candidate.write(NEAT)
    button.click()
    said = candidate.editing.get_by_role("status")
    expect(said.filter(has_text="formatted already")).to_be_visible()
    candidate.page.context.set_offline(True)
    candidate.write(UGLY)
    button.click()
    expect(said.filter(has_text="Formatted.")).to_be_visible()
    candidate.expect_code(NEAT)


def test_what_is_not_python_is_left_as_it_is_and_its_line_named(candidate: Candidate) -> None:
    candidate.open_problem()
    broken = 'name = "é"\ndef f(:\n  pass\n'
    candidate.write(broken)
    candidate.page.get_by_role("button", name="Format", exact=True).click()
    said = candidate.editing.get_by_role("status").filter(has_text="cannot read line 2")
    expect(said).to_be_visible()
    expect(candidate.page.locator(".cm-errorLine")).to_have_text("def f(:")
    candidate.expect_code(broken)
    candidate.write("def f(x):\n  return (x\n\n")
    candidate.page.keyboard.press("Shift+Alt+F")
    said = candidate.editing.get_by_role("status").filter(
        has_text="line 2. The code ends too early"
    )
    expect(said).to_be_visible()


def test_without_the_formatter_it_says_so_and_tries_again(candidate: Candidate) -> None:
    candidate.open_problem()
    candidate.write(UGLY)
    page = candidate.page
    candidate.watch.expect(".wasm")
    page.route("**/*.wasm", lambda route: route.abort())
    page.keyboard.press("Shift+Alt+F")
    said = candidate.editing.get_by_role("status")
    expect(said.filter(has_text="did not load")).to_be_visible()
    candidate.expect_code(UGLY)
    page.unroute("**/*.wasm")
    page.keyboard.press("Shift+Alt+F")
    expect(said.filter(has_text="Formatted.")).to_be_visible()


def test_a_question_mark_lists_the_keys_but_not_while_one_writes(candidate: Candidate) -> None:
    candidate.open_problem()
    page = candidate.page
    dialog = page.get_by_role("dialog", name="Editor and keys")
    candidate.editor.click()
    page.keyboard.type("?")
    expect(candidate.editor).to_contain_text("?")
    expect(dialog).to_have_count(0)
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("?")
    expect(dialog).to_contain_text("Submit")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_the_names_are_those_of_the_numpy_that_code_runs_with() -> None:
    kept = json.loads((ROOT / "frontend/src/editor/assist/numpy.json").read_text())
    python = ROOT / ".cell/bin/python"
    command = [str(python), "scripts/numpy_names.py"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=60)
    assert json.loads(made.stdout) == kept, "write it anew: see scripts/numpy_names.py"
