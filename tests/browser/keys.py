"""Somebody without a mouse: Tab, Enter and letters, with every page on the way sound to axe."""

from playwright.sync_api import expect

STOPS = 90  # Tabs within which everything on a page is reached
IS_FOCUSED = "element => element === document.activeElement"


class Keys:
    """Somebody without a mouse."""

    def __init__(self, visitor):
        self.visitor, self.page = visitor, visitor.page

    def open(self, path):
        self.visitor.open(path)
        self.is_sound()

    def is_sound(self):
        assert self.visitor.axe() == []

    def to(self, target):
        """Press Tab until something has the focus, and return it."""
        expect(target).to_be_visible()
        for _stop in range(STOPS):
            if target.evaluate(IS_FOCUSED):
                return target
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached by Tab: {target}")

    def press(self, name, key="Enter", role="button"):
        self.to(self.page.get_by_role(role, name=name).first)
        self.page.keyboard.press(key)

    def type(self, label, text):
        self.to(self.page.get_by_label(label).first)
        self.page.keyboard.type(text)

    def is_told(self, text):
        expect(self.page.locator(".toast").last).to_contain_text(text)
        self.is_sound()
