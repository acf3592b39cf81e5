from core.routing import routes_of

from .views import actions, effects, meetings, plans, register, risks, settings, steps, triggers

app_name = "risks"

urlpatterns = routes_of(register, settings, meetings, risks, effects, actions, plans, steps, triggers)
