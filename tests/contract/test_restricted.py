"""A restricted risk is not there for who may not see it: every address answers as if nobody had made it.

The addresses are those of the URLconf. Each is asked before a restricted risk is made, with a word of its own in every
text and links to everything it can be linked to, and again after; but for what is listed here nothing differs.
"""

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import pytest
from django.utils import timezone

from alerts.models import Alert, Delivery, Mail
from alerts.ticking import tick
from forecast.models import RunMoney, RunPlan
from forecast.staleness import Marks
from planner.models import Milestone, Task, WeeklyDecision, WeeklyReview
from risks.models import (
    Acceptance,
    ContingencyPlan,
    ContingencyStep,
    Indicator,
    Meeting,
    MoneyTrigger,
    ResponseAction,
    Risk,
    RiskReader,
    Trigger,
)
from teams.models import Activity, Subscription
from tests.factories.files import attached
from tests.factories.forecast import ScenarioChangeFactory, ScenarioFactory, gain_results, note_results
from tests.factories.talk import said

from .access import ACCESS, ARGUMENTS, MODELS
from .asking import PlainClient
from .routes import NOBODY, all_routes
from .world import World

pytestmark = pytest.mark.django_db

CANARY = "Zanzibar"
CLIENT = PlainClient()
ROUTES = {route.name: route for route in all_routes() if route.is_of_team and "GET" in ACCESS.get(route.name, ())}
# What may differ, and why.
DIFFERING = {
    "alerts:outbox": "shows that a mail was made, to whom and when: the outbox is whole",
    "alerts:mail-list": "the same",
    "alerts-list": "the same",
    "teams:settings": "sums up how much room the files of the team take",
}
MADE_ANEW = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": ?"[^"]+"|nonce="[^"]+"')


def addresses(world):
    """Yield (name, address) of everything that can be read in the team, lists as wide as they get."""
    for name, route in sorted(ROUTES.items()):
        arguments = dict(ARGUMENTS.get(name, {}))
        if route.takes_row and "pk" not in arguments:
            arguments["pk"] = world.row(MODELS.get(name, route.model)).pk
        path = route.path(world.team.slug, **arguments)
        yield name, path
        if not (route.takes_row or route.is_api):
            yield name, f"{path}?state=all&status=all"
        if name.startswith("search"):
            yield name, f"{path}?q={CANARY}"
    yield "teams:choices", f"/t/{world.team.slug}/choices/risks.risk/?q={CANARY}"
    yield "teams:choices", f"/t/{world.team.slug}/choices/planner.task/?q={CANARY}"


def answers(world, person):
    """Return {(name, address): (status, text)} of everything a person reads, without what is made anew each time."""
    return {
        place: (answer.status_code, MADE_ANEW.sub("", text_of(answer)))
        for place in addresses(world)
        for answer in [CLIENT.ask("GET", place[1], person.user)]
    }


def text_of(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):  # a workbook: the times in the archive are those of the clock
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return body.decode(errors="replace")


