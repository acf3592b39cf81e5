"""Inviting somebody, and the page the invited person opens."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from core.views import SeeOther
from teams.form_pages import TeamCreateView
from teams.invitation_mail import send_invitation
from teams.joining import confirm, find, join, remember
from teams.models import Invitation
from teams.people_forms import InvitationForm
from teams.web import TeamActionView


class TellByMail:
    """Mails the link of an invitation and says what became of it."""

    def tell(self, invitation):
        if send_invitation(invitation):
            self.say(_("An invitation was emailed to %(email)s.") % {"email": invitation.email})
        else:
            self.say(_("%(email)s is invited. Copy the link below and pass it on.") % {"email": invitation.email})


class InvitationCreate(TellByMail, TeamCreateView):
    """Ask somebody into the team."""

    route = "invitations/new/", "invitation-new"
    model = Invitation
    form_class = InvitationForm
    intro = gettext_lazy("The invitation works once, for seven days, and only for this address.")

    def get_title(self):
        return _("Invite somebody")

    def get_submit(self):
        return _("Invite")

    def form_valid(self, form):
        invitation = form.store(by=self.membership)
        if invitation is None:
            return self.form_invalid(form)
        self.tell(invitation)
        return SeeOther(reverse("teams:people", args=[self.team.slug]))


class InvitationRenewal(TellByMail, TeamActionView):
    """Send an invitation again, under a new link."""

    route = "invitations/<uuid:pk>/renewal/", "invitation-renewal"
    model = Invitation
    action = "change"
    verb = "renew"

    def perform(self):
        super().perform()
        self.tell(self.object)


class InvitationRevocation(TeamActionView):
    route = "invitations/<uuid:pk>/revocation/", "invitation-revocation"
    model = Invitation
    action = "revoke"
    verb = "revoke"
    done_message = gettext_lazy("The invitation of %(row)s was revoked.")


class InvitationPage(View):
    """Who invites into what. Opening it changes nothing; joining is a POST by somebody signed in."""

    http_method_names = ["get", "head", "post"]

    def get(self, request, pk, token):
        invitation = find(pk, token)
        if invitation is None:
            return self.closed(404, None)
        if invitation.accepted_at and request.user == invitation.accepted_by.user:
            return SeeOther(invitation.team.get_absolute_url())
        if not (invitation.is_open and invitation.is_backed):
            return self.closed(410, invitation)
        return render(request, "front/invitation.html", self.context(invitation))

    def post(self, request, pk, token):
        invitation = find(pk, token)
        if invitation is None or not (invitation.is_open and invitation.is_backed):
            return self.closed(404 if invitation is None else 410, invitation)
        if request.user.is_authenticated:
            return self.join(invitation, token)
        remember(request, invitation, token=token)
        door = "account_signup" if "sign-up" in request.POST else "account_login"
        return SeeOther(f"{reverse(door)}?{urlencode({'email': invitation.email})}")

    def join(self, invitation, token):
        user = self.request.user
        if invitation.proves_address(token) and user.email == invitation.email:
            confirm(user)
        try:
            membership = join(invitation, user=user)
        except ValidationError as error:
            return render(
                self.request,
                "front/invitation.html",
                self.context(invitation) | {"refusal": " ".join(error.messages)},
                status=422,
            )
        messages.success(self.request, _("Welcome to %(team)s.") % {"team": membership.team})
        return SeeOther(membership.team.get_absolute_url())

    def context(self, invitation):
        user = self.request.user
        return {
            "invitation": invitation,
            "is_signed_in": user.is_authenticated,
            "is_addressee": user.is_authenticated and user.email == invitation.email,
            "may_sign_up": settings.SIGNUP != "closed",
        }

    def closed(self, status, invitation):
        """Show a plain page; a link that never was and one that was turned off look the same."""
        return render(self.request, "front/invitation_closed.html", {"invitation": invitation}, status=status)
