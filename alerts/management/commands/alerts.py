"""`manage.py alerts run` sends alerts without Celery; `manage.py alerts tick` does it once."""

import time

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from alerts.auditing import audit
from alerts.sending import take_turn
from alerts.ticking import tick


class Command(BaseCommand):
    help = "Look what has to be said and send it: in a loop, or once."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["run", "tick"])
        parser.add_argument("--every", type=float, default=30, help="seconds between two rounds of `run`")

    def handle(self, *, what, every, **options):
        if what == "tick":
            self.round()
            return
        self.stdout.write(f"Looking every {every:g} seconds. Ctrl-C ends it.")
        try:
            while True:
                self.survive()
                time.sleep(every)
        except KeyboardInterrupt:
            self.stdout.write("Ended.")

    def round(self):
        done = tick()
        sent = take_turn()
        audit()
        self.stdout.write(f"teams {done['scan_teams']}, people {done['group']}, mails begun {sent}")

    def survive(self):
        """Go on after the database was away for a moment."""
        close_old_connections()
        try:
            self.round()
        except Error as error:
            self.stderr.write(f"The database did not answer: {error}")
