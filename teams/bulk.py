"""Many rows of one kind changed in one act: all of them, or none and the reason of each that refused.

What a list lets its rows change is said by a `Bulk`, beside the list; the rows change by their own `store()` and verbs.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.days import sensible_day
from core.stale import StaleError

from .choice_fields import RowField
from .models import Membership, change
from .models.holding import hold

ROWS_AT_MOST = 200
ACT = gettext_noop("{who} changed several rows at once: {count}")
AS_IT_IS = _("as it is")
MISSING = _("Some of the chosen rows are no longer there. Nothing was changed.")
REASON = "move_reason"  # what is asked beside a new day


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """The fields of a kind of row that change for many at once, by name, and how each state is entered.

    `ways` maps a state that takes a verb to the right's verb and a function of the row and `by`; the states in
    `stored`, and the fields named in `choices`, are set as a form sets them. `follow` tells, of rows whose day was
    changed and of `by`, what others would do that follow them: the first few, each as (number of a row, address of a
    look at it).
    `reason` makes the field that asks why a day becomes another one.
    """

    person: str = "owner"
    day: str = ""
    state: str = ""
    choices: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()
    ways: Mapping[str, tuple[str, Callable]] = field(default_factory=dict)
    follow: Callable = lambda rows, by: ()
    reason: Callable[[], forms.Field] | None = None

    @classmethod
    def of_finishing(cls, model, *, person="owner", choices=(), reason=None):
        """Return what changes of rows that are completed and cancelled (models/finishing.py)."""
        ways = {
            model.finished_states[0]: ("complete", lambda row, by: row.complete(by=by)),
            model.given_up_state: ("cancel", lambda row, by: row.cancel(by=by)),
        }
        stored = tuple(model.open_states)
        named = {"person": person, "day": "due_on", "state": "state", "choices": choices}
        return cls(**named, stored=stored, ways=ways, reason=reason)

    def states_for(self, membership, model):
        """Return the states, with their names, into which this person may lead rows."""
        if not self.state:
            return []
        names = model._meta.get_field(self.state).flatchoices
        return [(value, name) for value, name in names if value in self.stored or self._may(membership, model, value)]

    def leads_to(self, state):
        """Say whether rows are led into a state here at all, by whomever."""
        return state in self.stored or state in self.ways

    def _may(self, membership, model, state):
        app, name = model._meta.label_lower.split(".")
        return state in self.ways and membership.has_perm(f"{app}.{self.ways[state][0]}_{name}")

    def ways_on(self, rows, values, *, by):
        """Return where to look at what follows rows that were changed just now."""
        return self.follow(rows, by) if self.day in values else ()

    def change(self, row, version, values, *, by):
        """Change one row that was at this version; raises ValidationError or StaleError."""
        for name, value in values.items():
            if name != REASON and (name != self.state or value in self.stored):
                setattr(row, name, value)
        row.store(by=by, version=version, reason=values.get(REASON, ""))
        if (state := values.get(self.state)) in self.ways:
            self.ways[state][1](row, by)


class ChosenField(forms.Field):
    """Rows ticked in a list, each as its id and the version that was shown: {id: version}."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {
        "required": _("Choose at least one row."),
        "invalid": _("Choose rows of the list."),
        "too_many": _("Choose at most %(most)s rows at once."),
    }

    def to_python(self, value):
        value = value or []
        if len(value) > ROWS_AT_MOST:
            raise ValidationError(self.error_messages["too_many"], code="too_many", params={"most": ROWS_AT_MOST})
        try:
            pairs = [each.split(":") for each in value]
            return {uuid.UUID(pk): int(version[:9]) for pk, version in pairs}
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class BulkForm(forms.Form):
    """Which rows, and what changes of them; what is left blank stays as it is."""

    chosen = ChosenField()

    def __init__(self, *args, bulk, model, membership, people=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.bulk = bulk
        if states := bulk.states_for(membership, model):
            label = model._meta.get_field(bulk.state).verbose_name
            choices = [("", AS_IT_IS), *states]
            self.fields[bulk.state] = forms.ChoiceField(label=label, choices=choices, required=False)
        self.fields[bulk.person] = self._person(model, membership, people)
        if bulk.day:
            label = model._meta.get_field(bulk.day).verbose_name
            widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            self.fields[bulk.day] = forms.DateField(
                label=label, required=False, widget=widget, validators=[sensible_day]
            )
        for name in bulk.choices:
            asked = model._meta.get_field(name)
            choices = [("", AS_IT_IS), *asked.flatchoices]
            self.fields[name] = forms.ChoiceField(label=asked.verbose_name, choices=choices, required=False)
        if bulk.reason:
            self.fields[REASON] = bulk.reason()
        for each in self.fields.values():
            each.label = each.label and str(each.label)[:1].upper() + str(each.label)[1:]

    def _person(self, model, membership, people):
        label = model._meta.get_field(self.bulk.person).verbose_name
        asked = RowField(label=label, queryset=Membership.objects.all(), required=False, empty_label=AS_IT_IS)
        if people is None:
            asked.offer(membership)
        else:
            asked.offer_as(people)
        return asked

    @property
    def shown(self):
        """Return the fields a person fills in, bound."""
        return [self[name] for name in self.fields if name != "chosen"]

    @property
    def values(self):
        """Return what was filled in."""
        return {name: value for name, value in self.cleaned_data.items() if name != "chosen" and value}

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(value for name, value in cleaned.items() if name not in ("chosen", REASON)):
            raise ValidationError(_("Choose what to change."), code="nothing")
        return cleaned


def change_all(bulk, rows, versions, values, *, by, label=ACT, **facts):
    """Change rows in one act; return the act (None where nothing changed or some refused) and {row: why it refused}.

    `versions` are those that were shown, {id: version}; where one row refuses, none is changed. `label` and `facts`
    tell of the act, as `change` does.
    """
    refused = {}
    with change(by, label, **facts or {"count": len(rows)}) as act:
        hold(type(rows[0]), [row.pk for row in rows])
        for row in rows:
            try:
                with transaction.atomic():
                    bulk.change(row, versions[row.pk], values, by=act)
            except (ValidationError, StaleError) as error:
                refused[row] = " ".join(getattr(error, "messages", None) or [error.message])
        is_kept = not refused and act.activities.exists()
        if not is_kept:
            transaction.set_rollback(True)
    return act if is_kept else None, refused
