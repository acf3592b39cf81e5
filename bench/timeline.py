"""Measure the timeline of a large plan, and a look at what a move would do, against an empty view of the same run.

    python -m bench.timeline

Uses the database the environment names, or else a SQLite in a temporary folder, and loads the demo and its large team
(`demo --scale`: 25 projects, 2,851 milestones, 15 people) into it. Required: the timeline at most 100 times the empty
view, a look at a move of 500 linked milestones 80 times, the timeline of an empty plan 15 times; each with the same
number of statements as a small plan needs.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import timedelta

import django

from bench.report import Figure, told

ROUNDS = 15
LARGE, MOVE, EMPTY = 100, 80, 15
STATEMENTS = 20
BAR = {"HX-Request": "true", "HX-Target": "move-bar"}  # what a drag asks for


def main():
    with tempfile.TemporaryDirectory() as folder:
        if "DATABASE_URL" not in os.environ:
            os.environ.setdefault("DATA_DIR", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        return int(told(figures()) > 0)


def figures():
    """Yield the ratios of each page, and its statements."""
    from bench.visits import count_statements, visitor  # noqa: PLC0415 - needs Django to be set up

    client, _team = visitor()
    large, empty = teams()
    for name, path, limit, headers in (
        ("timeline of a large plan", f"/t/{large.slug}/timeline/", LARGE, {}),
        ("timeline, all groups open", f"/t/{large.slug}/timeline/?open=all", LARGE, {}),
        ("look at a move of 500 milestones", move_in(large), MOVE, BAR),
        ("timeline of an empty plan", f"/t/{empty.slug}/timeline/", EMPTY, {}),
    ):
        statements = count_statements(client, path, headers)
        pairs = [(timed(client, "/healthz?web"), timed(client, path, headers)) for _round in range(ROUNDS)]
        floor, times = map(statistics.median, zip(*pairs, strict=True))
        size = len(client.get(path, headers=headers).content) // 1000
        yield Figure(name, times / floor, limit, more=f"{times:.1f} ms, {size} kB")
        yield Figure(f"{name}, statements", statements, STATEMENTS, unit="")


def timed(client, path, headers=None):
    """Return the milliseconds of one answer."""
    begun = time.perf_counter()
    client.get(path, headers=headers)
    return (time.perf_counter() - begun) * 1000


def teams():
    """Return the large team, and one of the same owner without a plan."""
    from desk.demo.scale import load_scale, scale_team  # noqa: PLC0415
    from forecast.inputs import read_inputs  # noqa: PLC0415
    from forecast.models import Cause  # noqa: PLC0415
    from forecast.running import keep  # noqa: PLC0415
    from teams.models import Membership, Team  # noqa: PLC0415
    from teams.roles import Role  # noqa: PLC0415

    large = scale_team() or load_scale()
    keep(read_inputs(large, today=large.today()), team=large, by=None, cause=Cause.ASKED, iterations=200)
    owner = Membership.objects.select_related("user").get(team=large, role=Role.OWNER)
    empty = Team(name="Nothing planned").store(by=None)
    Membership(team=empty, user=owner.user, name=owner.name, role=Role.OWNER).store(by=None)
    return large, empty


def move_in(team):
    """Return the address that asks what moves when the first of the long row does."""
    from planner.models import Milestone  # noqa: PLC0415

    first = (
        Milestone.objects.filter(team=team, completed_at=None, successor_links__isnull=False).order_by("number").first()
    )
    due = first.due_on + timedelta(days=14)
    return f"/t/{team.slug}/milestones/{first.pk}/move/?starts_on={first.starts_on}&due_on={due}"


if __name__ == "__main__":
    sys.exit(main())
