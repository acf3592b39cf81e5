"""The link with which a person sets a password: works once, and for as long as PASSWORD_RESET_TIMEOUT says."""

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from core.links import absolute


def reset_link(user):
    """Return the address that lets a person set a new password."""
    arguments = [user_pk_to_url_str(user), default_token_generator.make_token(user)]
    return absolute(reverse("account_reset_password_from_key", args=arguments))


def vouch_for(user):
    """Count a user's address as confirmed, because whoever runs the server has named it."""
    address, _made = EmailAddress.objects.get_or_create(
        user=user, email=user.email.lower(), defaults={"primary": not EmailAddress.objects.filter(user=user).exists()}
    )
    address.set_verified()
