"""What is raised when two people work on the same row at once."""

from django.utils.translation import gettext as _


class StaleError(Exception):
    """The row was changed since it was read."""

    code = "stale"

    def __init__(self, row):
        super().__init__(row)
        self.row = row

    @property
    def message(self):
        return _("%(row)s was changed by somebody else meanwhile. Load it again and repeat your change.") % {
            "row": self.row
        }


class GoneError(StaleError):
    """The row was removed since it was read."""

    code = "gone"

    @property
    def message(self):
        return _("%(row)s was removed by somebody else meanwhile.") % {"row": self.row}
