from core.routing import routes_of

from .views import (
    acceptances,
    actions,
    appetites,
    board,
    effects,
    exposure,
    indicators,
    matrix,
    meetings,
    pictures,
    plans,
    readers,
    register,
    report,
    reviews,
    risks,
    settings,
    steps,
    triggers,
)

app_name = "risks"

urlpatterns = routes_of(
    register,
    board,
    report,
    exposure,
    settings,
    matrix,
    meetings,
    reviews,
    indicators,
    risks,
    pictures,
    readers,
    effects,
    actions,
    plans,
    steps,
    triggers,
    acceptances,
    appetites,
)
