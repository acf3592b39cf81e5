"""What the nights say of a milestone, told to whoever is in charge of it: nothing of it is about money."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forecast.nights import PlanNights, below_since, last_fall
from forecast.templatetags.chances import chance
from planner.models import Milestone

from .base import STATE, Occurrence, Rule, Topic, link_values, recipients
from .nightly import times_of
from .words import Wording, day

EVEN = 0.5
LATER_BY = 10  # working days


def unlikely_words(alert, values, today):
    facts = {"name": values["name"], "chance": chance(values["chance"]), "day": day(values["due_on"])}
    headline = _("%(name)s is reached by %(day)s in only %(chance)s of the runs of the forecast") % facts
    return Wording(headline, _("Take work out of it, prepare for its risks, or move the date."))


def later_words(alert, values, today):
    todo = _("See what it waits for, and tell whoever counts on it.")
    if values["likely_by"] is None:
        return Wording(_("%(name)s is 80%% likely only beyond what the forecast looks at") % values, todo)
    headline = ngettext(
        "%(name)s is 80%% likely by %(day)s: %(days)d working day later within a week",
        "%(name)s is 80%% likely by %(day)s: %(days)d working days later within a week",
        values["days"],
    )
    return Wording(headline % (values | {"day": day(values["likely_by"])}), todo)


@dataclass(frozen=True, eq=False)
class MilestoneForecast(Rule):
    """Told once when its day becomes less likely than not, and once for each week in which it slips far."""

    unlikely: Topic
    later: Topic

    model = Milestone
    is_daily = True
    hangs_on = {"project": STATE}

    @property
    def topics(self):
        return (self.unlikely, self.later)

    def candidates(self, scan):
        """Return the open milestones of which the last night has something to say."""
        nights = PlanNights(scan.team)
        rows = self.rows_of(scan.team).open().filter(pk__in=nights.known)
        told = [row.pk for row in rows.select_related("team").order_by() if self._found(nights, row, scan.today)]
        return self.rows_of(scan.team).filter(pk__in=told)

    def worth_a_look(self, scan, ids):
        """Return the milestones the last night knows: of many new ones none has to be looked at."""
        return ids.intersection(PlanNights(scan.team).known)

    def find(self, scan, ids):
        rows = self.rows(self.rows_of(scan.team), ids)
        found = {pk: holding for pk, row in rows.items() if (holding := self._found(row.nights, row, scan.today))}
        kept = self._kept(scan, found) if found else {}
        for pk, holding in found.items():
            row = rows[pk]
            for topic, (night, values) in holding.items():
                times = times_of(scan, night, is_news=topic == self.later.name, since=kept.get(row.pk))
                if times is None:
                    continue
                yield Occurrence(
                    rule=topic,
                    kind=self.kind,
                    subject_id=row.pk,
                    values=link_values(row, scan.team) | values,
                    people=recipients([row.owner], scan.members, managers_too=False, kind=self.kind),
                    **times,
                )

    def rows(self, queryset, ids):
        """Return the open milestones by id, each with what the nights of its team say."""
        found = queryset.filter(pk__in=ids).open().select_related("owner", "team").order_by()
        rows, nights = {row.pk: row for row in found}, {}
        for row in rows.values():
            if row.team_id not in nights:
                nights[row.team_id] = PlanNights(row.team)
            row.nights = nights[row.team_id]
        return rows

    def why_not(self, alert, row, team, membership, now):
        found = self._found(row.nights, row, team.today(now))
        if alert.rule not in found:
            return "closed"
        night, _values = found[alert.rule]
        if alert.rule == self.later.name and night.on != alert.about_on:
            return "superseded"
        people = recipients([row.owner], [membership], managers_too=False, kind=self.kind)
        return None if membership.pk in dict(people) else "not_concerned"

    def _kept(self, scan, ids):
        """Return {milestone id: since when it is told to be unlikely}, which stays while it does."""
        rows = scan.standing.filter(rule=self.unlikely.name, subject_id__in=list(ids))
        return dict(rows.values_list("subject_id", "about_on"))

    def _found(self, nights, row, today):
        """Return {topic: (Night it is about, values)} of what holds on a day."""
        found = {}
        chances, ends = nights.chances(row), nights.ends(row)
        since = below_since(chances, EVEN)
        # One that is overdue has other alerts, and one whose day was set since, a night to come.
        if since is not None and row.due_on == nights.due_on(row) and row.due_on >= today:
            found[self.unlikely.name] = since, {"chance": chances[-1].value, "due_on": row.due_on.isoformat()}
        if fall := last_fall(ends, LATER_BY):
            likely_by = nights.end_of(row)
            days = likely_by and round(fall.before - ends[-1].value)
            found[self.later.name] = fall.night, {"days": days, "likely_by": likely_by and likely_by.isoformat()}
        return found
