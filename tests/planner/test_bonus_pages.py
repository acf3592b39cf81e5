"""Bonuses on pages and by the API: owners decide, the person sees their own, and nobody else learns of any."""

import re

import pytest
from django.utils import timezone

from alerts.models import Alert
from alerts.ticking import tick
from desk.my_work.gathering import Gathering
from planner.models import Bonus, Milestone
from teams.leaving import leave
from teams.models import Activity
from tests.conftest import NOW
from tests.factories.bonuses import BonusFactory, ResponsibilityFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.teams import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW)]

BASE, API = "/t/acme", "/api/v1/teams/acme"
SECRET = "Zanzibar"


@pytest.fixture
def reached(team):
    return MilestoneFactory(team=team, title="Pilot", state="completed", completed_at=timezone.now())


@pytest.fixture
def bonus(team, reached, member):
    return BonusFactory(team=team, milestone=reached, beneficiary=member, title=f"{SECRET} trip", state="earned")


# Offering, deciding


def test_owners_find_all_bonuses_in_the_area_of_the_team(browse, owner, manager, bonus):
    pages = [browse(who).get(f"{BASE}/people/").content.decode() for who in (owner, manager)]
    shown = browse(owner).get(f"{BASE}/bonuses/")

    assert [f'href="{BASE}/bonuses/"' in page for page in pages] == [True, False]
    assert [area["key"] for area in shown.context["nav"] if area["current"]] == ["team"]


def test_a_milestone_shows_its_bonuses_without_the_tools_of_the_list(browse, owner, bonus):
    page = browse(owner).get(bonus.milestone.get_absolute_url()).content.decode()
    found = browse(owner).get(
        f"{BASE}/bonuses/?milestone={bonus.milestone_id}&state=all",
        headers={"HX-Request": "true", "HX-Target": "bonus-table"},
    )

    [wanted] = re.findall(r'hx-target="#bonus-table" hx-select="([^"]*)"', page)
    assert wanted == ".table-wrap, .pagination"
    assert '<div class="table-wrap">' in found.content.decode()


def test_an_owner_offers_approves_and_pays_by_hand(browse, owner, member, reached):
    client = browse(owner)

    client.post(
        f"{BASE}/bonuses/new/",
        {
            "milestone": reached.pk,
            "beneficiary": member.pk,
            "title": "For the pilot",
            "kind": "money",
            "amount": "2000",
            "currency": "EUR",
        },
    )
    bonus = Bonus.objects.get()
    answers = [client.get(f"{BASE}/bonuses/{bonus.pk}/{page}") for page in ("", "approval/", "payment/", "voiding/")]
    client.post(f"{BASE}/bonuses/{bonus.pk}/approval/")
    client.post(f"{BASE}/bonuses/{bonus.pk}/payment/", {"on": "2026-03-01"})

    bonus.refresh_from_db()
    assert [answer.status_code for answer in answers] == [200] * 4
    assert (bonus.state, bonus.approved_by, str(bonus.paid_on)) == ("paid", owner, "2026-03-01")


def test_the_only_owner_is_asked_why_on_the_page(browse, owner, team, reached):
    bonus = BonusFactory(team=team, milestone=reached, beneficiary=owner, state="earned")
    client = browse(owner)

    asked = client.get(f"{BASE}/bonuses/{bonus.pk}/approval/").content.decode()
    refused = client.post(f"{BASE}/bonuses/{bonus.pk}/approval/")
    client.post(f"{BASE}/bonuses/{bonus.pk}/approval/", {"reason": "Agreed with the board"})
    shown = client.get(f"{BASE}/bonuses/{bonus.pk}/").content.decode()

    assert 'name="reason"' in asked
    assert refused.status_code == 422
    assert "decided alone" in shown
    assert "Agreed with the board" in shown


def test_each_decision_is_made_and_taken_back_by_the_api(api, owner, bonus):
    client, states = api(owner), []

    def act(method, noun, data=None):
        answer = getattr(client, method)(f"{API}/bonuses/{bonus.pk}/{noun}/", data, format="json")
        states.append((answer.status_code, answer.json().get("state")))

    act("post", "payment")
    act("post", "approval")
    act("post", "payment", {"on": "2026-03-01"})
    act("delete", "payment")
    act("delete", "approval")
    act("post", "voiding", {"reason": "Moved on"})
    act("delete", "voiding")

    assert states == [
        (400, None),
        (200, "approved"),
        (200, "paid"),
        (200, "approved"),
        (200, "earned"),
        (200, "void"),
        (200, "earned"),
    ]


@pytest.mark.parametrize("way", ["approval", "payment", "voiding"])
def test_the_person_it_is_for_sees_it_and_decides_nothing(browse, api, member, bonus, way):
    page = browse(member).get(f"{BASE}/bonuses/{bonus.pk}/")
    acted = browse(member).post(f"{BASE}/bonuses/{bonus.pk}/{way}/", {"reason": "Mine"})
    asked = api(member).post(f"{API}/bonuses/{bonus.pk}/{way}/", {"reason": "Mine"}, format="json")

    bonus.refresh_from_db()
    assert (page.status_code, acted.status_code, asked.status_code, bonus.state) == (200, 403, 403, "earned")
    assert SECRET in page.content.decode()


