"""What is switched off stays away, but what is critical always reaches those in charge; at fan-out and at the send."""

import pytest

from alerts.models import Alert, Because, Delivery, Preference, Severity
from alerts.sending import send_batch
from tests.alerts.test_rules_risks import risk

pytestmark = pytest.mark.django_db
HIGH, CRITICAL = (4, 4), (5, 5)


def mute(*people):
    for person in people:
        Preference.of(person).choose(["risk_rated"], by=person)


def rate(row, figures, clock, by):
    row.assess(*figures, by=by)
    clock.tick()


def told():
    """Return what became of the rating for whom: state and reason."""
    rows = Delivery.objects.filter(alert__rule="risk_rated")
    return {row.membership.name: (row.present_state, row.present_reason) for row in rows}


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (HIGH, {"Cleo Member": ("cancelled", "muted")}),
        (
            CRITICAL,
            {
                "Anna Owner": ("queued", ""),
                "Ben Manager": ("cancelled", "muted"),
                "Cleo Member": ("queued", ""),
            },
        ),
    ],
)
def test_mute_spares_whoever_is_in_charge_nothing_critical(team, anna, ben, cleo, clock, figures, expected):
    row = risk(team, cleo)
    clock.tick()
    mute(ben, cleo)

    rate(row, figures, clock, None)

    assert told() == expected


def test_manager_who_is_in_charge_gets_what_is_critical(team, anna, ben, clock):
    row = risk(team, ben)
    clock.tick()
    mute(anna, ben)

    rate(row, CRITICAL, clock, None)

    assert told() == {"Anna Owner": ("cancelled", "muted"), "Ben Manager": ("queued", "")}


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (HIGH, {"Cleo Member": ("cancelled", "muted")}),
        (
            CRITICAL,
            {"Anna Owner": ("sent", ""), "Ben Manager": ("cancelled", "muted"), "Cleo Member": ("sent", "")},
        ),
    ],
)
def test_mute_after_the_mail_was_made_is_heeded_as_it_leaves(team, anna, ben, cleo, clock, postbox, figures, expected):
    row = risk(team, cleo)
    clock.tick()
    rate(row, figures, clock, None)
    mute(ben, cleo)
    clock.forward(minutes=11)

    send_batch(lambda: clock.now)

    assert told() == expected
    assert {got["to"][0].partition("@")[0] for got in postbox.accepted} == {
        name.split()[0].lower() for name, (state, _reason) in expected.items() if state == "sent"
    }


@pytest.mark.parametrize(
    ("rule", "severity", "because", "can_be_left"),
    [
        ("risk_rated", Severity.CRITICAL, Because.RESPONSIBLE, False),
        ("risk_rated", Severity.CRITICAL, Because.MANAGER, True),
        ("risk_rated", Severity.NORMAL, Because.RESPONSIBLE, True),
        ("risk_rated", Severity.NORMAL, Because.ASKED, False),
        ("cash_out", Severity.CRITICAL, Because.MANAGER, True),
        ("plan_activated", Severity.CRITICAL, Because.MANAGER, False),
        ("plan_activated", Severity.NORMAL, Because.RESPONSIBLE, False),
        ("notice", Severity.NORMAL, Because.ASKED, False),
    ],
)
def test_what_can_be_switched_off(rule, severity, because, can_be_left):
    delivery = Delivery(alert=Alert(rule=rule, severity=severity), because=because)

    assert delivery.can_be_left is can_be_left
