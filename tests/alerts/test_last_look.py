"""What changes between the claim and the send is seen: cancelled with the reason, or sent before the change."""

import datetime as dt

import pytest

from alerts.claiming import claim
from alerts.delivery import Line
from alerts.models import Delivery, Mail, MailState, Preference
from alerts.sending import Turn
from planner.models import Milestone
from tests.factories.planner import ProjectFactory

pytestmark = pytest.mark.django_db
DUE = dt.date(2026, 3, 9)


@pytest.fixture
def milestone(team, anna, cleo, clock):
    """A milestone whose mail is due now."""
    clock.tick()
    row = Milestone(team=team, project=ProjectFactory(team=team), title="Beta", owner=cleo, due_on=DUE).store(by=anna)
    clock.tick_at(2026, 3, 3, 8, 0)
    return row


def complete(row, anna):
    row.complete(by=anna)


def move(row, anna):
    row.due_on = dt.date(2026, 5, 1)
    row.store(by=anna)


def hand_over(row, anna):
    row.owner = anna
    row.store(by=anna)


def discard(row, anna):
    row.discard(by=anna)


def leave(row, anna):
    row.owner.end(by=anna)


def mute(row, anna):
    Preference.of(row.owner).choose(["milestone_due"], by=row.owner)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (complete, "closed"),
        (move, "moved"),
        (hand_over, "not_concerned"),
        (discard, "closed"),
        (leave, "left"),
        (mute, "muted"),
    ],
)
def test_change_after_the_claim_is_seen_before_the_send(milestone, anna, cleo, clock, postbox, change, reason):
    with Line() as line:
        turn = Turn(line=line, clock=lambda: clock.now)
        [mail] = claim(clock.now)
        verdicts = turn._examine([mail], clock.now)
        clock.forward(seconds=1)
        change(milestone, anna)
        turn.send(mail, verdicts[mail.pk], clock.now - dt.timedelta(seconds=1))

    mail.refresh_from_db()
    assert (mail.state, mail.reason) == (MailState.CANCELLED, reason)
    assert list(Delivery.objects.filter(membership=cleo).values_list("reason", flat=True)) == [reason]
    assert postbox.accepted == []


def test_what_did_not_change_is_sent(milestone, clock, postbox):
    with Line() as line:
        Turn(line=line, clock=lambda: clock.now).run()

    assert Mail.objects.get().state == MailState.SENT
    assert len(postbox.accepted) == 1


def test_daily_mail_leaves_out_what_ended_and_sends_the_rest(milestone, anna, cleo, clock, postbox):
    team = milestone.team
    Milestone(team=team, project=milestone.project, title="Second", owner=cleo, due_on=DUE).store(by=anna)
    clock.tick_at(2026, 3, 4, 8, 0)
    milestone.complete(by=anna)

    with Line() as line:
        Turn(line=line, clock=lambda: clock.now).run()

    assert [("Beta" in got["raw"], "Second" in got["raw"]) for got in postbox.accepted] == [(False, True)]
