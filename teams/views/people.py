"""The people of a team on one page, and those among them who only receive mail."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from teams.form_pages import TeamCreateView, TeamUpdateView
from teams.models import Circle, Invitation, Membership, Position
from teams.people_forms import RecipientForm
from teams.roles import RANK, Role
from teams.web import TeamPage


class People(TeamPage):
    """Members with role and positions, open positions, open invitations, recipients without account."""

    route = "people/", "people"
    right = "teams.view_membership"
    template_name = "teams/people.html"

    def get_context_data(self, **kwargs):
        people = list(Membership.objects.visible_to(self.membership).select_related("user", "team").active())
        positions = list(
            Position.objects.visible_to(self.membership).current(on=self.team.today()).select_related("holder", "team")
        )
        held = {}
        for position in positions:
            held.setdefault(position.holder_id, []).append(position)
        for person in people:
            person.positions = held.get(person.pk, [])
        return super().get_context_data(
            circles=circles([person for person in people if person.role != Role.RECIPIENT]),
            recipients=[person for person in people if person.role == Role.RECIPIENT],
            open_positions=held.get(None, []),
            invitations=self.invitations(),
            is_mail_on=bool(settings.EMAIL_SERVER),
            **kwargs,
        )

    def invitations(self):
        """Return the unused invitations; the link to copy only for those who may invite into that role."""
        rows = Invitation.objects.visible_to(self.membership).filter(accepted_at=None, revoked_at=None)
        rank = RANK[Role(self.membership.role)]
        return [
            {"row": row, "id": row.pk.hex, "may_send": RANK[Role(row.role)] <= rank}
            for row in rows.select_related("team", "invited_by")
        ]


def circles(people):
    """Return members as core and extended team, by rank; who holds no position counts to the core."""
    people = sorted(people, key=lambda person: (-RANK[Role(person.role)], person.name.casefold()))
    groups = {circle: [] for circle in Circle}
    for person in people:
        extended = person.positions and all(position.circle == Circle.EXTENDED for position in person.positions)
        groups[Circle.EXTENDED if extended else Circle.CORE].append(person)
    return [{"circle": circle, "label": circle.label, "people": members} for circle, members in groups.items()]


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
