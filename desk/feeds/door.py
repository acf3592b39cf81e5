"""The address a calendar program fetches: without session or cookie, by its secret alone, and never changed by it."""

import hashlib

from allauth.account.adapter import get_adapter
from django.http import HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from core.counting import counts_within
from teams.models import CalendarFeed

from .events import events_of
from .writing import calendar_text

MOST, WITHIN = 60, 300  # fetches of one feed, or of none from one place; seconds


@csrf_exempt
@require_safe
def calendar_feed(request, token):
    """Answer with the calendar, 304 where the program has it, and 404 for whatever opens nothing, all alike."""
    feed = CalendarFeed.find(token)
    project = feed and feed.subject
    is_there = feed is not None and (feed.subject_id is None or project is not None)
    counted = f"feed {feed.key}" if is_there else f"no feed, {get_adapter().get_client_ip(request)}"
    if not counts_within(MOST, seconds=WITHIN, of=counted):
        return HttpResponse(status=429, headers={"Retry-After": WITHIN})
    return _calendar(request, feed, project) if is_there else HttpResponse(status=404)


def _calendar(request, feed, project):
    language = feed.membership.language
    with translation.override(language):
        text = calendar_text(_name(feed, project), language, events_of(feed, project, on=feed.team.today()))
    etag = quote_etag(hashlib.sha256(text).hexdigest()[:32])
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="landfall.ics"',
        "Content-Language": language,
        "Referrer-Policy": "no-referrer",
    }
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
    # By its contents, not by a date: what changes in the second of a fetch, or is committed late, would stay unseen.
    return get_conditional_response(request, etag, response=response)


def _name(feed, project):
    """Return what the calendar is called in the program."""
    if project is None:
        return _("%(team)s: my dates") % {"team": feed.team}
    return _("%(team)s: %(project)s") % {"team": feed.team, "project": project}
