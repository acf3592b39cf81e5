"""Rows people quote by number: one counter per team and kind, whose numbers are never used again."""

from django.db import connection, models

from core.text import search_form

from .owned import TeamOwned

# Begin a counter or move it on, and read it: one statement, so that nobody comes between.
TAKE = """
    INSERT INTO teams_counter (team_id, kind, last) VALUES (%s, %s, %s)
    ON CONFLICT (team_id, kind) DO UPDATE SET last = teams_counter.last + excluded.last RETURNING last
"""


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
    def take(cls, team_id, kind, count=1):
        """Take the next numbers and return the last of them, holding the counter until the transaction ends."""
        team = cls._meta.get_field("team").get_db_prep_value(team_id, connection)
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [team, kind, count])
            return cursor.fetchone()[0]


class NumberedRow(TeamOwned):
    """A row people quote by number, such as M-41, and find by that and by words."""

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
            self.number = Counter.take(self.team_id, self.prefix)

    def _before_writing(self):
        super()._before_writing()
        self.search_text = search_form(self.code, self.search_text)
