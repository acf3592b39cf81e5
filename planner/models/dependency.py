"""Dependency: one milestone waits for another, within a project or across projects."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from planner.circles import after_each, knots, way
from teams.models import Team, TeamOwned

from .milestone import Milestone

MOST_LAG = 250  # working days: a year
WAY_SHOWN = 8  # milestones of a circle that are named, at either end of it together
CIRCLE = _("%(way)s would be a circle.")


class LinkKind(models.TextChoices):
    """What must be over or begun before what."""

    FS = "FS", _("finish to start")
    SS = "SS", _("start to start")
    FF = "FF", _("finish to finish")
    SF = "SF", _("start to finish")


class Dependency(TeamOwned):
    """The successor waits for the predecessor, in one of four ways, with so many working days between the two."""

    predecessor = models.ForeignKey(
        Milestone, models.PROTECT, verbose_name=_("predecessor"), related_name="successor_links"
    )
    successor = models.ForeignKey(
        Milestone, models.PROTECT, verbose_name=_("successor"), related_name="predecessor_links"
    )
    kind = models.CharField(_("kind of link"), max_length=2, choices=LinkKind, default=LinkKind.FS)
    lag = models.SmallIntegerField(
        _("lag in working days"),
        default=0,
        validators=[MinValueValidator(-MOST_LAG), MaxValueValidator(MOST_LAG)],
        help_text=_("Working days in between; negative ones overlap."),
    )

    index, index_label = "planner:milestone-list", _("Milestones")
    named_by = "successor__title"
    named_through = ("predecessor", "successor")

    class Meta(TeamOwned.Meta):
        ordering = ["created_at", "id"]
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="dependency_once_per_pair",
                violation_error_message=_("These two milestones are linked already. Change that link instead."),
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="dependency_between_two",
                violation_error_message=_("A milestone cannot wait for itself."),
            ),
        ]

    def __str__(self):
        rule = self.rule
        return f"{self.predecessor.code} → {self.successor.code}{f' {rule}' if rule else ''}"

    def get_absolute_url(self):
        return self.successor.get_absolute_url()

    @property
    def rule(self):
        """Return kind and lag as plans write them, such as “SS+2”; nothing for what is usual."""
        return rule_of(self.kind, self.lag)

    @classmethod
    def fill_new(cls, rows, *, by):
        """Refuse links that close a circle; links of the team are added one after another from here on."""
        super().fill_new(rows, by=by)
        team = rows[0].team_id
        Team._base_manager.select_for_update().get(pk=team)
        made = [(row.predecessor_id, row.successor_id) for row in rows if row.predecessor_id != row.successor_id]
        if found := circle_among(pairs_of(team), made):
            raise ValidationError(CIRCLE, code="dependency_circle", params={"way": codes_of(found)})


def rule_of(kind, lag):
    """Return kind and lag in short: “FS+2”, “SS”, nothing for finish to start without lag."""
    if not lag:
        return "" if kind == LinkKind.FS else str(kind)
    return f"{kind}{lag:+d}"


def pairs_of(team):
    """Return (predecessor, successor) of every link of a team, by ids."""
    return list(Dependency._base_manager.filter(team=team).values_list("predecessor_id", "successor_id"))


def circle_among(held, made):
    """Return the ids on a circle that new links would close among those there are, a new one first; [] for none."""
    after = after_each([*held, *made])
    tangled = knots(after) if len(made) > 1 else None
    for before, later in made:
        is_closing = tangled is None or (before in tangled and tangled[before] == tangled.get(later))
        if is_closing and (found := way(after, later, before)):
            return [before, *found]
    return []


def codes_of(ids):
    """Return the codes of milestones on a way as a text, of a long one its two ends."""
    ends = ids if len(ids) <= WAY_SHOWN else [*ids[: WAY_SHOWN // 2], None, *ids[-WAY_SHOWN // 2 :]]
    found = Milestone._base_manager.only("number").in_bulk({pk for pk in ends if pk})
    return " → ".join(found[pk].code if pk else "…" for pk in ends)
