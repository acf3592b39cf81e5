"""Measure board, register, report and API list of a team with 10,000 risks against an empty view of the same run.

    python -m bench.register [--risks 10000]

A second team has 300 risks: what a page asks of the database must be as much for both. The floor is `/healthz?web`,
which asks the database one question. Each page is opened by an owner, and the board by a member too, whom restricted
risks are hidden from. What counts is how long processors work for an answer, here and in the database beside, in the
quickest of several rounds. Required of board, register and API list, on PostgreSQL: at most 50 × the floor; what is
asked for less often may take more (RATIOS). At most 20 statements; 23 with a risk open beside the board, and 24 for the
report, which lists threats and opportunities. Uses the database of DATABASE_URL or the one in DATA_DIR, or else a
SQLite in a temporary folder, where the floor is half as high; teams it made there before are measured again.
"""

import argparse
import os
import sys
import tempfile

import django

from bench.report import Figure, told

LARGE, SMALL = 10_000, 300
ROUNDS, RATIO, KILOBYTES = 15, 50, 300
RATIOS = {"panel of the board": 60, "board, a member": 55, "register, narrowed": 60, "report": 90}
STATEMENTS, COMPOSED = 20, {"panel of the board": 23, "report": 24}
# A part that is cut is counted, and what a risk was rated before is asked only where it was not rated as it is.
ONCE_MORE = {"board, one level": 1, "report": 2}
PAGES = {
    "board": "risks/board/",
    "board, target score": "risks/board/?score=target",
    "board, one level": "risks/board/?level=high",
    "panel of the board": "risks/board/?risk={risk}",
    "register": "risks/",
    "register, narrowed": "risks/?attention=no_response",
    "report": "risks/report/",
}
API = "/api/v1/teams/{team}/risks/"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--risks", type=int, default=LARGE)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if "DATABASE_URL" not in os.environ:
            os.environ.setdefault("DATA_DIR", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415 - needs Django to be set up
        from django.db import connection  # noqa: PLC0415

        from bench.crowd_board import people_of  # noqa: PLC0415
        from core.tasks import count_rows  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        small, large = (people_of(risks) for risks in (SMALL, chosen.risks))
        if connection.vendor == "postgresql":  # does this by itself, but after a minute
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        count_rows()
        return int(told(figures(small, large)) > 0)


def figures(small, large):
    """Yield the figures of each page."""
    for page, path in PAGES.items():
        yield from measured(page, path, small[0], large[0])
    yield from measured("board, a member", PAGES["board"], small[1], large[1])
    yield from measured("API list of 50", API, small[0], large[0])


def measured(page, path, small, large):
    """Yield the figures of one address as one person of each team sees it."""
    from bench.busy import busy  # noqa: PLC0415 - needs Django to be set up
    from bench.visits import count_statements  # noqa: PLC0415

    (few, few_at), (client, address) = (opened(each, path) for each in (small, large))
    for each, place in ((few, few_at), (client, address)):
        each.get(place)
    statements = [count_statements(each, place) for each, place in ((few, few_at), (client, address))]
    size = len(client.get(address).content) / 1000
    # In turn, so that what disturbs one disturbs the other.
    floor, times = zip(
        *[(busy(client, "/healthz?web"), busy(client, address)) for _round in range(ROUNDS)], strict=True
    )
    database = os.environ.get("BENCH_ON", "")
    yield Figure(
        page,
        min(times) / min(floor),
        RATIOS.get(page, RATIO),
        more=f"{min(times):.1f} ms of {min(floor):.1f} {database}",
    )
    yield Figure(f"{page}: statements", statements[1], COMPOSED.get(page, STATEMENTS), unit="")
    yield Figure(
        f"{page}: statements for the size of the register",
        statements[1] - statements[0],
        ONCE_MORE.get(page, 0),
        unit="",
    )
    yield Figure(f"{page}: HTML or JSON", size, KILOBYTES, unit="kB")


def opened(person, path):
    """Return a client signed in as somebody, and the address of a path in their team."""
    from django.test import Client  # noqa: PLC0415 - needs Django to be set up

    from risks.models import Risk  # noqa: PLC0415

    client, team = Client(HTTP_HOST="127.0.0.1"), person.team
    client.force_login(person.user)
    if not path.startswith("/"):
        path = f"/t/{{team}}/{path}"
    risk = Risk.objects.visible_to(person).open().threats().exclude(current=None).first()
    return client, path.format(team=team.slug, risk=risk.pk)


if __name__ == "__main__":
    sys.exit(main())
