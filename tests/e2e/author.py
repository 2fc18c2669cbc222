"""What an author does on the pages, by the names that an author would use."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e.candidate import type_over
from tests.e2e.conftest import ADMIN_PASSWORD
from tests.e2e.watch import Watch, violations

CHECK_MILLISECONDS = 90_000

SOURCE = """\
kind: problem
id: {id}
number: {number}
title: Twice as much
difficulty: easy
topics: [calculus]
statement: |
  Return $2x$.
function: twice
parameters:
  - {{name: x, type: float, about: any number}}
returns: {{type: float, about: two times x}}
hints: [Add it to itself.]
starter: |
  def twice(x):
      pass
solution: |
  def twice(x):
      return 2 * x
examples:
  - {{name: three, inputs: {{x: 3.0}}}}
tests:
  - {{name: a negative number, inputs: {{x: -1.5}}}}
  - name: any number
    count: 3
    seed: 1
    generate: |
      x = float(rng.normal())
wrong:
  - name: three times
    verdict: wrong_answer
    message: That is three times as much.
    code: |
      def twice(x):
          return 3 * x
"""


def source(name: str, number: int, **changes: str) -> str:
    """The text of a small problem; each of `changes` replaces the value of a field at the top."""
    text = []
    for line in SOURCE.format(id=name, number=number).splitlines(keepends=True):
        key = line.partition(":")[0]
        text.append(f"{key}: {changes[key]}\n" if key in changes else line)
    return "".join(text)


class Author:
    """Drives one page as the admin."""

    def __init__(self, page: Page, watch: Watch) -> None:
        """Use `page`, whose errors `watch` collects."""
        self.page = page
        self.watch = watch

    @property
    def editor(self) -> Locator:
        """The YAML editor."""
        return self.page.get_by_role("textbox", name="YAML source of")

    @property
    def panel(self) -> Locator:
        """What the chosen tab shows."""
        return self.page.get_by_role("tabpanel")

    @property
    def issues(self) -> Locator:
        """The lines of the list of issues."""
        return self.page.get_by_role("list", name="Issues").get_by_role("button")

    def log_in(self) -> None:
        """As the admin, and arrive at the list."""
        self.page.goto("/login?next=/admin")
        self.page.get_by_label("User name").fill("admin")
        self.page.get_by_label("Password").fill(ADMIN_PASSWORD)
        self.page.locator("form").get_by_role("button", name="Log in").click()
        expect(self.page.get_by_role("heading", name="Authoring")).to_be_visible()

    def open(self, name: str, tab: str = "preview") -> None:
        """Go to the authoring page of a problem."""
        self.page.goto(f"/admin/problems/{name}?tab={tab}")
        expect(self.editor).to_be_visible()

    def tab(self, name: str) -> None:
        """Choose a tab."""
        self.page.get_by_role("tab", name=name).click()

    def write(self, text: str) -> None:
        """Put `text` in the place of all that is in the editor."""
        type_over(self.editor, text)

    def put(self, name: str, text: str) -> int:
        """Publish behind the page's back, as another author would; return the version."""
        answer = self.page.request.put(
            f"/api/v1/admin/problems/{name}",
            data=text.encode(),
            headers={"Content-Type": "application/yaml"},
        )
        assert answer.ok, answer.text()
        version: int = answer.json()["version"]
        return version

    def publish(self) -> None:
        """Publish by the keyboard, and say yes."""
        self.page.keyboard.press("Control+Shift+Enter")
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("button", name="Publish").click()

    def more(self, action: str) -> None:
        """Choose an action of the menu."""
        self.page.locator("summary", has_text="More").click()
        self.page.get_by_role("button", name=action).click()

    def violations(self) -> list[str]:
        """What axe finds wrong with the page as it is now."""
        return violations(self.page)

    def upload(self, file: Path) -> None:
        """Choose a file on the list page."""
        self.page.locator("input[type=file]").set_input_files(file)
