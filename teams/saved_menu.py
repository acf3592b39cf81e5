"""What stands beside a list's filters: the views that can be opened, and what can be saved."""

from django.utils.functional import cached_property
from django.utils.http import urlencode

from .models import SavedView
from .saved_forms import SavedViewForm
from .saved_queries import asked_of, start_of


class SavedMenu:
    """The views of one list as its page shows them to a person."""

    def __init__(self, name, page):
        self.name, self.membership = name, page.membership
        self.asked, self.start = asked_of(page.filterset), start_of(page)

    @cached_property
    def views(self):
        rows = SavedView.objects.visible_to(self.membership).filter(list_name=self.name)
        return list(rows.select_related("maker"))

    @property
    def own(self):
        return [view for view in self.views if not view.is_shared]

    @property
    def shared(self):
        return [view for view in self.views if view.is_shared]

    @cached_property
    def opened(self):
        """Return the view that asks for what the list shows now, one's own first."""
        return next((view for view in [*self.own, *self.shared] if view.query == self.asked), None)

    @property
    def is_new(self):
        """Say whether the list shows what no view asks for, nor the list by itself."""
        return self.opened is None and self.asked != self.start

    @property
    def query(self):
        return urlencode(self.asked)

    @property
    def changeable(self):
        """Return the views that may ask for this instead of what they ask for."""
        return [view for view in self.views if view.may_be_changed_by(self.membership)]

    @property
    def may_save(self):
        return self.membership.has_perm("teams.add_savedview")

    @property
    def form(self):
        row = SavedView(team=self.membership.team, maker=self.membership, list_name=self.name)
        form = SavedViewForm(membership=self.membership, instance=row, auto_id="view-%s")
        for field in form.fields.values():
            field.help_text = ""  # the menu has no room for it, and a description that is not there describes nothing
        return form
