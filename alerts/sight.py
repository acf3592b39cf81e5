"""Nobody is told of what is hidden from them: of what rules found, the people who may not see the row are left out."""

from dataclasses import replace

from django.apps import apps

from teams.models.activity import is_narrowed
from teams.roles import Role

from .subjects import visible_among


def in_sight(scan, rule, found):
    """Return what a rule found, each for those who may see its row; while nothing is restricted, nothing is asked."""
    if not found or not is_narrowed(apps.get_model(rule.kind)) or not scan.has_restricted:
        return found
    pairs = {(rule.kind, item.subject_id) for item in found}
    told = {person for item in found for person, _because in item.people}
    seen = {
        (person.pk, pk)
        for person in scan.members
        if person.pk in told
        for _kind, pk in (visible_among(person, pairs) if _is_asked(person) else pairs)
    }
    return [
        replace(item, people=tuple(each for each in item.people if (each[0], item.subject_id) in seen))
        for item in found
    ]


def _is_asked(person):
    """Say whether what somebody sees is less than all; who has no account hears of what is in their hands."""
    return person.user_id is not None and person.role != Role.OWNER
