"""Pages do without the part of an address that they do not understand, as links live long, and say so."""

from django.urls import reverse

from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory


def test_a_page_leaves_out_what_it_does_not_understand_and_says_so(owner, browse):
    milestone = MilestoneFactory(team=owner.team)

    page = browse(owner).get(reverse("planner:milestone-list", args=["acme"]), {"owner": "nobody", "utm_source": "x"})

    assert list(page.context["object_list"]) == [milestone]
    assert "Not understood and left out: Owner</p>" in page.content.decode()


def test_a_page_that_understands_its_address_says_nothing_of_it(owner, browse):
    page = browse(owner).get(reverse("planner:milestone-list", args=["acme"]), {"owner": "none", "utm_source": "x"})

    assert "left out" not in page.content.decode()


def test_a_list_with_a_misspelt_state_is_the_one_it_starts_with(owner, browse):
    milestone = MilestoneFactory(team=owner.team)
    MilestoneFactory(team=owner.team, project=milestone.project, state="completed", completed_at=NOW)

    page = browse(owner).get(reverse("planner:milestone-list", args=["acme"]), {"state": "opne"})

    assert list(page.context["object_list"]) == [milestone]
    assert '<option value="open" selected>' in page.content.decode()
    assert "Not understood and left out: State</p>" in page.content.decode()
