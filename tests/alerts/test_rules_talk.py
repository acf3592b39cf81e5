"""Who hears of what is said: the mentioned, and those who follow; each at their own pace, and never of their own."""

import datetime as dt
from email import message_from_string

import pytest

from alerts.forms import PreferenceForm
from alerts.models import Alert, AlertState, Delivery, DeliveryState, Mail, Preference
from alerts.sending import send_batch
from planner.models import Milestone, Task
from teams.leaving import leave
from teams.models import Subscription, TeamQuerySet
from teams.roles import Role
from tests.alerts.conftest import person
from tests.factories.funding import OpportunityFactory
from tests.factories.planner import MilestoneFactory, TaskFactory
from tests.factories.talk import said

pytestmark = pytest.mark.django_db
AT_ONCE = dt.timedelta(minutes=10)


@pytest.fixture
def row(team, clock):
    """A milestone of nobody's, in a team that has been looked at."""
    row = MilestoneFactory(team=team, title="Beta", number=1)
    clock.tick()
    clock.forward(minutes=1)
    return row


def told(rule):
    rows = Delivery.objects.filter(alert__rule=rule).exclude(state=DeliveryState.CANCELLED)
    return sorted(rows.values_list("membership__name", flat=True))


def mails():
    return {(mail.membership.name, mail.kind): mail for mail in Mail.objects.select_related("membership")}


def sent(postbox):
    return sorted(message_from_string(got["raw"])["Subject"] for got in postbox.accepted)


def test_whoever_is_mentioned_hears_of_it_within_minutes(team, row, anna, ben, cleo, clock):
    said(row, ben, "What do you say, @Cleo Member?")

    clock.tick()

    assert (told("mentioned"), told("commented")) == (["Cleo Member"], [])
    assert {name: mail.due_at for name, mail in mails().items()} == {("Cleo Member", "soon"): clock.now + AT_ONCE}


def test_who_reads_mentions_daily_gets_them_with_the_next_mornings_mail(team, row, ben, cleo, clock):
    Preference.of(cleo).choose([], by=cleo, paces={"mentioned": "daily"})
    said(row, ben, "@Cleo Member")

    clock.tick()

    morning = dt.datetime(2026, 3, 3, 8, 0, tzinfo=dt.UTC)
    assert {name: mail.due_at for name, mail in mails().items()} == {("Cleo Member", "daily"): morning}


def test_who_wants_no_mentions_gets_none(team, row, ben, cleo, clock):
    Preference.of(cleo).choose(["mentioned"], by=cleo)
    said(row, ben, "@Cleo Member")

    clock.tick()

    assert (told("mentioned"), Mail.objects.count()) == ([], 0)


def test_followers_hear_daily_unless_they_choose_otherwise(team, row, anna, ben, cleo, clock):
    for each in (ben, cleo):
        Subscription.choose(each, row, "following", by=each)
    Preference.of(cleo).choose([], by=cleo, paces={"commented": "soon"})
    said(row, anna)

    clock.tick()

    assert told("commented") == ["Ben Manager", "Cleo Member"]
    assert set(mails()) == {("Ben Manager", "daily"), ("Cleo Member", "soon")}


def test_the_author_hears_nothing_of_their_own_comment(team, row, cleo, clock):
    Subscription.choose(cleo, row, "following", by=cleo)
    said(row, cleo, "@Cleo Member")

    clock.tick()

    assert Alert.objects.filter(rule__in=("mentioned", "commented")).count() == 0


def test_owner_authors_and_the_mentioned_follow_by_themselves(team, row, anna, ben, cleo, clock):
    dora = person(team, "Dora Member")
    row.owner = dora
    row.store(by=anna)
    said(row, ben, "First")
    said(row, ben, "@Cleo Member")
    clock.tick()
    clock.forward(minutes=1)
    last = said(row, anna, "Third")

    clock.tick()

    heard = Delivery.objects.filter(alert__subject_id=last.pk).values_list("membership__name", flat=True)
    assert sorted(heard) == ["Ben Manager", "Cleo Member", "Dora Member"]


