"""What people say beside their work: somebody is mentioned, or something they follow was commented on."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alerts.durations import durations
from alerts.states import Because, Pace
from core.characters import CONTROL
from teams.choices import with_names
from teams.following import followers_of
from teams.models import Comment, Mention, Subscription, WhoField
from teams.models.subjects import discussed_kinds

from .base import EventRule, Occurrence, Topic
from .words import Wording


def mentioned_words(alert, values, today):
    headline = gettext("%(who)s mentioned you on %(name)s")
    return Wording(headline % {"who": values["who"], "name": values["name"]}, gettext("Read it, and answer there."))


def commented_words(alert, values, today):
    headline = gettext("%(who)s commented on %(name)s")
    todo = gettext("Read it there, where you can also stop following.")
    return Wording(headline % {"who": values["who"], "name": values["name"]}, todo)


@dataclass(frozen=True, eq=False)
class Said(EventRule):
    """Something was said lately about a row; `people_of` tells who hears of it, which its author never does."""

    because: Because

    model = Comment

    def candidates(self, scan):
        """Return the comments of recent days."""
        return self.rows_of(scan.team).filter(created_at__gte=max(scan.now - durations().news, scan.since))

    def followed(self, scan, news):
        """Return the comments that were written, changed or removed, and the recent ones others hear of by now."""
        found, touched = set(), set()
        for kind, model in discussed_kinds().items():
            found |= news.values(kind, "comment")
            # Who wrote, or was called, follows: with that comment gone, the others of its row may concern fewer people.
            touched |= news.ids(kind, _who_names(model)) | news.ids_with_old(kind, "comment")
        if chosen := news.ids(Subscription._meta.label_lower):
            touched |= set(Subscription.objects.filter(pk__in=chosen).values_list("subject_id", flat=True))
        if touched:
            found |= set(self.candidates(scan).filter(subject_id__in=touched).values_list("pk", flat=True))
        return found

    def find(self, scan, ids):
        for comment in self.rows(self.candidates(scan), ids).values():
            if people := self._hearing(comment, scan.members):
                yield self._occurrence(comment, people)

    def _occurrence(self, comment, people):
        values = {"who": comment.author.name, "name": CONTROL.sub(" ", str(comment.subject))}
        return Occurrence(
            rule=self.topic.name,
            kind=self.kind,
            subject_id=comment.pk,
            fires_at=comment.created_at,
            expires_at=comment.created_at + durations().news,
            values=values | {"path": comment.get_absolute_url()},
            people=tuple((person, self.because) for person in people),
            pace=Pace.SOON,
        )

    def rows(self, queryset, ids):
        """Return the comments by id whose row is there, each with it and with whom it calls."""
        comments = {row.pk: row for row in queryset.filter(pk__in=ids).select_related("author", "team").order_by()}
        subjects, called = _subjects(comments.values()), _called(comments)
        for comment in comments.values():
            comment.subject = subjects.get((comment.subject_kind, comment.subject_id))
            comment.called = called[comment.pk]
        return {pk: comment for pk, comment in comments.items() if comment.subject is not None}

    def why_not(self, alert, row, team, membership, now):
        return None if self._hearing(row, [membership]) else "not_concerned"

    def _hearing(self, comment, members):
        """Return the ids, in order, of those who hear of a comment and may view its row."""
        right = "{}.view_{}".format(*comment.subject_kind.split("."))
        concerned = self.people_of(comment) - {comment.author_id}
        return sorted(each.pk for each in members if each.pk in concerned and each.user_id and each.has_perm(right))


class Mentioned(Said):
    """Whoever a comment calls."""

    def people_of(self, comment):
        return comment.called


class Commented(Said):
    """Whoever follows the row and is not called, which they hear of already."""

    def rows(self, queryset, ids):
        found = super().rows(queryset, ids)
        followers = followers_of({row.subject_id: row.subject for row in found.values()}.values()) if found else {}
        for comment in found.values():
            since = followers[comment.subject_id].items()
            comment.followers = {person for person, at in since if at is None or at <= comment.created_at}
        return found

    def people_of(self, comment):
        return comment.followers - comment.called


def _who_names(model):
    return frozenset(field.name for field in model._meta.concrete_fields if isinstance(field, WhoField))


def _subjects(comments):
    """Return {(kind, id): the row comments are about}, one query for each kind."""
    wanted, found = defaultdict(set), {}
    for comment in comments:
        wanted[comment.subject_kind].add(comment.subject_id)
    for kind, ids in wanted.items():
        rows = with_names(discussed_kinds()[kind]._base_manager.filter(pk__in=ids))
        found |= {(kind, row.pk): row for row in rows}
    return found


def _called(comments):
    called = defaultdict(set)
    for comment, person in Mention.objects.filter(comment__in=comments).values_list("comment", "membership"):
        called[comment].add(person)
    return called


RULES = [
    Mentioned(
        Topic(
            "mentioned",
            _("You are mentioned"),
            _("when somebody names you in a comment"),
            mentioned_words,
            default_pace=Pace.SOON,
        ),
        Because.MENTIONED,
    ),
    Commented(
        Topic(
            "commented",
            _("Comments on what you follow"),
            _("what you are in charge of, wrote on, were mentioned on, or chose to follow"),
            commented_words,
            default_pace=Pace.DAILY,
        ),
        Because.FOLLOWING,
    ),
]
