"""How somebody wanted the timeline last: kept by the browser, for the person and the team it was chosen by."""

from dataclasses import replace
from urllib.parse import parse_qs

COOKIE = "timeline"
MONTHS_KEPT = 60 * 60 * 24 * 180
LONGEST = 600  # letters; what is longer is not worth keeping


def remember(response, request, asked, *, secure):
    """Keep what was asked for, without the page: one begins again at the top."""
    kept = f"{request.membership.pk.hex}&{replace(asked, page=1).query()}"
    if len(kept) <= LONGEST:
        given = {"max_age": MONTHS_KEPT, "path": request.path, "httponly": True, "samesite": "Lax", "secure": secure}
        response.set_cookie(COOKIE, kept, **given)


def remembered(request):
    """Return the parameters kept for this person, none where there are none of theirs."""
    whose, _mark, query = request.COOKIES.get(COOKIE, "")[:LONGEST].partition("&")
    return parse_qs(query) if whose == request.membership.pk.hex else {}
