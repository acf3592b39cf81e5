"""Every address of the product."""

from django.urls import include, path

import teams.endpoints
from teams.permissions import SignedIn

from .schema import DocsView, SchemaView

team_pages = [
    path("", include("desk.urls")),
    path("", include("desk.feeds.urls")),
    path("", include("planner.urls")),
    path("", include("risks.urls")),
    path("", include("forecast.urls")),
    path("", include("funding.urls")),
    path("", include("playbook.urls")),
    path("", include("alerts.urls")),
    path("", include("teams.urls")),
]

urlpatterns = [
    path("", include("desk.front_urls")),
    path("", include("teams.front_urls")),
    path("", include("alerts.front_urls")),
    path("accounts/", include("allauth.urls")),
    path("t/<slug:team>/", include(team_pages)),
    path("api/v1/teams/", teams.endpoints.TeamList.as_view(), name="api-teams"),
    path("api/v1/teams/<slug:team>/", include("config.api")),
    path("api/v1/schema/", SchemaView.as_view(permission_classes=[SignedIn]), name="schema"),
    path("api/v1/docs/", DocsView.as_view(url_name="schema", permission_classes=[SignedIn]), name="api-docs"),
]

handler400 = "core.errors.bad_request"
handler403 = "core.errors.forbidden"
handler404 = "core.errors.not_found"
handler500 = "core.errors.broken"
