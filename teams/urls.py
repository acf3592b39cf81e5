from core.routing import routes_of

from .views import (
    activity,
    choices,
    files,
    front,
    invitations,
    members,
    people,
    positions,
    saved,
    settings,
    talk,
    tokens,
)

app_name = "teams"

urlpatterns = routes_of(
    front, people, members, invitations, positions, settings, activity, choices, talk, files, tokens, saved
)
