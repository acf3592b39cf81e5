from core.routing import routes_of

from .views import (
    acceptances,
    actions,
    appetites,
    effects,
    imports,
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
)

app_name = "risks"

urlpatterns = routes_of(
    register,
    imports,
    settings,
    matrix,
    meetings,
    reviews,
    indicators,
    risks,
    readers,
    effects,
    actions,
    plans,
    steps,
    triggers,
    acceptances,
    appetites,
)
