"""Comment: what somebody says about a row, beside it; and whom it calls."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, StrIndex
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import ProseField
from core.logged import unlogged
from teams.mentions import mentions_in
from teams.roles import Role

from .activity import membership_of
from .membership import Membership
from .naming import listed
from .owned import TeamOwned, TeamQuerySet
from .subjects import about_seen_rows, stored_subject, subject_of

LONGEST = 5_000
MENTIONS_AT_MOST = 20
NAMED_LENGTH = 60
# What the history of the row tells when something happens to a comment on it.
TOLD_AS = {"created": "commented", "changed": "comment_edited", "discarded": "comment_removed"}


class CommentQuerySet(TeamQuerySet):
    def visible_to(self, membership):
        """Return what is said about rows this person may see; a row that is hidden or gone hides its comments."""
        return super().visible_to(membership).filter(about_seen_rows(membership))

    def about(self, row):
        return self.filter(subject_kind=row._meta.label_lower, subject_id=row.pk)

    def before(self, comment):
        """Return those that stand before a comment in the order of writing."""
        return self.filter(Q(created_at__lt=comment.created_at) | Q(created_at=comment.created_at, pk__lt=comment.pk))

    def for_lists(self):
        return self.select_related("team", "author").prefetch_related("mentioned")


class Comment(TeamOwned):
    """A remark on one row: plain text, written and changed by its author alone.

    Its traces stand in the history of the row, without the text.
    """

    subject_kind = models.CharField(_("kind of row"), max_length=60, editable=False)
    subject_id = models.UUIDField(_("row"), editable=False)
    author = models.ForeignKey(
        "teams.Membership",
        models.PROTECT,
        verbose_name=pgettext_lazy("comment", "author"),
        editable=False,
        related_name="+",
    )
    body = unlogged(ProseField(_("comment"), blank=False, validators=[MaxLengthValidator(LONGEST)]))
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    mentioned = models.ManyToManyField(
        "teams.Membership",
        through="teams.Mention",
        verbose_name=_("notify"),
        blank=True,
        related_name="+",
        help_text=_("They get an email, as they have chosen. You can also type @ and a name."),
    )

    has_history = False
    objects = CommentQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["created_at", "id"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [
            models.Index(fields=["subject_id", "created_at"], name="comment_of_subject"),
            models.Index(fields=["team", "-created_at"], name="comment_of_team"),
        ]

    def __str__(self):
        line = " ".join(self.body[: 2 * NAMED_LENGTH].split())
        return line if len(line) <= NAMED_LENGTH else f"{line[: NAMED_LENGTH - 1].rstrip()}…"

    def get_absolute_url(self):
        return reverse("teams:comment", args=[self.team.slug, self.pk])

    @classmethod
    def on(cls, row, **values):
        """Return a new comment on a row."""
        return cls(team=row.team, subject_kind=row._meta.label_lower, subject_id=row.pk, **values)

    @cached_property
    def subject(self):
        """Return the row this is about, whoever may see it, or None once it is gone."""
        return stored_subject(self.team, self.subject_kind, self.subject_id)

    def may_be_changed_by(self, membership):
        return membership.pk == self.author_id and membership.has_perm("teams.change_comment")

    def may_be_discarded_by(self, membership):
        """Say whether a person may remove this: what they wrote themselves; owners anything."""
        may = membership.has_perm("teams.discard_comment")
        return may and (membership.pk == self.author_id or membership.role == Role.OWNER)

    # Making, editing, removing

    def store(self, *, by, version=None, links=None, reason=""):
        """Check and save this comment; whoever is named in its text as @name is mentioned.

        Raises PermissionDenied for a comment of somebody else, ValidationError where the row is not to be seen.
        """
        person = membership_of(by)
        if self._state.adding:
            self._refuse_unseen(person)
        elif person is not None and not self.may_be_changed_by(person):
            raise PermissionDenied
        links = dict(links or {})
        links["mentioned"] = self._all_mentioned(links.get("mentioned"), person)
        return super().store(by=by, version=version, links=links, reason=reason)

    @classmethod
    def fill_new(cls, rows, *, by):
        """Keep who wrote it."""
        super().fill_new(rows, by=by)
        for row in rows:
            if row.author_id is None:
                row.author = membership_of(by)

    def set_derived(self):
        super().set_derived()
        self.body = self.body.strip()

    def judge_edit(self, before):
        """Keep when the text was changed last."""
        super().judge_edit(before)
        if before is not None and before["body"] != self.body:
            self.edited_at = timezone.now()

    def check_links(self, links):
        """Refuse to call many people, or somebody who would find nothing here."""
        super().check_links(links)
        people = links.get("mentioned", [])
        if len(people) > MENTIONS_AT_MOST:
            message, most = _("Mention at most %(most)d people in one comment."), {"most": MENTIONS_AT_MOST}
            raise ValidationError({"mentioned": ValidationError(message, code="too_many", params=most)})
        known = set(Mention.objects.filter(comment=self).values_list("membership", flat=True))
        blind = [person.name for person in people if person.pk not in known and not self.can_be_read_by(person)]
        if blind:
            message = _("%(names)s may not see this, so a mention would lead nowhere. Take it out.")
            params = {"names": listed(blind, of=len(blind))}
            raise ValidationError({"mentioned": ValidationError(message, code="may_not_see", params=params)})

    def can_be_read_by(self, person):
        """Say whether somebody can come to the row this is about: an active member who may see it."""
        is_member = person.is_active and person.user_id is not None and person.team_id == self.team_id
        return is_member and subject_of(person, self.subject_kind, self.subject_id) is not None

    @transaction.atomic
    def discard(self, *, by):
        """Delete this comment; raises PermissionDenied for one of somebody else, but to owners."""
        person = membership_of(by)
        if person is not None and not self.may_be_discarded_by(person):
            raise PermissionDenied
        super().discard(by=by)

    def as_told(self, verb, changes):
        """Tell it in the history of the row, with the comment's id and without its text."""
        if self.subject is None or verb not in TOLD_AS:
            return super().as_told(verb, changes)
        old, new = (None if verb == end else str(self.pk) for end in ("created", "discarded"))
        return self.subject, TOLD_AS[verb], {"comment": [old, new]}

    def _refuse_unseen(self, person):
        seen = self.subject if person is None else subject_of(person, self.subject_kind, self.subject_id)
        if seen is None:
            raise ValidationError(_("There is no such row to comment on."), code="no_subject")
        self.subject = seen

    def _all_mentioned(self, chosen, person):
        """Return those chosen, or mentioned so far, and those the text names; nobody calls themselves."""
        if chosen is None:
            chosen = [] if self._state.adding else self.mentioned.all()
        people = {each.pk: each for each in [*chosen, *self._named_in_text()]}
        people.pop(person.pk if person else None, None)
        return list(people.values())

    def _named_in_text(self):
        """Return the members whose names stand in the text after an @."""
        text = self.body[:LONGEST]
        place = StrIndex(Value(text), Concat(Value("@"), F("name")))
        members = Membership.objects.with_account().filter(team_id=self.team_id)
        found = members.alias(place=place).filter(place__gt=0).order_by("pk")[: 10 * MENTIONS_AT_MOST]
        people = list(found) if "@" in text else []
        names = {name for _start, _end, name in mentions_in(text, (person.name for person in people))}
        return [person for person in people if person.name in names]


class Mention(models.Model):
    """That a comment calls somebody."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions")
    membership = models.ForeignKey("teams.Membership", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "membership"], name="mention_once")]

    def __str__(self):
        return f"{self.comment_id} → {self.membership_id}"
