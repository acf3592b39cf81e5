"""Forms about people: inviting, naming somebody who only receives mail, access roles, handing over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .choice_fields import RowField
from .forms import TeamModelForm
from .models import Invitation, Membership
from .roles import RANK, Role, may_assign

ROLES_HELP = _(
    "Owners may do everything. Managers run the plan, risks, money and people (except owners)."
    " Members work on plan and risks. Viewers read them; owners can show them the money too."
)
RECIPIENT_HELP = _("No account: gets the email it is named for, and can acknowledge and unsubscribe.")


def assignable_roles(membership, present=Role.VIEWER):
    """Return the roles a member may give to somebody whose role is `present`, the highest first."""
    return [
        (role.value, role.label)
        for role in sorted(Role, key=RANK.get, reverse=True)
        if role != Role.RECIPIENT and may_assign(Role(membership.role), Role(present), role)
    ]


class InvitationForm(TeamModelForm):
    """Ask somebody into the team, with a role not above one's own."""

    class Meta:
        model = Invitation
        fields = ["email", "name", "role"]

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, membership=membership, **kwargs)
        self.instance.invited_by = membership
        self.fields["role"].choices = assignable_roles(membership)
        self.fields["role"].initial = Role.MEMBER
        self.fields["role"].help_text = ROLES_HELP


class RecipientForm(TeamModelForm):
    """Somebody without an account, such as an investor or a contractor."""

    class Meta:
        model = Membership
        fields = ["name", "email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.role = Role.RECIPIENT
        self.fields["email"].help_text = RECIPIENT_HELP


class RoleForm(forms.Form):
    """Another access role for a member."""

    role = forms.ChoiceField(label=_("Access role"), help_text=ROLES_HELP)

    def __init__(self, *args, member, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = assignable_roles(membership, member.role)
        self.initial["role"] = member.role


class EndingForm(forms.Form):
    """Who takes over what a leaving person owns: one choice for each kind of row."""

    def __init__(self, *args, member, holdings, membership, **kwargs):
        super().__init__(*args, **kwargs)
        people = RowField(Membership.objects.visible_to(membership).exclude(pk=member.pk))
        people.offer(membership, without=member.pk)
        for holding in holdings:
            self.fields[holding.kind] = field = RowField(None, label=_("Who takes over?"), required=False)
            field.offer_as(people)
            field.empty_label = _("Nobody: show “no owner”")

    @property
    def successors(self):
        """Return the chosen successor by kind."""
        return dict(self.cleaned_data)
