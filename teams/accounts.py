"""How accounts are made: who may sign up, and that a person has one name."""

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.loopback import is_local_request

from .models import Invitation

INVITATION_KEY = "invitation"


class NameForm(forms.Form):
    """Adds the name to allauth's sign-up form."""

    name = forms.CharField(label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))

    field_order = ["name", "email", "password1"]

    def signup(self, request, user):
        """Part of allauth's protocol; the adapter has stored the name already."""


class AccountAdapter(DefaultAccountAdapter):
    """Landfall's answers to allauth's questions."""

    def is_open_for_signup(self, request):
        if settings.SIGNUP == "open":
            return not settings.LOCAL or is_local_request(request)
        return settings.SIGNUP == "invite" and self._open_invitation(request) is not None

    def save_user(self, request, user, form, commit=True):
        user = super().save_user(request, user, form, commit=False)
        user.name = form.cleaned_data["name"]
        user.language = request.LANGUAGE_CODE
        if commit:
            user.full_clean(exclude=["password"])
            user.save()
        return user

    @staticmethod
    def _open_invitation(request):
        key = request.session.get(INVITATION_KEY)
        return Invitation.objects.open().filter(pk=key).first() if key else None
