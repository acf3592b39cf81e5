"""Every edge of a risk meeting that runs or has ended, by model, page and API."""

import pytest

from risks.models import Meeting
from tests.conftest import NOW
from tests.edges import DOORS, Act, edges
from tests.factories.risks import MeetingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
MEETINGS = ("risks/meetings", "risk-meetings")
ACTS = {
    "end": Act(lambda row, by: row.end(by=by), "end", called="ending"),
    "resume": Act(lambda row, by: row.resume(by=by), "end", called="ending", undoes=True),
}
# In the last column another meeting runs meanwhile.
EDGES = edges(
    """
            running  ended    ended_before
    end     ended    =        =
    resume  =        running  another
    """,
    another="Another risk meeting is running. End it first.",
)


@pytest.mark.parametrize(("act", "state", "leads"), EDGES)
def test_a_meeting(act, state, leads, walk, owner):
    def make():
        Meeting.objects.filter(ended_at=None).update(ended_at=NOW)
        row = MeetingFactory(team=owner.team, ended_at=None if state == "running" else NOW)
        if state == "ended_before":
            MeetingFactory(team=owner.team)
        return row

    found = walk(make, ACTS[act], MEETINGS, look=lambda row: "ended" if row.ended_at else "running")

    assert found == dict.fromkeys(DOORS, leads)
