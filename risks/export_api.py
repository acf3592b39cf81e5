"""The register as one object, with all that belongs to each risk, for programs."""

from django.http import StreamingHttpResponse
from rest_framework import serializers
from rest_framework.decorators import action

from .imports.exporting import register_json


class RegisterSerializer(serializers.Serializer):
    """What `risk-imports` takes as a file of JSON; `mark` tells the team it came from."""

    format = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)
    mark = serializers.CharField(read_only=True)
    risks = serializers.ListField(child=serializers.DictField(), read_only=True)


class ExportMixin:
    """Lets a viewset of risks answer with the whole register a person may see."""

    @action(detail=False, methods=["get"])
    def export(self, request, **kwargs):
        """The whole register you may see, with all that belongs to each risk, to be imported elsewhere."""
        return StreamingHttpResponse(register_json(self.membership), content_type="application/json")
