"""The form that moves an opportunity: it asks for what the stage still needs, and for nothing else.

Where the money has come it offers to enter the new balance along with the move.
"""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from teams.choice_fields import RowField
from teams.models import Membership

from .models import CashPosition
from .stages import stage, stages
from .states import stage_label


def date_field(label):
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def balance_field():
    field = MoneyField(_("New balance"), null=True, blank=True).formfield()
    field.help_text = _(
        "All accounts together, this money included, so that it is not counted twice. Left empty, the present balance"
        " counts, and this money on top of it."
    )
    return field


def offer_balance(form, membership):
    """Offer a new balance on a form where money has come, if the team keeps one and the person may enter it."""
    position = CashPosition.objects.visible_to(membership).latest_first().first()
    if position is None or not membership.has_perm("funding.add_cashposition"):
        del form.fields["balance"], form.fields["balance_on"]
        return
    form.initial.setdefault("balance_on", membership.team.today())
    form.fields["balance"].label = _("New balance in %(currency)s") % {"currency": position.currency}
    form.fields["balance"].currency = position.currency


def position_of(values):
    """Take what was entered of a new balance out of a form's values: a dict for the verb, or None without a balance."""
    balance, on = values.pop("balance", None), values.pop("balance_on", None)
    return None if balance is None else {"balance": balance, "balance_on": on}


def refuse_undated_balance(form):
    """Ask for the day of a balance; for the `clean` of a form."""
    values = form.cleaned_data
    if values.get("balance") is not None and not values.get("balance_on") and "balance_on" not in form.errors:
        form.add_error("balance_on", ValidationError(_("Say of which day the balance is."), code="required"))


class MoveForm(forms.Form):
    """Fields for the needs of one stage (`stage` in the data or in the initial values)."""

    stage = forms.CharField(widget=forms.HiddenInput)
    asked = forms.CharField(widget=forms.HiddenInput, required=False, initial="yes")
    amount = MoneyField(_("likely amount"), null=True, blank=True).formfield()
    expected_close_on = date_field(_("Expected close"))
    title = forms.CharField(label=_("Next action"), max_length=200, required=False)
    due_on = date_field(_("Due"))
    owner = RowField(label=_("Owner"), queryset=Membership.objects.all(), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
    balance = balance_field()
    balance_on = date_field(_("As of"))

    # The fields that answer a need of a stage.
    answers = {
        "amount": ("amount",),
        "expected_close": ("expected_close_on",),
        "next_action": ("title", "due_on", "owner"),
        "reason_lost": ("reason",),
    }

    def __init__(self, *args, instance, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance, self.membership = instance, membership
        code = (self.data if self.is_bound else self.initial).get("stage", "")
        known = {place.code for place in stages(instance.channel)}
        self.place = stage(instance.channel, code) if code in known else None
        needs = instance.lacks(code) if self.place else ()
        shown = {name for need in needs for name in self.answers[need]}
        for name in {name for names in self.answers.values() for name in names} - shown:
            del self.fields[name]
        self.needs = needs
        if "amount" in self.fields:
            self.fields["amount"].currency = instance.currency
        if self.place and self.place.bucket == "paid" and instance.place.bucket != "paid":
            offer_balance(self, membership)
        else:
            del self.fields["balance"], self.fields["balance_on"]
        if "owner" in self.fields:
            self.fields["owner"].offer(membership)
            self.initial.setdefault("owner", instance.owner_id)

    @property
    def asks(self):
        """Say whether the stage needs something that is not there yet."""
        return bool(self.visible_fields())

    @property
    def stage_name(self):
        return stage_label(self.place) if self.place else ""

    def clean(self):
        values = super().clean()
        refuse_undated_balance(self)
        return values

    def store(self, *, by):
        """Move the opportunity; returns it, or None with the reasons at the fields that mend them."""
        values = dict(self.cleaned_data)
        code = values.pop("stage")
        values.pop("asked")
        following = {name: values.pop(name, None) for name in self.answers["next_action"]}
        values["position"] = position_of(values)
        if following["title"]:
            values["next_action"] = following
        try:
            self.instance.advance(code, by=by, **values)
        except ValidationError as error:
            self._tell(error)
            return None
        return self.instance

    def _tell(self, error):
        places = {"next_action": "title"}
        by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, errors in by_field.items():
            field = places.get(name, name)
            self.add_error(field if field in self.fields and field != "stage" else None, errors)
