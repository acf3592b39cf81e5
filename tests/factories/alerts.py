"""Rows of the outbox for tests."""

import datetime as dt
import uuid

import factory

from alerts.keys import occurrence_key
from alerts.models import Alert, Because, Delivery, DeliveryState, Mail, Pace, Preference
from alerts.rules.notice import NOTICE

from .planner import MilestoneFactory


class AlertFactory(factory.django.DjangoModelFactory):
    """An alert sent by hand about a milestone, which holds as long as the milestone is there."""

    class Meta:
        model = Alert
        exclude = ("milestone", "now")

    now = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
    milestone = factory.SubFactory(MilestoneFactory, team=factory.SelfAttribute("..team"))
    rule = NOTICE
    subject_kind = "planner.milestone"
    subject_id = factory.SelfAttribute("milestone.pk")
    values = factory.LazyAttribute(lambda alert: {"name": alert.milestone.title, "path": "/t/x/"})
    pace = Pace.NOW
    fires_at = factory.SelfAttribute("now")
    key = factory.LazyFunction(lambda: occurrence_key("test", "", uuid.uuid4(), None, None, 0))


def queued_mail(membership, *, now, kind="critical", **alert):
    """Return a mail that is due, with one delivery in it."""
    mail = Mail.to(membership, kind, due_at=now, now=now)
    mail.save(force_insert=True)
    _delivery(mail, AlertFactory(team=membership.team, now=now, **alert), membership).save(force_insert=True)
    return mail


def queued_mails(memberships, *, now, milestone):
    """Return such a mail for each of the memberships, all about one milestone, made in three statements for 500."""
    mails = [Mail.to(membership, "critical", due_at=now, now=now) for membership in memberships]
    alerts = [AlertFactory.build(team=membership.team, now=now, milestone=milestone) for membership in memberships]
    for rows in (mails, alerts, list(map(_delivery, mails, alerts, memberships))):
        type(rows[0]).objects.bulk_create(rows, batch_size=500)
    return mails


def _delivery(mail, alert, membership):
    return Delivery(
        team=membership.team,
        alert=alert,
        membership=membership,
        because=Because.ASKED if alert.rule == NOTICE else Because.RESPONSIBLE,
        mail=mail,
        state=DeliveryState.MAILED,
    )


def one_of_each(team, people):
    """Return one row of every kind of the outbox of a team."""
    mail = queued_mail(people["O"], kind="notice", now=dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC))
    delivery = mail.deliveries.select_related("alert").get()
    return [mail, delivery, delivery.alert, Preference.objects.create(team=team, membership=people["O"])]
