"""What is recorded has words: each verb, each state and each name, in both languages."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation

from core.tones import tone_of, toned
from funding.models import OpportunityEvent
from teams.models import StoredRow, Worded

from .world import worlds_for_all

ROOT = Path(__file__).resolve().parent.parent.parent
LAYERS = ("teams", "planner", "funding", "risks", "playbook", "alerts", "desk")
KINDS = [model for model in apps.get_models() if issubclass(model, Worded)]
LEDGERS = (OpportunityEvent,)  # written beside the row they are about, with no history of their own
VERBS = sorted({(kind, verb) for kind in KINDS for verb in kind.known_verbs()}, key=str)
STATES = [
    field
    for model in KINDS
    for field in model._meta.concrete_fields
    if field.choices and field.name in ("state", "status", "lifecycle", "outcome", "stage")
]


def named_by_writes():
    """Return the verbs that calls of write, write_rows and record name in the product's code."""
    for layer in LAYERS:
        for path in (ROOT / layer).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call):
                    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                    place = {"write": 0, "write_rows": 1, "record": 1, "_end": 1}.get(name)
                    given = [] if place is None else call.args[place : place + 1]
                    yield from (word.value for word in given if isinstance(word, ast.Constant))


NAMED = re.compile(r"%\(\w+\)[sd]")


def test_every_verb_a_write_names_is_a_verb_of_a_kind_of_row():
    named = {word for word in named_by_writes() if re.fullmatch("[a-z_]+", str(word))}

    assert len(named) > 25
    assert named <= {verb for _kind, verb in VERBS}


@pytest.mark.parametrize(("kind", "verb"), VERBS, ids=lambda each: getattr(each, "__name__", each))
def test_a_verb_is_a_sentence_in_both_languages(kind, verb):
    with translation.override("en"):
        english = str(kind.sentence_of(verb))
    with translation.override("zh-hans"):
        chinese = str(kind.sentence_of(verb))

    assert ("{who}" in english, "{who}" in chinese, english != chinese) == (True, True, True)
    assert ("{row}" in english) == ("{row}" in chinese)


@pytest.mark.parametrize("field", STATES, ids=str)
def test_a_state_has_a_word_in_both_languages(field):
    with translation.override("en"):
        english = [str(label) for value, label in field.choices if value]
    with translation.override("zh-hans"):
        chinese = [str(label) for value, label in field.choices if value]

    assert not set(english) & set(chinese)


@pytest.mark.django_db
class Anything(dict):
    """Has a figure under every name."""

    def __missing__(self, name):
        return 7


def test_what_is_put_into_a_sentence_can_be_put_into_its_translation():
    """A bare per cent sign before a letter makes Python show the sentence with its placeholders, or fail."""
    # Of a compiled catalogue this is what there is; the public ways translate one sentence at a time.
    catalogue = translation.trans_real.translation("zh-hans")._catalog
    broken = []
    for place, found in {key: catalogue[key] for key in catalogue.keys()}.items():  # noqa: SIM118 - no dict
        source = place[0] if isinstance(place, tuple) else place
        if NAMED.search(source):
            try:
                found % Anything()
            except (TypeError, ValueError):
                broken.append(source)

    assert broken == []


def test_a_verb_without_words_cannot_be_recorded(owner):
    owner.lock()

    with pytest.raises(LookupError, match="no words for 'invented'"):
        owner.write("invented", by=owner)


@pytest.mark.django_db
def test_a_name_that_depends_on_the_language_is_kept_as_what_it_is_made_of(django_db_blocker):
    with worlds_for_all(django_db_blocker, "named") as [world]:
        for row in world.rows.values():
            if not isinstance(row, StoredRow) or isinstance(row, LEDGERS):
                continue
            with translation.override("en"):
                english = str(row)
            with translation.override("zh-hans"):
                chinese = str(row)
                remade = None if row.facts is None else row.name_from(row.facts)
            assert chinese in (english, remade), type(row)


def test_a_state_has_one_mark_wherever_it_is_shown():
    class Lights(models.TextChoices):
        DONE = "done", "Done"
        OPEN = "open_of_a_test", "Open"

    with pytest.raises(ValueError, match="'done' is good elsewhere, and bad in Lights"):
        toned(bad=["done"])(Lights)
    with pytest.raises(ValueError, match="Lights has no red"):
        toned(red=["done"])(Lights)
    with pytest.raises(ValueError, match="Lights has no gone"):
        toned(good=["gone"])(Lights)
    assert (tone_of("done"), tone_of("nobody knows")) == ("good", "neutral")
