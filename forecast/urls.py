from core.routing import routes_of

from .views import application, lines, page, percentiles, scenarios

app_name = "forecast"

urlpatterns = routes_of(page, lines, percentiles, scenarios, application)
