"""The tables of alerts: an alert about a dated row is one entry, and whoever asks for topics finds it by itself."""

import datetime as dt
from collections import Counter

import pytest
from django.apps import apps

from alerts.models import Alert
from alerts.rules import RULES, TABLE, rule_of
from alerts.rules.base import Scan, Topic
from alerts.rules.dated import DateRule
from alerts.rules.words import due_words
from alerts.topics import CHOOSABLE, OPTIONAL, TOPICS
from risks.models import ResponseAction
from teams.models import WhoField
from tests.factories.risks import ResponseActionFactory

DATED = [rule for rule in RULES if rule.is_dated]


def test_each_topic_stands_in_the_table_once():
    names = Counter(topic.name for rule in TABLE for topic in rule.topics)

    assert names == Counter(TOPICS.keys())
    assert [name for name in TOPICS if name not in CHOOSABLE] == ["notice"]
    assert set(CHOOSABLE) - set(OPTIONAL) == {"plan_activated", "trigger_fired"}


def test_alerts_of_topics_that_are_no_more_have_no_rule():
    assert rule_of("milestone_due", "planner.milestone") in RULES
    assert rule_of("milestone_due", "planner.task") is None
    assert rule_of("of_old", "planner.milestone") is None


@pytest.mark.parametrize("rule", DATED, ids=lambda rule: "-".join(sorted(rule.names)))
def test_paths_lead_to_the_person_in_charge(rule):
    for path in rule.who:
        model = rule.model
        *steps, name = path.split("__")
        for step in steps:
            model = model._meta.get_field(step).related_model
        assert isinstance(model._meta.get_field(name), WhoField)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: "-".join(sorted(rule.names)))
def test_each_rule_is_about_rows_people_may_see(rule):
    assert hasattr(apps.get_model(rule.kind)._default_manager.all(), "visible_to")


def test_alert_about_a_dated_row_is_one_entry(team, cleo, clock):
    rule = DateRule(
        model=ResponseAction,
        leads=(1, 0),
        topic=Topic("action_due", "Action due", "the day before and on the day", due_words("Do it.")),
    )
    row = ResponseActionFactory(team=team, owner=cleo, due_on=dt.date(2026, 3, 3))
    scan = Scan(team=team, now=clock.now, since=clock.now, scanned_at=None, told=Alert.objects.none())

    [found] = rule.find(scan, [row.pk])

    assert (found.rule, found.kind, found.subject_id, found.step) == ("action_due", "risks.responseaction", row.pk, 0)
    assert [person for person, _because in found.people] == [cleo.pk]
    words = rule.topic.words(Alert(about_on=row.due_on), found.values, row.due_on)
    assert (words.headline, words.todo) == (f"{row} is due today", "Do it.")
