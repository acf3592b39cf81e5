"""What the team has already, as far as a file speaks of it: people, projects, goals, milestones and tasks."""

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from functools import cached_property

from core.addresses import wire_address
from core.tabular.reader import fold
from planner.imports.rows import LIST, MADE, OWN
from planner.models import Goal, Milestone, Project, Task
from teams.models import Membership

CHUNK = 500
FEW = 6  # namesakes looked at for one row: one is meant, several are named to a person
ONCE_LISTED = {"linear"}  # sources whose files were read as plain lists
_KEY = re.compile(r"(?P<prefix>[A-Z])-(?P<number>\d{1,9})")


class People:
    """The active members, found by email address, for who may see the addresses, and by their name.

    An address is the same in Unicode and as the wire spells it. A first name alone will do where one person bears it.
    """

    def __init__(self, team, reader):
        people = list(Membership.objects.filter(team=team).active().select_related("user", "team"))
        told = people if reader is None or reader.has_perm("teams.change_membership") else ()
        self.by_address = {_address(person.address): person for person in told if person.address}
        self.by_name, self.namesakes = _named((fold(person.name), person) for person in people)
        self.by_first_name, more = _named((fold(person.name).split(" ")[0], person) for person in people)
        self.namesakes |= more - self.by_name.keys()

    def find(self, name, address):
        """Return (person or None, problem or None) for what a row says of its owner."""
        if not name and not address:
            return None, None
        person = self.by_address.get(_address(address)) if address else None
        if person is None and fold(name) in self.namesakes:
            return None, ("owner_ambiguous", {"value": name})
        person = person or (self.by_name.get(fold(name)) if name else None)
        if person is None and not address and (person := self.by_first_name.get(fold(name))):
            return person, ("owner_by_first_name", {"value": name, "person": person.name})
        return person, None if person else ("owner_unknown", {"value": name or address})


def _address(address):
    """Return an address as it is compared."""
    return wire_address(address.casefold()).casefold()


def _named(pairs):
    """Return {name: person} of (name, person) pairs, and the names that several people bear."""
    pairs = list(pairs)
    several = {name for name, count in Counter(name for name, _person in pairs).items() if count > 1}
    return dict(pairs), several


def mark_of(team):
    """Return the source under which a team exports its own rows, so that another team's M-12 is not taken for its own.

    The end of its id: the whole would be longer than a source may be, and the beginning is only the time.
    """
    return f"{OWN}:{team.pk.hex[-20:]}"


class Present:
    """Rows of one kind the file may mean: by the id of the other program, else by our own number (M-12)."""

    def __init__(self, rows, ids, mark):
        self.prefix, self.mark = rows.model.prefix, mark
        rows = rows.select_related("team", *_RELATED.get(rows.model, ()))
        self.by_id = {}
        for chunk in chunks(sorted({identifier for _source, identifier in ids})):
            for row in rows.filter(external_id__in=chunk):
                self.by_id[row.external_source, row.external_id] = row
        numbers = sorted({int(key["number"]) for _source, name in ids if (key := self._key(name))})
        self.by_number = {row.number: row for chunk in chunks(numbers) for row in rows.filter(number__in=chunk)}

    def find(self, source, identifier, title=None):
        """Return the row of that id, or None. Only our own files speak of numbers.

        A number under this team's mark is sure. Without a mark it may be another team's: whoever gives a title has
        it compared.
        """
        numbered = self.numbered(source, identifier)
        if numbered and source == self.mark:
            return numbered
        return self.by_id.get((source, identifier)) or next(
            (row for row in (numbered, self._listed(source, identifier)) if row and _is_called(row, title)), None
        )

    def _listed(self, source, identifier):
        """Return the row a file made that was taken for a plain list before its dialect was known."""
        return self.by_id.get((LIST, identifier)) if source in ONCE_LISTED else None

    def numbered(self, source, identifier):
        """Return the row that bears our own number, whatever it is called."""
        key = self._key(identifier) if source in (OWN, self.mark) else None
        return self.by_number.get(int(key["number"])) if key else None

    def _key(self, identifier):
        found = _KEY.fullmatch(identifier)
        return found if found and found["prefix"] == self.prefix else None


def _is_called(row, title):
    return title is None or fold(title) == fold(row.title)


