"""What is due for review, gone through by keyboard, and without JavaScript."""

import pytest
from playwright.sync_api import expect

from risks.models import Review, Risk
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db(transaction=True)
REVIEWS = "/t/acme/risks/reviews/"


@pytest.fixture
def risks(team):
    today = team.today()
    return [RiskFactory(team=team, title=f"Level {n}", score=(n, n), next_review_on=today) for n in (5, 4, 1)]


def test_risks_are_reviewed_one_after_the_other_with_the_keyboard(visit, member, risks):
    visitor = visit(member)
    visitor.open(REVIEWS)
    keys, heading = visitor.page.keyboard, visitor.page.locator("#card-heading")
    expect(heading).to_contain_text("Level 5")

    for reason, way, following in (("As it was", "u", "Level 4"), ("Beyond us", "e", "Level 1")):
        keys.press("d")
        keys.type(reason)  # letters in a field are letters
        keys.press("Escape")
        keys.press(way)
        expect(heading).to_contain_text(following)

    keys.press("d")
    keys.type("Worse than thought")
    keys.press("Escape")
    keys.press("r")
    keys.press("5")
    keys.press("Escape")
    keys.press("s")
    expect(visitor.page.get_by_text("No review is due")).to_be_visible()
    assert list(Review.objects.order_by("at").values_list("outcome", "note")) == [
        ("unchanged", "As it was"),
        ("escalate", "Beyond us"),
        ("rescored", "Worse than thought"),
    ]
    assert Risk.objects.get(title="Level 1").current.probability == 5


def test_a_review_works_without_javascript(visit, member, risks):
    visitor = visit(member, java_script_enabled=False)
    visitor.open(REVIEWS)

    visitor.page.get_by_label("Reason").fill("As it was")
    visitor.page.get_by_role("button", name="Unchanged").click()

    expect(visitor.page.locator("#card-heading")).to_contain_text("Level 4")
    assert Review.objects.get().outcome == "unchanged"
