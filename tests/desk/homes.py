"""A team whose home has something to say of the forecast, and how a test reads that page."""

import datetime as dt
from decimal import Decimal

from forecast.models import Cause
from forecast.running import calculate, queue
from tests.conftest import NOW
from tests.factories.funding import CashPositionFactory

TODAY = NOW.date()
HOME = "/t/acme/"


def day(number):
    return TODAY + dt.timedelta(days=number)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def picture_of(answer):
    text = answer.content.decode()
    begins = text.index('<svg class="chart" height')
    return text[begins : text.index("<footer>", begins)]


def position(team, **more):
    figures = {"balance": Decimal(300_000), "balance_on": TODAY, "monthly_income": Decimal(0)}
    return CashPositionFactory(team=team, **figures | {"monthly_expense": Decimal(60_000), "floor": Decimal(0)} | more)


def whole_run(team, owner):
    return calculate(queue(team, by=owner, cause=Cause.ASKED))
