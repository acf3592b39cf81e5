"""Calendar feeds through the API."""

from teams.keyed_api import KeyedViewSet

from .serializers import CalendarFeedSerializer, IssuedFeedSerializer


class CalendarFeedViewSet(KeyedViewSet):
    """One's own calendar feeds. Their addresses are secrets: a token can neither make nor list nor revoke feeds."""

    serializer_class = CalendarFeedSerializer
    issued_serializer_class = IssuedFeedSerializer


routes = [("calendar-feeds", CalendarFeedViewSet)]
