"""Django with nothing around the floor's view: no apps, no middleware, the same database."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.floor"
INSTALLED_APPS = []
MIDDLEWARE = []
