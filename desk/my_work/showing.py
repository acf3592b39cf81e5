"""What the page of my work shows: the first rows of each section, or all of one, page by page."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from core.paging import ROWS_A_PAGE, Paginator
from teams.choice_fields import ME
from teams.web import list_url

from .gathering import MOST, Gathering, counted
from .sections import DONE, LATER, MINE, NOW, OVERDUE, SECTIONS, WAITING, WEEK, arranged

FIRST = 12  # rows of a section while it stands among others
NAMES = {
    NOW: _("Needs me now"),
    OVERDUE: _("Overdue"),
    WEEK: _("This week"),
    LATER: _("Later"),
    WAITING: _("Waiting on others"),
    DONE: _("Done lately"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its rows, how many there are in all, and the address that shows them."""

    key: str
    rows: list
    count: int
    url: str

    @property
    def name(self):
        return NAMES[self.key]

    @property
    def is_cut(self):
        return self.count > len(self.rows)


def overview(membership):
    """Return the sections of what is mine that hold something, and the addresses of the others, which follow."""
    team, rows = membership.team, Gathering(membership, limit=FIRST).mine
    return {
        "sections": [section for section in _first_of(team, rows) if section.key in MINE],
        "following": [Section(key, [], 0, section_url(team, key)) for key in (WAITING, DONE)],
    }


def part(membership, key):
    """Return the first rows of one section, for the page that stands already; None where it holds nothing."""
    rows = Gathering(membership, limit=FIRST, section=key).rows
    return {"each": next(iter(_first_of(membership.team, rows)), None)}


def _first_of(team, rows):
    shown = arranged(rows, FIRST)
    counts = {section: sum(kinds.values()) for section, kinds in counted(rows).items()}
    return [Section(key, shown[key], counts[key], section_url(team, key)) for key in SECTIONS if shown[key]]


def section_url(team, key):
    return f"{reverse('my-work', args=[team.slug])}?{urlencode({'section': key})}"


def section_page(membership, key, number):
    """Return one section, a page of it; of a kind with more rows than are gathered, where its list is."""
    gathering = Gathering(membership, section=key)
    rows = gathering.arranged()[key]
    counts = counted(rows).get(key, {})
    page = Paginator(rows, ROWS_A_PAGE).get_page(number)
    section = Section(key, list(page), sum(counts.values()), section_url(membership.team, key))
    return {"section": section, "page_obj": page, "more": _more(membership.team, key, counts)}


def _more(team, key, counts):
    """Return {label, number, url} of each kind of which not every row was gathered."""
    return [
        {"label": kind.plural, "number": count - MOST, "url": _list_of(team, kind, key)}
        for kind, count in counts.items()
        if count > MOST
    ]


def _list_of(team, kind, key):
    asked = {kind.person: ME} if key in (*MINE, DONE) and kind.mine is None else {}
    if key in (NOW, OVERDUE):
        asked |= kind.late
    if key == DONE:
        asked["state"] = kind.finished_states[0]
    return list_url(kind.list_page, team, **asked)
