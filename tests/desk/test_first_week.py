"""The first-week list on home: what is left, who sees it, when it goes, and that it costs no statement."""

import datetime as dt

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk import first_week as module
from planner.models import PlanImport, Project
from playbook.applying import APPLIED
from teams.models import Activity, Dismissal, Invitation, change
from tests.conftest import NOW
from tests.factories.funding import CashPositionFactory
from tests.factories.planner import MilestoneFactory, ProjectFactory
from tests.factories.risks import RiskFactory
from tests.factories.teams import MembershipFactory, PositionFactory, TeamFactory

HOME = "/t/acme/"
AWAY, BACK = "/t/acme/first-week/dismissal/", "/t/acme/first-week/dismissal/undo/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def begun(owner):
    """A team that has something: before it has, home only asks how to begin."""
    ProjectFactory(team=owner.team)


@pytest.fixture
def mail_works(settings):
    settings.EMAIL_SERVER = {"host": "mail.example.com"}


def shown(client):
    """Return the keys of the steps home shows, None where there is no list."""
    found = client.get(HOME).context["first_week"]
    return found and [step.key for step, _url in found.steps]


def test_a_new_team_is_told_what_it_lacks(owner, browse):
    MilestoneFactory(team=owner.team)

    answer = browse(owner).get(HOME)

    found = answer.context["first_week"]
    assert {step.key: url for step, url in found.steps} == {
        "cash": "/t/acme/cash/",
        "owners": "/t/acme/milestones/?owner=none",
        "roles": "/t/acme/people/",
        "server": "/t/acme/alerts/outbox/",
        "second": "/t/acme/invitations/new/",
        "rating": "/t/acme/risks/board/",
    }
    assert (found.done, found.total) == (0, 6)
    assert "0 of 6 done" in answer.content.decode()
    assert all(f'<a href="{url}">' in answer.content.decode() for _step, url in found.steps)


def test_each_address_opens(owner, browse, mail_works):
    MilestoneFactory(team=owner.team)
    client = browse(owner)

    for _step, url in client.get(HOME).context["first_week"].steps:
        assert client.get(url).status_code in (200, 302), url


def own_milestone(owner):
    MilestoneFactory(team=owner.team, owner=owner)


def unowned_but_cancelled(owner):
    MilestoneFactory(team=owner.team, state="cancelled")


def held_position(owner):
    PositionFactory(team=owner.team, holder=owner)


def second_member(owner):
    MembershipFactory(team=owner.team)


def invitation(owner):
    Invitation(team=owner.team, email="bo@landfall-mail.org", invited_by=owner).store(by=owner)


def confirmed(owner):
    EmailAddress.objects.create(user=owner.user, email=owner.user.email, verified=True, primary=True)


DONE = [
    ("cash", lambda owner: CashPositionFactory(team=owner.team)),
    ("owners", own_milestone),
    ("owners", unowned_but_cancelled),
    ("roles", held_position),
    ("address", confirmed),
    ("second", second_member),
    ("second", invitation),
    ("rating", lambda owner: RiskFactory(team=owner.team, score=(3, 3))),
]


@pytest.mark.parametrize(("key", "act"), DONE)
def test_a_step_disappears_when_it_is_done(owner, browse, mail_works, key, act):
    client = browse(owner)
    unowned = MilestoneFactory(team=owner.team)
    assert key in shown(client)
    if key == "owners":
        unowned.cancel(by=owner)

    act(owner)

    assert key not in shown(client)


def not_held(owner):
    PositionFactory(team=owner.team, holder=None)


def held_once(owner):
    PositionFactory(team=owner.team, holder=owner, ends_on=NOW.date() - dt.timedelta(days=1))


def recipient(owner):
    MembershipFactory(team=owner.team, user=None, role="recipient")


def former(owner):
    MembershipFactory(team=owner.team, ended_at=NOW)


def unconfirmed(owner):
    EmailAddress.objects.create(user=owner.user, email=owner.user.email, verified=False, primary=True)


def suggested(owner):
    RiskFactory(team=owner.team).assess(3, 3, by=owner, source=module.SUGGESTED)


def of_another_team(owner):
    elsewhere = TeamFactory()
    CashPositionFactory(team=elsewhere)
    RiskFactory(team=elsewhere, score=(3, 3))
    PositionFactory(team=elsewhere, holder=MembershipFactory(team=elsewhere))


@pytest.mark.parametrize(
    "act",
    [not_held, held_once, recipient, former, unconfirmed, suggested, of_another_team],
    ids=lambda act: act.__name__,
)
def test_what_only_looks_done_is_left(owner, browse, mail_works, act):
    MilestoneFactory(team=owner.team)
    client = browse(owner)
    before = shown(client)

    act(owner)

    assert shown(client) == before


def test_without_a_mail_server_nobody_is_asked_to_confirm(owner, browse):
    assert "server" in shown(browse(owner))
    assert "address" not in shown(browse(owner))


def test_with_one_they_are(owner, browse, mail_works):
    assert "server" not in shown(browse(owner))
    assert "address" in shown(browse(owner))


def test_when_all_is_done_there_is_no_list(owner, browse, mail_works):
    for _key, act in DONE:
        act(owner)

    answer = browse(owner).get(HOME)

    assert answer.context["first_week"] is None
    assert "first-week" not in answer.content.decode()


