"""Fill the queue for the measurement of the outbox: one due milestone, one person and one mail each."""

import datetime as dt
import uuid

from django.utils import timezone

from alerts.keys import occurrence_key
from alerts.models import Alert, Delivery, DeliveryState, Mail, Pace, Preference
from planner.models import Milestone, Project
from teams.models import Membership, Team, User

CHUNK = 500


def fill(count):
    """Store so many due mails to different people; returns (mail, delivery, preference) of each, in memory."""
    now = timezone.now()
    team = Team(name="Bench", slug=f"bench-{uuid.uuid4().hex[:8]}")
    team.save(force_insert=True)
    project = Project(team=team, name="Bench", number=1)
    project.save(force_insert=True)
    users = [User(name=f"Person {n}", email=f"p{uuid.uuid4().hex}@bench.landfall-mail.org") for n in range(count)]
    User.objects.bulk_create(users, CHUNK)
    people = [Membership(team=team, user=user, name=user.name) for user in users]
    Membership.objects.bulk_create(people, CHUNK)
    preferences = [Preference(team=team, membership=person) for person in people]
    Preference.objects.bulk_create(preferences, CHUNK)
    due_on = team.today(now) - dt.timedelta(days=1)
    milestones = [
        Milestone(team=team, project=project, number=n + 1, title=f"Milestone {n}", owner=person, due_on=due_on)
        for n, person in enumerate(people)
    ]
    Milestone.objects.bulk_create(milestones, CHUNK)
    return list(zip(*_queued(team, people, milestones, now), preferences, strict=True))


def _queued(team, people, milestones, now):
    alerts = [
        Alert(
            team=team,
            rule="milestone_overdue",
            subject_kind="planner.milestone",
            subject_id=row.pk,
            about_on=row.due_on,
            step=1,
            values={"name": str(row), "path": row.get_absolute_url()},
            pace=Pace.NOW,
            fires_at=now,
            key=occurrence_key("milestone_overdue", "planner.milestone", row.pk, row.due_on, None, 1),
        )
        for row in milestones
    ]
    Alert.objects.bulk_create(alerts, CHUNK)
    mails = [Mail.to(person, "critical", due_at=now, now=now) for person in people]
    Mail.objects.bulk_create(mails, CHUNK)
    deliveries = [
        Delivery(team=team, alert=alert, membership=person, mail=mail, state=DeliveryState.MAILED)
        for alert, person, mail in zip(alerts, people, mails, strict=True)
    ]
    Delivery.objects.bulk_create(deliveries, CHUNK)
    return mails, deliveries
