from core.routing import routes_of

from .views import lines, page, percentiles

app_name = "forecast"

urlpatterns = routes_of(page, lines, percentiles)
