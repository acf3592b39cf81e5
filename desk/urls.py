from core.routing import routes_of

from . import views

urlpatterns = routes_of(views)
