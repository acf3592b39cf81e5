"""Long lists are read along an index of their order, whatever part of them is asked for."""

import pytest
from django.db import connection

from alerts.models import Mail
from core.paging import in_full_order, rows_between
from core.tasks import count_rows
from teams.models import Activity
from tests.conftest import NOW
from tests.factories.alerts import queued_mail

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads small tables whole"),
]
KINDS = ["planner.task", "planner.goal", "risks.risk", "funding.round"]


@pytest.fixture
def filled(owner, manager):
    Activity.objects.bulk_create(
        Activity(team=owner.team, by=by, verb="changed", subject_kind=kind, subject_id=owner.pk, subject_version=1)
        for kind in KINDS
        for by in [owner, manager]
        for _number in range(50)
    )
    queued_mail(owner, now=NOW)
    count_rows()


def plan_of(rows):
    return rows_between(in_full_order(rows), 0, 50, 1000).explain()


def test_activities_are_read_along_an_index(owner, filled):
    rows = Activity.objects.visible_to(owner).order_by("-at", "-pk")

    assert "activity_of_team (team_id=?)" in plan_of(rows)
    assert "activity_by_kind (team_id=? AND subject_kind=?)" in plan_of(rows.filter(subject_kind=KINDS[0]))
    assert "activity_by_verb (team_id=? AND verb=?)" in plan_of(rows.filter(verb="created"))
    assert "activity_by_person (by_id=?)" in plan_of(rows.filter(by=owner))


def test_mails_are_read_along_an_index(owner, filled):
    assert "mail_of_team (team_id=?)" in plan_of(Mail.objects.visible_to(owner).order_by("-created_at", "-pk"))
