from core.routing import routes_of

from .views import actions, effects, meetings, plans, register, risks, steps

app_name = "risks"

urlpatterns = routes_of(register, meetings, risks, effects, actions, plans, steps)
