"""A high risk has no owner, no action or no contingency plan."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from risks.models import Risk

from .base import EventRule, Occurrence, link_values, recipients
from .words import Wording


def gap_words(alert, values, today):
    words = {"owner": _("no owner"), "action": _("no action"), "plan": _("no contingency plan")}
    lacks = ", ".join(words[name] for name in values.get("missing", []))
    headline = _("%(name)s is high and has %(lacks)s") % {"name": values["name"], "lacks": lacks}
    return Wording(headline, _("Name somebody, agree on an action, or prepare a plan."))


@dataclass(frozen=True, eq=False)
class RiskGap(EventRule):
    """Told once for each rating, the morning after."""

    model = Risk
    hangs_on = {"actions": frozenset({"risks", "state"}), "plans": frozenset({"risk", "state"})}

    def candidates(self, scan):
        return self.rows_of(scan.team).with_gaps()

    def find(self, scan, ids):
        """Yield the uncovered high risks, to be told the next morning."""
        for row in self.rows(self.rows_of(scan.team), ids).values():
            yield Occurrence(
                rule=self.topic.name,
                kind=self.kind,
                subject_id=row.pk,
                about_id=row.current_id,
                fires_at=scan.next,
                values=link_values(row, scan.team) | {"missing": row.missing},
                people=recipients([row.owner], scan.members, managers_too=False),
            )

    def rows(self, queryset, ids):
        """Return the uncovered risks by id, each with the names of what it lacks."""
        found = {row.pk: row for row in queryset.filter(pk__in=ids).with_gaps().select_related("owner").order_by()}
        for row in found.values():
            has = {"owner": row.owner_id is not None, "action": row.has_action, "plan": row.has_plan}
            row.missing = [name for name, is_there in has.items() if not is_there]
        return found

    def why_not(self, alert, row, team, membership, now):
        people = recipients([row.owner], [membership], managers_too=False)
        return None if membership.pk in dict(people) else "not_concerned"
