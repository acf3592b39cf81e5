"""The form of a position that a milestone needs."""

from teams.forms import TeamModelForm

from .models import RoleNeed


class RoleNeedForm(TeamModelForm):
    class Meta:
        model = RoleNeed
        fields = ["milestone", "position"]
