"""How somebody leaves a team: what they own is passed on, and whatever let them in stops doing so.

What a person owns is found by `WhoField` through `_meta`, so no app above has to be known here. Of each kind the open
rows pass on and the closed ones keep the name: `queryset.to_pass_on(on=day)` tells them apart where a kind defines
it, else `queryset.open()`, else all rows are open.
"""

from collections import defaultdict
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Cast
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.fetching import ROWS_AT_MOST, Part

from .choices import with_names
from .models import CalendarFeed, Invitation, Membership, StoredRow, Token, WhoField, write_rows
from .models.activity import is_narrowed, membership_of
from .models.holding import CHUNK
from .models.naming import name_field
from .models.values import stored_values
from .models.writing import remove_rows


@dataclass(frozen=True)
class Holding:
    """The open rows of one kind a person is named on: the first of them as {id: label}, and how many there are.

    `seen` counts those the asking member may see, `hidden` the others; `url` lists the former.
    """

    kind: str
    model: type[models.Model]
    rows: dict
    seen: int
    hidden: int
    url: str

    @property
    def label(self):
        return capfirst(self.model._meta.verbose_name_plural)

    @property
    def count(self):
        return self.seen + self.hidden

    @property
    def part(self):
        """Return the rows as pages show the first of many."""
        return Part(list(self.rows.items()), self.seen, self.url)


def who_fields():
    """Return every field that names a responsible person, hidden relations included."""
    relations = Membership._meta.get_fields(include_hidden=True)
    fields = {relation.field for relation in relations if isinstance(getattr(relation, "field", None), WhoField)}
    return sorted(fields, key=lambda field: (field.model._meta.label_lower, field.name))


def holdings(membership, *, viewer):
    """Return what is still open and named after a person, by kind, as another member may see it; one query."""
    models_by_kind = {field.model._meta.label_lower: field.model for field in who_fields()}
    parts = []
    for model in models_by_kind.values():
        rows = _told(_held(model, membership), viewer)
        parts += [_named(rows, 1, is_seen=False), _named(rows.visible_to(viewer), ROWS_AT_MOST, is_seen=True)]
    counts, seen, labels = {}, defaultdict(int), defaultdict(dict)
    for kind, pk, number, label, is_seen, count in parts[0].union(*parts[1:]):
        if is_seen:
            seen[kind], labels[kind][pk] = count, _label(models_by_kind[kind], number, label)
        else:
            counts[kind] = count
    url = membership.get_absolute_url()
    return [
        Holding(
            kind,
            models_by_kind[kind],
            rows=dict(sorted(labels[kind].items())),
            seen=seen[kind],
            hidden=counts[kind] - seen[kind],
            url=f"{url}?kind={kind}",
        )
        for kind in sorted(counts)
    ]


def held_rows(membership, model, *, viewer):
    """Return the rows of one kind that are open and named after a person, as another member may see them."""
    return with_names(_held(model, membership).visible_to(viewer)).order_by("pk")


def _told(rows, viewer):
    """Return the rows that may be counted to a member: of a restricted one they learn nothing, not even that it is."""
    return rows.visible_to(viewer) if is_narrowed(rows.model) and may_view(viewer, rows.model) else rows


def may_view(person, model):
    """Say whether the role of a person lets them view rows of a kind at all."""
    return person.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")


def _held(model, membership):
    named = models.Q()
    for field in who_fields():
        if field.model is model:
            named |= models.Q(**{field.name: membership})
    return _open(model._default_manager.filter(named), membership)


def _named(rows, limit, *, is_seen):
    """Return the first rows of any kind as (kind, id, number, label, is_seen, how many there are in all)."""
    model = rows.model
    has_number = any(field.name == "number" for field in model._meta.concrete_fields)
    count = rows.order_by().values("team").annotate(number_of_all=models.Count("pk")).values("number_of_all")
    first = rows.filter(pk__in=rows.order_by("pk").values("pk")[:limit])
    return first.order_by().values_list(
        Value(model._meta.label_lower, output_field=models.CharField()),
        Cast("pk", models.UUIDField()),
        F("number") if has_number else Cast(Value(None), models.PositiveIntegerField()),
        Cast(name_field(model), models.CharField()),
        Value(int(is_seen), output_field=models.IntegerField()),
        models.Subquery(count, output_field=models.IntegerField()),
    )


def _label(model, number, text):
    text = text or capfirst(model._meta.verbose_name)
    return text if number is None else f"{model.prefix}-{number} {text}"


@transaction.atomic
def leave(membership, *, by, successors=None):
    """End a membership and pass on what it owned; harmless when it has ended already.

    `successors` maps a kind ("planner.milestone") to the Membership that takes over; a kind without one shows
    "no owner" from now on. Raises ValidationError where the role or the last owner forbid the ending.
    """
    successors = successors or {}
    for successor in successors.values():
        _check_successor(successor, membership)
    if not membership.end(by=by):
        return
    for field in who_fields():
        _pass_on(field, membership, successors.get(field.model._meta.label_lower), by=by)
    _end_trust(membership, by=by)
    for key in (Token, CalendarFeed):
        for row in key.objects.filter(membership=membership, revoked_at=None):
            row.revoke(by=by)
    for invitation in Invitation.objects.filter(invited_by=membership, accepted_at=None, revoked_at=None):
        invitation.revoke(by=by)
    if membership.user_id:
        end_sessions(membership.user_id)


def end_sessions(user_id):
    """Sign a person out everywhere; whoever is in another team signs in again."""
    for session in UserSession.objects.filter(user_id=user_id):
        session.end()


def _open(rows, membership):
    if hasattr(rows, "to_pass_on"):
        return rows.to_pass_on(on=membership.team.today())
    return rows.open() if hasattr(rows, "open") else rows


def _pass_on(field, membership, successor, *, by):
    # Held from the first look on: somebody may be handing one of them to another person at this moment.
    named = field.model._default_manager.filter(**{field.name: membership})
    rows = list(_open(named, membership).select_for_update(of=("self",)))
    unseen = _unseen(rows, field.model, membership_of(by)) if successor is not None else set()
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        before = {row.pk: stored_values(row) for row in chunk}
        for row in chunk:
            setattr(row, field.name, None if row.pk in unseen else successor)
        write_rows(chunk, "passed_on", by=by, before=before)


def _unseen(rows, model, person):
    """Return the ids of restricted rows that whoever acts does not see: they give them to nobody, nor to themselves."""
    if person is None or not is_narrowed(model) or not may_view(person, model):
        return set()
    ids = {row.pk for row in rows}
    return ids - set(model._default_manager.visible_to(person).filter(pk__in=ids).values_list("pk", flat=True))


def _end_trust(membership, *, by):
    """Remove the rows that say what a person alone was trusted with, such as the reading of a restricted risk.

    With them go those without a history that keep how the person liked a page.
    """
    for model in apps.get_models():
        if name := getattr(model, "ends_with", ""):
            rows = model._default_manager.filter(**{name: membership})
            if not issubclass(model, StoredRow):
                rows.delete()
            elif held := list(rows.select_for_update(of=("self",))):
                remove_rows(held, by=by)


def _check_successor(successor, membership):
    if successor is None:
        return
    if successor.team_id != membership.team_id or not successor.is_active or successor.pk == membership.pk:
        raise ValidationError(_("Choose somebody else who is in the team."), code="successor")
