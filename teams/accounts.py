"""How accounts are made: who may sign up, that a person has one name, and where an invitation leads."""

import logging
from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.addresses import is_reserved
from core.languages import LANGUAGE_CODES
from core.links import absolute
from core.loopback import is_local_request
from core.text import refuse_control_characters, refuse_encoded_words, refuse_line_breaks
from core.views import SeeOther

from .guessing import forget_tries, known_browser, may_try, remember_browser
from .joining import confirm_address, forget, join, remembered
from .sessions import begin

logger = logging.getLogger(__name__)


class NameForm(forms.Form):
    """Adds the name to allauth's sign-up form, and holds a sign-up by invitation to the invited address."""

    name = forms.CharField(
        label=pgettext_lazy("person", "Name"),
        max_length=80,
        validators=[refuse_control_characters, refuse_line_breaks],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    field_order = ["name", "email", "password1"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        invitation = remembered(context.request)
        if invitation is not None:
            self.initial = {"name": invitation.name, "email": invitation.email} | (self.initial or {})

    def clean(self):
        cleaned = super().clean()
        email = self.cleaned_data.get("email")
        if email and not may_sign_up_as(context.request, email):
            message = _("Use the address the invitation was sent to.")
            self.add_error("email", ValidationError(message, code="other_address"))
        return cleaned

    def signup(self, request, user):
        """Part of allauth's protocol; the adapter has stored the name already."""


@dataclass(frozen=True)
class Site:
    """What allauth's mails call us."""

    name: str = "Landfall"

    @property
    def domain(self):
        return urlsplit(settings.BASE_URL).netloc


class AccountAdapter(DefaultAccountAdapter):
    """Landfall's answers to allauth's questions."""

    def is_open_for_signup(self, request):
        return is_open_to_all(request) or (settings.SIGNUP != "closed" and remembered(request) is not None)

    def clean_email(self, email):
        refuse_encoded_words(email)
        return super().clean_email(email)

    def pre_authenticate(self, request, **credentials):
        """Refuse a try where there were too many; allauth counts those of a client, whomever it tries."""
        browser = known_browser(request, _email_of(credentials))
        if not browser:
            super().pre_authenticate(request, **credentials)
        if not may_try(request, _email_of(credentials), browser=browser, client=self.get_client_ip(request)):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        if user is not None:
            browser = known_browser(request, _email_of(credentials))
            forget_tries(request, _email_of(credentials), browser=browser, client=self.get_client_ip(request))
        return user

    def set_password(self, user, password):
        super().set_password(user, password)
        remember_browser(context.request, user)

    def login(self, request, user):
        super().login(request, user)
        begin(request.session)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen in LANGUAGE_CODES:
            user.choose_language(chosen)
        remember_browser(request, user)
        logger.info("User %s signed in from %s", user.pk, self.get_client_ip(request))

    def authentication_failed(self, request, **credentials):
        # As Python writes it, so that what somebody typed cannot begin a line of its own.
        logger.warning("Nobody signed in as %.200a from %s", credentials.get("email"), self.get_client_ip(request))

    def save_user(self, request, user, form, commit=True):
        user = super().save_user(request, user, form, commit=False)
        user.name = form.cleaned_data["name"]
        user.language = request.LANGUAGE_CODE
        if commit:
            user.full_clean(exclude=["password"])
            user.save()
        if is_reserved(user.email):
            told = _("%(address)s is an example address: Landfall never sends it an email.")
            messages.warning(request, told % {"address": user.email})
        return user

    def pre_login(self, request, user, **kwargs):
        confirm_address(request, user)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request, user, **kwargs):
        """After signing in or up: accept the invitation the browser came with, if it is for this person."""
        response = super().post_login(request, user, **kwargs)
        invitation = remembered(request)
        forget(request)
        if invitation is None:
            return response
        try:
            membership = join(invitation, user=user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return response
        messages.success(request, _("Welcome to %(team)s.") % {"team": membership.team})
        return SeeOther(membership.team.get_absolute_url())

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        if message_template == "account/messages/email_confirmation_sent.txt" and not settings.EMAIL_SERVER:
            return  # nothing was sent, and nobody waits for it
        super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, template_prefix, email, context):
        """Send with the name of the product and links from BASE_URL; allauth takes both from the Host header."""
        if is_reserved(email):
            return
        links = {name: absolute(urlsplit(value).path) for name, value in context.items() if name.endswith("_url")}
        super().send_mail(template_prefix, email, context | links | {"current_site": Site()})


def _email_of(credentials):
    return credentials.get("email", "").lower()


def is_open_to_all(request):
    """Say whether anybody may sign up: only where nobody but this machine can ask."""
    return settings.SIGNUP == "open" and is_local_request(request)


def may_sign_up_as(request, email):
    """Say whether an account of this address may be made now; an invitation lets in its own address alone."""
    if is_open_to_all(request):
        return True
    invitation = remembered(request)
    return invitation is not None and invitation.email == email.lower()
