"""Settings: one module; whatever differs between installations comes from the environment (see config/env.py)."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from core import languages
from core.hosts import bracketed, is_loopback

from . import env
from .enum_names import ENUM_NAMES
from .logs import LOGGING  # noqa: F401 - a setting
from .private import keep_database_private
from .vendored import vendored

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.read_data_dir(os.environ, BASE_DIR)
EMBEDDED = env.is_embedded(os.environ)
BASE_URL = env.read_base_url(os.environ)
LOCAL = is_loopback(BASE_URL)
HTTPS = BASE_URL.startswith("https://")
DEBUG = env.read_flag(os.environ, "DEBUG", default=False)
DEMO = env.read_flag(os.environ, "DEMO", default=EMBEDDED and LOCAL)
SIGNUP = env.read_choice(os.environ, "SIGNUP", ("open", "invite", "closed"), "open" if LOCAL else "invite")

# Data first, so that a wrong DATABASE_URL is the variable named
DATABASES = {"default": env.read_database(os.environ, DATA_DIR)}
keep_database_private(DATABASES["default"])

# Secrets
_secrets = env.read_secrets(os.environ, DATA_DIR, embedded=EMBEDDED)
SECRET_KEY = _secrets.secret_key
SECRET_KEY_FALLBACKS = env.read_list(os.environ, "SECRET_KEY_FALLBACKS", [])
FIELD_KEYS = _secrets.field_keys
INDEX_KEY = _secrets.index_key

# Who answers, with how many processes
WEB_CONCURRENCY = env.read_count(os.environ, "WEB_CONCURRENCY", 2)
PORT = env.read_port(os.environ)
ALLOWED_HOSTS = env.read_hosts(
    os.environ,
    ["127.0.0.1", "localhost", "[::1]"] if LOCAL else [bracketed(urlsplit(BASE_URL).hostname)],
)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "core.apps.StaticFiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "template_partials",
    "lucide",
    "core",
    "teams",
    "planner",
    "funding",
    "risks",
    "forecast",
    "playbook",
    "alerts",
    "desk",
]

MIDDLEWARE = [
    "core.middleware.RoomForFramesMiddleware",
    "core.middleware.SecurityHeadersMiddleware",
    "core.middleware.CacheGoneMiddleware",
    "core.middleware.LargeRequestMiddleware",
    "core.middleware.CookielessMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.CompressedPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "teams.sessions.SessionLimitsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "teams.guessing.KnownBrowserMiddleware",
    "teams.middleware.ClosedDoorMiddleware",
    "teams.middleware.ReaderMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "teams.context.member",
                "alerts.context.banner",
                "desk.context.cash_out",
                "forecast.context.told",
            ],
        },
    }
]
FORM_RENDERER = "core.forms.LandfallRenderer"

# Data
LEAST_FREE_BYTES = 100 * 1024 * 1024  # with less room to write in, the installation is in trouble
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.read_redis(os.environ)
_REDIS = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": REDIS_URL,
    "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},  # seconds; without them a page waits for ever
}
CACHES = {
    "default": _REDIS
    if REDIS_URL
    # Room for what is counted: by default 300 entries are kept, and whoever fills them would clear the counters.
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}},
    # Read by other processes than the one that writes: core/telling.py.
    "progress": _REDIS
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "progress"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILES_OF_TEAM_AT_MOST = 1024 * 1024 * 1024  # bytes of what a team has attached, all together
IMPORT_RETENTION_DAYS = 30

# Accounts
AUTH_USER_MODEL = "teams.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
EMAIL_SERVER = env.read_email(os.environ)
ACCOUNT_ADAPTER = "teams.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "teams.accounts.NameForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if EMAIL_SERVER else "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip",  # without the limit by address alone, by which anybody could lock a person out
    "password_here": "5/5m/key",  # by address and client together, or by the browser a person is known in
    "password_anywhere": "200/h/key",  # by address, from all clients that person is not known in
}
KNOWN_BROWSER_AGE = 180 * 24 * 3600
ACCOUNT_FORMS = {"add_email": "teams.address.AddressForm"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.read_choice(os.environ, "TRUSTED_PROXIES", ("0", "1", "2"), "0"))
USERSESSIONS_TRACK_ACTIVITY = False

# Mail
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_SERVER else 'dummy'}.EmailBackend"
EMAIL_HOST = EMAIL_SERVER.get("host", "localhost")
EMAIL_PORT = EMAIL_SERVER.get("port", 25)
EMAIL_HOST_USER = EMAIL_SERVER.get("user", "")
EMAIL_HOST_PASSWORD = EMAIL_SERVER.get("password", "")
EMAIL_USE_TLS = EMAIL_SERVER.get("use_tls", False)
EMAIL_USE_SSL = EMAIL_SERVER.get("use_ssl", False)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.read_sender(os.environ, BASE_URL)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Languages and clocks
LANGUAGE_CODE = "en"
LANGUAGES = languages.LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_I18N = USE_TZ = True
TIME_ZONE = env.read_zone(os.environ)

# Files the browser fetches
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static", *vendored(BASE_DIR)]
STATIC_ROOT = env.make_folder(DATA_DIR / "static", mode=0o755)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "core.static.JoinedManifestStorage"},
}
WHITENOISE_USE_FINDERS = True

# Security
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "frame-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
    "manifest-src": ["'self'"],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_IDLE_SECONDS = 12 * 3600
KNOWN_BROWSER_COOKIE = "knownbrowser"
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    KNOWN_BROWSER_COOKIE = "__Host-knownbrowser"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_SSL_REDIRECT = SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if ALLAUTH_TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "teams.authentication.TokenAuthentication",
        "teams.authentication.CookieAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["teams.permissions.RolePermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["teams.filters.NamedFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "core.api.Pagination",
    "DEFAULT_SCHEMA_CLASS": "core.operations.Operation",
    "EXCEPTION_HANDLER": "core.problems.problem_response",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Landfall",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    # Without the null, the page would show the description to a validator elsewhere.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Operations are grouped by the word that follows: the kind of row, or "teams" for the team itself.
    "SCHEMA_PATH_PREFIX": r"/api/v1/teams/{team}(?=/\w)|/api/v1",
    "SORT_OPERATIONS": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.schema.describe_what_all_share",
        "config.schema.describe_what_is_refused",
    ],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
}