# Where it is shown


def test_a_milestone_shows_the_bonuses_a_person_may_see_and_loads_them_by_address(browse, owner, member, bonus):
    part = f"{BASE}/bonuses/?milestone={bonus.milestone_id}&state=all"
    page = browse(owner).get(f"{BASE}/milestones/{bonus.milestone_id}/").content.decode()
    fragment = browse(member).get(part, headers={"HX-Request": "true", "HX-Target": "bonus-table"}).content.decode()

    assert part.replace("&", "&amp;") in page
    assert "<html" not in fragment
    assert SECRET in fragment


def test_ones_own_page_leads_to_ones_bonuses_and_to_owners_those_of_others(browse, owner, member, viewer, bonus):
    link = f"/bonuses/?beneficiary={member.pk}"

    seen = {
        who.name: link in browse(who).get(f"{BASE}/people/{member.pk}/").content.decode()
        for who in (owner, member, viewer)
    }

    assert seen == {owner.name: True, member.name: True, viewer.name: False}


def decided_by(who):
    return {row.title: row.section for row in Gathering(who).mine if row.kind.key == "bonus"}


def test_what_waits_for_approval_or_payment_stands_in_the_work_of_owners_alone(team, owner, manager, member, reached):
    for title, state in (("To approve", "earned"), ("To pay", "approved"), ("Offered", "offered"), ("Paid", "paid")):
        when = {"approved_at": timezone.now()} if state in ("approved", "paid") else {}
        paid = {"paid_on": NOW.date()} if state == "paid" else {}
        BonusFactory(team=team, milestone=reached, beneficiary=member, title=title, state=state, **when, **paid)
    opened = MilestoneFactory(team=team)
    BonusFactory(team=team, milestone=opened, title="Open again", state="approved", approved_at=timezone.now())

    assert decided_by(owner) == {"To approve": "now", "To pay": "now"}
    assert [decided_by(who) for who in (manager, member)] == [{}, {}]


def test_ones_own_waits_for_another_owner_where_there_is_one(team, owner, reached):
    BonusFactory(team=team, milestone=reached, beneficiary=owner, title="Own", state="earned")

    alone = decided_by(owner)
    other = MembershipFactory(team=team, role="owner")

    assert (alone, decided_by(owner), decided_by(other)) == ({"Own": "now"}, {}, {"Own": "now"})


def test_a_bonus_is_looked_at_from_ones_work_and_who_may_not_finds_nothing_by_the_api(
    browse, api, owner, member, bonus
):
    page = browse(owner).get(f"{BASE}/my-work/").content.decode()
    found = [api(who).get(f"{API}/my-work/?kind=bonus").json()["count"] for who in (owner, member)]

    assert (f"{BASE}/bonuses/{bonus.pk}/?next=" in page, member.name in page, found) == (True, True, [1, 0])


def test_what_was_offered_to_somebody_who_leaves_waits_for_owners(team, owner, member):
    milestone = MilestoneFactory(team=team)
    BonusFactory(team=team, milestone=milestone, beneficiary=member, title="Offered")

    before = decided_by(owner)
    leave(member, by=member)

    assert (before, decided_by(owner)) == ({}, {"Offered": "later"})


def test_the_pages_of_somebody_who_leaves_show_what_ends_and_what_stays_promised(browse, owner, manager, team, member):
    milestone = MilestoneFactory(team=team, title="Pilot")
    ResponsibilityFactory(team=team, milestone=milestone, person=member, letter="C")
    ResponsibilityFactory(team=team, milestone__state="cancelled", milestone__title="Gone", person=member)
    BonusFactory(team=team, milestone=milestone, beneficiary=member, title=f"{SECRET} trip")
    parts = f"{BASE}/responsibilities/people/{member.pk}/"

    asked = [browse(owner).get(f"{BASE}/people/{member.pk}/{page}").content.decode() for page in ("", "ending/")]
    shown, hidden = browse(owner).get(parts).content.decode(), browse(manager).get(parts).content.decode()
    leave(member, by=owner)
    after = browse(owner).get(parts).content.decode()
    listed = browse(owner).get(f"{BASE}/bonuses/").content.decode()

    assert [f'hx-get="{parts}"' in page for page in asked] == [True, True]
    assert ("Pilot" in shown, "Gone" in shown, "Consulted" in shown, SECRET in shown) == (True, False, True, True)
    assert ("Pilot" in hidden, SECRET in hidden, "onus" in hidden.split("person-parts")[1]) == (True, False, False)
    assert ("They end with the membership" in shown, "They ended with the membership" in after) == (True, True)
    assert "This person has left" in after
    assert "No longer in the team" in listed


