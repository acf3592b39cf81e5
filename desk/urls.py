from core.routing import routes_of

from . import views
from .feeds import views as feeds

urlpatterns = routes_of(views, feeds)
