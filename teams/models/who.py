"""Who is responsible for a row."""

from django.db import models


class WhoField(models.ForeignKey):
    """Who is responsible for a row. What an ended membership owns is found by this class, see teams/leaving.py."""

    def __init__(self, verbose_name=None, **kwargs):
        kwargs = {
            "to": "teams.Membership",
            "on_delete": models.PROTECT,
            "null": True,
            "blank": True,
            "related_name": "+",
        } | kwargs
        super().__init__(verbose_name=verbose_name, **kwargs)
