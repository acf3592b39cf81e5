"""Rows people quote by number: one counter per team and kind, whose numbers are never used again."""

from django.db import connection, models

from core.indexes import WordsIndex
from core.logged import unlogged
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
    search_text = unlogged(models.TextField(editable=False, blank=True, default=""))

    prefix = ""
    trusted = TeamOwned.trusted | {"number"}  # the counter gives none twice
    searched = ("title",)

    class Meta(TeamOwned.Meta):
        abstract = True
        indexes = [WordsIndex(fields=["team", "search_text"], name="%(app_label)s_%(class)s_words")]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(fields=["team", "number"], name="%(app_label)s_%(class)s_number_once"),
        ]

    @property
    def code(self) -> str:
        return f"{self.prefix}-{self.number}"

    @classmethod
    def fill_new(cls, rows, *, by):
        """Give numbers to new rows that have none, in one block."""
        super().fill_new(rows, by=by)
        unnumbered = [row for row in rows if row.number is None]
        if not unnumbered:
            return
        last = Counter.take(unnumbered[0].team_id, cls.prefix, len(unnumbered))
        for number, row in enumerate(unnumbered, start=last - len(unnumbered) + 1):
            row.number = number

    def set_derived(self):
        super().set_derived()
        self.search_text = search_form(self.code, self.search_text)
