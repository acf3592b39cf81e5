"""The risk library and what is taken from it, as the API shows them."""

from django.conf import settings
from rest_framework import serializers

from core.strict import Body
from risks.states import LEVEL_CHOICES, Category, Kind, Strategy
from teams.models import JobRole

from .adopting import MOST, adopt
from .library import LONGEST_QUERY, codes, reader_language
from .reading import DIRECTIONS, WATCHES


class LibraryCopySerializer(serializers.Serializer):
    """A copy in the register: `version` is that of the entry it was copied from."""

    code = serializers.CharField(read_only=True, help_text="Of the entry.")
    version = serializers.IntegerField(read_only=True)
    risk = serializers.UUIDField(source="risk.pk", read_only=True)
    number = serializers.CharField(source="risk.code", read_only=True, help_text="Such as R-12.")


class LibraryResponseSerializer(serializers.Serializer):
    """`metric` is the figure in which it shows; due so many days after the entry was added."""

    title = serializers.CharField()
    metric = serializers.CharField()
    due_days = serializers.IntegerField()
    role = serializers.ChoiceField(choices=JobRole.choices)


class LibraryStepSerializer(serializers.Serializer):
    title = serializers.CharField()
    offset_days = serializers.IntegerField()
    role = serializers.ChoiceField(choices=JobRole.choices)


class WatchSerializer(serializers.Serializer):
    """By what the trigger could be seen: `days` are working days of a slip, `percent` is a chance."""

    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in WATCHES])
    days = serializers.IntegerField(allow_null=True)
    percent = serializers.IntegerField(allow_null=True)


class LibraryPlanSerializer(serializers.Serializer):
    title = serializers.CharField()
    trigger = serializers.CharField()
    role = serializers.ChoiceField(choices=JobRole.choices)
    watch = WatchSerializer()
    steps = LibraryStepSerializer(many=True)


class LibraryIndicatorSerializer(serializers.Serializer):
    """A figure worth watching; `direction` is the way in which it gets worse."""

    name = serializers.CharField()
    unit = serializers.CharField()
    direction = serializers.ChoiceField(choices=[(each, each) for each in DIRECTIONS])
    amber = serializers.IntegerField()
    red = serializers.IntegerField()


class EntrySerializer(serializers.Serializer):
    """An entry in one language; `in_register` is its copy, as far as you may see it."""

    code = serializers.CharField(source="entry.code")
    version = serializers.IntegerField(source="entry.version")
    category = serializers.ChoiceField(choices=Category.choices, source="entry.category")
    kind = serializers.ChoiceField(choices=Kind.choices, source="entry.kind")
    title = serializers.CharField(source="entry.title")
    cause = serializers.CharField(source="entry.cause")
    event = serializers.CharField(source="entry.event")
    effect = serializers.CharField(source="entry.effect")
    probability = serializers.IntegerField(source="entry.probability")
    impact = serializers.IntegerField(source="entry.impact")
    level = serializers.ChoiceField(choices=LEVEL_CHOICES, help_text="By the matrix of the team.")
    strategy = serializers.ChoiceField(choices=Strategy.choices, source="entry.strategy")
    role = serializers.ChoiceField(choices=JobRole.choices, source="entry.role")
    suits = serializers.ListField(child=serializers.CharField(), source="entry.suits", help_text="Templates.")
    responses = LibraryResponseSerializer(many=True, source="entry.responses")
    contingency_plan = LibraryPlanSerializer(source="entry.plan")
    indicator = LibraryIndicatorSerializer(source="entry.indicator", allow_null=True)
    references = serializers.ListField(child=serializers.CharField(), source="entry.references")
    in_register = LibraryCopySerializer(source="copy", allow_null=True)
    has_newer_text = serializers.BooleanField(source="is_behind", help_text="Newer than the copy in the register.")


class LanguageSerializer(serializers.Serializer):
    """In which language; your own when left out."""

    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)


class LibraryQuerySerializer(LanguageSerializer):
    """What narrows the library: a category, words that must all stand in an entry."""

    category = serializers.ChoiceField(choices=Category.choices, required=False)
    q = serializers.CharField(max_length=LONGEST_QUERY, required=False)


class SuggestionSerializer(serializers.Serializer):
    """An entry and why it is suggested."""

    code = serializers.CharField(source="line.entry.code")
    title = serializers.CharField(source="line.entry.title")
    why = serializers.CharField()


class AdoptedSerializer(serializers.Serializer):
    """What was added, and what was in the register already and was not added again."""

    change = serializers.UUIDField(
        source="act.pk", read_only=True, allow_null=True, default=None, help_text="Undo it at changes/{change}/undo/."
    )
    added = LibraryCopySerializer(many=True, read_only=True)
    present = LibraryCopySerializer(many=True, read_only=True)


class OneAdoptionSerializer(Body):
    """In which language the texts are copied; your own when left out."""

    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)


class AdoptionSerializer(AdoptedSerializer, Body):
    """Which entries are copied into the register, in which language; in your own when left out."""

    codes = serializers.ListField(
        child=serializers.ChoiceField(choices=[(code, code) for code in codes()]),
        min_length=1,
        max_length=MOST,
        write_only=True,
    )
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False, write_only=True)

    def create(self, values):
        language = values.get("language") or reader_language()
        return adopt(values["codes"], language=language, by=self.context["membership"])
