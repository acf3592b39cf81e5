"""What was late when it came in: told once, to whoever has it in hand, by a link that shows it."""

import datetime as dt

import pytest

from alerts.models import Alert, AlertState, Mail, MailState
from planner.models import Milestone
from tests.alerts.test_timely import import_overdue
from tests.factories.funding import NextActionFactory, OpportunityFactory
from tests.factories.planner import ProjectFactory

pytestmark = pytest.mark.django_db


def counts():
    """Return what is or was to be told: (who, on which morning, how many)."""
    alerts = Alert.objects.filter(rule="already_late").exclude(state=AlertState.CANCELLED)
    facts = alerts.values_list("deliveries__membership__name", "about_on", "values__counts")
    return sorted((name, day.isoformat(), sum(kinds.values())) for name, day, kinds in facts)


def sent():
    Mail.objects.filter(state=MailState.QUEUED).update(state=MailState.SENT)


def hand_over(rows, person, *, by):
    for row in rows:
        row.owner = person
        row.store(by=by)


def test_who_takes_over_what_was_late_hears_of_it(team, anna, ben, cleo, clock):
    clock.tick()
    import_overdue(team, [cleo], 3)
    clock.tick_at(2026, 3, 3, 8, 0)
    sent()
    clock.move_to(2026, 3, 10, 9, 0)
    hand_over(Milestone.objects.all()[:2], ben, by=anna)

    for day in range(11, 20):
        clock.tick_at(2026, 3, day, 8, 0)
        sent()

    assert counts() == [("Ben Manager", "2026-03-11", 2), ("Cleo Member", "2026-03-03", 3)]


def test_next_step_taken_over_with_its_opportunity_is_told(team, anna, ben, clock):
    clock.tick()
    opportunity = OpportunityFactory(team=team, owner=anna)
    NextActionFactory(team=team, opportunity=opportunity, owner=None, due_on=dt.date(2026, 2, 20))
    clock.tick_at(2026, 3, 3, 8, 0)
    sent()
    clock.forward(hours=2)
    hand_over([opportunity], ben, by=anna)

    clock.tick()

    assert counts() == [("Anna Owner", "2026-03-03", 1), ("Ben Manager", "2026-03-04", 1)]


@pytest.mark.parametrize("field", ["alert_hour", "time_zone"])
def test_told_once_whatever_becomes_of_the_alert_hour(team, anna, cleo, clock, field):
    clock.tick_at(2026, 3, 3, 7, 30)
    import_overdue(team, [cleo], 3)
    clock.tick()
    clock.tick_at(2026, 3, 3, 8, 0)
    sent()
    clock.move_to(2026, 3, 3, 9, 0)
    setattr(team, field, {"alert_hour": 7, "time_zone": "Asia/Shanghai"}[field])
    team.store(by=anna)

    for day in (3, 4, 5):
        clock.tick_at(2026, 3, day, 12, 0)
        sent()

    assert counts() == [("Cleo Member", "2026-03-03", 3)]


@pytest.mark.parametrize(("owner", "query"), [("cleo", "?due=overdue&owner={cleo}"), (None, "?due=overdue&owner=none")])
def test_link_leads_to_what_is_counted(team, anna, cleo, clock, browse, owner, query):
    row = Milestone(team=team, project=ProjectFactory(team=team), title="Old", due_on=dt.date(2026, 2, 1))
    row.owner = cleo if owner else None
    row.store(by=None)

    clock.tick()

    path = Alert.objects.get(rule="already_late").values["path"]
    assert path == "/t/acme/milestones/" + query.format(cleo=cleo.pk)
    assert [found.pk for found in browse(anna).get(path).context["object_list"]] == [row.pk]


def test_link_names_nobody_when_several_are_in_charge(team, anna, cleo, clock):
    import_overdue(team, [anna], 1)
    row = Milestone(team=team, project=ProjectFactory(team=team), title="Old", due_on=dt.date(2026, 2, 1))
    row.store(by=None)

    clock.tick()

    assert [alert.values["path"] for alert in Alert.objects.all()] == ["/t/acme/milestones/?due=overdue"]
