"""Help somebody who has lost their password while no mail server is set up."""

from django.core.management.base import BaseCommand, CommandError

from teams.models import User
from teams.passwords import reset_link


class Command(BaseCommand):
    help = "Print a link with which a person sets a new password; it works once and for three days."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *args, email, **options):
        user = User.objects.filter(email=email.lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"No account has the address {email}.")
        self.stdout.write(reset_link(user))
