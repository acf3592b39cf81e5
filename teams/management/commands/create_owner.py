"""Make the first owner of a team from the command line."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from teams.founding import found
from teams.models import Membership, Team, User
from teams.passwords import reset_link, vouch_for
from teams.roles import Role


class Command(BaseCommand):
    help = "Make an account and a team it owns, and print the link that sets the password. Running it twice is safe."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--name", help="the person's name; by default what stands before the @")
        parser.add_argument("--team", help="the team's name; by default the one owned already, or “My team”")

    @transaction.atomic
    def handle(self, *args, email, name, team, **options):
        try:
            user = self.person(email, name)
            owner = self.owner(user, team)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        vouch_for(user)
        self.stdout.write(f"{user.email} owns the team {owner.team.name} (/t/{owner.team.slug}/).")
        self.stdout.write("Set the password with this link; it works once and for three days:")
        self.stdout.write(reset_link(user))

    def person(self, email, name):
        known = User.objects.filter(email=email.lower()).first()
        return known or User.objects.create_user(email=email, name=name or email.partition("@")[0])

    def owner(self, user, name):
        owned = Membership.objects.active().filter(user=user, role=Role.OWNER).select_related("team")
        if name:
            owned = owned.filter(team__name=name)
        return owned.order_by("created_at").first() or found(Team(name=name or "My team"), user=user)
