"""How much risk a team bears, category by category."""

from django.db.models import Count
from django.utils.translation import gettext as _

from core.paging import Paginator
from risks.acceptance_forms import AppetiteForm
from risks.models import Appetite, Risk
from risks.states import Category
from teams.form_pages import TeamCreateView
from teams.web import TeamListView, list_url


class AppetiteList(TeamListView):
    """The borders of each category today, how many risks are beyond them, and what was set when by whom."""

    route = "risks/appetites/", "appetites"
    model = Appetite
    template_name = "risks/appetites.html"
    paginator_class = Paginator
    paginate_by = 20

    def get_queryset(self):
        return super().get_queryset().select_related("author").order_by("-valid_from", "-id")

    def get_context_data(self, **kwargs):
        return super().get_context_data(categories=self.categories(), **kwargs)

    def categories(self):
        """Return a line of each category: its name, the row that counts, how many risks are above, and their list."""
        rows = Appetite.objects.visible_to(self.membership).latest(on=self.team.today()).select_related("author")
        present = {row.category: row for row in rows}
        above = self.above()
        return [
            {
                "value": category.value,
                "label": category.label,
                "row": present.get(category.value),
                "above": above.get(category.value, 0),
                "url": list_url("risks:register", self.team, category=category.value, attention="above_appetite"),
            }
            for category in Category
        ]

    def above(self):
        """Return {category: how many open risks are above its appetite}."""
        rows = Risk.objects.visible_to(self.membership).above_appetite().order_by()
        return dict(rows.values_list("category").annotate(Count("pk")))


class AppetiteCreate(TeamCreateView):
    """Set the borders of a category from a day on; `?category=` says of which."""

    route = "risks/appetites/new/", "appetite-new"
    model = Appetite
    form_class = AppetiteForm

    def get_title(self):
        return _("Set the appetite for risk")

    def get_submit(self):
        return _("Set the appetite")

    def get_initial(self):
        """Start from what counts now."""
        initial = super().get_initial()
        rows = Appetite.objects.visible_to(self.membership).filter(category=initial.get("category"))
        present = rows.latest(on=self.team.today()).first()
        return ({"amber": present.amber, "red": present.red} if present else {}) | initial
