"""Reading money: a right owners give to a person, whatever the access role."""

import pytest
from django.core.exceptions import ValidationError

from teams.models import Activity, Membership
from tests.factories.funding import OpportunityFactory, RoundFactory
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def observer(viewer, owner):
    viewer.show_money(by=owner)
    return viewer


def test_an_observer_sees_opportunities_and_changes_none(observer, browse):
    row = OpportunityFactory(team=observer.team)
    client = browse(observer)

    page = client.get(f"/t/acme/opportunities/{row.pk}/")

    assert page.status_code == 200
    assert client.get(f"/t/acme/opportunities/{row.pk}/edit/").status_code == 403
    assert client.post(f"/t/acme/opportunities/{row.pk}/stage/", {"stage": "passed"}).status_code == 403


def test_an_observer_looks_at_the_cash_and_enters_none(observer, browse):
    client = browse(observer)

    page = client.get("/t/acme/cash/").content.decode()

    assert "Save position" not in page
    assert client.post("/t/acme/cash/", {"balance": "1", "balance_on": "2026-03-01"}).status_code == 403


def test_the_way_to_the_money_is_in_the_rail_of_an_observer(observer, member, browse):
    assert "/t/acme/money/" in browse(observer).get("/t/acme/").content.decode()


def test_what_an_observer_reads_is_in_their_history_too(observer, owner):
    round_ = RoundFactory(team=observer.team, name="Seed")
    OpportunityFactory(team=observer.team, round=round_)
    round_.name = "Seed extension"
    round_.store(by=owner)

    kinds = set(Activity.objects.visible_to(observer).values_list("subject_kind", flat=True))

    assert "funding.round" in kinds


def test_the_right_ends_with_the_membership(observer, owner):
    observer.end(by=owner)

    assert not observer.has_perm("funding.view_round")


@pytest.mark.parametrize("ended", [True, False])
def test_who_cannot_sign_in_cannot_be_shown_the_money(owner, ended):
    person = MembershipFactory(team=owner.team, user=None, role="recipient")
    if ended:
        person.end(by=owner)

    with pytest.raises(ValidationError, match="account"):
        person.show_money(by=owner)


def test_showing_and_hiding_are_buttons_of_owners_each_with_its_undo(owner, viewer, browse):
    client = browse(owner)
    page = f"/t/acme/people/{viewer.pk}/"

    assert "Show the money" in client.get(page).content.decode()
    client.post(f"{page}money-reading/")
    shown = client.get(page).content.decode()
    client.post(f"{page}money-reading/undo/")

    assert ("can see the money" in shown, "Stop showing the money" in shown) == (True, True)
    assert not Membership.objects.get(pk=viewer.pk).reads_money
    assert list(Activity.objects.about(viewer).order_by("at").values_list("verb", flat=True)) == [
        "money_shown",
        "money_hidden",
    ]


def test_no_choice_is_offered_for_who_reads_the_money_anyway(owner, manager, browse):
    assert "Show the money" not in browse(owner).get(f"/t/acme/people/{manager.pk}/").content.decode()


def test_a_manager_gives_nobody_that_right(manager, viewer, browse):
    client = browse(manager)

    assert "Show the money" not in client.get(f"/t/acme/people/{viewer.pk}/").content.decode()
    assert client.post(f"/t/acme/people/{viewer.pk}/money-reading/").status_code == 403


def test_the_api_shows_and_hides_the_money(owner, viewer, api):
    url = f"/api/v1/teams/acme/members/{viewer.pk}/money-reading/"

    shown, hidden = api(owner).post(url), api(owner).delete(url)

    assert (shown.data["reads_money"], hidden.data["reads_money"]) == (True, False)