class Namesakes:
    """Milestones by title, and by title and project: each may be meant by one row."""

    def __init__(self, milestones=()):
        self.rows = {milestone.pk: milestone for milestone in milestones}
        self._waiting = {}
        for row in self.rows.values():
            for project in (fold(row.project.name), ""):
                self._waiting.setdefault((fold(row.title), project), deque()).append(row)

    def __contains__(self, milestone):
        return milestone.pk in self.rows

    def free(self, title, project, taken):
        """Return the first few of a title that are not taken; without a project those of all projects."""
        waiting, found = self._waiting.get((fold(title), fold(project)), deque()), []
        while waiting and len(found) < FEW:
            row = waiting.popleft()  # what is taken once is never looked at again
            if row.pk not in taken:
                found.append(row)
        waiting.extendleft(reversed(found))
        return found


_RELATED = {
    Goal: ("project", "owner", "parent"),
    Milestone: ("project", "owner"),
    Task: ("milestone__project", "assignee"),
}


class Known:
    """Everything a staging looks up, in a number of queries that grows only by chunks of the file."""

    def __init__(self, team, rows, *, reader):
        self.team = team
        self.people = People(team, reader)
        self.projects = projects_of(team, reader)
        milestones = [row for row in rows if row.kind == "milestone"]
        tasks = [row for row in rows if row.kind == "task"]
        named = {(row.milestone_source, row.milestone_id) for row in tasks if row.milestone_id}
        named |= {(row.external_source, row.external_id) for row in milestones}
        named |= {(link.source, link.identifier) for row in milestones for link in row.waits_for if not link.line}
        self.milestones = Present(seen(Milestone, team, reader), named, mark_of(team))
        own = {(row.external_source, row.external_id) for row in tasks}
        self.tasks = Present(seen(Task, team, reader), own, mark_of(team))
        self.namesakes = Namesakes(self._titled(milestones, reader))
        self.goals = goals_of(team, reader) if any(row.goals for row in milestones) else {}
        self.goals_held = goals_held(sorted(self.milestone_ids)) if self.goals else {}

    def _titled(self, milestones, reader):
        """Yield the milestones here that rows without an id may mean by title; those meant by an id are not free."""
        meant = {self.milestones.find(row.external_source, row.external_id, row.title) for row in milestones}
        wanted = {fold(row.title) for row in milestones if row.external_id.startswith(MADE)}
        rows = seen(Milestone, self.team, reader)
        free = [pk for pk, title in rows.values_list("pk", "title") if fold(title) in wanted] if wanted else []
        for chunk in chunks(free):
            found = rows.filter(pk__in=chunk).select_related("team", *_RELATED[Milestone]).order_by("number")
            yield from (row for row in found if row not in meant)

    @property
    def milestone_ids(self):
        """Return the ids of the milestones here that rows may mean."""
        present = [*self.milestones.by_id.values(), *self.milestones.by_number.values()]
        return {row.pk for row in [*present, *self.namesakes.rows.values()]}

    @cached_property
    def only_open_project(self):
        """Return the project of a team that has one open project, else None."""
        opened = [project for project in self.projects.values() if project.is_open]
        return opened[0] if len(opened) == 1 else None


def seen(model, team, reader):
    """Return the team's rows of a kind that the importing person may see; the command line sees all."""
    return model.objects.visible_to(reader) if reader else model.objects.filter(team=team)


def projects_of(team, reader):
    """Return the team's projects by their name as compared."""
    return {fold(project.name): project for project in seen(Project, team, reader)}


def goals_of(team, reader):
    """Return the team's goals by (project, title as compared); the oldest of two namesakes."""
    goals = seen(Goal, team, reader).select_related("team").order_by("-number")
    return {(goal.project_id, goal_key(goal.title)): goal for goal in goals}


def goals_held(milestones):
    """Return {id of a milestone: {id of a goal it counts for: its title}} for many milestones."""
    held = {}
    for chunk in chunks(milestones):
        links = Milestone.goals.through.objects.filter(milestone__in=chunk)
        for pk, goal, title in links.values_list("milestone_id", "goal_id", "goal__title"):
            held.setdefault(pk, {})[goal] = title
    return held


def goal_key(title):
    """Return a goal's title as compared: a file parts several titles with semicolons, so none survives in one."""
    return fold(title.replace(";", ",").replace("；", ","))


def chunks(items: Sequence) -> Iterator[Sequence]:
    """Yield the items in pieces a statement can name."""
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
