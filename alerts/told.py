"""Who will be told of a move before it is made: what the rule about moved milestones would find."""

from django.utils.translation import ngettext

from planner.ports import Effect
from teams.models import Membership

KEY = Membership._meta.label_lower


def people_told(membership, found):
    """Return the effect that so many people get a mail: those in charge of what moves, but for who moves it."""
    owners = {row.milestone.owner_id for row in found.rows if row.old.due_on and row.new.due_on != row.old.due_on}
    people = Membership.objects.visible_to(membership).active().filter(pk__in=owners - {None, membership.pk})
    count = people.count() if owners - {None, membership.pk} else 0
    if not count:
        return []
    text = ngettext("%(count)s person will be told", "%(count)s people will be told", count)
    return [Effect(KEY, text % {"count": count})]
