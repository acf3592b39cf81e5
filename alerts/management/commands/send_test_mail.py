"""`manage.py send_test_mail ADDRESS`: does the mail server take our mail? Its answer in one line."""

from email.utils import make_msgid

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from alerts.delivery import is_configured, probe
from alerts.message import addressed, sender_address, written
from alerts.models.mail import mail_host


class Command(BaseCommand):
    help = "Send one mail and show what the mail server says."

    def add_arguments(self, parser):
        parser.add_argument("address")

    def handle(self, *, address, **options):
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(f"{address} is not an email address.") from error
        if not is_configured():
            raise CommandError("No mail server is set up. Set EMAIL_URL, for example smtp+tls://user:password@host:587")
        is_sent, answer = probe(sender_address(), address, _message(address))
        if not is_sent:
            raise CommandError(f"Not sent: {answer}")
        self.stdout.write(f"Sent: {answer}")


def _message(address):
    message_id = make_msgid(domain=mail_host())
    headers = addressed(address, "Landfall can send mail", dated_at=timezone.now(), message_id=message_id)
    return written(headers, "If you can read this, alerts of Landfall reach this address.\n")
