"""Sign the demo's founder in: `python -m tests.contract.fuzzing.owner` prints a token, and a session, as JSON."""

import json

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django is set up first
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from teams.models import Membership, Scope, Token  # noqa: E402
from teams.roles import Role  # noqa: E402

owner = Membership.objects.select_related("team", "user").filter(role=Role.OWNER).order_by("pk")[0]
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(owner.user.pk), owner.user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session.create()
token = Token(team=owner.team, membership=owner, name="fuzzing", scope=Scope.WRITE).issue(by=owner)
print(json.dumps({"team": owner.team.slug, "token": token, "session": session.session_key}))
