"""What every list page must not show: words of the machinery, and parts left open."""

import pytest


@pytest.mark.parametrize("page", ["tasks", "response-actions", "milestones"])
def test_no_filter_offers_unknown(page, browse, owner):
    assert "Unknown" not in browse(owner).get(f"/t/acme/{page}/").content.decode()


@pytest.mark.parametrize("page", ["tasks", "projects", "milestones", "opportunities", "sources", "financing-steps"])
def test_an_empty_list_gives_one_example_and_one_action(page, browse, owner):
    text = browse(owner).get(f"/t/acme/{page}/").content.decode()
    empty = text[text.index('<div class="empty">') :]
    empty = empty[: empty.index("</div>")]

    assert empty.count("For example:") == 1
    assert empty.count('<a class="button"') == 1
