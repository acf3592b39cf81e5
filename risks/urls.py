from core.routing import routes_of

from .views import actions, effects, matrix, meetings, plans, register, risks, settings, steps

app_name = "risks"

urlpatterns = routes_of(register, settings, matrix, meetings, risks, effects, actions, plans, steps)
