from core.routing import routes_of

from .views import actions, effects, plans, register, risks, steps

app_name = "risks"

urlpatterns = routes_of(register, risks, effects, actions, plans, steps)