@pytest.mark.parametrize("rows", [1, 3])
def test_what_a_person_has_to_do_with_milestones_costs_the_same_for_more(browse, owner, team, member, rows, queries):
    BonusFactory.create_batch(rows, team=team, beneficiary=member)
    ResponsibilityFactory.create_batch(rows, team=team, person=member)
    client = browse(owner)

    with queries(6):
        client.get(
            f"{BASE}/responsibilities/people/{member.pk}/",
            headers={"HX-Request": "true", "HX-Target": "person-parts"},
        )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_more_rows(browse, owner, team, rows, queries):
    BonusFactory.create_batch(rows, team=team)
    client = browse(owner)

    with queries(9):
        client.get(f"{BASE}/bonuses/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_the_api_costs_the_same_for_more_rows(api, owner, team, rows, queries):
    BonusFactory.create_batch(rows, team=team)
    client = api(owner)

    with queries(5):
        client.get(f"{API}/bonuses/")


# What others learn

EVERYWHERE = [
    "/",
    "/my-work/",
    f"/search/?q={SECRET}",
    "/activity/",
    "/review/",
    "/report/",
    "/people/",
    "/milestones/",
    "/milestones/?state=all",
    "/plan.csv",
    "/feeds/",
    "/bonuses/?state=all",
    "/forecast/",
    "/alerts/mine/",
    "/alerts/",
    "/money/",
    "/projects/",
    "/settings/",
]
LISTS = ["bonuses/", "activity/", "changes/", "milestones/", "members/", f"search/?q={SECRET}", "my-work/", "alerts/"]
MADE_ANEW = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": ?"[^"]+"|nonce="[^"]+"')


@pytest.fixture
def observer(team):
    return MembershipFactory(team=team, role="viewer", reads_money=True, name="Oda Observer")


def what_is_seen(client, ids):
    """Return every answer a person gets, without what is made anew for each."""
    paths = [f"{BASE}{path}" for path in EVERYWHERE] + [f"{API}/{path}" for path in LISTS]
    paths += [f"{BASE}/milestones/{ids['milestone']}/", f"{BASE}/people/{ids['person']}/"]
    paths += [f"{BASE}/responsibilities/people/{ids['person']}/", f"{BASE}/people/{ids['person']}/ending/"]
    paths += [f"{API}/my-work/?kind=bonus"]
    paths += [f"{API}/milestones/{ids['milestone']}/", f"{BASE}/choices/planner.bonus/?q={SECRET}"]
    answers = {path: client.get(path, headers={"HX-Request": ""}) for path in paths}
    return {path: (answer.status_code, MADE_ANEW.sub("", text_of(answer))) for path, answer in answers.items()}


def text_of(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace")


@pytest.mark.parametrize("role", ["manager", "viewer", "observer", "mate"])
def test_nobody_else_sees_a_difference_that_a_bonus_makes(role, request, browse, team, owner, member, reached):
    """Pages and lists are the same to the letter before and after one was offered, approved, paid and made void."""
    who = MembershipFactory(team=team, role="member") if role == "mate" else request.getfixturevalue(role)
    client = browse(who)
    ids = {"milestone": reached.pk, "person": member.pk}
    what_is_seen(client, ids)  # what is made when a page is first opened is there by now
    before = what_is_seen(client, ids)

    bonus = Bonus(team=team, milestone=reached, beneficiary=member, title=f"{SECRET} trip", amount=2_000)
    bonus.store(by=owner)
    bonus.approve(by=owner)
    bonus.pay(by=owner)
    bonus.make_void(by=owner, reason=f"{SECRET} is off")
    after = what_is_seen(client, ids)

    assert {path for path, answer in after.items() if answer != before[path]} == set()
    assert [status for status, _text in after.values()].count(200) >= 26
    assert not any(SECRET in text for path, (_status, text) in after.items() if SECRET not in path)


@pytest.mark.parametrize("role", ["manager", "viewer", "observer"])
def test_nobody_else_reaches_a_bonus_by_its_id(role, request, browse, api, bonus):
    who = request.getfixturevalue(role)
    pages = [f"/bonuses/{bonus.pk}/", f"/rows/planner.bonus/{bonus.pk}/", f"/comments/planner.bonus/{bonus.pk}/"]

    answers = [browse(who).get(f"{BASE}{page}").status_code for page in pages]
    answers.append(api(who).get(f"{API}/bonuses/{bonus.pk}/").status_code)

    assert answers == [404] * 4


def test_history_is_told_to_the_person_and_to_owners_alone(bonus, owner, manager, member, viewer):
    bonus.approve(by=owner)
    told = Activity.objects.about(bonus)

    seen = {who.name: told.visible_to(who).count() for who in (owner, member, manager, viewer)}

    assert seen == {owner.name: 1, member.name: 1, manager.name: 0, viewer.name: 0}


def test_no_mail_tells_of_it(bonus, owner, manager, viewer):
    bonus.approve(by=owner)
    bonus.pay(by=owner)

    tick(timezone.now())

    assert list(Alert.objects.all()) == []


def test_what_stands_in_the_way_of_removing_a_milestone_has_no_name_for_others(manager, owner, bonus):
    milestone = Milestone.objects.get(pk=bonus.milestone_id)

    with pytest.raises(Exception, match="something you may not see") as refused:
        milestone.discard(by=manager)

    assert SECRET not in str(refused.value)
