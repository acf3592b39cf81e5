"""The mail that invites somebody: sent in the request, never through the outbox, because it carries a secret link."""

import logging
import re
import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core.addresses import is_reserved
from core.headers import literal
from core.normal_form import normal_form

logger = logging.getLogger(__name__)

NAME_LIMIT = 60
# What mail programs turn into a link, and marks that reverse the direction of a line.
LINK_LIKE = re.compile(r"(?<=\w)([.:@。])(?=\w|/)")
NOT_IN_A_NAME = re.compile(r"[<>\"\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def send_invitation(invitation):
    """Mail an invitation's link to the invited address; False when none is to be sent or the server did not take it."""
    if not settings.EMAIL_SERVER or is_reserved(invitation.email):
        return False
    with translation.override(invitation.team.language):
        message = build(invitation)
    try:
        return message.send() == 1
    except (smtplib.SMTPException, OSError) as error:
        logger.warning("The mail server did not take an invitation: %s", type(error).__name__)
        return False


def build(invitation):
    """Return the message, in the language of the active translation."""
    team = harmless(invitation.team.name)
    inviter = harmless(invitation.invited_by.name) if invitation.invited_by else team
    context = {
        "team": team,
        "inviter": inviter,
        "name": harmless(invitation.name),
        "role": invitation.get_role_display(),
        "link": invitation.mailed_link,
        "expires_on": team_day(invitation),
    }
    message = EmailMultiAlternatives(
        subject=literal(_("%(inviter)s invites you to %(team)s") % context, header="Subject"),
        body=render_to_string("mail/invitation.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[invitation.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("mail/invitation.html", context), "text/html")
    return message


def team_day(invitation):
    """Return the last day of an invitation as the team's calendar has it."""
    return invitation.team.today(invitation.expires_at)


def harmless(text):
    """Return a name as it may stand in a mail to a stranger: one short line that no mail program makes a link of."""
    plain = normal_form(text)  # full-width dots and letters make links too
    line = " ".join(NOT_IN_A_NAME.sub(" ", plain).split())
    spaced = LINK_LIKE.sub(r"\1 ", line)
    return spaced if len(spaced) <= NAME_LIMIT else f"{spaced[: NAME_LIMIT - 1]}…"
