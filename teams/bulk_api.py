"""POST …/<kind>/bulk/: many rows changed in one act, by the rules of the page that does so (bulk.py)."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail
from rest_framework.response import Response

from core.strict import Body

from .api import IDEMPOTENCY_KEY, REPLAYED_CHANGE, OnceMixin
from .bulk import MISSING, REASON, ROWS_AT_MOST, BulkForm, change_all
from .choices import with_names


class BulkBody(Body):
    """Which rows, and what changes of them; what is left out stays as it is."""

    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=ROWS_AT_MOST)


class BulkAnswerSerializer(serializers.Serializer):
    """How many rows it was about, and the act that `changes/<id>/undo/` takes back; null where all was so already."""

    count = serializers.IntegerField()
    change = serializers.UUIDField(allow_null=True)


def bulk_body(model, bulk):
    """Return the serializer of what is sent about many rows of a kind."""
    fields = {bulk.person: serializers.UUIDField(required=False)}
    if bulk.state:
        states = [
            (value, name) for value, name in model._meta.get_field(bulk.state).flatchoices if bulk.leads_to(value)
        ]
        fields[bulk.state] = serializers.ChoiceField(choices=states, required=False)
    if bulk.day:
        fields[bulk.day] = serializers.DateField(required=False)
    for name in bulk.choices:
        fields[name] = serializers.ChoiceField(choices=model._meta.get_field(name).flatchoices, required=False)
    if bulk.reason:
        reasons = [(value, name) for value, name in bulk.reason().choices if value]
        fields[REASON] = serializers.ChoiceField(choices=reasons, required=False)
    told = {"__doc__": BulkBody.__doc__, "__module__": __name__}
    return type(f"{model.__name__}BulkBody", (BulkBody,), fields | told)


class BulkMixin(OnceMixin):
    """For a viewset of rows of which many change at once; `at_once` says what of them (a Bulk)."""

    at_once = None

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if cls.at_once is not None:
            cls.verbs = cls.verbs | {"bulk": "change"}
            cls.bodies = cls.bodies | {"bulk": bulk_body(cls.serializer_class.Meta.model, cls.at_once)}
            cls.answers = cls.answers | {"bulk": BulkAnswerSerializer}

    @extend_schema(parameters=[IDEMPOTENCY_KEY, REPLAYED_CHANGE])
    @action(detail=False, methods=["post"])
    def bulk(self, request, **kwargs):
        """Change many rows in one act: all of them, or none.

        At most 200 rows. Where one refuses, the errors name each that does, as `ids.<id>`, and nothing changes.
        """
        return self.answer_once(request, self.change_many)

    def change_many(self):
        """Change the rows that the request names; raises ValidationError."""
        given = self.arguments()
        ids = set(given.pop("ids"))
        seen = with_names(self.model._default_manager.visible_to(self.membership).select_related("team"))
        rows = list(seen.filter(pk__in=ids).order_by("pk"))
        if len(rows) < len(ids):
            raise serializers.ValidationError({"ids": [ErrorDetail(MISSING, "does_not_exist")]})
        versions = {row.pk: row.version for row in rows}
        values = self._judged(given, versions)
        act, refused = change_all(self.at_once, rows, versions, values, by=self.membership)
        if refused:
            reasons = {str(row.pk): [ErrorDetail(reason, "refused")] for row, reason in refused.items()}
            raise serializers.ValidationError({"ids": reasons})
        return Response(BulkAnswerSerializer({"count": len(rows), "change": act and act.pk}).data)

    def _judged(self, given, versions):
        """Return what the page's own form makes of what was sent; raises ValidationError."""
        sent = {name: str(value) for name, value in given.items()}
        sent["chosen"] = [f"{pk}:{version}" for pk, version in versions.items()]
        form = BulkForm(sent, bulk=self.at_once, model=self.model, membership=self.membership)
        if not form.is_valid():
            errors = form.errors.as_data().items()
            raise serializers.ValidationError(
                {
                    "non_field_errors" if name == "__all__" else name: [
                        ErrorDetail(text, error.code or "invalid") for error in each for text in error.messages
                    ]
                    for name, each in errors
                }
            )
        return form.values
