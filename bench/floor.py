"""The floor of every figure: a bare Django view that answers one indexed SELECT of 50 rows with orjson."""

import orjson
from django.db import connection
from django.http import HttpResponse
from django.urls import path

SQL = "SELECT id, title, due_on FROM planner_milestone WHERE team_id = %s ORDER BY due_on LIMIT 50"


def floor(request, team):
    """Answer 50 rows of a team."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, [team])
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    body = orjson.dumps(rows)
    return HttpResponse(body, content_type="application/json", headers={"Content-Length": len(body)})


urlpatterns = [path("floor/<uuid:team>/", floor)]
