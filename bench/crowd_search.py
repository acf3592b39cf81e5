"""Two teams with as many rows of each kind that is searched, and texts as long as people's."""

from django.core.management import call_command
from django.db import connection
from django.test import Client

from bench.crowd import WORDS, Crowd
from bench.crowd_money import add_money
from bench.crowd_register import add_register
from desk.search.kinds import KINDS
from forecast.models import Scenario
from forecast.models.scenario import SCENARIOS_AT_MOST
from funding.models import CashLine
from funding.models.line import LINES_AT_MOST
from teams.models import Team

TEXTS = ("description", "cause", "notes", "trigger", "summary")
RARE_EVERY = 997


class Everything(Crowd):
    """A team with `size` rows of every kind, or as many as a team may have."""

    def fill(self):
        self._people()  # two kinds of them, half as many each
        self._plan()
        add_register(self)
        add_money(self)
        lines, scenarios = min(self.size, LINES_AT_MOST), min(self.size, SCENARIOS_AT_MOST)
        self.add(CashLine, lines, lambda n: {"label": self.title(n), "amount": 1, "starts_on": self.day(n)})
        self.add(Scenario, scenarios, lambda n: {"name": self.title(n)})
        return self.owner

    def share(self, milestones_each):
        return self.size

    def add(self, model, count, make):
        names = {field.name for field in model._meta.concrete_fields}
        texts = [name for name in TEXTS if name in names]
        return super().add(model, count, lambda n: make(n) | {name: prose(n) for name in texts})


def prose(place):
    """Return some 100 characters; of a thousand texts one tells of zebrafish, of twenty one of a budget in Chinese."""
    words = [WORDS[(place + step) % 15] for step in range(5)] * 3
    words += ["zebrafish"] * (place % RARE_EVERY == 0) + ["预算审批"] * (place % 20 == 0)
    return f"{' '.join(words)}. {place}"


def searchers(rows):
    """Migrate, fill two teams unless they are there, and return a founder's client, the team and rows opened lately."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    owners = [_owner(rows), _owner(rows + 1)]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # what a server does by itself after such an import
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(owners[0].user)
    team = owners[0].team
    return client, team, [_opened(kind, team) for kind in KINDS[:8]]


def _opened(kind, team):
    """Return the address of one row below the team's, as the browser keeps it."""
    row = kind.model.objects.filter(team=team).only("pk").first()
    return kind.url_of(row.pk, team).removeprefix(f"/t/{team.slug}/").strip("/")


def _owner(rows):
    known = Team.objects.filter(slug=f"crowd-{rows}").first()
    if known is None:
        return Everything(rows).fill()
    kind = next(kind for kind in KINDS if kind.key == "teams.membership")
    return kind.model.objects.filter(team=known, role="owner").select_related("team", "user").order_by("pk").first()
