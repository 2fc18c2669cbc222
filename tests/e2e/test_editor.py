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
    assert candidate.code() == "import numpy as np\nnp.linalg.norm()"  # with its bracket closed


def test_what_is_not_python_is_underlined_once_one_has_gone_on(candidate: Candidate) -> None:
    candidate.open_problem()
    candidate.write("x = 1\ny = x +* 2\nz = 3\n")
    marked = candidate.page.locator(".cm-notPython")
    expect(marked).to_have_count(1)
    expect(marked).to_have_attribute("title", "Line 2: Python cannot read this")
    candidate.write("x = 1\ny = x + 2\n")
    expect(marked).to_have_count(0)
    # The cursor is behind it: this line is being written.
    candidate.page.keyboard.type("z = (y +")
    candidate.page.wait_for_timeout(1500)
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
    assert candidate.code() == "third = 3\nsecond = 2\n"
    page.reload()
    expect(page.locator(".cm-vim-panel")).to_be_visible()
    expect(candidate.editor).to_contain_text("third = 3")


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
