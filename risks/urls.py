from core.routing import routes_of

from .views import actions, effects, indicators, meetings, plans, register, risks, settings, steps

app_name = "risks"

urlpatterns = routes_of(register, settings, meetings, indicators, risks, effects, actions, plans, steps)
