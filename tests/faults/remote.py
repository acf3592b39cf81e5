# ruff: noqa: E402 - models can be imported once Django is set up
"""What the tests of real processes do in a process of its own: `python -m tests.faults.remote`.

Each line of input is a JSON list, the name of a command and its arguments; each is answered with one line of JSON.
"""

import datetime as dt
import json
import sys
import time

import django

django.setup()

from django.core.management import call_command
from django.db import close_old_connections, transaction
from django.db.models import Exists, OuterRef, Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alerts.auditing import audit
from alerts.clock import database_now
from alerts.models import NOTIFIED, UNDER_LEASE, Alert, AlertState, Attempt, Delivery, Mail
from alerts.ticking import tick
from core.telling import told
from forecast.models import Cause, Run
from forecast.running import queue
from forecast.tasks import nightly
from planner.imports.staging import stage
from planner.imports.uploading import apply, receive, upload
from planner.models import Milestone, PlanImport, Task
from teams.models import Job, Membership, Team, Token
from teams.models.token import Scope
from teams.roles import Role
from tests.factories.alerts import queued_mails
from tests.factories.funding import CashPositionFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.teams import MembershipFactory, TeamFactory, UserFactory
from tests.faults import contingency


@transaction.atomic
def seed(count, fault=""):
    """Queue so many mails for ten people, all at once, since a worker may be waiting for them; returns their keys."""
    team, now = TeamFactory(name="Acme"), timezone.now()
    prefix = f"fault+{fault}+" if fault else ""
    people = []
    for number in range(10):
        user = UserFactory(name=f"P{number}", email=f"{prefix}p{number}@landfall-mail.org")
        people.append(MembershipFactory(team=team, user=user, name=user.name))
    readers = [people[number % 10] for number in range(count)]
    return [str(mail.pk) for mail in queued_mails(readers, now=now, milestone=MilestoneFactory(team=team))]


def late_rows(count):
    """Store so many overdue milestones of four people, known for long."""
    made_at = timezone.now() - dt.timedelta(days=20)
    team = TeamFactory(name="Acme", created_at=made_at)
    people = [MembershipFactory(team=team) for _number in range(4)]
    for number in range(count):
        owner, due_on = people[number % 4], team.today() - dt.timedelta(days=number % 9)
        MilestoneFactory(team=team, owner=owner, due_on=due_on, created_at=made_at)


def plan_ahead(people):
    """Store milestones of so many people that fall due in the next three days, where it is noon now."""
    now = timezone.now()
    team = TeamFactory(name="Acme", created_at=now - dt.timedelta(days=20), time_zone=_zone_of_noon())
    for number in range(people):
        owner = MembershipFactory(team=team, user=UserFactory(email=f"p{number}@landfall-mail.org"))
        for days in range(1, 4):
            due_on = team.today() + dt.timedelta(days=days)
            MilestoneFactory(team=team, owner=owner, due_on=due_on, created_at=now - dt.timedelta(days=20))


def _zone_of_noon():
    hour = timezone.now().hour
    return f"Etc/GMT{hour - 12:+d}" if hour != 12 else "Etc/GMT"


def empty():
    """Forget every row."""
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)


def counts():
    return [Alert.objects.count(), Delivery.objects.count(), Mail.objects.count()]


def ticks(count):
    for _number in range(count):
        tick()
    return counts()


def progress():
    """Return {key: state}, how many mails were to leave by now and have not, how many alerts are in none that has."""
    now = database_now()
    waiting = Q(state="queued", planned_at__lte=now) | Q(state__in=UNDER_LEASE)
    untold = Alert.objects.filter(state=AlertState.OPEN, fires_at__lte=now)
    untold = untold.exclude(Exists(Delivery.objects.filter(alert=OuterRef("pk"), mail__state__in=NOTIFIED)))
    return {
        "mails": {str(pk): state for pk, state in Mail.objects.values_list("pk", "state")},
        "unsettled": Mail.objects.filter(waiting).count(),
        "untold": untold.count(),
    }


def state():
    """Return that, the number of unknown outcomes, and what the audit finds."""
    return progress() | {"unknown": Attempt.objects.filter(outcome="unknown").count(), "audit": audit()}


