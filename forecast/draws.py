"""One uniform number for each entity, purpose and iteration, whatever else is drawn, in which order or portions.

Philox counts: the stream of an entity and purpose has a key of its own, and its k-th number is found by setting the
counter (J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC 2011). The key is a hash of seed, id and
purpose, so that a row added or moved changes no other row's numbers.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.random import Generator, Philox
from numpy.typing import NDArray

from forecast.model import Floats

# A step of Philox's counter gives so many numbers.
BLOCK = 4
# Keys that are kept: those of some thousand entities.
KEYS = 16_384


def _generator() -> Generator:
    return Generator(Philox(0))


@dataclass(frozen=True, slots=True)
class Draws:
    """The random numbers of iterations start … start + count - 1.

    One generator is put to the place of each number in turn: to make one costs as much as two thousand numbers.
    """

    seed: int
    start: int
    count: int
    _generator: Generator = field(default_factory=_generator, init=False, compare=False, repr=False)

    def uniform(self, id: str, purpose: str) -> Floats:  # noqa: A002 - the entity's own word for it
        """Uniform numbers of [0, 1), one per iteration."""
        step, skipped = divmod(self.start, BLOCK)
        self._generator.bit_generator.state = {
            "bit_generator": "Philox",
            "state": {"counter": (step, 0, 0, 0), "key": _key(self.seed, id, purpose)},
            "buffer": (0,) * BLOCK,
            "buffer_pos": BLOCK,
            "has_uint32": 0,
            "uinteger": 0,
        }
        return self._generator.random(skipped + self.count)[skipped:]


@lru_cache(maxsize=KEYS)
def _key(seed: int, id: str, purpose: str) -> NDArray[np.uint64]:  # noqa: A002
    text = "\0".join((str(seed), id, purpose)).encode()
    return np.frombuffer(blake2b(text, digest_size=16).digest(), dtype="<u8").astype(np.uint64)
