"""What the API shows is what REST framework itself would show, field by field."""

import pytest
from django.utils import timezone
from rest_framework import serializers

from config.api import router
from core.representation import DirectReadingMixin
from tests.contract.world import World

SERIALIZERS = sorted(
    {viewset.serializer_class for _prefix, viewset, _name in router.registry if viewset.serializer_class},
    key=lambda serializer: serializer.__name__,
)
DIRECT = [serializer for serializer in SERIALIZERS if issubclass(serializer, DirectReadingMixin)]


# One row for each team, made when it is first changed.
WITHOUT_ROW = {"SettingsSerializer", "PlanSettingsSerializer", "RiskSettingsSerializer"}


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
def test_each_kind_of_row_is_shown_as_rest_framework_shows_it(zone):
    world = World("acme")
    shown, expected = {}, {}

    with timezone.override(zone):
        for serializer in DIRECT:
            row = world.rows.get(serializer.Meta.model)
            if row is not None:
                reading = serializer(row, context={"membership": world.people["O"]})
                shown[serializer.__name__] = DirectReadingMixin.to_representation(reading, row)
                expected[serializer.__name__] = serializers.ModelSerializer.to_representation(reading, row)

    assert shown == expected
    assert {serializer.__name__ for serializer in DIRECT} - set(shown) == WITHOUT_ROW
