#!/usr/bin/env python
"""Django's command line for Landfall."""

import os
import sys


def main():
    """Run one command; a wrong installation ends with one line instead of a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from config.env import ConfigurationError
    from config.prepare import ready_to_serve

    try:
        # Once, before its reloader starts: that would print a traceback and wait for the next edit.
        if sys.argv[1:2] == ["runserver"] and os.environ.get("RUN_MAIN") != "true":
            ready_to_serve()
        execute_from_command_line(sys.argv)
    except ConfigurationError as error:
        sys.exit(str(error))
    except OperationalError:
        _exit_if_unreachable()
        raise


def _exit_if_unreachable():
    from config.preflight import check_database, check_or_exit

    check_or_exit(check_database)


if __name__ == "__main__":
    main()
