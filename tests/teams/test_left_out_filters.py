"""Pages do without the part of an address that they do not understand, as links live long, and say so."""

from django.urls import reverse

from tests.factories.planner import MilestoneFactory


def test_a_page_leaves_out_what_it_does_not_understand_and_says_so(owner, browse):
    milestone = MilestoneFactory(team=owner.team)

    page = browse(owner).get(reverse("planner:milestone-list", args=["acme"]), {"owner": "nobody", "utm_source": "x"})

    assert list(page.context["object_list"]) == [milestone]
    assert "Not understood and left out: Owner</p>" in page.content.decode()


def test_a_page_that_understands_its_address_says_nothing_of_it(owner, browse):
    page = browse(owner).get(reverse("planner:milestone-list", args=["acme"]), {"owner": "none", "utm_source": "x"})

    assert "left out" not in page.content.decode()
