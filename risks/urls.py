from core.routing import routes_of

from .views import (
    acceptances,
    actions,
    appetites,
    calibration,
    effects,
    indicators,
    matrix,
    meetings,
    plans,
    readers,
    register,
    reviews,
    risks,
    settings,
    steps,
    triggers,
    verifying,
)

app_name = "risks"

urlpatterns = routes_of(
    register,
    calibration,
    settings,
    matrix,
    meetings,
    reviews,
    indicators,
    risks,
    readers,
    effects,
    actions,
    verifying,
    plans,
    steps,
    triggers,
    acceptances,
    appetites,
)
