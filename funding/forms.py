"""Forms of the financing."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EMPTY_VALUES
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.stale import StaleError
from teams.choice_fields import RowField
from teams.forms import STALE, TeamModelForm
from teams.models import Membership
from teams.quick import QuickMixin

from .models import CashPosition, NextAction, Opportunity, PlanStep, Round, RoundTerms, Settings, Source
from .moves import MoveForm
from .states import OPEN_STEPS, RoundState, StepState

__all__ = [
    "CashForm",
    "CompletionForm",
    "MoveForm",
    "NextActionForm",
    "OpportunityForm",
    "PlanStepForm",
    "RoundForm",
    "RoundStateForm",
    "SettingsForm",
    "SourceForm",
]

TERMS = ("target", "minimum", "cap", "instrument")


class RoundForm(TeamModelForm):
    """A round and, in the same form, what it asks for."""

    terms_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Round
        fields = ["name", "starts_on", "expected_close_on", "currency"]

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, membership=membership, **kwargs)
        self.terms = RoundTerms.objects.visible_to(membership).filter(round=self.instance.pk).first()
        asked = forms.fields_for_model(RoundTerms, fields=TERMS)
        for name, field in asked.items():
            self.fields[name] = field
            field.required = False
            if self.terms is not None:
                self.initial[name] = getattr(self.terms, name)
        if self.terms is not None:
            self.initial["terms_version"] = self.terms.version
        self.initial.setdefault("currency", membership.team.currency)

    def _post_clean(self):
        values = {name: self.cleaned_data[name] for name in TERMS if name in self.cleaned_data}
        self.asks_nothing = len(values) == len(TERMS) and all(value in EMPTY_VALUES for value in values.values())
        if not self.asks_nothing:
            self._take_terms(values)
        super()._post_clean()
        if not self.asks_nothing:
            self._judge_terms(values)

    def _take_terms(self, values):
        """Put the terms that were typed beside the round, whose new currency is judged with them."""
        if self.terms is None:
            self.terms = RoundTerms(team=self.membership.team)
        self.terms.round = self.instance
        for name, value in values.items():
            setattr(self.terms, name, value)

    def _judge_terms(self, values):
        if values.get("target", "") is None:
            message = _("Enter the target: without it the other terms say nothing.")
            self.add_error("target", ValidationError(message, code="required"))
        try:
            self.terms.full_clean(exclude={"round", *self.errors})
        except ValidationError as error:
            self._update_errors(error)

    def store(self, *, by):
        """Store the round and its terms, both or neither."""
        try:
            with transaction.atomic():
                row = super().store(by=by)
                if row is not None and self.terms is not None:
                    self._store_terms(row, by=by)
                return row
        except StaleError:
            self.add_error(None, ValidationError(STALE, code="stale"))
            self._take_present_version()
        except ValidationError as error:
            self._update_errors(error)
        return None

    def _store_terms(self, row, *, by):
        """Store the terms, or remove them where all are empty; refuse when others made or removed them meanwhile."""
        seen = self.cleaned_data.get("terms_version")
        if seen != (None if self.terms._state.adding else self.terms.version):
            raise StaleError(self.terms)
        if self.asks_nothing:
            self.terms.discard(by=by)
            return
        self.terms.round = row
        self.terms.store(by=by, version=seen)

    def _take_present_version(self):
        super()._take_present_version()
        terms = RoundTerms.objects.visible_to(self.membership).filter(round=self.instance.pk).first()
        self.data[self.add_prefix("terms_version")] = terms.version if terms else ""


class RoundStateForm(forms.Form):
    """Which state a round enters next."""

    state = forms.ChoiceField(label=_("State"), choices=RoundState.choices)


class SourceForm(TeamModelForm):
    class Meta:
        model = Source
        fields = ["name", "channel", "website", "notes"]


class QuickSourceForm(QuickMixin, TeamModelForm):
    asked = "name"

    class Meta:
        model = Source
        fields = ["name", "channel"]


class OpportunityForm(TeamModelForm):
    """An opportunity; its source may be named here for the first time."""

    new_source = forms.CharField(
        label=_("or a new source"),
        max_length=120,
        required=False,
        help_text=_("The name of the bank, fund, platform or office if it is not in the list yet."),
    )
    field_order = ["round", "channel", "source", "new_source"]
    folded = {
        _("Range, lead and notes"): (
            "amount_min",
            "amount_max",
            "earliest_close_on",
            "latest_close_on",
            "currency",
            "is_lead",
            "notes",
        )
    }

    class Meta:
        model = Opportunity
        fields = [
            "round",
            "channel",
            "source",
            "amount",
            "probability",
            "expected_close_on",
            "owner",
            "amount_min",
            "amount_max",
            "earliest_close_on",
            "latest_close_on",
            "currency",
            "is_lead",
            "notes",
        ]
        help_texts = {"expected_close_on": _("Needed while the opportunity is open.")}

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, membership=membership, **kwargs)
        if not membership.has_perm("funding.add_source"):
            del self.fields["new_source"]
        else:
            self.fields["source"].required = False

    def currency_of_amounts(self):
        """Return the currency chosen, of none that of the round chosen."""
        if self["currency"].value() or not (self.is_bound or self["round"].value()):
            return super().currency_of_amounts()
        try:
            return self.fields["round"].clean(self["round"].value()).currency
        except ValidationError:
            return super().currency_of_amounts()

    def clean(self):
        values = super().clean()
        name = values.get("new_source", "").strip()
        if bool(name) == bool(values.get("source")) and "source" not in self.errors:
            message = _("Name a new source or choose one, not both.") if name else _("Choose a source or name one.")
            self.add_error("source", ValidationError(message, code="required"))
        elif name:
            channel = values.get("channel", "")
            self.create_related("source", Source(team=self.membership.team, name=name, channel=channel))
        return values


class NextActionForm(TeamModelForm):
    class Meta:
        model = NextAction
        fields = ["title", "due_on", "owner"]


class CompletionForm(forms.Form):
    """What comes after a next action that is done; left empty, nothing does yet."""

    title = forms.CharField(label=_("What comes next?"), max_length=200, required=False)
    due_on = forms.DateField(
        label=_("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    owner = RowField(label=_("Owner"), queryset=Membership.objects.all(), required=False)

    def __init__(self, *args, instance, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance = instance
        self.fields["owner"].offer(membership)
        self.initial.setdefault("owner", instance.owner_id)

    def clean(self):
        values = super().clean()
        if values.get("title") and not values.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", ValidationError(_("Say by when."), code="required"))
        return values

    def store(self, *, by):
        """Complete the action; returns it, or None with the reason among the form's errors."""
        following = self.cleaned_data if self.cleaned_data.get("title") else None
        try:
            self.instance.complete(by=by, next=following)
        except ValidationError as error:
            self.add_error(None, error.messages)
            return None
        return self.instance


class PlanStepForm(TeamModelForm):
    folded = {_("What it belongs to"): ("channel", "round", "milestone", "description")}

    class Meta:
        model = PlanStep
        fields = ["title", "due_on", "responsible", "state", "channel", "round", "milestone", "description"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_open:
            self.fields["state"].choices = [(state, StepState(state).label) for state in OPEN_STEPS]
        else:
            del self.fields["state"]


class CashForm(TeamModelForm):
    """A new cash position; the figures that seldom change are taken from the last one."""

    folded = {_("Note"): ("note",)}

    class Meta:
        model = CashPosition
        fields = ["balance", "balance_on", "monthly_income", "monthly_expense", "floor", "currency", "note"]

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, membership=membership, **kwargs)
        last = CashPosition.objects.visible_to(membership).latest_first().first()
        self.initial.setdefault("balance_on", membership.team.today())
        self.initial.setdefault("currency", last.currency if last else membership.team.currency)
        if last is not None:
            for name in ("monthly_income", "monthly_expense", "floor"):
                self.initial.setdefault(name, getattr(last, name))


class SettingsForm(TeamModelForm):
    class Meta:
        model = Settings
        fields = ["open_books"]
