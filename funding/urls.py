from core.routing import routes_of

from .views import actions, cash, opportunities, overview, pipeline, rounds, sources, steps

app_name = "funding"

urlpatterns = routes_of(overview, cash, pipeline, opportunities, actions, rounds, sources, steps)
