"""What people say about a row: the part “Talk” of its page, which is a page of its own too."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from core.paging import ROWS_A_PAGE, Paginator
from core.views import SeeOther
from teams.following import following_of
from teams.form_pages import TeamFormView, TeamUpdateView
from teams.models import Comment, Subscription
from teams.models.subjects import discussed_kinds, subject_of
from teams.models.subscription import SubscriptionState
from teams.talk_forms import CommentForm
from teams.web import TeamDetailView, TeamDiscardView, TeamMixin


def talk_url(team, kind, pk):
    return reverse("teams:talk", args=[team.slug, kind, pk])


class AboutRowMixin(TeamMixin):
    """Below the row that `kind` and `pk` name; only kinds people talk about, and only who may view them."""

    def dispatch(self, request, *args, **kwargs):
        kind = kwargs["kind"]
        is_known = self.membership is not None and kind in discussed_kinds()
        if not is_known:
            raise Http404
        if not self.membership.has_perm("{}.view_{}".format(*kind.split("."))):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def subject(self):
        row = subject_of(self.membership, self.kwargs["kind"], self.kwargs["pk"])
        if row is None:
            raise Http404
        return row

    def talk_url(self):
        return talk_url(self.team, self.kwargs["kind"], self.kwargs["pk"])


class Talk(AboutRowMixin, TeamFormView):
    """What was said, newest last, and the form that adds to it."""

    route = "comments/<str:kind>/<uuid:pk>/", "talk"
    model = Comment
    form_class = CommentForm
    template_name = "teams/talk.html"
    partials = ("talk",)
    object = None
    success_message = gettext_lazy("Your comment was added.")

    def required_right(self):
        return "teams.add_comment" if self.request.method == "POST" else "teams.view_comment"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Comment.on(self.subject), "auto_id": "talk-%s"}

    def get_success_url(self):
        return self.talk_url()

    def get_context_data(self, **kwargs):
        if not self.membership.has_perm("teams.add_comment"):
            kwargs.setdefault("form", None)
        rows = Comment.objects.visible_to(self.membership).about(self.subject).for_lists()
        page = Paginator(rows, ROWS_A_PAGE).get_page(self.request.GET.get("page", "last"))
        return super().get_context_data(
            subject=self.subject,
            talk_url=self.talk_url(),
            kind=self.kwargs["kind"],
            comments=page,
            entries=[entry(comment, self.membership) for comment in page],
            following=following_of(self.membership, self.subject),
            **kwargs,
        )


def entry(comment, membership):
    """Return what a list shows of a comment: itself, and what its reader may do with it."""
    return {
        "comment": comment,
        "may_change": comment.may_be_changed_by(membership),
        "may_discard": comment.may_be_discarded_by(membership),
    }


class CommentDetail(TeamDetailView):
    """Lead to the place where a comment stands among the others; htmx gets the comment itself."""

    route = "comments/<uuid:pk>/", "comment"
    model = Comment
    template_name = "teams/talk.html"
    row_partials = ("comment",)

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get(self, request, *args, **kwargs):
        if self.partial_name():
            return super().get(request, *args, **kwargs)
        return SeeOther(self.place_of(self.get_object()))

    def place_of(self, comment):
        rows = Comment.objects.visible_to(self.membership).about(comment.subject)
        page = rows.before(comment).count() // ROWS_A_PAGE + 1
        return f"{talk_url(self.team, comment.subject_kind, comment.subject_id)}?page={page}#comment-{comment.pk}"

    def get_context_data(self, **kwargs):
        url = talk_url(self.team, self.object.subject_kind, self.object.subject_id)
        return super().get_context_data(entry=entry(self.object, self.membership), talk_url=url, **kwargs)


class CommentUpdate(TeamUpdateView):
    """Change one's own comment, in place or on a page of its own."""

    route = "comments/<uuid:pk>/edit/", "comment-edit"
    model = Comment
    form_class = CommentForm
    template_name = "teams/comment_form.html"
    row_partials = ("comment",)
    success_message = gettext_lazy("Your comment was saved.")

    @cached_property
    def object(self):
        comment = self.get_object()
        if not comment.may_be_changed_by(self.membership):
            raise PermissionDenied
        return comment

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"auto_id": f"comment-{self.object.pk}-%s"}

    def get_title(self):
        return _("Edit your comment")

    def get_submit(self):
        return _("Save comment")

    def get_crumbs(self):
        return [(self.object.subject.get_absolute_url(), str(self.object.subject))]


class CommentDiscard(TeamDiscardView):
    """POST removes a comment: one's own, or anybody's for owners."""

    route = "comments/<uuid:pk>/discard/", "comment-discard"
    model = Comment

    def post(self, request, *args, **kwargs):
        comment = self.get_object()
        comment.discard(by=self.membership)
        self.say(_("The comment was removed."))
        return SeeOther(self.next_url(talk_url(self.team, comment.subject_kind, comment.subject_id)))


class Follow(AboutRowMixin, View):
    """POST: hear of what is said about a row."""

    route = "comments/<str:kind>/<uuid:pk>/following/", "following"
    right = "teams.add_subscription"
    state = SubscriptionState.FOLLOWING
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        Subscription.choose(self.membership, self.subject, self.state, by=self.membership)
        return SeeOther(self.next_url(self.talk_url()))


class Unfollow(Follow):
    """POST: hear of it no more, but when one is mentioned."""

    route = "comments/<str:kind>/<uuid:pk>/following/undo/", "following-undo"
    state = SubscriptionState.MUTED
