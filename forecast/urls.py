from core.routing import routes_of

from .views import page

app_name = "forecast"

urlpatterns = routes_of(page)
