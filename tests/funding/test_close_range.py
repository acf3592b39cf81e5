"""The earliest and the latest close beside the expected one."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from funding.models import OpportunityEvent
from tests.factories.funding import OpportunityFactory

pytestmark = pytest.mark.django_db

MAY, JUNE, JULY = dt.date(2026, 5, 30), dt.date(2026, 6, 30), dt.date(2026, 7, 30)  # expected: the 30th of June


@pytest.mark.parametrize(("earliest", "latest"), [(MAY, JULY), (JUNE, JUNE), (None, JULY), (MAY, None), (None, None)])
def test_the_expected_close_lies_within_the_range(manager, earliest, latest):
    row = OpportunityFactory(team=manager.team)
    row.earliest_close_on, row.latest_close_on = earliest, latest

    row.store(by=manager)

    row.refresh_from_db()
    assert (row.earliest_close_on, row.latest_close_on) == (earliest, latest)


@pytest.mark.parametrize(
    ("stage", "expected", "earliest", "latest"),
    [("target", JUNE, JULY, None), ("target", JUNE, None, MAY), ("passed", None, JULY, MAY)],
)
def test_a_range_out_of_order_is_refused(manager, stage, expected, earliest, latest):
    lost = {"lost_at": dt.datetime(2026, 3, 1, tzinfo=dt.UTC), "reason_lost": "No"} if stage == "passed" else {}
    row = OpportunityFactory(team=manager.team, stage=stage, expected_close_on=expected, **lost)
    row.earliest_close_on, row.latest_close_on = earliest, latest

    with pytest.raises(ValidationError) as refused:
        row.store(by=manager)

    assert [error.code for error in refused.value.error_dict["__all__"]] == ["opportunity_close_in_order"]


def test_the_history_of_an_opportunity_tells_a_changed_range(browse, manager):
    row = OpportunityFactory(team=manager.team)
    row.latest_close_on = JULY
    row.store(by=manager)

    page = browse(manager).get(row.get_absolute_url()).content.decode()

    assert list(OpportunityEvent.objects.values_list("field", "new")) == [("latest_close_on", "2026-07-30")]
    assert ("Latest close" in page, "30 Jul 2026" in page) == (True, True)
