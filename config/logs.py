"""What is written to the log, and how: one line each, what repeats itself once."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.quiet.QuietFormatter", "fmt": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "filters": {
        "refusals": {"()": "config.quiet.Refusals"},
        "suspicious": {"()": "config.quiet.SuspiciousRequests"},
        "episodes": {"()": "config.quiet.Episodes"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["suspicious", "episodes"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "WARNING", "filters": ["refusals"]},
        "teams.accounts": {"level": "INFO"},
    },
}
