"""The search as a page, and as what the palette shows while somebody types; the shortcuts."""

from django.urls import Resolver404, resolve

from teams.web import TeamPage

from .finding import find_by_id
from .kinds import KINDS
from .places import actions_for, meant, pages_for, shown
from .results import IN_PALETTE, ON_PAGE, grouped
from .words import CHARACTERS_AT_MOST, Asked

RECENT_AT_MOST = 8
SEEN_LENGTH = 80  # of "milestones/<id>"
BY_ROUTE = {kind.route: kind for kind in KINDS}


class Search(TeamPage):
    """What words or a number mean: pages, actions, and every row the person may see.

    Without words it shows where one can go, and the palette the rows that the browser says were opened lately (`seen`,
    such as milestones/<id>).
    """

    route = "search/", "search"
    right = "teams.view_team"
    template_name = "desk/search.html"
    partials = ("palette-results",)

    def get_context_data(self, **kwargs):
        asked = Asked.of(self.request.GET.get("q", ""))
        is_palette = self.partial_name() is not None
        groups = grouped(self.membership, asked, most=IN_PALETTE if is_palette else ON_PAGE)
        recent = self._recent() if is_palette and not asked else []
        places = self._places(asked)
        return super().get_context_data(
            typed=self.request.GET.get("q", "")[:CHARACTERS_AT_MOST],
            asked=asked,
            places=places,
            groups=groups,
            is_quoted=bool(groups) and groups[0].is_quoted,
            recent=recent,
            number=len(recent) + sum(map(len, places.values())) + sum(len(group.rows) for group in groups),
            most=CHARACTERS_AT_MOST,
            **kwargs,
        )

    def _places(self, asked):
        """Return what the person may make and open, all of it or what the words mean."""
        offered = {"actions": actions_for(self.membership), "pages": pages_for(self.membership)}
        return {name: shown(meant(each, asked) if asked else each, self.team) for name, each in offered.items()}

    def _recent(self):
        """Return the rows whose addresses the browser kept, as far as this person may see them."""
        seen = self.request.GET.getlist("seen")[:RECENT_AT_MOST]
        kept = [_row_at(f"/t/{self.team.slug}/{each[:SEEN_LENGTH]}/") for each in seen]
        return find_by_id(self.membership, list(dict.fromkeys(filter(None, kept))))


class Shortcuts(TeamPage):
    """The keys that do something, and where to switch them off."""

    route = "shortcuts/", "shortcuts"
    right = "teams.view_team"
    template_name = "desk/shortcuts.html"


def _row_at(path):
    """Return the kind and the id of the row whose page has an address, or None."""
    try:
        found = resolve(path)
    except Resolver404:
        return None
    kind = BY_ROUTE.get(found.view_name)
    return kind and (kind, found.kwargs["pk"])