class Secret:
    """A restricted risk of the owner's, with one of everything that can belong to it."""

    def __init__(self, world):
        team, owner = world.team, world.people["O"]
        milestone = world.row(Milestone)
        self.risk = Risk(team=team, category="technical", owner=owner, probability_percent=40, is_restricted=True)
        for field in ("title", "cause", "event", "effect"):
            setattr(self.risk, field, f"{CANARY} {field}")
        self.risk.store(by=owner, links={"milestones": [milestone]})
        self.link = self.risk.milestone_links.get()
        self.risk.assess(5, 5, by=owner, reason=f"{CANARY} reason")
        self.action = ResponseAction(team=team, title=f"{CANARY} action", description=CANARY, owner=owner)
        self.action.store(by=owner, links={"risks": [self.risk]})
        self._judged(team, owner, world.people["second owner"])
        self._planned(team, owner, milestone)
        self.file = attached(self.risk, owner, name=f"{CANARY}.pdf")
        self.comments = [said(row, owner, f"{CANARY} remark") for row in (self.risk, self.plan, self.task)]
        self.review = world.row(Meeting).review(self.risk, by=owner, note=f"{CANARY} decision")
        WeeklyDecision(
            team=team,
            review=world.row(WeeklyReview),
            subject_kind="risks.risk",
            subject_id=self.risk.pk,
            decision="kept",
        ).store(by=owner)
        self._gone(team, owner)
        self._forecast(team)

    def _judged(self, team, owner, other):
        self.indicator = Indicator(
            team=team, risk=self.risk, name=f"{CANARY} figure", source=CANARY, unit="ms", amber=10, red=20, owner=owner
        ).store(by=owner)
        self.reading = self.indicator.measure(by=owner, value=Decimal(25), note=f"{CANARY} note")
        until = team.today() + dt.timedelta(days=9)
        self.acceptance = Acceptance(
            team=team,
            risk=self.risk,
            approver=other,
            justification=f"{CANARY} why",
            conditions=CANARY,
            expires_on=until,
        ).store(by=owner)
        self.acceptance.approve(by=other)

    def _planned(self, team, owner, milestone):
        self.plan = ContingencyPlan(
            team=team, risk=self.risk, title=f"{CANARY} plan", owner=owner, currency="EUR"
        ).store(by=owner)
        self.trigger = Trigger(team=team, plan=self.plan, kind="manual", text=f"{CANARY} sign").store(by=owner)
        Trigger(team=team, plan=self.plan, kind="milestone_slip", milestone=milestone, days=3).store(by=owner)
        MoneyTrigger(team=team, plan=self.plan, kind="joint_chance", percent=50).store(by=owner)
        self.step = ContingencyStep(team=team, plan=self.plan, title=f"{CANARY} step", responsible=owner).store(
            by=owner
        )
        self.plan.make_ready(by=owner)
        self.plan.activate(by=owner, occasion="occurred")
        self.task = Task.objects.get(origin_id=self.step.pk)

    def _gone(self, team, owner):
        """Leave traces of what is gone."""
        plan = ContingencyPlan(team=team, risk=self.risk, title=f"{CANARY} gone", currency="EUR").store(by=owner)
        plan.discard(by=owner)
        ResponseAction(team=team, title=f"{CANARY} gone").store(by=owner, links={"risks": [self.risk]}).discard(
            by=owner
        )

    def _forecast(self, team):
        """Let the last run speak of it, and a scenario rule it out."""
        scenario = ScenarioFactory(team=team, name=f"{CANARY} scenario")
        ScenarioChangeFactory(team=team, scenario=scenario, kind="risk", subject=self.risk)
        note = note_results("unrated", "risks.risk", self.risk.pk)
        keys = {f"risks.risk:{self.risk.pk}", f"risks.contingencyplan:{self.plan.pk}"}
        for part in [*RunPlan.objects.filter(team=team), *RunMoney.objects.filter(team=team)]:
            part.results["assumed"].insert(0, note)
            part.results["gains"] |= dict.fromkeys(keys, gain_results(0.3))
            type(part).objects.filter(pk=part.pk).update(results=part.results)

    @property
    def rows(self):
        return {
            type(row): row
            for row in (
                self.risk, self.link, self.risk.current, self.action, self.plan, self.step, self.task, self.file,
                self.comments[0], self.review, self.indicator, self.reading, self.acceptance, self.trigger,
            )
        }  # fmt: skip


def settle(team):
    """Let the last runs be up to date, as the worker does: what they sum up is told to all who may see sums."""
    marks = Marks.of(team)
    RunPlan.objects.filter(team=team).update(stamp=marks.plan)
    RunMoney.objects.filter(team=team).update(stamp=marks.money)


@pytest.fixture
def world():
    made = World("acme")
    Task.objects.filter(team=made.team).update(milestone=made.row(Milestone))
    settle(made.team)
    return made


