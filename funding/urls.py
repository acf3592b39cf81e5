from core.routing import routes_of

from .views import actions, cash, lines, opportunities, overview, pipeline, rates, rounds, sources, steps, tranches

app_name = "funding"

urlpatterns = routes_of(
    overview, cash, lines, rates, pipeline, opportunities, actions, tranches, rounds, sources, steps
)
