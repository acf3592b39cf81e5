"""Rows people quote by number: one counter per team and kind, whose numbers are never used again."""

from django.db import models
from django.db.models import F

from .rows import TeamOwned


class Counter(models.Model):
    """The last number given to a kind of row in a team; numbers are never used again."""

    team = models.ForeignKey("teams.Team", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=4)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "kind"], name="counter_once_per_kind")]

    def __str__(self):
        return f"{self.kind}-{self.last}"

    @classmethod
    def next(cls, team_id, kind):
        """Take the next number, holding the counter until the transaction ends."""
        counter = cls.objects.filter(team_id=team_id, kind=kind)
        if not counter.update(last=F("last") + 1):
            cls.objects.get_or_create(team_id=team_id, kind=kind)
            counter.update(last=F("last") + 1)
        return counter.values_list("last", flat=True).get()


class NumberedRow(TeamOwned):
    """A row people quote by number, such as M-41, and find by words."""

    number = models.PositiveIntegerField(editable=False)
    search_text = models.TextField(editable=False, blank=True, default="")

    prefix = ""
    searched = ("title",)

    class Meta(TeamOwned.Meta):
        abstract = True
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(fields=["team", "number"], name="%(app_label)s_%(class)s_number_once"),
        ]

    def validate_constraints(self, exclude=None):
        """As every row does; a number comes from the counter, which gives none twice."""
        super().validate_constraints((exclude or set()) | {"number"})

    @property
    def code(self) -> str:
        return f"{self.prefix}-{self.number}"

    def _before_adding(self):
        super()._before_adding()
        if self.number is None:
            self.number = Counter.next(self.team_id, self.prefix)