def enter():
    """Make an owner of a team; returns what a browser and a program of theirs would send along."""
    owner = MembershipFactory(team=TeamFactory(name="Acme", slug="acme"), role=Role.OWNER)
    client = Client()
    client.force_login(owner.user)
    token = Token(team=owner.team, membership=owner, name="test", scope=Scope.WRITE).issue(by=owner)
    return {"Cookie": client.cookies.output(header="", attrs=[]).strip(), "Authorization": f"Bearer {token}"}


def ask():
    """Ask by the page for one alert now, look at the page until it shows the answer; returns after how many seconds."""
    person = Membership.objects.exclude(user=None).order_by("pk").first()
    milestone = Milestone.objects.filter(team=person.team).first()
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person.user)
    started = time.monotonic()
    slug = person.team.slug
    asked = client.post(reverse("alerts:notify", args=[slug, "planner.milestone", milestone.pk]))
    while b"250 accepted" not in client.get(asked.url).content:
        if time.monotonic() > started + 60:
            return None
        time.sleep(0.1)
    return time.monotonic() - started


def bring_plan(rows):
    """Upload a plan of so many rows, which is left to the worker."""
    owner = MembershipFactory(team=TeamFactory(name="Busy"))
    content = "title,due\n" + "".join(f"Step {row},2026-05-01\n" for row in range(rows))
    upload(PlanImport(team=owner.team, file_name="plan.csv"), receive(content.encode()), by=owner)


def approve_plan(rows):
    """Store a preview of so many rows and leave the applying of it to the worker."""
    bring_plan(rows)
    planimport = PlanImport.objects.select_related("team", "made_by").get()
    Job.objects.update(state=Job.State.DONE)
    stage(planimport)
    planimport = PlanImport.objects.select_related("team", "made_by").get()
    apply(planimport, by=planimport.made_by)


def written():
    """Return how many rows of a plan there are, how far the worker says it is, and the state of its import."""
    planimport = PlanImport.objects.select_related("job").get()
    done = (told(planimport.job_id) or (0, 0))[0]
    return {"rows": Milestone.objects.count() + Task.objects.count(), "told": done, "state": planimport.state}


def job():
    """Return state and progress of the one job there is."""
    return list(Job.objects.values_list("state", "progress").get())


def plan_forecast(milestones):
    """Store a team with so many milestones and some money, where it is noon now, with a hundred days to each."""
    team = TeamFactory(name="Acme", time_zone=_zone_of_noon())
    for number in range(milestones):
        MilestoneFactory(team=team, number=number + 1, due_on=team.today() + dt.timedelta(days=100 + number))
    CashPositionFactory(team=team, balance=10**6, balance_on=team.today(), monthly_expense=10**5)


def ask_forecast():
    queue(Team.objects.get(), by=None, cause=Cause.ASKED)


def wait_for_all():
    """Make a team, where it is noon now, with a contingency plan for each kind of trigger."""
    return contingency.wait_for_all(TeamFactory(name="Acme", slug="acme", time_zone=_zone_of_noon()))


def to_come():
    """Make a team, where it is noon now, in which everything about a risk comes true in two days."""
    contingency.to_come_for(TeamFactory(name="Acme", slug="acme", time_zone=_zone_of_noon()))


def night():
    """Do what beat asks for each hour."""
    nightly()


def time_out():
    """Let the lease of what a dead worker had be over, and ring for it again."""
    Job.objects.filter(state=Job.State.RUNNING).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    Job.requeue_forgotten()


def runs():
    """Return the state and the tries of each job, and the cause of each run with whether a job made it."""
    jobs = Job.objects.order_by("created_at").values_list("state", "tries")
    made = Run.objects.order_by("made_at").values_list("cause", "job_id")
    return {"jobs": [list(job) for job in jobs], "runs": [[cause, pk is not None] for cause, pk in made]}


ALL = (seed, late_rows, plan_ahead, empty, ticks, progress, state, enter, ask, bring_plan, approve_plan, written, job)
ALL += (plan_forecast, ask_forecast, night, time_out, runs, wait_for_all, to_come, *contingency.COMMANDS)
COMMANDS = {each.__name__: each for each in ALL}

if __name__ == "__main__":
    for line in sys.stdin:
        close_old_connections()  # the server may have been started anew
        name, *arguments = json.loads(line)
        print(json.dumps(COMMANDS[name](*arguments)), flush=True)
