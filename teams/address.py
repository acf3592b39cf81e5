"""Another address for an account: confirmed by mail where there is mail, and at once where there is none."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .models import User


class AddressForm(AddEmailForm):
    """allauth's form; without a mail server nobody could ever confirm, so that the address changes directly."""

    @property
    def is_confirmed_by_mail(self):
        return bool(settings.EMAIL_SERVER)

    def clean_email(self):
        if self.is_confirmed_by_mail:
            return super().clean_email()
        email = get_adapter().clean_email(self.cleaned_data["email"].lower())
        if is_taken(email, by_other_than=self.user):
            raise ValidationError(_("Another account has this address already."), code="taken")
        return email

    def save(self, request):
        if self.is_confirmed_by_mail:
            return super().save(request)
        address = change_address(self.user, self.cleaned_data["email"])
        messages.success(request, _("You sign in with %(email)s from now on.") % {"email": address.email})
        return address


def is_taken(email, *, by_other_than):
    """Say whether another account has this address, or waits to confirm it."""
    accounts = User.objects.filter(email=email).exclude(pk=by_other_than.pk)
    pending = EmailAddress.objects.filter(email=email).exclude(user=by_other_than)
    return accounts.exists() or pending.exists()


@transaction.atomic
def change_address(user, email):
    """Give an account another address in place of all it had; it is known, not confirmed."""
    user.email = email
    user.full_clean(exclude=["password"])
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    return EmailAddress.objects.create(user=user, email=email, primary=True)
