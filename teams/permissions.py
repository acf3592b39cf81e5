"""The API asks the same question as the pages: does this membership hold the right?"""

from rest_framework import permissions

from .models.token import Scope


class RolePermission(permissions.BasePermission):
    """Let a member of the team in the URL do what the view's `right` names; strangers find no such team."""

    def has_permission(self, request, view):
        if not request.user.is_authenticated:
            return False
        membership = view.membership
        token = membership.token
        if token is not None and not (is_within_scope(token, request, view) and self.is_open_to_programs(view)):
            return False
        right = view.right
        if right is None:  # the view answers what it does not know: 405
            return request.method not in view.allowed_methods
        return membership.has_perm(right)

    @staticmethod
    def is_open_to_programs(view):
        """Say whether a token may do this at all: a view's `session_only` names the actions only a person may take."""
        return getattr(view, "action", None) not in getattr(view, "session_only", ())


def is_within_scope(token, request, view):
    """Say whether the scope of a token covers a request.

    A view's `readings` names the actions that send a reading: a token made for that may take those and nothing else.
    """
    if token.scope == Scope.READINGS:
        return getattr(view, "action", None) in getattr(view, "readings", ())
    return token.allows(request.method)


class SignedIn(permissions.BasePermission):
    """For what belongs to no team, such as the list of one's teams."""

    def has_permission(self, request, view):
        token = request.auth
        allowed = token is None or not hasattr(token, "allows") or token.allows(request.method)
        return request.user.is_authenticated and allowed