def test_who_begins_to_follow_hears_of_what_is_said_from_then_on(team, row, anna, ben, cleo, clock):
    said(row, ben, "Before")
    clock.tick()
    clock.forward(minutes=1)
    Subscription.choose(cleo, row, "following", by=cleo)
    said(row, anna, "By somebody else, who writes here for the first time")
    clock.forward(minutes=1)
    clock.tick()
    before = told("commented")
    said(row, ben, "After")

    clock.tick()

    assert (before, told("commented")) == (
        ["Ben Manager", "Cleo Member"],
        ["Anna Owner", "Ben Manager", "Cleo Member", "Cleo Member"],
    )


def test_who_stopped_following_is_left_alone_until_mentioned(team, row, anna, ben, cleo, clock):
    said(row, cleo)
    Subscription.choose(cleo, row, "muted", by=cleo)
    clock.forward(seconds=1)
    said(row, ben, "More")
    clock.forward(seconds=1)
    said(row, cleo, "I write, and follow no more all the same")
    clock.forward(seconds=1)
    said(row, ben, "And more")
    clock.tick()
    before = told("commented")
    said(row, ben, "@Cleo Member")

    clock.tick()

    assert (before, told("commented"), told("mentioned")) == (["Ben Manager"], ["Ben Manager"], ["Cleo Member"])


def test_a_comment_removed_before_the_mail_left_is_not_told(team, row, ben, cleo, clock, postbox):
    comment = said(row, ben, "@Cleo Member")
    clock.tick()
    clock.forward(minutes=2)
    comment.discard(by=ben)

    clock.tick()

    assert set(Alert.objects.values_list("rule", "state", "reason")) == {("mentioned", AlertState.CANCELLED, "closed")}
    assert set(Mail.objects.values_list("state", flat=True)) == {"cancelled"}


@pytest.mark.parametrize("way", ["written", "called"])
def test_who_follows_no_more_as_a_comment_is_gone_hears_of_no_other(team, row, ben, cleo, clock, way):
    reason = said(row, cleo) if way == "written" else said(row, ben, "@Cleo Member")
    clock.forward(minutes=1)
    said(row, ben, "Another matter")
    clock.tick()
    clock.forward(hours=1)
    clock.tick()
    before = told("commented")

    reason.discard(by=reason.author)
    clock.forward(minutes=1)
    clock.tick()

    assert (before, told("commented")) == (["Cleo Member"], [])
    assert Alert.objects.filter(rule="commented", state=AlertState.OPEN).exists() is False


def test_a_mention_taken_out_before_the_mail_left_is_not_told(team, row, ben, cleo, clock, postbox):
    comment = said(row, ben, "@Cleo Member")
    clock.tick()
    comment.body = "Nothing"
    comment.store(by=ben, links={"mentioned": []})
    clock.forward(minutes=11)

    send_batch(lambda: clock.now)

    assert sent(postbox) == []
    assert set(Mail.objects.values_list("state", "reason")) == {("cancelled", "not_concerned")}


def test_a_mention_added_by_an_edit_is_told(team, row, ben, cleo, clock):
    comment = said(row, ben, "Hello")
    clock.tick()
    comment.body = "Hello @Cleo Member"
    comment.store(by=ben)
    clock.forward(minutes=1)

    clock.tick()

    assert told("mentioned") == ["Cleo Member"]


def test_the_mail_says_who_and_where_and_not_what(team, row, ben, cleo, clock, postbox):
    comment = said(row, ben, "A secret for @Cleo Member")
    clock.tick()
    clock.forward(minutes=11)

    send_batch(lambda: clock.now)

    mail = Mail.objects.get()
    assert sent(postbox) == ["Ben Manager mentioned you on M-1 Beta"]
    assert f"/comments/{comment.pk}/" in mail.text
    assert "secret" not in mail.text + mail.html + str(Alert.objects.get().values)
    assert "you are mentioned in it" in mail.text


