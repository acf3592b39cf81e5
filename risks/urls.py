from core.routing import routes_of

from .views import actions, effects, meetings, plans, readers, register, risks, settings, steps

app_name = "risks"

urlpatterns = routes_of(register, settings, meetings, risks, readers, effects, actions, plans, steps)
