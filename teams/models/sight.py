"""Rows that only some of a team see, such as a restricted risk: what is made from one carries its id, and follows it.

A kind says `may_be_restricted`, and its queryset which rows are `restricted` and which are `hidden_from` a person. What
follows such a row keeps its id in `follows`; so whatever becomes of the row between, its traces go with it.
"""

from functools import cache

from django.apps import apps
from django.db.models import Exists, OuterRef, Q


@cache
def restricted_kinds():
    """Return the models of which some rows may be seen by few."""
    return [model for model in apps.get_models() if getattr(model, "may_be_restricted", False)]


@cache
def mixed_kinds():
    """Return {kind: model} of the rows that follow several others at once, and say by themselves who sees them."""
    found = (model for model in apps.get_models() if getattr(model, "follows_many", False))
    return {model._meta.label_lower: model for model in found}


def follows_unseen(membership):
    """Return the condition that a row follows one this person may not see."""
    return _follows(model._default_manager.hidden_from(membership) for model in restricted_kinds())


def traces_unseen_by(membership, traces):
    """Return the condition that a trace is one of a row only few see, and this person is none of them.

    What follows several rows is asked itself while it is there, and the trace of its end afterwards.
    """
    unseen = follows_unseen(membership)
    for kind, model in sorted(mixed_kinds().items()):
        hidden = model._default_manager.hidden_from(membership).order_by().values("pk")
        ends = traces.filter(unseen, subject_id=OuterRef("subject_id"), verb="discarded")
        unseen |= Q(Q(subject_id__in=hidden) | Exists(ends), subject_kind=kind)
    return unseen


def follows_restricted():
    """Return the condition that a row follows one that only few see, whoever asks."""
    return _follows(model._default_manager.restricted() for model in restricted_kinds())


def _follows(hidden):
    found = Q(pk__in=[])
    for rows in hidden:
        found |= Q(follows__in=rows.order_by().values("pk"))
    return found


def restricted_ids_hidden_from(membership):
    """Return the ids, as texts, of the restricted rows a person may not see; asked once for a loaded membership."""
    kept = membership.__dict__
    if "hidden_ids" not in kept:
        rows = (model._default_manager.hidden_from(membership) for model in restricted_kinds())
        kept["hidden_ids"] = frozenset(str(pk) for each in rows for pk in each.order_by().values_list("pk", flat=True))
    return kept["hidden_ids"]
