"""Load the demo: one believable startup in its second year."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.loopback import is_local_installation
from desk.demo.access import is_switched_off, loads_by_itself
from desk.demo.loading import AddressTakenError, demo_team, load, read_story, remove
from desk.demo.scale import load_scale, remove_scale, scale_team


class Command(BaseCommand):
    help = "Load the demo team, unless it is there already, and print how to sign in. Works on this machine alone."

    def add_arguments(self, parser):
        parser.add_argument(
            "--reset", action="store_true", help="remove the demo team, and nothing else, and load it anew"
        )
        parser.add_argument(
            "--if-allowed",
            action="store_true",
            help="say and do nothing where a start does not load the demo by itself",
        )

        parser.add_argument(
            "--scale", action="store_true", help="add a second team with a large plan: 25 projects, 2,851 milestones"
        )

    def handle(self, *args, reset, if_allowed, scale, **options):
        if if_allowed and not loads_by_itself():
            return
        self.refuse_where_forbidden()
        if reset:
            remove_scale()
            remove()
        self.load_demo(if_allowed=if_allowed)
        if scale:
            team = scale_team() or load_scale()
            self.stdout.write(f"The large plan is there: /t/{team.slug}/timeline/")

    def load_demo(self, *, if_allowed):
        team = demo_team()
        if team is not None:
            if not if_allowed:
                self.stdout.write(f"The demo is loaded already: /t/{team.slug}/ (--reset loads it anew).")
            return
        try:
            self.tell(load())
        except AddressTakenError as error:
            reason = f"An account with the demo's address {error} exists already; the demo was not loaded."
            if not if_allowed:
                raise CommandError(reason) from error
            self.stderr.write(reason)

    def refuse_where_forbidden(self):
        if not is_local_installation():
            raise CommandError(
                f"The demo is for this machine alone: BASE_URL is {settings.BASE_URL}, not such as http://127.0.0.1:8000."
            )
        if is_switched_off():
            raise CommandError("DEMO=0 switches the demo off; leave DEMO out to load it.")

    def tell(self, loaded):
        """Print how to sign in; the password is shown here once."""
        self.stdout.write(f"Demo: {loaded.team.name}, made for today. Sign in with the password {loaded.password} as")
        for person in read_story()["people"]:
            if "entry" in person:
                self.stdout.write(f"  {person['email']:<28} {person['entry']} ({person['title']})")
