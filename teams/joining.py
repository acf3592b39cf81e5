"""How an invited person gets in: the browser remembers the opened invitation until somebody has signed in."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .founding import settle
from .models import Invitation

INVITATION_KEY = "invitation"


def find(pk, token):
    """Return the invitation a link opens, or None; a wrong token and a missing row look the same."""
    found = Invitation.objects.select_related("team", "invited_by").filter(pk=pk).first()
    return found if found and found.matches(token) else None


def remember(request, invitation, *, token):
    """Keep in the session which invitation was opened, and whether its link came by mail."""
    request.session[INVITATION_KEY] = {
        "id": str(invitation.pk),
        "version": invitation.version,  # a renewed invitation has another one, so an old link opens nothing
        "mailed": invitation.proves_address(token),
    }


def remembered(request):
    """Return the open invitation this browser came with, or None."""
    kept = request.session.get(INVITATION_KEY) or {}
    if not kept:
        return None
    open_now = Invitation.objects.open().select_related("team", "invited_by")
    found = open_now.filter(pk=kept["id"], version=kept["version"]).first()
    return found if found and found.is_backed else None


def forget(request):
    request.session.pop(INVITATION_KEY, None)


def confirm_address(request, user):
    """Count the mailed link as confirmation of the very address it was mailed to."""
    invitation = remembered(request)
    if invitation is None or not request.session[INVITATION_KEY]["mailed"]:
        return
    if user.email.lower() == invitation.email:
        confirm(user)


def confirm(user):
    """Mark the address of a user as confirmed, unless another account has confirmed it before."""
    try:
        address = EmailAddress.objects.get_for_user(user, user.email)
    except EmailAddress.DoesNotExist:
        address = EmailAddress(user=user, email=user.email.lower(), primary=True)
    if address.set_verified(commit=False):
        address.save()


def has_confirmed(user):
    """Say whether a user's address is known to be theirs; without a mail server nobody can confirm anything."""
    if not settings.EMAIL_SERVER:
        return True
    return EmailAddress.objects.filter(user=user, email=user.email.lower(), verified=True).exists()


@transaction.atomic
def join(invitation, *, user):
    """Accept an invitation for a user and return the membership. Raises ValidationError."""
    if user.email.lower() == invitation.email and not has_confirmed(user):
        raise ValidationError(_("Confirm your email address first, then open the invitation again."), code="address")
    membership = invitation.accept(user=user)
    settle(user, membership.team)
    return membership
