"""A form for one team: it offers only what its member may see and ends in `row.store()`."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

from core.money import Currency
from core.stale import GoneError, StaleError

from .choice_fields import RowField, RowMixin, RowsField
from .models import StoredRow

STALE = _(
    "This was changed by somebody else while you wrote. Your text is kept below; "
    "save again to replace their version, or reload to see it."
)
VERSION_MISSING = _("It is not known which version you edited. Your text is kept below; save again to store it.")


def _say_what_nothing_means(field):
    """Give the empty choice a word where Django draws a line."""
    word = _("Choose one") if field.required or getattr(field, "is_needed", False) else _("none")
    if isinstance(field, forms.ModelChoiceField) and field.empty_label:
        field.empty_label = word
    elif isinstance(field, forms.TypedChoiceField) and ("", BLANK_CHOICE_DASH[0][1]) in field.choices:
        field.choices = [("", word), *(choice for choice in field.choices if choice[0] != "")]


def _form_field(field, **kwargs):
    """Return the form field of a model's field; a link to rows of the team offers them as a list or a search."""
    if field.is_relation and issubclass(field.related_model, StoredRow):
        kwargs.setdefault("form_class", RowsField if field.many_to_many else RowField)
    return field.formfield(**kwargs)


def mark_needed(form, names):
    """Say beside its name that a field is needed; what the row says where it is empty is the error, as by API."""
    for name in names:
        form.fields[name].is_needed = True
        _say_what_nothing_means(form.fields[name])


class TeamModelForm(forms.ModelForm):
    """Base of every form about a team's row.

    `parents` are links that cannot change once the row exists.
    """

    parents = ()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "Meta" in vars(cls):
            cls.Meta.formfield_callback = staticmethod(_form_field)

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.membership, self.related = membership, {}
        if self.instance._state.adding:
            self.instance.team = membership.team
            del self.fields["version"]
        else:
            self.initial["version"] = self.instance.version
            for name in self.parents:
                self.fields.pop(name, None)
        for name, field in self.fields.items():
            if isinstance(field, RowMixin):
                keep = None if self.instance._state.adding else getattr(self.instance, f"{name}_id", None)
                field.offer(membership, keep=keep)
            _say_what_nothing_means(field)
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self):
        cleaned = super().clean()
        if "version" in self.fields and self.cleaned_data.get("version") is None:
            self.add_error(None, ValidationError(VERSION_MISSING, code="version_missing"))
            self._take_present_version()
        return cleaned

    def _get_validation_exclusions(self):
        # Django skips a constraint when one of its fields is not on the form.
        # `team` never is, so "unique per team" would surface as IntegrityError.
        return super()._get_validation_exclusions() - {"team"}

    def save(self, commit=True):
        raise TypeError("Forms of a team end in store(by=…).")

    def store(self, *, by):
        """Store the row; returns it, or None with the reason among the form's errors."""
        links = {
            field.name: list(self.cleaned_data[field.name])
            for field in self.instance._meta.many_to_many
            if field.name in self.cleaned_data
        }
        try:
            with transaction.atomic():
                self._store_related(by)
                return self.instance.store(
                    by=by, version=self.cleaned_data.get("version"), links=links, reason=self.reason()
                )
        except GoneError as error:
            self.add_error(None, ValidationError(error.message, code=error.code))
        except StaleError as error:
            self.add_error(None, ValidationError(STALE, code=error.code))
            self._take_present_version()
        except ValidationError as error:
            self._update_errors(error)
        return None

    def currency_of_amounts(self):
        """Return the currency amounts are typed in: the one chosen beside them, else that of the row."""
        chosen = self["currency"].value() if "currency" in self.fields else ""
        return chosen if chosen in Currency.values else self.instance.currency_of_amounts()

    def reason(self):
        """Return why the row is changed, where the form asks; kept with what the change leaves behind."""
        return ""

    def create_related(self, link, row):
        """Judge a row that the field `new_<link>` names; it is stored with the form's own row, which points at it."""
        try:
            row.full_clean(exclude={"number"})  # it gets one when it is stored
        except ValidationError as error:
            self.add_error(f"new_{link}", error.messages)
        self.related[link] = row

    def _store_related(self, by):
        for link, row in self.related.items():
            try:
                setattr(self.instance, link, row.store(by=by))
            except ValidationError as error:
                raise ValidationError({f"new_{link}": error.messages}) from error

    def _take_present_version(self):
        """Let the person who has been warned save over the newer row."""
        present = type(self.instance)._base_manager.only("version").get(pk=self.instance.pk).version
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = present
