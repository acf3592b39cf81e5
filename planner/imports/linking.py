"""What the milestones of a file wait for, judged once all of them are: a row may name one that stands below it."""

from planner.circles import after_each, knots, way
from planner.models import Dependency, Milestone, Verdict, rule_of

from .known import chunks

WAY_SHOWN = 6  # milestones of a circle that are named


def with_links(judge, judged):
    """Yield staged milestones given with their rows, each with its links; at once where the file speaks of none."""
    if not any(row.waits_for for row in judge.plan.milestones):
        yield from (staged for _row, staged in judged)
        return
    judged = list(judge.budget.over(judged))
    LinkJudge(judge, judged).settle()
    yield from (staged for _row, staged in judged)


class LinkJudge:
    """Notes with each staged milestone the links that applying would make or change, and what is wrong with others.

    A link that is not named stays: a file changes only what it says.
    """

    def __init__(self, judge, judged):
        self.judge, self.judged = judge, judged
        self.by_line = {row.line: staged for row, staged in judged if not row.is_implied}
        self.held = held_links(judge.team)

    def settle(self):
        wanted = {}
        for row, staged in self.judged:
            for link in row.waits_for if staged.verdict != Verdict.BAD else ():
                pair = self._predecessor(link, staged), staged.target_id
                if pair[0] is not None and self._is_new(pair, link):
                    wanted.setdefault(pair, (staged, link))
        circles = self._circles([pair for pair in wanted if pair not in self.held])
        for pair, (staged, link) in wanted.items():
            if pair in circles:
                note(staged, "link_circle", value=link.name, way=circles[pair])
            else:
                self._keep(pair, staged, link)

    def _is_new(self, pair, link):
        return self.held.get(pair) != (link.kind, link.lag)

    def _predecessor(self, link, staged):
        """Return the id of what a row waits for, or None with the reason noted."""
        if link.line:
            other = self.by_line[link.line]
            if other.verdict == Verdict.BAD:
                return note(staged, "link_refused", line=other.line)
            found = other.target_id
        else:
            known = self.judge.known.milestones.find(link.source, link.identifier)
            if known is None:
                return note(staged, "link_unknown", value=link.name[:60])
            found = known.pk
        return note(staged, "link_itself") if found == staged.target_id else found

    def _circles(self, pairs):
        """Return {pair: a circle in words} of the new links that lie on one; a knot is told by one of its circles."""
        knot = knots(after_each([*self.held, *pairs]))
        inside = [pair for pair in [*self.held, *pairs] if pair[0] in knot and knot[pair[0]] == knot.get(pair[1])]
        after, ways = after_each(inside), {}
        found = {pair: knot[pair[0]] for pair in inside if pair not in self.held}
        for (before, later), each in found.items():
            if each not in ways:
                ways[each] = _ends([before, *way(after, later, before)])
        names = self._names({pk for ids in ways.values() for pk in ids if pk})
        told = {each: " → ".join(names.get(pk, "…") for pk in ids) for each, ids in ways.items()}
        return {pair: told[each] for pair, each in found.items()}

    def _names(self, ids):
        """Return {id: how a circle names it}: the code of what is here, the title of what would be made."""
        names = {staged.target_id: staged.title for staged in self.by_line.values()}
        for chunk in chunks(sorted(ids)):
            names |= {pk: row.code for pk, row in Milestone.objects.only("number").in_bulk(chunk).items()}
        return names

    def _keep(self, pair, staged, link):
        old = self.held.get(pair)
        links = staged.data.setdefault("links", [])
        told = {"predecessor": str(pair[0]), "name": link.name, "kind": link.kind, "lag": link.lag}
        links.append(told | {"old": old and (rule_of(*old) or old[0])})
        self.judge.links += 1
        if staged.verdict == Verdict.SAME:
            staged.verdict = Verdict.UPDATE


def _ends(ids):
    """Return the ids on a circle, of a long one its two ends."""
    return ids if len(ids) <= WAY_SHOWN else [*ids[: WAY_SHOWN - 1], None, ids[-1]]


def held_links(team):
    """Return {(predecessor, successor): (kind, lag)} of every link of a team, by ids."""
    links = Dependency.objects.filter(team=team).values_list("predecessor_id", "successor_id", "kind", "lag")
    return {(before, after): (kind, lag) for before, after, kind, lag in links}


def note(staged, code, **params):
    """Add what is wrong with a link to what is said of its row."""
    staged.problems = [*staged.problems, {"code": code, "params": params}]
    staged.has_warning = True
