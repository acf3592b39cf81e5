"""The quality gates of imported milestones: which of them are new, and writing those.

A gate is known by its title. One that is there keeps what it asks for, and how it stands; a file only adds.
"""

from collections import Counter
from dataclasses import asdict

from django.core.exceptions import ValidationError

from core.tabular.reader import fold
from planner.models import GateCheck, Milestone
from planner.models.gate import MOST_CHECKS

from .known import chunks
from .rows import ImportedGate

LAST = 999  # the highest place in the order of gates
# A gate points at what staging and applying have looked up themselves.
LINKS = {field.name for field in GateCheck._meta.concrete_fields if field.is_relation}


def gates_held(milestones):
    """Return {id of a milestone: [(title as compared, place) of each of its gates]} for many milestones."""
    held = {}
    for chunk in chunks(sorted(milestones)):
        checks = GateCheck.objects.filter(milestone__in=chunk)
        for pk, title, place in checks.values_list("milestone_id", "title", "position"):
            held.setdefault(pk, []).append((gate_key(title), place))
    return held


def gate_key(title):
    """Return a gate's title as compared: a file parts several gates with semicolons, so none survives in one."""
    return fold(title.replace(";", ",").replace("；", ","))


def gates_to_add(draft, row, held, problems):
    """Return what a StagedRow keeps of the gates it adds, and note what is wrong with others."""
    there = [key for key, _place in held.get(draft.pk, ())]
    wanted = _missing(row.gates, there)
    if wanted and draft.is_done:
        problems.append(("gates_of_completed", {}))
        return {}
    sound = [gate for gate in wanted if _is_sound(gate, draft.team, problems)]
    room = max(MOST_CHECKS - len(there), 0)
    if len(sound) > room:
        problems.append(("gates_full", {"value": sound[room].title[:60], "limit": MOST_CHECKS}))
    return {"gates_added": [asdict(gate) for gate in sound[:room]], "gates_there": there}


def _missing(gates, there):
    """Return the gates whose titles are not there yet; of one named twice, the second where only one is there."""
    there = Counter(there)
    missing = []
    for gate in gates:
        key = gate_key(gate.title)
        if there[key]:
            there[key] -= 1
        else:
            missing.append(gate)
    return missing


def _is_sound(gate, team, problems):
    try:
        GateCheck(team=team, **asdict(gate)).clean_fields(exclude=LINKS)
    except ValidationError as error:
        problems.append(("gate_broken", {"value": gate.title[:60], "message": " ".join(error.messages)}))
        return False
    return True


class GateApplication:
    """What the preview showed of gates, as far as their milestones are there and still to be reached."""

    def __init__(self, application):
        self.application, self.team = application, application.team

    def run(self):
        for chunk in self.application.chunks("milestone"):
            rows = [row for row in chunk if row.data.get("gates_added") and self._is_written(row)]
            if rows:
                self.application.add(list(self._checks(rows)))

    def _is_written(self, row):
        return row.target_id not in self.application.left_out

    def _checks(self, rows):
        ids = [row.target_id for row in rows]
        milestones = Milestone.objects.filter(team=self.team).with_gates(on=self.team.today()).in_bulk(ids)
        held = gates_held(ids)
        for row in rows:
            milestone, there = milestones.get(row.target_id), held.get(row.target_id, [])
            gates = [ImportedGate(**gate) for gate in row.data["gates_added"]]
            since = Counter(key for key, _place in there) - Counter(row.data["gates_there"])
            wanted = _missing(gates, since.elements())
            if milestone is None or milestone.is_done or len(there) + len(wanted) > MOST_CHECKS:
                self.application.skip(row, "gates_changed_meanwhile")
                continue
            last = max((place for _key, place in there), default=0)
            for place, gate in enumerate(wanted, start=last + 1):
                yield GateCheck(team=self.team, milestone=milestone, position=min(place, LAST), **asdict(gate))
