"""Every address of a team that its founder can open, with the heaviest row where it takes one."""

import time
from dataclasses import dataclass
from math import ceil

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alerts.models import Preference
from core.paging import ROWS_A_PAGE
from core.tasks import count_rows
from teams.models import Membership
from teams.roles import Role
from tests.contract.access import ACCESS, ARGUMENTS, MODELS
from tests.contract.routes import all_routes

from .crowd import Crowd

LISTS = ("-list", "register", "activity", "outbox", "mine", "import-preview", "people")
WHOLE = ("templates-list",)  # has no pages
RECIPIENT = "teams:recipient-edit"  # the one address that opens a person without account alone


@dataclass(frozen=True)
class Address:
    """One address: its name in the table of access and what its query says."""

    name: str
    route: object
    query: str = ""

    @property
    def first_page(self):
        """Return the address of the first page of the same list; a last page has fewer rows than others."""
        return Address(self.name, self.route)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    kilobytes: float
    statements: int
    is_html: bool


class Door:
    """A team and the browser of its founder."""

    def __init__(self, owner):
        self.owner, self.team = owner, owner.team
        self.client = Client(HTTP_HOST="127.0.0.1")
        self.client.force_login(owner.user)

    def addresses(self):
        """Yield each address that answers GET, and the last page of each that has pages."""
        for route in sorted(all_routes(), key=lambda route: route.name):
            if "O" not in ACCESS.get(route.name, {}).get("GET", ""):
                continue
            yield Address(route.name, route)
            if route.name.endswith(LISTS) and route.name not in WHOLE:
                yield Address(f"{route.name}?page=last", route, "page=last")

    def look(self, path):
        """Open a path and return its Answer."""
        with CaptureQueriesContext(connection) as captured:
            answer, length = self._open(path)
        is_html = answer.headers.get("Content-Type", "").startswith("text/html")
        return Answer(answer.status_code, length / 1000, len(captured), is_html)

    def time(self, path):
        """Return the seconds a path takes."""
        begun = time.perf_counter()
        self._open(path)
        return time.perf_counter() - begun

    def _open(self, path):
        answer = self.client.get(path)
        if not answer.streaming:
            return answer, len(answer.content)
        length = len(next(iter(answer.streaming_content)))
        answer.close()
        return answer, length

    def path(self, address):
        """Return where an address is in this team."""
        route = address.route
        arguments = dict(ARGUMENTS.get(route.name, {}))
        if route.takes_row and "pk" not in arguments:
            only = {"user": None} if route.name == RECIPIENT else {}
            arguments["pk"] = self._heaviest(MODELS.get(route.name, route.model), **only)
        path = route.path(self.team.slug, **arguments)
        is_numbered = address.query and route.is_api  # a page takes “last”, the API numbers alone
        return f"{path}?page={self._last_page(path)}" if is_numbered else f"{path}?{address.query}"

    def _last_page(self, path):
        return max(ceil(self.client.get(path).json()["count"] / ROWS_A_PAGE), 1)

    def _heaviest(self, model, **only):
        """Return the id of the row a crowd made first of a kind, on which most hangs."""
        if model is Preference:
            return Preference.of(self.owner).pk
        return model._base_manager.filter(team=self.team, **only).order_by("pk").values_list("pk", flat=True)[0]


def doors(*sizes):
    """Migrate a database and return a Door to a team of each size, filled where it is not there yet."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    found = [Door(_owner(size) or Crowd(size).fill()) for size in sizes]
    if connection.vendor == "postgresql":  # does this by itself, but after a minute
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    count_rows()
    return found


def _owner(size):
    return Membership.objects.filter(team__slug=f"crowd-{size}", role=Role.OWNER).select_related("team", "user").first()
