"""Words and keys that stand only where they are true."""

import datetime as dt

import pytest

from tests.factories.planner import MilestoneFactory
from tests.factories.reviews import WeeklyReviewFactory

pytestmark = pytest.mark.django_db


def test_the_keys_of_the_weekly_review_are_named_only_while_it_walks(browse, owner):
    today = owner.team.today()
    MilestoneFactory(team=owner.team, due_on=today - dt.timedelta(days=2))
    WeeklyReviewFactory(team=owner.team, by=owner)
    client = browse(owner)

    pages = [client.get(f"/t/acme/review/{at}").content.decode() for at in ("", "?at=end")]

    assert ["review-keys" in page for page in pages] == [True, False]


def test_home_says_of_the_rest_that_nothing_needs_attention(browse, owner):
    MilestoneFactory(team=owner.team, owner=owner, due_on=owner.team.today() + dt.timedelta(days=2))

    page = browse(owner).get("/t/acme/").content.decode()

    assert "Nothing else needs attention." in page


def test_handing_on_stands_beside_done_and_later(browse, owner):
    milestone = MilestoneFactory(team=owner.team, owner=owner, due_on=owner.team.today())

    page = browse(owner).get("/t/acme/my-work/").content.decode()

    menu, beside = page.split("1 week later…")[1].split("</details>")[:2]
    address = f"/t/acme/my-work/milestone/{milestone.pk}/handover/"
    assert (address in menu, address in beside) == (False, True)
