"""The ways in which somebody works the pages: with a mouse, by keyboard alone, or on a phone."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

_MOST_TABS = 150
# An editor lives in a shadow root, where only `:focus` tells that it has it.
_HAS_FOCUS = "element => element.matches(':focus')"


def choose_by_keys(field: Locator, value: str) -> None:
    """Choose from a list that has the focus, line by line: letters count only if they come fast."""
    field.press("Home")
    for _ in range(field.locator("option").count()):
        if field.evaluate("list => list.value") == value:
            return
        field.press("ArrowDown")
    raise AssertionError(f"{value} is not in {field}")


class Mouse:
    """Points and clicks; types only what is to be written."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        """Follow a link, press a button, check a box."""
        target.click()

    def open_tab(self, tab: Locator) -> None:
        """Show the panel of a tab."""
        self.press(tab)

    def fill(self, field: Locator, text: str) -> None:
        """Put a text in the place of what is in a field."""
        self.press(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def choose(self, field: Locator, option: str) -> None:
        """Choose from a list."""
        field.select_option(option)


class Finger(Mouse):
    """Taps on a narrow screen; its letters come from the screen's own keyboard."""

    def press(self, target: Locator) -> None:
        target.tap()


class Keys(Mouse):
    """Has nothing but a keyboard."""

    def press(self, target: Locator) -> None:
        self._reach(target)
        # A box is checked by the bar alone, a link followed by Enter alone; buttons take both.
        box = target.get_attribute("type") == "checkbox"
        self.page.keyboard.press("Space" if box else "Enter")

    def open_tab(self, tab: Locator) -> None:
        tabs = self.page.get_by_role("tablist").filter(has=tab)
        self._reach(tabs.get_by_role("tab", selected=True))
        for _ in range(tabs.get_by_role("tab").count()):
            if tab.get_attribute("aria-selected") == "true":
                break
            self.page.keyboard.press("ArrowRight")
        expect(tab).to_be_focused()

    def fill(self, field: Locator, text: str) -> None:
        self._reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def choose(self, field: Locator, option: str) -> None:
        self._reach(field)
        choose_by_keys(field, option)

    def _reach(self, target: Locator) -> None:
        """Press Tab until the focus is there; in an editor Tab first has to be freed by Escape."""
        expect(target).to_be_visible()
        for _ in range(_MOST_TABS):
            if target.evaluate(_HAS_FOCUS):
                return
            if self.page.evaluate("document.activeElement.classList.contains('editor')"):
                self.page.keyboard.press("Escape")
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} is not reached by Tab")
