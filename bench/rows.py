"""Rows to measure with: one team, one project, ten thousand milestones, a token that may write."""

from datetime import date, timedelta

from django.core.management import call_command

from planner.models import Milestone, Project
from teams.models import Counter, Membership, Team, Token, User
from teams.roles import Role


def fill(rows):
    """Migrate and fill an empty database; return team, token, project and one milestone."""
    call_command("migrate", verbosity=0)
    team = Team(name="Bench").store(by=None)
    user = User.objects.create_user(f"bench-{team.pk}@example.com", name="Bench")
    owner = Membership(team=team, user=user, name="Bench", role=Role.OWNER).store(by=None)
    project = Project(team=team, name="Bench").store(by=owner)
    start = date(2026, 1, 1)
    milestones = [
        Milestone(team=team, project=project, number=n, title=f"Milestone {n}", due_on=start + timedelta(days=n % 700))
        for n in range(1, rows + 1)
    ]
    Milestone.objects.bulk_create(milestones, batch_size=1000)
    Counter.objects.update_or_create(team=team, kind=Milestone.prefix, defaults={"last": rows})
    token = Token(team=team, membership=owner, name="bench", scope="write").issue(by=owner)
    return team, token, project, milestones[0]
