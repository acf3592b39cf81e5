"""How somebody leaves a team: what they own is passed on, and whatever let them in stops doing so.

What a person owns is found by `WhoField` through `_meta`, so no app above has to be known here. Of each kind the open
rows pass on and the closed ones keep the name: `queryset.to_pass_on(on=day)` tells them apart where a kind defines
it, else `queryset.open()`, else all rows are open.
"""

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from .models import Invitation, Membership, Token, WhoField


@dataclass(frozen=True)
class Holding:
    """The open rows of one kind a person is named on; `hidden` counts those the asking member may not see."""

    kind: str
    model: type[models.Model]
    rows: tuple
    hidden: int

    @property
    def label(self):
        return self.model._meta.verbose_name_plural

    @property
    def count(self):
        return len(self.rows) + self.hidden


def who_fields():
    """Return every field that names a responsible person, hidden relations included."""
    relations = Membership._meta.get_fields(include_hidden=True)
    fields = {relation.field for relation in relations if isinstance(getattr(relation, "field", None), WhoField)}
    return sorted(fields, key=lambda field: (field.model._meta.label_lower, field.name))


def holdings(membership, *, viewer):
    """Return what is still open and named after a person, by kind, as another member may see it."""
    found = {}
    for field in who_fields():
        rows = _open_rows(field, membership)
        seen = rows.visible_to(viewer)
        known = found.setdefault(field.model, {})
        known.update({row.pk: row for row in seen})
        found[field.model].update({pk: None for pk in rows.values_list("pk", flat=True) if pk not in known})
    return [
        Holding(
            kind=model._meta.label_lower,
            model=model,
            rows=tuple(row for row in rows.values() if row is not None),
            hidden=sum(row is None for row in rows.values()),
        )
        for model, rows in found.items()
        if rows
    ]


@transaction.atomic
def leave(membership, *, by, successors=None):
    """End a membership and pass on what it owned.

    `successors` maps a kind ("planner.milestone") to the Membership that takes over; a kind without one shows
    "no owner" from now on. Raises ValidationError where the role or the last owner forbid the ending.
    """
    successors = successors or {}
    for successor in successors.values():
        _check_successor(successor, membership)
    membership.end(by=by)
    for field in who_fields():
        _pass_on(field, membership, successors.get(field.model._meta.label_lower), by=by)
    for token in Token.objects.filter(membership=membership, revoked_at=None):
        token.revoke(by=by)
    for invitation in Invitation.objects.filter(invited_by=membership, accepted_at=None, revoked_at=None):
        invitation.revoke(by=by)
    if membership.user_id:
        end_sessions(membership.user_id)


def end_sessions(user_id):
    """Sign a person out everywhere; whoever is in another team signs in again."""
    for session in UserSession.objects.filter(user_id=user_id):
        session.end()


def _open_rows(field, membership):
    rows = field.model._default_manager.filter(**{field.name: membership})
    if hasattr(rows, "to_pass_on"):
        return rows.to_pass_on(on=membership.team.today())
    return rows.open() if hasattr(rows, "open") else rows


def _pass_on(field, membership, successor, *, by):
    for row in list(_open_rows(field, membership)):
        row.lock()
        setattr(row, field.name, successor)
        row.write("passed_on", by=by)


def _check_successor(successor, membership):
    if successor is None:
        return
    if successor.team_id != membership.team_id or not successor.is_active or successor.pk == membership.pk:
        raise ValidationError(_("Choose somebody else who is in the team."), code="successor")
