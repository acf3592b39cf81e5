"""Make a token for a program from the command line."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from teams.models import Membership, Scope, Token


class Command(BaseCommand):
    help = "Make an API token that acts as a person in one team, and print it. It cannot be shown again."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--name", required=True, help="what the token is for")
        parser.add_argument("--team", metavar="SLUG", help="needed when the person is in several teams")
        parser.add_argument("--scope", choices=Scope.values, default=Scope.READ.value)

    def handle(self, *args, email, name, team, scope, **options):
        membership = self.membership(email, team)
        token = Token(team=membership.team, membership=membership, name=name, scope=scope)
        try:
            self.stdout.write(token.issue(by=membership))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error

    def membership(self, email, slug):
        """Return the one membership that is meant; raises CommandError."""
        found = Membership.objects.active().filter(user__email=email.lower(), user__is_active=True)
        found = list((found.filter(team__slug=slug) if slug else found).select_related("team", "user"))
        if not found:
            raise CommandError(f"{email} is in no team." if slug is None else f"{email} is not in the team {slug}.")
        if len(found) > 1:
            slugs = ", ".join(sorted(membership.team.slug for membership in found))
            raise CommandError(f"{email} is in several teams; name one with --team: {slugs}.")
        return found[0]
