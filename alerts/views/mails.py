"""One mail: what it says, to whom, every try, and sending it again."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.links import placeholder
from alerts.models import Delivery, Mail
from alerts.rendering import Content, render
from alerts.subjects import hide_the_invisible, visible_among
from core.faults import BAD_ROW
from core.fetching import part_of
from core.paging import paged_part
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

    @property
    def deliveries(self):
        """Return the deliveries of the mail."""
        return Delivery.objects.visible_to(self.membership).filter(mail=self.object)

    def content(self):
        """Return what the mail says, or None unless the reader may see everything it tells of.

        Of a mail nothing is left in, nobody can tell.
        """
        about = set(self.deliveries.values_list("alert__subject_kind", "alert__subject_id").distinct())
        may_be_read = bool(about) and about <= visible_among(self.membership, about)
        return content_of(self.object, self.deliveries) if may_be_read else None


class MailDetail(MailPage):
    """A mail with the first alerts in it and the last tries; `?show=` opens all of either."""

    route = "alerts/mails/<uuid:pk>/", "mail"
    template_name = "alerts/mail.html"

    def get_context_data(self, **kwargs):
        content, show = self.content(), self.request.GET.get("show", "")
        lists = {"deliveries": self.deliveries.for_lists().order_by("pk"), "attempts": self.object.tries.reverse()}
        parts = {
            name: paged_part(rows, self.request.GET.get("page")) if name == show else part_of(rows, f"?show={name}")
            for name, rows in lists.items()
        }
        hide_the_invisible(self.membership, parts["deliveries"])
        parts["attempts"].rows.reverse()  # of the last ones the first comes first
        return super().get_context_data(
            show=show if show in lists else "",
            may_read=content is not None,
            subject=content.subject if content else "",
            text=content.text if content else "",
            **parts,
            **kwargs,
        )


class MailPreview(MailPage):
    """The HTML of a mail, for a sandboxed frame: a page of its own with a policy of its own."""

    route = "alerts/mails/<uuid:pk>/preview/", "mail-preview"

    def render_to_response(self, context, **kwargs):
        content = self.content()
        response = HttpResponse(content.html if content else render_to_string("mail/hidden.html"))
        response.headers["Content-Security-Policy"] = PREVIEW_POLICY
        return response


class MailResending(TeamActionView):
    """POST sends a mail again that failed, may not have arrived, or was kept here."""

    route = "alerts/mails/<uuid:pk>/resending/", "mail-resending"
    model = Mail
    right = "alerts.resend_mail"
    verb = "resend"
    done_message = gettext_lazy("The email is on its way again.")


def content_of(mail, deliveries):
    """Return what a mail says, as kept or, while it was never begun, as it would say now; never with a secret link."""
    content = Content(mail.subject, mail.text, mail.html)
    if not mail.html:
        try:
            content = render(mail, list(deliveries.select_related("alert")), timezone.now())
        except BAD_ROW:
            content = Content("", _("This email cannot be written; the log of the worker says why."), "")
    mark, hidden = placeholder(mail), _("(link only the recipient gets)")
    html = content.html.replace(f'href="{mark}"', 'href="#"')
    return Content(content.subject, content.text.replace(mark, hidden), html.replace(mark, hidden))