def test_nobody_hears_who_may_no_longer_see_the_row(team, anna, ben, clock, postbox):
    deal = OpportunityFactory(team=team)
    clock.tick()
    said(deal, anna, "@Ben Manager")
    clock.tick()
    ben.change_role(Role.MEMBER, by=anna)
    clock.forward(minutes=11)

    send_batch(lambda: clock.now)

    assert sent(postbox) == []
    assert set(Mail.objects.values_list("reason", flat=True)) == {"no_access"}


def test_nobody_hears_of_a_row_that_was_hidden_from_them_since(team, row, anna, ben, cleo, clock, postbox, monkeypatch):
    task = TaskFactory(team=team, assignee=anna)
    said(task, anna, "@Cleo Member")
    clock.tick()

    class OwnTasks(type(Task.objects.all())):
        def visible_to(self, membership):
            return super().visible_to(membership).filter(assignee=membership)

    assert OwnTasks.is_narrowed()
    assert not TeamQuerySet.is_narrowed()
    monkeypatch.setattr(Task._default_manager, "_queryset_class", OwnTasks)
    clock.forward(minutes=11)
    send_batch(lambda: clock.now)

    assert sent(postbox) == []
    assert set(Delivery.objects.filter(membership=cleo).values_list("reason", flat=True)) == {"no_access"}


def test_who_left_hears_nothing(team, row, anna, ben, cleo, clock, postbox):
    said(row, ben, "@Cleo Member")
    clock.tick()
    leave(cleo, by=anna)
    clock.forward(minutes=11)

    send_batch(lambda: clock.now)

    assert sent(postbox) == []


def test_a_row_that_is_gone_is_told_of_no_more(team, row, ben, cleo, clock):
    said(row, ben, "@Cleo Member")
    clock.tick()
    clock.forward(minutes=1)
    row.discard(by=ben)

    clock.tick()

    assert set(Alert.objects.filter(rule="mentioned").values_list("state", flat=True)) == {AlertState.CANCELLED}


def test_recipients_without_account_hear_nothing_of_talk(team, row, anna, ben, clock):
    from_outside = person(team, "Rita", Role.VIEWER)
    type(from_outside).objects.filter(pk=from_outside.pk).update(
        user=None, role=Role.RECIPIENT, email="r@landfall-mail.org"
    )
    Milestone.objects.filter(pk=row.pk).update(owner=from_outside)
    said(row, ben)

    clock.tick()

    assert told("commented") == []


def test_the_form_of_preferences_chooses_the_pace_and_never(team, cleo, clock):
    preference = Preference.of(cleo)
    form = PreferenceForm(
        {"wanted": ["task_assigned"], "pace-mentioned": "daily", "pace-commented": "never"}, preference=preference
    )

    assert form.is_valid()
    form.store(by=cleo)

    preference.refresh_from_db()
    assert (preference.paces, preference.pace_of("mentioned")) == ({"mentioned": "daily"}, "daily")
    assert ("mentioned" in preference.muted, "commented" in preference.muted) == (False, True)


@pytest.mark.parametrize("paces", [{"mentioned": "now"}, {"risk_gap": "soon"}, ["mentioned"]])
def test_other_paces_are_refused_by_the_api(team, cleo, clock, api, paces):
    answer = api(cleo).post("/api/v1/teams/acme/alert-preferences/", {"muted": [], "paces": paces}, format="json")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "paces"


def test_the_pace_is_chosen_by_the_api_and_kept_when_left_out(team, cleo, clock, api):
    program, url = api(cleo), "/api/v1/teams/acme/alert-preferences/"
    program.post(url, {"muted": [], "paces": {"commented": "soon"}}, format="json")

    answer = program.post(url, {"muted": ["risk_gap"]}, format="json")

    assert (answer.data["muted"], answer.data["paces"]) == (["risk_gap"], {"commented": "soon"})


@pytest.mark.parametrize("count", [1, 3])
def test_a_look_at_comments_costs_the_same_for_more_of_them(team, row, ben, cleo, clock, queries, count):
    for _each in range(count):
        said(row, ben, "@Cleo Member")
        said(MilestoneFactory(team=team, owner=cleo), ben)

    with queries(55):
        clock.tick()

    assert told("mentioned") == told("commented") == ["Cleo Member"] * count
