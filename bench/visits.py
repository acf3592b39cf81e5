"""A signed-in founder of the demo, and the pages worth measuring."""

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from teams.models import Membership
from teams.roles import Role

PAGES = [
    "",
    "goals/",
    "milestones/",
    "tasks/",
    "tasks/board/",
    "projects/",
    "risks/",
    "risks/board/",
    "risks/report/",
    "risks/exposure/",
    "money/",
    "pipeline/",
    "forecast/",
    "opportunities/",
    "alerts/",
    "alerts/outbox/",
    "people/",
    "activity/",
    "review/",
    "report/",
]


def visitor():
    """Return a test client signed in as the demo's founder, and the team; loads the demo when there is none."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    owner = find_owner()
    if owner is None:
        call_command("demo", verbosity=0)
        owner = find_owner()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(owner.user)
    return client, owner.team


def find_owner():
    return Membership.objects.filter(role=Role.OWNER, user__isnull=False).select_related("team", "user").first()


def pages(team):
    return [f"/t/{team.slug}/{page}" for page in PAGES]


def count_statements(client, path, headers=None):
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path, headers=headers)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return len(captured)
