"""Currencies the product offers, and amounts shown to people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Currency(models.TextChoices):
    """ISO 4217 codes."""

    EUR = "EUR", _("Euro")
    USD = "USD", _("US dollar")
    CNY = "CNY", _("Chinese yuan")
    GBP = "GBP", _("Pound sterling")
    CHF = "CHF", _("Swiss franc")
    JPY = "JPY", _("Japanese yen")
    HKD = "HKD", _("Hong Kong dollar")
    SGD = "SGD", _("Singapore dollar")
    TWD = "TWD", _("New Taiwan dollar")
    KRW = "KRW", _("South Korean won")
    INR = "INR", _("Indian rupee")
    CAD = "CAD", _("Canadian dollar")
    AUD = "AUD", _("Australian dollar")
    SEK = "SEK", _("Swedish krona")
    NOK = "NOK", _("Norwegian krone")
    DKK = "DKK", _("Danish krone")
    PLN = "PLN", _("Polish zloty")
    BRL = "BRL", _("Brazilian real")
