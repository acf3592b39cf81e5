from core.routing import routes_of

from . import views
from .search import views as search

urlpatterns = routes_of(views, search)
