"""The page behind the link of a mail: shows a button and changes nothing; a POST switches kinds of alert off."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from alerts.links import opens
from alerts.models import Delivery, Mail, Preference
from alerts.topics import TOPICS

ONE_CLICK = ("List-Unsubscribe", "One-Click")
TEMPLATE = "alerts/link.html"


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def alerts_link(request, pk, token):
    """Let mail programs unsubscribe by RFC 8058 without cookie or CSRF token; people see a page first."""
    if request.method == "POST" and dict(request.POST.items()) == dict([ONE_CLICK]):
        return _bare(_one_click(pk, token))
    return _bare(_page(request, pk, token))


def _one_click(pk, token):
    """Switch off every kind of alert in the mail that can be; answers without page, redirect or cookie."""
    mail, preference = _find(pk, token)
    if mail is None:
        return HttpResponse(status=404)
    preference.mute(_topics(mail), by=None)
    return HttpResponse(status=200)


@csrf_protect
def _page(request, pk, token):
    mail, preference = _find(pk, token)
    if mail is None:
        return render(request, TEMPLATE, {"is_gone": True}, status=404)
    topics = _topics(mail)
    with translation.override(mail.membership.language):
        if request.method == "POST":
            chosen = [topic for topic in request.POST.getlist("topic") if topic in topics]
            preference.mute(chosen, by=None)
        context = {
            "team_name": mail.team.name,
            "topics": [(topic, TOPICS[topic], not preference.wants(topic)) for topic in topics],
            "goes_on": any(TOPICS[topic].may_be_critical for topic in topics),
            "is_done": request.method == "POST",
        }
        return render(request, TEMPLATE, context)


def _find(pk, token):
    """Return the mail and its reader's preference, or nothing unless the token is theirs."""
    mail = Mail.objects.select_related("team", "membership__user", "membership__team").filter(pk=pk).first()
    preference = mail and Preference.objects.filter(membership=mail.membership_id).first()
    if preference is None or not mail.membership.is_active or not opens(mail, preference, token):
        return None, None
    return mail, preference


def _topics(mail):
    """Return the kinds of alert in a mail that can be switched off."""
    rows = Delivery.objects.filter(mail=mail).select_related("alert")
    return sorted({delivery.alert.rule for delivery in rows if delivery.can_be_left})


def _bare(response):
    # The address holds the token: no other page may learn it.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
