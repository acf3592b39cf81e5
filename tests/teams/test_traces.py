"""The history of a row is shown to whom the row is shown."""

import datetime as dt

import pytest

from alerts.models import Mail, MailState, Preference
from planner.models import Milestone
from teams.models import Activity, Change, TeamQuerySet, change
from tests.factories.alerts import queued_mail
from tests.factories.planner import MilestoneFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


def resent(person, by):
    mail = queued_mail(person, now=NOON)
    Mail.objects.filter(pk=mail.pk).update(state=MailState.FAILED, reason="refused", ended_at=NOON)
    mail.refresh_from_db()
    mail.resend(by=by)
    return mail


def seen(person):
    return set(Activity.objects.visible_to(person).values_list("subject_id", flat=True))


def test_what_happened_to_a_mail_is_seen_by_its_reader_and_by_managers_alone(owner, manager, member, viewer):
    mail = resent(member, by=owner)

    assert [mail.pk in seen(person) for person in (manager, member, viewer)] == [True, True, False]


def test_the_history_by_api_leaves_out_what_its_reader_may_not_see(api, owner, viewer):
    resent(owner, by=owner)

    answer = api(viewer).get("/api/v1/teams/acme/activity/?subject_kind=alerts.mail")

    assert answer.data.get("results", []) == []


@pytest.fixture
def milestones_of_their_own(monkeypatch):
    """Let everybody see the milestones they own alone, as a restricted kind of row may."""

    class OwnMilestones(type(Milestone.objects.all())):
        def visible_to(self, membership):
            return super().visible_to(membership).filter(owner=membership)

    assert OwnMilestones.is_narrowed()
    assert not TeamQuerySet.is_narrowed()
    manager = Milestone._default_manager
    monkeypatch.setattr(manager, "_queryset_class", OwnMilestones)


@pytest.mark.usefixtures("milestones_of_their_own")
def test_traces_of_a_narrowed_kind_follow_the_row(owner, member, viewer):
    milestone = MilestoneFactory(team=owner.team, owner=member)
    milestone.complete(by=member)

    assert [milestone.pk in seen(person) for person in (member, owner, viewer)] == [True, False, False]


@pytest.mark.usefixtures("milestones_of_their_own")
def test_traces_of_a_narrowed_row_that_is_gone_are_for_owners(owner, manager, member):
    milestone = MilestoneFactory(team=owner.team, owner=member)
    milestone.discard(by=member)

    assert [milestone.pk in seen(person) for person in (owner, manager, member)] == [True, False, False]


@pytest.mark.usefixtures("milestones_of_their_own")
def test_an_act_is_seen_by_who_sees_one_of_its_rows(owner, member, viewer):
    milestone = MilestoneFactory(team=owner.team, owner=member)
    with change(member, "Secret work") as act:
        milestone.complete(by=act)

    assert [act in Change.objects.visible_to(person) for person in (member, viewer)] == [True, False]


def test_what_a_person_chose_stays_theirs_whoever_did_it(owner, viewer):
    preference = Preference.of(viewer)
    preference.choose(["task_assigned"], by=owner)

    assert [preference.pk in seen(person) for person in (viewer, owner)] == [True, False]
