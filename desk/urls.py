from core.routing import routes_of

from . import first_week, views
from .feeds import views as feeds

urlpatterns = routes_of(views, feeds, first_week)
