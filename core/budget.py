"""A time budget for one piece of work: whoever loops over somebody's rows asks now and then whether it is spent."""

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

Item = TypeVar("Item")


class OutOfTimeError(Exception):
    """The budget is spent and the work is not done."""


@dataclass(slots=True)
class Budget:
    """So many seconds from now on; the clock is given by tests."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    ends_at: float = field(init=False)

    def __post_init__(self) -> None:
        self.ends_at = self.clock() + self.seconds

    def check(self) -> None:
        """Raise OutOfTimeError once the time is over."""
        if self.clock() > self.ends_at:
            raise OutOfTimeError

    def over(self, items: Iterable[Item]) -> Iterator[Item]:
        """Hand on the items one by one, as long as there is time."""
        for item in items:
            self.check()
            yield item


UNLIMITED = Budget(math.inf)
