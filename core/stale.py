"""What is raised when two people edit the same row at once."""

from django.utils.translation import gettext as _


class StaleError(Exception):
    """The row was changed since it was read."""

    def __init__(self, row):
        super().__init__(row)
        self.row = row

    @property
    def message(self):
        return _("%(row)s was changed by somebody else meanwhile. Load it again and repeat your change.") % {
            "row": self.row
        }
