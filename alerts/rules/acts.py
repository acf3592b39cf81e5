"""What is told, within minutes, of the last act of some kind about a row, while that is news."""

from dataclasses import dataclass

from alerts.durations import durations
from alerts.states import Because, Pace
from teams.models import Activity

from .base import EventRule, Occurrence, link_values


@dataclass(frozen=True, eq=False)
class ActRule(EventRule):
    """A kind names its `model` and `related`, which acts tell of it, which rows it still holds of, and who hears."""

    related = ()
    is_for_a_role = False  # others may take the role on later: what nobody could hear then is kept for them

    def telling(self, acts):
        """Narrow Activity to the acts that are told."""
        raise NotImplementedError

    def standing(self, rows):
        """Narrow rows to those of which it may still be told."""
        raise NotImplementedError

    def people(self, row, members, actor):
        """Return (membership id, why) of those among some members who hear of it, whoever's act it was left out."""
        raise NotImplementedError

    def values(self, row, team):
        return link_values(row, team)

    def candidates(self, scan):
        """Return the rows of which something happened in recent days that still counts."""
        return self.standing(self.rows_of(scan.team)).filter(pk__in=self._acts(scan).values("subject_id"))

    def find(self, scan, ids):
        """Yield the last such act about each of these rows."""
        last = {act.subject_id: act for act in self._acts(scan).filter(subject_id__in=ids).order_by("at", "pk")}
        rows = self.rows(self.rows_of(scan.team), list(last)) if last else {}
        for row in rows.values():
            act = last[row.pk]
            people = self.people(row, scan.members, act.by_id)
            if people or self.is_for_a_role:
                yield Occurrence(
                    rule=self.topic.name,
                    kind=self.kind,
                    subject_id=row.pk,
                    about_id=act.pk,
                    fires_at=act.at,
                    expires_at=act.at + durations().news,
                    values=self.values(row, scan.team),
                    people=people,
                    pace=Pace.SOON,
                )

    def rows(self, queryset, ids):
        found = self.standing(queryset.filter(pk__in=ids)).select_related(*self.related).order_by()
        return {row.pk: row for row in found}

    def why_not(self, alert, row, team, membership, now):
        return None if membership.pk in dict(self.people(row, [membership], None)) else "not_concerned"

    def _acts(self, scan):
        earliest = max(scan.now - durations().news, scan.since)
        acts = Activity.objects.filter(team=scan.team, subject_kind=self.kind, at__gte=earliest)
        return self.telling(acts)


def named(person, members):
    """Return the pair of a person named to decide who has an account, if that is one of some members."""
    is_there = person is not None and person.user_id and person.pk in {member.pk for member in members}
    return ((person.pk, Because.RESPONSIBLE),) if is_there else ()
