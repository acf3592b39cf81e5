"""What happened: one Activity per change of a row, grouped by Change when one act changes several rows."""

from contextlib import contextmanager
from datetime import timedelta

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from teams.roles import RANK, Role, revertible_kinds, viewable_kinds

from .naming import listed
from .sight import traces_unseen_by
from .undoing import outdated, revert_all
from .wording import Worded

MOST_CHANGED = 10
LONGEST_FACT = 200
SYSTEM = "Landfall"
TICK = timedelta(microseconds=1)


class ChangeQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Return the acts that touched a row of a kind this person may view."""
        if not membership.has_perm("teams.view_change"):
            return self.none()
        seen = Activity.objects.visible_to(membership).filter(change_id=OuterRef("pk"))
        return self.filter(Exists(seen), team_id=membership.team_id)

    def undoable_by(self, membership):
        """Return the acts a person may take back: their own, or anybody's for managers.

        Of each row in it they must be able to do by hand, in their role of today, what the undo would do; and of what
        others did they must see each.
        """
        if not membership.has_perm("teams.undo_change"):
            return self.none()
        is_manager = RANK[Role(membership.role)] >= RANK[Role.MANAGER]
        acts = self.filter(team_id=membership.team_id, **({} if is_manager else {"by": membership}))
        closed = Activity.objects.not_revertible_by(membership).filter(change_id=OuterRef("pk"))
        unseen = Activity.objects.unseen_by(membership).filter(change_id=OuterRef("pk"))
        return acts.exclude(Exists(closed)).exclude(Exists(unseen), ~Q(by=membership))


class Change(models.Model):
    """One act that changed several rows, and can be undone as one. Pass it as `by` to the rows it stores."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey("teams.Team", models.CASCADE, related_name="+")
    by = models.ForeignKey("teams.Membership", models.PROTECT, null=True, related_name="+")
    label = models.CharField(max_length=200)  # a sentence with {who}, as the source has it; put into words when read
    facts = models.JSONField(default=dict)  # what else stands in the sentence
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("teams.Membership", models.PROTECT, null=True, related_name="+")

    _latest = None  # when the last thing of this act happened
    objects = ChangeQuerySet.as_manager()

    def __str__(self):
        return gettext(self.label).format(who=self.who, **self.facts)

    def get_absolute_url(self):
        return reverse("teams:activity", args=[self.team.slug])

    @property
    def who(self):
        return self.by.name if self.by else SYSTEM

    @property
    def sentence(self):
        """Return who did what, as HTML in the reader's language."""
        return format_html(gettext(self.label), who=format_html("<strong>{}</strong>", self.who), **self.facts)

    def may_be_undone_by(self, membership):
        return Change.objects.undoable_by(membership).filter(pk=self.pk).exists()

    @transaction.atomic
    def undo(self, *, by):
        """Put every row back as it was before this act, or refuse and name the rows changed since.

        Raises PermissionDenied for who may not undo it.
        """
        change = Change.objects.select_for_update().get(pk=self.pk)
        if change.undone_at:
            return
        person = membership_of(by)
        if person is not None and not change.may_be_undone_by(person):
            raise PermissionDenied
        activities = list(change.activities.order_by("-at", "-pk"))
        self._refuse_if_changed_since(activities, person)
        revert_all(activities, by=by)
        change.undone_at, change.undone_by = timezone.now(), person
        change.save(update_fields=["undone_at", "undone_by"])
        self.refresh_from_db()

    def put_in_order(self, activities):
        """Give activities instants in order, even where the clock is too coarse to tell: undo goes backwards."""
        first = max(timezone.now(), self._latest + TICK) if self._latest else timezone.now()
        for place, activity in enumerate(activities):
            activity.at = self._latest = first + place * TICK

    @staticmethod
    def _refuse_if_changed_since(activities, person):
        latest = {}
        for activity in activities:
            latest.setdefault((activity.subject_kind, activity.subject_id), activity)
        found = outdated(latest.values())
        changed = sorted({activity.label_for(person) for activity in found})
        if changed:
            raise ValidationError(
                _("This cannot be undone: changed since are %(rows)s."),
                code="changed_since",
                params={"rows": listed(changed[:MOST_CHANGED], of=len(changed))},
            )


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Return what happened to the rows this person may see.

        Where more than the role decides which rows of a kind those are, each trace follows its row; what happened to
        one that is gone, nobody can be asked about: owners alone see it. A trace that carries the id of what its row
        follows needs no row.
        """
        kinds = {kind: model for kind in viewable_kinds(membership.rights) if has_history(model := model_of(kind))}
        narrowed = {kind: model for kind, model in kinds.items() if is_narrowed(model) and not is_told_apart(model)}
        seen = Q(subject_kind__in=sorted(kinds.keys() - narrowed.keys()))
        for kind, model in sorted(narrowed.items()):
            rows = model._default_manager.visible_to(membership).order_by().values("pk")
            seen |= Q(subject_kind=kind, subject_id__in=rows)
            if membership.role == Role.OWNER:
                seen |= Q(~Exists(model._base_manager.filter(pk=OuterRef("subject_id"))), subject_kind=kind)
        unseen = traces_unseen_by(membership, Activity.objects)
        return self.filter(seen & ~unseen, team_id=membership.team_id)

    def unseen_by(self, membership):
        """Return what happened to rows only few see, and this person is none of them."""
        return self.filter(traces_unseen_by(membership, Activity.objects))

    def not_revertible_by(self, membership):
        """Return what happened to rows of kinds this person may not put back."""
        ways = ("created", "discarded")
        closed = ~Q(verb__in=ways) & ~Q(subject_kind__in=revertible_kinds(membership.rights, "changed"))
        for verb in ways:
            closed |= Q(verb=verb) & ~Q(subject_kind__in=revertible_kinds(membership.rights, verb))
        return self.filter(closed)

    def about(self, row):
        return self.filter(subject_kind=row._meta.label_lower, subject_id=row.pk)

    def of_the_row_itself(self):
        """Return what happened to rows, and leave out what was said beside them."""
        return self.exclude(verb__in=Worded.beside)


class Activity(models.Model):
    """One thing that happened to one row; append-only, written in the transaction of the change itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey("teams.Team", models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("teams.Membership", models.PROTECT, null=True, related_name="+")
    token = models.ForeignKey("teams.Token", models.SET_NULL, null=True, related_name="+")
    change = models.ForeignKey(Change, models.CASCADE, null=True, related_name="activities")
    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    subject_label = models.CharField(max_length=300)
    subject_facts = models.JSONField(null=True)  # what the name is made of, where words of the product are part of it
    subject_version = models.PositiveIntegerField()
    follows = models.UUIDField(null=True)  # the id of the row whose sight decides about the subject (sight.py)
    changes = models.JSONField(default=dict)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "activities"
        indexes = [
            models.Index(fields=["team", "-at"], name="activity_of_team"),
            models.Index(fields=["subject_id", "-at"], name="activity_of_subject"),
            models.Index(fields=["team", "verb", "-at"], name="activity_by_verb"),
            models.Index(fields=["team", "subject_kind", "-at"], name="activity_by_kind"),
            models.Index(fields=["by", "-at"], name="activity_by_person"),
            models.Index(fields=["follows"], name="activity_followed", condition=Q(follows__isnull=False)),
        ]

    def __str__(self):
        return f"{self.subject_label}: {self.verb}"

    @property
    def model(self):
        return apps.get_model(self.subject_kind)

    @property
    def label(self):
        """Return the name the row had then, in the reader's language."""
        return self.subject_label if self.subject_facts is None else self.model.name_from(self.subject_facts)

    def label_for(self, person):
        """Return that name, or that it is nothing for somebody to see; nobody sees everything."""
        if person is None or not Activity.objects.unseen_by(person).filter(pk=self.pk).exists():
            return self.label
        return str(self.model.unseen)

    @property
    def is_outdated(self):
        """Say whether the row has been written since, or is gone though this activity did not discard it."""
        row = self.model._base_manager.filter(pk=self.subject_id).only("pk", "version").first()
        if row is None:
            return self.verb != "discarded"
        return row.version != self.subject_version


@contextmanager
def change(by, label, **facts):
    """Group the rows stored inside: `with change(by, label) as act: row.store(by=act)`; one transaction.

    `label` is a sentence with {who} and the names of `facts`, marked by `gettext_noop`.
    """
    with transaction.atomic():
        yield begin_change(by.team, by, label, **facts)


def begin_change(team, by, label, **facts):
    """Return a new Change of a person, or of nobody; whoever stores rows by it cares for the transaction."""
    told = {name: str(value)[:LONGEST_FACT] for name, value in facts.items()}
    return Change.objects.create(team=team, by=by, label=label, facts=told)


def model_of(kind):
    """Return the model of a kind of row such as "planner.goal", or None where a right has no rows."""
    try:
        return apps.get_model(kind)
    except LookupError:
        return None


def has_history(model):
    """Say whether what happens to rows of a model is told as theirs, and not as another row's."""
    return getattr(model, "has_history", True)


def is_narrowed(model):
    """Say whether more than the role decides which rows of a model a person may see."""
    narrowed = getattr(type(model._default_manager.all()), "is_narrowed", None) if model else None
    return narrowed is not None and narrowed()


def is_told_apart(model):
    """Say whether the traces of a model's rows tell by themselves who may see them, even once a row is gone."""
    return bool(getattr(model, "sight", "")) or getattr(model, "follows_many", False)


def membership_of(by):
    """Return the person behind `by`, which is a Membership, a Change of one, or None for the system."""
    return by.by if isinstance(by, Change) else by


def record(row, verb, *, by, changes=None):
    """Write the Activity of something that happened to one row outside its own way of writing."""
    record_all([row], verb, by=by, changes=[changes or {}])


def record_all(rows, verb, *, by, changes):
    """Write the Activity of each row of a list in a few statements; `changes` stands in the rows' order."""
    activities = [_activity_of(row, verb, by, diff) for row, diff in zip(rows, changes, strict=True)]
    if isinstance(by, Change):
        by.put_in_order(activities)
    Activity.objects.bulk_create(activities, batch_size=500)


def _activity_of(row, verb, by, changes):
    row, verb, changes = row.as_told(verb, changes)
    if verb not in row.known_verbs():
        raise LookupError(f"{type(row).__name__} has no words for {verb!r}")
    person = membership_of(by)
    token, act = getattr(person, "token", None), by if isinstance(by, Change) else None
    return Activity(
        team_id=row.owning_team_id,
        by_id=person and person.pk,
        token_id=token and token.pk,
        change_id=act and act.pk,
        verb=verb,
        subject_kind=row._meta.label_lower,
        subject_id=row.pk,
        subject_label=str(row)[:300],
        subject_facts=row.facts,
        subject_version=row.version,
        follows=row.followed_id,
        changes=changes,
    )
