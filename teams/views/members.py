"""One person in a team: what they hold and own, another role, the end of their membership."""

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fetching import part_of
from core.paging import ROWS_A_PAGE, Paginator, paged_part
from core.views import SeeOther
from teams.form_pages import TeamFormView
from teams.leaving import held_rows, holdings, leave
from teams.models import Membership, Position
from teams.people_forms import EndingForm, RoleForm, assignable_roles
from teams.roles import GRANTS, MONEY_TO_READ, Role
from teams.web import TeamActionView, TeamDetailView


class MemberDetail(TeamDetailView):
    """A person: role, positions, what is open under their name."""

    route = "people/<uuid:pk>/", "member"
    model = Membership
    template_name = "teams/member.html"
    context_object_name = "member"

    def get_queryset(self):
        return super().get_queryset().select_related("user")

    def get_context_data(self, **kwargs):
        member = self.object
        held = holdings(member, viewer=self.membership) if member.is_active else []
        chosen = next((holding for holding in held if holding.kind == self.request.GET.get("kind")), None)
        return super().get_context_data(
            positions=self.positions(),
            holdings=held,
            chosen=chosen,
            page=chosen and self.page_of(chosen),
            role_form=self.role_form(member),
            money=self.may_show_money(member),
            is_self=member.pk == self.membership.pk,
            may_end=member.is_active and member.may_be_ended_by(self.membership),
            **kwargs,
        )

    def positions(self):
        """Return the first positions the person holds or held; all of them on pages where the address says so."""
        rows = Position.objects.visible_to(self.membership).filter(holder=self.object).select_related("team")
        if self.request.GET.get("kind") == "positions":
            return paged_part(rows, self.request.GET.get("page"))
        return part_of(rows, "?kind=positions")

    def page_of(self, holding):
        """Return a page of the rows of one kind, for whom the first are not enough."""
        rows = held_rows(self.object, holding.model, viewer=self.membership)
        return Paginator(rows, ROWS_A_PAGE).get_page(self.request.GET.get("page"))

    def may_show_money(self, member):
        """Say whether the choice is offered: not for those whose role reads the money anyway."""
        reads_anyway = GRANTS[Role(member.role)] >= MONEY_TO_READ
        is_possible = member.is_active and member.user_id is not None and (member.reads_money or not reads_anyway)
        return is_possible and self.membership.has_perm("teams.show_money_membership")

    def role_form(self, member):
        """Return the form for another role, or None where there is nothing to choose."""
        if not member.is_active or member.user_id is None or len(assignable_roles(self.membership, member.role)) < 2:
            return None
        return RoleForm(member=member, membership=self.membership)


class RoleChange(TeamActionView):
    """POST another access role."""

    route = "people/<uuid:pk>/role/", "member-role"
    model = Membership
    action = "change"
    done_message = gettext_lazy("%(row)s has another role now.")

    def perform(self):
        form = RoleForm(self.request.POST, member=self.object, membership=self.membership)
        if not form.is_valid() and self.request.POST.get("role") in Role.values:
            raise PermissionDenied(_("Your role does not allow this change."))
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        self.object.change_role(form.cleaned_data["role"], by=self.membership)


class MoneyReading(TeamActionView):
    """POST lets a person read the team's money; owners give that."""

    route = "people/<uuid:pk>/money-reading/", "member-money-reading"
    model = Membership
    action = "show_money"
    verb = "show_money"
    done_message = gettext_lazy("%(row)s can read the money now.")
    undo_view = "teams:member-money-reading-undo"


class MoneyReadingUndo(TeamActionView):
    """POST takes it back."""

    route = "people/<uuid:pk>/money-reading/undo/", "member-money-reading-undo"
    model = Membership
    action = "show_money"
    verb = "hide_money"
    done_message = gettext_lazy("%(row)s can no longer see the money.")
    undo_view = "teams:member-money-reading"


class Ending(TeamFormView):
    """End a membership, one's own or another's, after saying who takes over what; not the last owner's."""

    route = "people/<uuid:pk>/ending/", "member-ending"
    model = Membership
    form_class = EndingForm
    template_name = "teams/ending.html"
    context_object_name = "member"
    right = "teams.view_membership"  # everybody may leave; who may end whom is asked in `object`

    def get_queryset(self):
        return super().get_queryset().active().select_related("user")

    @cached_property
    def object(self):
        member = self.get_object()
        if not member.may_be_ended_by(self.membership):
            raise PermissionDenied
        return member

    @cached_property
    def holdings(self):
        return holdings(self.object, viewer=self.membership)

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        del kwargs["instance"]
        return kwargs | {"member": self.object, "holdings": self.holdings}

    def get_context_data(self, **kwargs):
        if self.object.is_last_owner:
            return super().get_context_data(is_last_owner=True, is_self=self.is_self, **({"form": None} | kwargs))
        context = super().get_context_data(holdings=self.holdings, is_self=self.is_self, **kwargs)
        context["handover"] = [
            {"holding": holding, "field": context["form"][holding.kind]} for holding in self.holdings
        ]
        return context

    @property
    def is_self(self):
        return self.object.pk == self.membership.pk

    def form_valid(self, form):
        try:
            leave(self.object, by=self.membership, successors=form.successors)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        if self.is_self:
            logout(self.request)
            messages.success(self.request, _("You have left %(team)s.") % {"team": self.team})
            return SeeOther(reverse("account_login"))
        self.say(_("%(member)s is no longer in the team.") % {"member": self.object})
        return SeeOther(reverse("teams:people", args=[self.team.slug]))
