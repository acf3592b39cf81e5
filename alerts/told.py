"""Who will be told before something is done: of a move, what the rules about moved milestones would find; of a plan
that is started, whom its own rule would tell."""

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from planner.models import Letter, Responsibility
from planner.ports import Effect
from risks.models import RiskReader
from teams.models import Membership
from teams.roles import Role

from .rules.activated import people_of_start

KEY, CONSULTED_KEY = Membership._meta.label_lower, Responsibility._meta.label_lower
TOLD = (Letter.RESPONSIBLE, Letter.CONSULTED)  # within minutes, as the owners are
NAMES_AT_MOST = 5


def people_told(membership, found):
    """Return who gets a mail of what moves, but for who moves it: how many, and the names of those consulted."""
    moved = [row.milestone for row in found.rows if row.old.due_on and row.new.due_on != row.old.due_on]
    shares = _shares(membership, moved) if moved else []
    ids = {row.owner_id for row in moved} | {person for person, _letter in shares}
    ids -= {None, membership.pk}
    if not ids:
        return []
    people = Membership.objects.visible_to(membership).active().filter(pk__in=ids)
    names = dict(people.order_by("sort_key", "pk").values_list("pk", "name"))
    consulted = {person for person, letter in shares if letter == Letter.CONSULTED}
    return [*_count(len(names)), *_consulted([name for pk, name in names.items() if pk in consulted])]


def told_of_plan(membership, plan, assignees):
    """Return who gets a mail if this member starts a plan, as far as they may see it then; who does it sees it."""
    members = list(Membership.objects.visible_to(membership).active().select_related("user").order_by("pk"))
    in_charge = {person.pk for person in (plan.owner, plan.risk.owner, *assignees) if person is not None}
    people = people_of_start(plan, assignees, members, by=membership)
    told = [member for member in members if member.pk in people and member.address]
    if not plan.risk.is_restricted:
        return told
    readers = in_charge | set(RiskReader.objects.filter(risk=plan.risk_id).values_list("reader", flat=True))
    return [member for member in told if member.pk in readers or member.role == Role.OWNER]


def _shares(membership, milestones):
    """Return (person, letter) of those who have a part in some milestones by which they hear of a moved date."""
    shares = Responsibility.objects.visible_to(membership).filter(milestone__in=[row.pk for row in milestones])
    shares = shares.filter(letter__in=TOLD).exclude(person=F("milestone__owner")).order_by()
    return list(shares.values_list("person", "letter").distinct())


def _count(count):
    text = ngettext("%(count)s person will be told", "%(count)s people will be told", count)
    return [Effect(KEY, text % {"count": count})] if count else []


def _consulted(names):
    """Name those who are consulted about what moves, the first few and how many more there are."""
    if not names:
        return []
    told = {"names": pgettext("between names", ", ").join(names[:NAMES_AT_MOST]), "more": len(names) - NAMES_AT_MOST}
    text = _("consulted: %(names)s and %(more)s more") if told["more"] > 0 else _("consulted: %(names)s")
    return [Effect(CONSULTED_KEY, text % told)]
