from core.routing import routes_of

from .views import application, page, scenarios

app_name = "forecast"

urlpatterns = routes_of(page, scenarios, application)