@pytest.mark.time_machine("2026-03-02T09:00:00Z", tick=False)
@pytest.mark.parametrize("letter", ["M", "E", "V", "R"])
def test_nobody_else_sees_a_difference_that_a_restricted_risk_makes(letter, world):
    person = world.people[letter]
    before = answers(world, person)

    Secret(world)
    settle(world.team)
    after = answers(world, person)

    leaks = {place for place, (_status, text) in after.items() if CANARY in text.replace(f"?q={CANARY}", "")}
    leaks -= {place for place, (_status, text) in before.items() if CANARY in text.replace(f"?q={CANARY}", "")}
    assert leaks == set()
    assert {place for place in after if after[place] != before[place] and place[0] not in DIFFERING} == set()
    statuses = [status for status, _text in after.values()]
    assert (statuses.count(200) > 200, [each for each in statuses if each >= 500]) == (True, [])


@pytest.mark.time_machine("2026-03-02T09:00:00Z", tick=False)
@pytest.mark.parametrize("letter", ["M", "V"])
def test_no_address_of_what_belongs_to_it_answers_otherwise_than_one_of_nothing(letter, world):
    secret, person = Secret(world), world.people[letter]
    asked = {}

    for name, route in ROUTES.items():
        row = secret.rows.get(MODELS.get(name, route.model))
        if row is None or not route.takes_row:
            continue
        paths = [route.path(world.team.slug, **(ARGUMENTS.get(name, {}) | {"pk": pk})) for pk in (row.pk, NOBODY)]
        asked[name] = [CLIENT.ask("GET", path, person.user).status_code for path in paths]

    assert {name for name, (hidden, nothing) in asked.items() if hidden != nothing} == set()
    assert [hidden for hidden, _nothing in asked.values()].count(404) > 20


@pytest.mark.time_machine("2026-03-02T09:00:00Z", tick=False)
def test_a_reader_sees_it_everywhere(world):
    secret, person = Secret(world), world.people["E"]
    RiskReader(team=world.team, risk=secret.risk, reader=person).store(by=world.people["O"])
    slug = world.team.slug

    shown = {
        path: CANARY in text_of(CLIENT.ask("GET", path, person.user))
        for path in (
            f"/t/{slug}/risks/?status=all",
            f"/t/{slug}/risks/board/",
            f"/t/{slug}/risks/{secret.risk.pk}/",
            f"/t/{slug}/response-actions/",
            f"/t/{slug}/contingency-plans/{secret.plan.pk}/",
            f"/t/{slug}/tasks/{secret.task.pk}/",
            f"/t/{slug}/activity/",
            f"/t/{slug}/search/?q={CANARY.lower()}",
            f"/api/v1/teams/{slug}/risks/{secret.risk.pk}/",
            f"/api/v1/teams/{slug}/comments/{secret.comments[0].pk}/",
        )
    }

    assert {path for path, is_shown in shown.items() if not is_shown} == set()


def test_mail_about_it_goes_to_who_sees_it_alone(world):
    tick(timezone.now())
    secret = Secret(world)
    for person in ("M", "E", "V"):
        about = {"subject_kind": "risks.risk", "subject_id": secret.risk.pk}
        Subscription(team=world.team, membership=world.people[person], **about).save()
    said(secret.risk, world.people["O"], f"{CANARY} again")

    tick(timezone.now())

    told = Alert.objects.filter(values__name__icontains=CANARY)
    people = set(Delivery.objects.filter(alert__in=told).values_list("membership__role", flat=True))
    assert {"risk_rated", "plan_activated", "commented"} <= set(told.values_list("rule", flat=True))
    assert people == {"owner"}
    assert not Mail.objects.exclude(membership__role="owner").filter(deliveries__alert__in=told).exists()


def test_what_happened_to_it_is_told_to_nobody_else(world):
    Secret(world)
    traces = Activity.objects.filter(subject_label__contains=CANARY)

    seen = {letter: traces.visible_to(world.people[letter]).count() for letter in "OMEV"}

    assert seen == {"O": traces.count(), "M": 0, "E": 0, "V": 0}
