"""The table of the API: which kinds of rows stand below `/api/v1/teams/<team>/`."""

from django.urls import path
from rest_framework.routers import SimpleRouter

import alerts.api
import desk.feeds.api
import desk.my_work.api
import desk.search.api
import desk.timeline.api
import desk.weekly.api
import forecast.api
import forecast.scenario_api
import funding.api
import planner.api
import playbook.api
import risks.api
import teams.endpoints
import teams.file_api
import teams.saved_api
import teams.talk_api

APPS = (
    teams.endpoints,
    teams.saved_api,
    teams.talk_api,
    teams.file_api,
    planner.api,
    risks.api,
    forecast.api,
    forecast.scenario_api,
    funding.api,
    playbook.api,
    alerts.api,
    desk.feeds.api,
    desk.weekly.api,
    desk.search.api,
    desk.my_work.api,
    desk.timeline.api,
)

router = SimpleRouter(use_regex_path=False)
for app in APPS:
    for prefix, viewset in app.routes:
        router.register(prefix, viewset, basename=prefix)

urlpatterns = [path("", teams.endpoints.TeamDetail.as_view(), name="team"), *router.urls]
