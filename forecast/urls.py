from core.routing import routes_of

from .views import lines, page

app_name = "forecast"

urlpatterns = routes_of(page, lines)
