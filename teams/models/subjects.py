"""What is said and followed is about a subject: a kind of row and an id, found through `visible_to` or not at all."""

from functools import cache

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from teams.choices import with_names
from teams.roles import viewable_kinds

from .who import WhoField


@cache
def discussed_kinds():
    """Return {kind: model} of the rows people talk about, such as {"risks.risk": Risk}."""
    return {model._meta.label_lower: model for model in apps.get_models() if getattr(model, "is_discussed", False)}


def about_seen_rows(membership):
    """Return the condition that a subject is a row this person may see, of which none is gone."""
    seen = Q(pk__in=[])
    for kind in sorted(viewable_kinds(membership.rights) & discussed_kinds().keys()):
        rows = discussed_kinds()[kind]._default_manager.visible_to(membership)
        seen |= Q(Exists(rows.filter(pk=OuterRef("subject_id"))), subject_kind=kind)
    return seen


def about_gone_rows():
    """Return the condition that a subject is a row that is gone."""
    there = Q(pk__in=[])
    for kind, model in sorted(discussed_kinds().items()):
        there |= Q(Exists(model._base_manager.filter(pk=OuterRef("subject_id"))), subject_kind=kind)
    return ~there


def subject_of(membership, kind, pk):
    """Return the row of a kind people talk about, or None where this person finds none."""
    model = discussed_kinds().get(kind)
    if model is None:
        return None
    return _named(model._default_manager.visible_to(membership).filter(pk=pk), membership.team)


def stored_subject(team, kind, pk):
    """Return the row of a kind people talk about, whoever may see it, or None."""
    model = discussed_kinds().get(kind)
    return model and _named(model._base_manager.filter(team=team, pk=pk), team)


def in_charge(row):
    """Return the ids of the memberships that are responsible for a row."""
    fields = (field for field in row._meta.concrete_fields if isinstance(field, WhoField))
    return {pk for field in fields if (pk := getattr(row, field.attname))}


def _named(rows, team):
    row = with_names(rows).first()
    if row is not None:
        row.team = team
    return row
