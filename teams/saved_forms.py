"""The form of a saved view."""

from .forms import TeamModelForm
from .models import SavedView


class SavedViewForm(TeamModelForm):
    """Its name, and whether the team has it too where the person may say so."""

    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        is_own = self.instance.maker_id == self.membership.pk
        if not is_own or not self.membership.has_perm("teams.share_savedview"):
            del self.fields["is_shared"]
