"""One mail: what it says, to whom, every try, and sending it again."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.faults import BAD_ROW
from alerts.links import placeholder
from alerts.models import Delivery, Mail
from alerts.rendering import Content, render
from alerts.subjects import hide_the_invisible
from teams.web import TeamActionView, TeamDetailView

PREVIEW_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)


class MailPage(TeamDetailView):
    """Base of what shows a mail of the team's outbox."""

    model = Mail
    right = "alerts.view_alert"

    def get_queryset(self):
        return super().get_queryset().select_related("membership__user", "membership__team")

    def deliveries(self):
        """Return the deliveries of the mail, those that are left out of it last."""
        rows = list(Delivery.objects.visible_to(self.membership).filter(mail=self.object).for_lists())
        return hide_the_invisible(self.membership, rows)


class MailDetail(MailPage):
    route = "alerts/mails/<uuid:pk>/", "mail"
    template_name = "alerts/mail.html"

    def get_context_data(self, **kwargs):
        deliveries = self.deliveries()
        may_read = may_be_read(deliveries)
        content = content_of(self.object, deliveries) if may_read else None
        return super().get_context_data(
            deliveries=deliveries,
            attempts=self.object.tries.all(),
            may_read=may_read,
            subject=content.subject if content else "",
            text=content.text if content else "",
            **kwargs,
        )


class MailPreview(MailPage):
    """The HTML of a mail, for a sandboxed frame: a page of its own with a policy of its own."""

    route = "alerts/mails/<uuid:pk>/preview/", "mail-preview"

    def render_to_response(self, context, **kwargs):
        deliveries = self.deliveries()
        if may_be_read(deliveries):
            html = content_of(self.object, deliveries).html
        else:
            html = render_to_string("mail/hidden.html")
        response = HttpResponse(html)
        response.headers["Content-Security-Policy"] = PREVIEW_POLICY
        return response


class MailResending(TeamActionView):
    """POST sends a mail again that failed, may not have arrived, or was kept here."""

    route = "alerts/mails/<uuid:pk>/resending/", "mail-resending"
    model = Mail
    right = "alerts.resend_mail"
    verb = "resend"
    done_message = gettext_lazy("The mail is on its way again.")


def may_be_read(deliveries):
    """Say whether a reader may see everything a mail tells of; of a mail nothing is left in, nobody can tell."""
    return bool(deliveries) and all(delivery.is_visible for delivery in deliveries)


def content_of(mail, deliveries):
    """Return what a mail says, as kept or, while it was never begun, as it would say now; never with a secret link."""
    content = Content(mail.subject, mail.text, mail.html)
    if not mail.html and deliveries:
        try:
            content = render(mail, deliveries, timezone.now())
        except BAD_ROW:
            content = Content("", _("This mail cannot be written; the log of the worker says why."), "")
    mark, hidden = placeholder(mail), _("(link only the recipient gets)")
    html = content.html.replace(f'href="{mark}"', 'href="#"')
    return Content(content.subject, content.text.replace(mark, hidden), html.replace(mark, hidden))
