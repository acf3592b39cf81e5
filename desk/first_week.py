"""The first-week list: what a new team still lacks before the answers of Landfall mean something.

Nothing is stored but that somebody put the list away. Whether a step is done is asked when home is read, in the
statement that counts what home shows anyway.
"""

from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db.models import Exists
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from alerts.delivery import is_configured
from core.views import SeeOther
from funding.models import CashPosition
from planner.estimates import SUGGESTED
from planner.models import Milestone, PlanImport
from playbook.applying import APPLIED
from risks.models import Assessment
from teams.models import Activity, Dismissal, Hint, Invitation, Membership, Position
from teams.web import TeamMixin

LATELY = timedelta(days=28)  # since the team was made, a template applied or a plan imported
RIGHT = "teams.change_team"  # owners and managers
MARK = "first_week_"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what, why, where, and the right it takes."""

    key: str
    title: Promise
    why: Promise
    page: str
    right: str = RIGHT
    query: str = ""

    def url(self, team):
        address = reverse(self.page, args=[team.slug] if ":" in self.page else [])
        return f"{address}?{self.query}" if self.query else address


STEPS = (
    Step(
        "cash",
        gettext_lazy("Enter the cash you have"),
        gettext_lazy("Home then says how long it lasts."),
        "funding:cash",
        right="funding.add_cashposition",
    ),
    Step(
        "owners",
        gettext_lazy("Give every milestone an owner"),
        gettext_lazy("Reminders go to whoever is in charge."),
        "planner:milestone-list",
        right="planner.change_milestone",
        query=urlencode({"owner": "none"}),
    ),
    Step(
        "roles",
        gettext_lazy("Say who fills which role"),
        gettext_lazy("Contingency plans find their people by role."),
        "teams:people",
        right="teams.add_position",
    ),
    Step(
        "server",
        gettext_lazy("Set up mail"),
        gettext_lazy("Until then, messages stay in the outbox."),
        "alerts:outbox",
    ),
    Step(
        "address",
        gettext_lazy("Confirm your address"),
        gettext_lazy("So that you know mail reaches you."),
        "account_email",
    ),
    Step(
        "second",
        gettext_lazy("Invite a second person"),
        gettext_lazy("A plan that two people read stays true."),
        "teams:invitation-new",
        right="teams.add_invitation",
    ),
    Step(
        "rating",
        gettext_lazy("Rate a first risk yourself"),
        gettext_lazy("What a template brings along is only a suggestion."),
        "risks:board",
        right="risks.assess_risk",
    ),
)


@dataclass(frozen=True, slots=True)
class FirstWeek:
    """The steps that are left, as (Step, its address), of so many."""

    steps: list
    total: int

    @property
    def done(self):
        return self.total - len(self.steps)


def asked_of(membership, user, *, on, now, since):
    """Return what is to be asked of the database, {name: expression}; nothing for whoever sees no such list.

    `user` is the id of the person's account; `since` that from when on something counts as lately, None for a new team.
    """
    if not membership.has_perm(RIGHT):
        return {}
    facts = {"is_away": Exists(Dismissal.objects.visible_to(membership).filter(hint=Hint.FIRST_WEEK))}
    if since is not None:
        facts["has_template"], facts["has_import"] = _begun_anew(membership, since)
    return {f"{MARK}{name}": fact for name, fact in (facts | _done(membership, user, on, now)).items()}


def first_week(membership, counts):
    """Take the answers out of `counts` and return the FirstWeek; None where nothing is left or it is not shown."""
    facts = {name.removeprefix(MARK): counts.pop(name) for name in list(counts) if name.startswith(MARK)}
    is_new = facts.get("has_template", True) or facts.get("has_import", True)
    if not facts or facts["is_away"] or not is_new:
        return None
    facts["server"] = is_configured()
    if not facts["server"]:
        del facts["address"]  # nothing could be mailed to confirm it: not a step, and none that was taken
    steps = [step for step in STEPS if step.key in facts and membership.has_perm(step.right)]
    left = [(step, step.url(membership.team)) for step in steps if not facts[step.key]]
    return FirstWeek(left, len(steps)) if left else None


def _begun_anew(membership, since):
    """Return whether a template was applied lately and stands, and whether a plan was imported."""
    projects = Activity.objects.visible_to(membership).filter(subject_kind="planner.project", at__gte=since)
    imports = PlanImport.objects.visible_to(membership).filter(applied_at__gte=since)
    return Exists(projects.filter(change__label=APPLIED, change__undone_at=None)), Exists(imports)


def _done(membership, user, on, now):
    """Return whether each step is done."""
    milestones = Milestone.objects.visible_to(membership)
    people = Membership.objects.visible_to(membership).with_account().exclude(pk=membership.pk)
    ratings = Assessment.objects.visible_to(membership).exclude(level="").exclude(external_source=SUGGESTED)
    return {
        "cash": Exists(CashPosition.objects.visible_to(membership)),
        "owners": Exists(milestones) & ~Exists(milestones.open().filter(owner=None)),
        "roles": Exists(Position.objects.visible_to(membership).current(on=on).exclude(holder=None)),
        "address": Exists(EmailAddress.objects.filter(user=user, verified=True)),
        "second": Exists(people) | Exists(Invitation.objects.visible_to(membership).open(now)),
        "rating": Exists(ratings),
    }


class PuttingAway(TeamMixin, View):
    """POST puts the list away for whoever sends it."""

    route = "first-week/dismissal/", "first-week-dismissal"
    model = Dismissal
    action = "add"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        Dismissal.put_away(Hint.FIRST_WEEK, by=self.membership)
        undo = reverse("first-week-dismissal-undo", args=[self.team.slug])
        self.say(_("The first-week list was put away."), undo=undo)
        return SeeOther(self.next_url(self.team.get_absolute_url()))


class BringingBack(TeamMixin, View):
    """POST shows it again."""

    route = "first-week/dismissal/undo/", "first-week-dismissal-undo"
    model = Dismissal
    action = "discard"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        Dismissal.bring_back(Hint.FIRST_WEEK, by=self.membership)
        return SeeOther(self.next_url(self.team.get_absolute_url()))
