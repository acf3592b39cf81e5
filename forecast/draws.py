"""One uniform number for each entity, purpose and iteration, whatever else is drawn, in which order or portions.

Philox counts: the stream of an entity and purpose has a key of its own, and its k-th number is found by setting the
counter (J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC 2011). The key is a hash of seed, id and
purpose, so that a row added or moved changes no other row's numbers.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.random import Generator, Philox

from forecast.model import Floats

# A step of Philox's counter gives so many numbers.
BLOCK = 4


@dataclass(frozen=True, slots=True)
class Draws:
    """The random numbers of iterations start … start + count - 1."""

    seed: int
    start: int
    count: int

    def uniform(self, id: str, purpose: str) -> Floats:  # noqa: A002 - the entity's own word for it
        """Uniform numbers of [0, 1), one per iteration."""
        first, skipped = divmod(self.start, BLOCK)
        generator = Generator(Philox(key=_key(self.seed, id, purpose), counter=first))
        return generator.random(skipped + self.count)[skipped:]


def _key(seed: int, id: str, purpose: str) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:  # noqa: A002
    text = "\0".join((str(seed), id, purpose)).encode()
    return np.frombuffer(blake2b(text, digest_size=16).digest(), dtype="<u8").astype(np.uint64)
