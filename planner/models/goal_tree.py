"""Goals below goals: no circle, and no deeper than people can follow."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from planner.circles import way
from planner.goal_sums import DEEPEST
from teams.models import Team

CIRCLE = _("%(way)s would be a circle: a goal cannot stand below itself.")
TOO_DEEP = ngettext_lazy(
    "Goals stand at most %(most)d level deep.", "Goals stand at most %(most)d levels deep.", "most"
)


def judge_parents(goals):
    """Refuse circles and too deep trees that goals, saved or not, would make; holds the team's tree still.

    Raises ValidationError.
    """
    placed = [goal for goal in goals if goal.parent_id]
    if not placed:
        return
    hold_tree(placed[0].team_id)
    model = apps.get_model("planner.Goal")
    held = model._base_manager.filter(team=placed[0].team_id, parent__isnull=False)
    parents = dict(held.values_list("pk", "parent_id")) | {goal.pk: goal.parent_id for goal in goals}
    below = {}
    for child, parent in parents.items():
        if parent:
            below.setdefault(parent, []).append(child)
    for goal in placed:
        if found := way(below, goal.pk, goal.parent_id):
            raise _refusal(CIRCLE, "goal_circle", {"way": _codes(model, [*found, goal.pk])})
    for goal in placed:  # no circle is left to run in
        if _levels_above(parents, goal.pk) + _levels_below(below, goal.pk) + 1 > DEEPEST:
            raise _refusal(TOO_DEEP, "goal_too_deep", {"most": DEEPEST})


def hold_tree(team_id):
    """Let nobody else put goals of a team below others until the transaction ends."""
    Team._base_manager.select_for_update(no_key=True).get(pk=team_id)


def lowest_first(goals):
    """Return the ids of goals, given as {id: id of its parent}, in lists: first those with none of the others below."""
    waiting, levels = dict(goals), []
    while waiting:
        above = set(waiting.values())
        levels.append([pk for pk in waiting if pk not in above])
        waiting = {pk: parent for pk, parent in waiting.items() if pk in above}
    return levels


def _refusal(message, code, params):
    return ValidationError({"parent": ValidationError(message, code=code, params=params)})


def _levels_above(parents, pk):
    count = 0
    while pk := parents.get(pk):
        count += 1
    return count


def _levels_below(below, pk):
    level, found = 0, below.get(pk, [])
    while found:
        level += 1
        found = [child for each in found for child in below.get(each, [])]
    return level


def _codes(model, ids):
    found = model._base_manager.only("number").in_bulk(set(ids))
    return " → ".join(found[pk].code if pk in found else "…" for pk in ids)
