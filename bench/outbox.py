"""Measure the outbox against one process that builds and sends each mail by smtplib to the same server, in one run.

    python -m bench.outbox [--mails 2000]

Prints mails per second of both and the ratio (at least 80 %). Everything the outbox adds is in it: claims,
the second look at each alert, leases, attempts. Uses the database of DATABASE_URL, which must be an empty one, or
else a SQLite in a temporary folder. Three rounds of each, taken in turn; the best of each counts.
"""

import argparse
import os
import smtplib
import subprocess
import sys
import tempfile
import time

import django

from bench.report import Figure, told

ROUNDS = 3
LIMIT = 80


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--mails", type=int, default=2000)
    count = arguments.parse_args().mails
    with tempfile.TemporaryDirectory() as folder:
        sink = subprocess.Popen(
            [sys.executable, "-m", "bench.sink"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        port = int(sink.stdout.readline())
        prepare(folder, port)
        floor, outbox = measure(count, port)
        accepted = int(sink.communicate()[0])
    if accepted != 2 * ROUNDS * count:
        raise SystemExit(f"The server accepted {accepted} mails instead of {2 * ROUNDS * count}.")
    print(f"floor  {floor:7.0f} mails/s  one process, smtplib, nothing kept")
    share = Figure("outbox", 100 * outbox / floor, LIMIT, "%", at_least=True, more=f"{outbox:.0f} mails/s")
    return int(told([share]) > 0)


def prepare(folder, port):
    """Set up Django on the chosen database and the sink."""
    os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
    if "DATABASE_URL" not in os.environ:
        os.environ["DATA_DIR"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - needs Django to be set up

    call_command("migrate", verbosity=0)


def measure(count, port):
    """Return the best rates, in mails per second, of the floor and of the outbox."""
    from bench.queue import fill  # noqa: PLC0415

    floor, outbox = 0, 0
    for _round in range(ROUNDS):
        mails = fill(count)
        floor = max(floor, count / timed(send_plainly, mails, port))
        outbox = max(outbox, count / timed(send_by_outbox))
    return floor, outbox


def timed(work, *arguments):
    started = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - started


def send_plainly(mails, port):
    """Build and send each mail, keeping nothing: what a script would do."""
    from alerts.message import build, sender_address  # noqa: PLC0415
    from alerts.rendering import render  # noqa: PLC0415

    with smtplib.SMTP("127.0.0.1", port) as client:
        for mail, delivery, preference in mails:
            content = render(mail, [delivery], mail.due_at)
            mail.subject, mail.text, mail.html = content.subject, content.text, content.html
            mail.dated_at = mail.due_at
            message = build(mail, preference, [delivery])
            client.sendmail(sender_address(), [mail.address], message)


def send_by_outbox():
    """Send what is queued, the way the worker does."""
    from alerts.models import Mail  # noqa: PLC0415
    from alerts.sending import send_batch  # noqa: PLC0415

    while Mail.objects.filter(state="queued").exists():
        send_batch()
    left = Mail.objects.exclude(state="sent").count()
    if left:
        raise SystemExit(f"{left} mails were not sent.")


if __name__ == "__main__":
    sys.exit(main())
