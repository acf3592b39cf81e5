"""The form of a position that a milestone needs."""

from django import forms

from teams.forms import TeamModelForm

from .models import RoleNeed


class RoleNeedForm(TeamModelForm):
    class Meta:
        model = RoleNeed
        fields = ["milestone", "position"]


class MilestoneRoleForm(RoleNeedForm):
    """Which position one milestone needs, asked on its own page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["milestone"].widget = forms.HiddenInput()
