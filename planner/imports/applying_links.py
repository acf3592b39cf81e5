"""Writing the links of an import, once its milestones are: those that still fit are made, the rest is named."""

from uuid import UUID

from planner.circles import after_each, knots
from planner.models import Dependency, Milestone
from teams.models import Team, change_rows, hold

from .known import chunks
from .linking import held_links


class LinkApplication:
    """What the preview showed of links, as far as milestones and links are as they were."""

    def __init__(self, application):
        self.application, self.team, self.act = application, application.team, application.act

    def run(self):
        Team.objects.select_for_update().get(pk=self.team.pk)  # nobody links meanwhile
        wanted, rows = self._wanted()
        held, there = held_links(self.team), self._there({pk for pair in wanted for pk in pair})
        fit = {pair: rule for pair, rule in wanted.items() if set(pair) <= there}
        circles = tangled(held, fit)
        fit = {pair: rule for pair, rule in fit.items() if pair not in circles}
        for row in {rows[pair].position: rows[pair] for pair in wanted.keys() - fit.keys()}.values():
            self.application.skip(row, "links_changed_meanwhile")
        self.application.add(
            [
                Dependency(team=self.team, predecessor_id=before, successor_id=after, kind=kind, lag=lag)
                for (before, after), (kind, lag) in fit.items()
                if (before, after) not in held
            ]
        )
        self._change({pair: rule for pair, rule in fit.items() if pair in held and held[pair] != rule})

    def _wanted(self):
        """Return {pair of ids: (kind, lag)} and {pair: its row} of rows that were written themselves."""
        wanted, rows = {}, {}
        for chunk in self.application.chunks("milestone"):
            for row in chunk:
                for link in row.data.get("links", ()) if row.target_id not in self.application.left_out else ():
                    before = self.application.homes.get(link["predecessor"], link["predecessor"])
                    pair = UUID(before), row.target_id
                    wanted[pair], rows[pair] = (link["kind"], link["lag"]), row
        return wanted, rows

    def _there(self, ids):
        found = set()
        for chunk in chunks(sorted(ids)):
            found |= set(Milestone.objects.filter(team=self.team, pk__in=chunk).values_list("pk", flat=True))
        return found

    def _change(self, rules):
        if not rules:
            return
        links = Dependency.objects.filter(team=self.team).values_list("pk", "predecessor_id", "successor_id")
        found = {pk: (before, after) for pk, before, after in links if (before, after) in rules}
        for chunk in chunks(sorted(found)):
            rows = list(hold(Dependency, chunk).values())
            for row in rows:
                row.kind, row.lag = rules[found[row.pk]]
            change_rows(rows, by=self.act)


def tangled(held, wanted):
    """Return the new links that would lie on a circle, if all were made."""
    knot = knots(after_each([*held, *wanted]))
    return {pair for pair in wanted if pair not in held and pair[0] in knot and knot[pair[0]] == knot.get(pair[1])}
