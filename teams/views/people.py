"""The people of a team on one page, and those among them who only receive mail."""

from django.conf import settings
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, When
from django.urls import reverse
from django.utils.translation import gettext as _

from core.fetching import part_of
from core.paging import ROWS_A_PAGE, Paginator, paged_part
from teams.form_pages import TeamCreateView, TeamUpdateView
from teams.models import Circle, Invitation, Membership, Position
from teams.people_forms import RecipientForm
from teams.roles import RANK, Role
from teams.web import TeamPage


class People(TeamPage):
    """Members with role and positions, open positions, open invitations, recipients without account.

    Members have pages; of each other list the first rows stand here, and `?show=` opens all of one.
    """

    route = "people/", "people"
    right = "teams.view_membership"
    template_name = "teams/people.html"

    def get_context_data(self, **kwargs):
        lists = self.lists()
        show = self.request.GET.get("show", "")
        show = show if show in lists else ""
        parts = {
            name: paged_part(rows, self.request.GET.get("page")) if name == show else part_of(rows, f"?show={name}")
            for name, rows in lists.items()
        }
        parts["invitations"].rows = [self.invitation(row) for row in parts["invitations"]]
        return super().get_context_data(
            show=show,
            is_mail_on=bool(settings.EMAIL_SERVER),
            **({} if show else self.members()),
            **parts,
            **kwargs,
        )

    def lists(self):
        """Return the rows of the lists beside the members, by name."""
        invitations = Invitation.objects.visible_to(self.membership).filter(accepted_at=None, revoked_at=None)
        people = Membership.objects.visible_to(self.membership).active()
        return {
            "open_positions": self.positions().open().select_related("team"),
            "invitations": invitations.select_related("team", "invited_by"),
            "recipients": people.filter(role=Role.RECIPIENT).select_related("team"),
        }

    def positions(self):
        """Return what may be held today."""
        return Position.objects.visible_to(self.membership).current(on=self.team.today())

    def members(self):
        """Return a page of the members by circle, and how many each circle has."""
        rows = by_circle(Membership.objects.visible_to(self.membership).active(), self.positions())
        counts = dict(rows.order_by().values_list("is_extended").annotate(Count("pk")))
        pages = Paginator(rows.select_related("user", "team"), ROWS_A_PAGE)
        pages.count = sum(counts.values())
        page = pages.get_page(self.request.GET.get("page"))
        people = list(page)
        self.add_positions(people)
        circles = [
            {"label": circle.label, "count": counts.get(is_extended, 0), "people": members}
            for is_extended, circle in enumerate((Circle.CORE, Circle.EXTENDED))
            if (members := [person for person in people if person.is_extended == is_extended])
        ]
        return {"circles": circles, "page": page}

    def add_positions(self, people):
        """Give each person the positions they hold now."""
        held = {person.pk: [] for person in people}
        for position in self.positions().filter(holder__in=held).select_related("team"):
            held[position.holder_id].append(position)
        for person in people:
            person.positions = held[person.pk]

    def invitation(self, row):
        """Return an unused invitation; the link to copy only for those who may invite into that role."""
        return {"row": row, "id": row.pk.hex, "may_send": RANK[Role(row.role)] <= RANK[Role(self.membership.role)]}


def by_circle(people, positions):
    """Return members, the core team first, then by rank and name; who holds none of the positions counts to the core.

    Each says whether it `is_extended`: all that it holds now belongs to the extended team.
    """
    held = positions.filter(holder=OuterRef("pk"))
    core, extended = (Exists(held.filter(circle=circle)) for circle in (Circle.CORE, Circle.EXTENDED))
    is_extended = Case(When(extended & ~core, then=1), default=0, output_field=IntegerField())
    rank = Case(*(When(role=role, then=rank) for role, rank in RANK.items()), output_field=IntegerField())
    rows = people.exclude(role=Role.RECIPIENT).annotate(is_extended=is_extended)
    return rows.order_by("is_extended", rank.desc(), "sort_key", "name", "pk")


class RecipientMixin:
    """Only rows without an account; who has one tells us their name and address themselves."""

    model = Membership
    form_class = RecipientForm

    def get_queryset(self):
        return super().get_queryset().active().filter(user=None)

    def get_success_url(self):
        return reverse("teams:people", args=[self.team.slug])


class RecipientCreate(RecipientMixin, TeamCreateView):
    """Name somebody who gets mail without an account."""

    route = "people/recipients/new/", "recipient-new"

    def get_title(self):
        return _("New recipient")

    def get_submit(self):
        return _("Add recipient")


class RecipientUpdate(RecipientMixin, TeamUpdateView):
    """Change the name or address of a recipient."""

    route = "people/<uuid:pk>/edit/", "recipient-edit"

    def get_submit(self):
        return _("Save")