# Who sees it, and how long


def test_owners_and_managers_see_it_and_nobody_else(owner, manager, member, viewer, browse):
    viewer.show_money(by=owner)

    assert [bool(shown(browse(person))) for person in (owner, manager, member, viewer)] == [True, True, False, False]


def test_home_asks_how_to_begin_before_anything_else(owner, browse):
    Project.objects.all().delete()

    answer = browse(owner).get(HOME)

    told = answer.context
    assert (bool(told["ways"]), told["first_week"], told["weekly"]) == (True, None, None)
    assert "first-week" not in answer.content.decode()


def test_no_milestone_is_none_with_an_owner(owner, browse):
    assert "owners" in shown(browse(owner))


def test_the_list_stands_before_the_weekly_review(owner, browse):
    MilestoneFactory(team=owner.team)

    page = browse(owner).get(HOME).content.decode()

    assert -1 < page.index('id="first-week-heading"') < page.index('id="weekly-line"')


def days_later(number):
    return time_machine.travel(NOW + dt.timedelta(days=number), tick=False)


def begin_long_ago(team):
    type(team).objects.filter(pk=team.pk).update(created_at=NOW - dt.timedelta(days=400))


@pytest.mark.parametrize(("days", "is_shown"), [(-28, True), (-29, False)])
def test_a_team_is_new_for_four_weeks(owner, browse, days, is_shown):
    type(owner.team).objects.update(created_at=NOW + dt.timedelta(days=days))

    assert bool(shown(browse(owner))) is is_shown


@pytest.mark.parametrize(("label", "is_shown"), [(APPLIED, True), ("{who} did something else", False)])
def test_a_template_makes_a_team_new_again(owner, browse, label, is_shown):
    begin_long_ago(owner.team)
    with change(owner, label, name="AI product") as act:
        ProjectFactory.build(team=owner.team, number=None).store(by=act)

    assert bool(shown(browse(owner))) is is_shown

    act.undo(by=owner)

    assert shown(browse(owner)) is None


def test_a_template_of_long_ago_does_not(owner, browse):
    begin_long_ago(owner.team)
    with change(owner, APPLIED, name="AI product") as act:
        ProjectFactory.build(team=owner.team, number=None).store(by=act)
    Activity.objects.update(at=NOW - dt.timedelta(days=29))

    assert shown(browse(owner)) is None


@pytest.mark.parametrize(("days", "is_shown"), [(0, True), (-28, True), (-29, False)])
def test_an_import_makes_a_team_new_again(owner, browse, days, is_shown):
    begin_long_ago(owner.team)
    PlanImport.objects.create(
        team=owner.team, file_name="plan.csv", size=1, applied_at=NOW + dt.timedelta(days=days), state="applied"
    )

    assert bool(shown(browse(owner))) is is_shown


# Putting it away


def test_who_puts_it_away_sees_it_no_more_and_others_do(owner, manager, browse):
    answer = browse(owner).post(AWAY)

    assert (answer.status_code, answer.headers["Location"]) == (303, HOME)
    assert shown(browse(owner)) is None
    assert shown(browse(manager)) is not None


def test_home_offers_to_put_it_away_and_to_undo_that(owner, browse):
    client = browse(owner)
    assert f'action="{AWAY}"' in client.get(HOME).content.decode()

    page = client.post(AWAY, follow=True).content.decode()

    assert f'action="{BACK}"' in page
    assert client.post(BACK).status_code == 303
    assert shown(client) is not None


def test_putting_away_and_bringing_back_are_harmless_when_repeated(owner, browse):
    client = browse(owner)

    for path in (AWAY, AWAY):
        client.post(path)
    assert Dismissal.objects.count() == 1

    for path in (BACK, BACK):
        client.post(path)
    assert Dismissal.objects.count() == 0

    told = sorted((each.verb, each.label) for each in Activity.objects.filter(subject_kind="teams.dismissal"))
    assert told == [("created", "First-week list"), ("discarded", "First-week list")]


def test_it_is_nobody_elses_business(owner, manager, browse):
    browse(owner).post(AWAY)

    assert not Activity.objects.visible_to(manager).filter(subject_kind="teams.dismissal").exists()


def test_nothing_is_put_away_by_looking(owner, browse):
    assert browse(owner).get(AWAY).status_code == 405
    assert not Dismissal.objects.exists()


# What it costs


def put_away(owner):
    Dismissal.put_away(module.Hint.FIRST_WEEK, by=owner)


@pytest.mark.parametrize("without", [put_away, lambda owner: begin_long_ago(owner.team)], ids=["put away", "long ago"])
def test_the_list_costs_no_statement(owner, browse, without):
    MilestoneFactory(team=owner.team)
    client = browse(owner)
    client.get(HOME)
    with CaptureQueriesContext(connection) as with_list:
        assert shown(client)

    without(owner)

    with CaptureQueriesContext(connection) as without_list:
        assert shown(client) is None
    assert len(with_list) == len(without_list)


@pytest.mark.parametrize("rows", [1, 3])
def test_home_costs_the_same_for_more_rows(owner, browse, queries, rows):
    for _number in range(rows):
        MilestoneFactory(team=owner.team)
        RiskFactory(team=owner.team)
        PositionFactory(team=owner.team, holder=None)
    client = browse(owner)
    client.get(HOME)

    with queries(16):
        assert shown(client)
