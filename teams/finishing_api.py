"""The API of rows that are finished, given up and taken up again (teams/models/finishing.py), given once for all."""

from rest_framework.decorators import action

from .api import TeamModelViewSet


class CompletionViewSet(TeamModelViewSet):
    """POST and DELETE …/completion/, POST …/reopening/."""

    verbs = {"completion": "complete", "undo_completion": "complete", "reopening": "complete"}

    @action(detail=True, methods=["post"])
    def completion(self, request, **kwargs):
        """Mark as done."""
        return self.perform_verb("complete")

    @completion.mapping.delete
    def undo_completion(self, request, **kwargs):
        """Put back what stood before the completion, if nothing has happened since."""
        return self.perform_verb("undo_completion")

    @action(detail=True, methods=["post"])
    def reopening(self, request, **kwargs):
        """Work on it again, whatever ended it."""
        return self.perform_verb("reopen")


class FinishingViewSet(CompletionViewSet):
    """Also POST and DELETE …/cancellation/."""

    verbs = CompletionViewSet.verbs | {"cancellation": "cancel", "undo_cancellation": "cancel"}

    @action(detail=True, methods=["post"])
    def cancellation(self, request, **kwargs):
        """Give up, and keep what was."""
        return self.perform_verb("cancel")

    @cancellation.mapping.delete
    def undo_cancellation(self, request, **kwargs):
        """Put back what stood before the cancellation, if nothing has happened since."""
        return self.perform_verb("undo_cancellation")


class SkippingViewSet(CompletionViewSet):
    """Also POST and DELETE …/skipping/, for rows that are left out rather than cancelled."""

    verbs = CompletionViewSet.verbs | {"skipping": "cancel", "undo_skipping": "cancel"}

    @action(detail=True, methods=["post"])
    def skipping(self, request, **kwargs):
        """Leave it out, and keep it."""
        return self.perform_verb("cancel")

    @skipping.mapping.delete
    def undo_skipping(self, request, **kwargs):
        """Put back what stood before the skipping, if nothing has happened since."""
        return self.perform_verb("undo_cancellation")
