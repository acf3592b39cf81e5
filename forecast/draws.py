"""One uniform number for each entity, purpose and iteration, whatever else is drawn, in which order or portions.

Philox counts: the stream of an entity and purpose has a key of its own, and its k-th number is found by setting the
counter (J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC 2011). The key is a hash of seed, id and
purpose, so that a row added or moved changes no other row's numbers.
"""

from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.random import Generator, Philox

from forecast.model import Floats

# A step of Philox's counter gives so many numbers.
BLOCK = 4
# By entity and purpose: the iteration a stream has come to, and the stream.
Streams = dict[tuple[str, str], tuple[int, Generator]]


@dataclass(frozen=True, slots=True)
class Draws:
    """The random numbers of iterations start … start + count - 1.

    To make a stream costs as much as two thousand of its numbers; `streams` keeps them, each with the iteration it has
    come to, for the next portion. It changes no number.
    """

    seed: int
    start: int
    count: int
    streams: Streams | None = field(default=None, compare=False, repr=False)

    def uniform(self, id: str, purpose: str) -> Floats:  # noqa: A002 - the entity's own word for it
        """Uniform numbers of [0, 1), one per iteration."""
        if self.streams is None:
            return self._stream(id, purpose).random(self.count)
        known = self.streams.get((id, purpose))
        stream = known[1] if known is not None and known[0] == self.start else self._stream(id, purpose)
        self.streams[id, purpose] = (self.start + self.count, stream)
        return stream.random(self.count)

    def _stream(self, id: str, purpose: str) -> Generator:  # noqa: A002
        first, skipped = divmod(self.start, BLOCK)
        stream = Generator(Philox(key=_key(self.seed, id, purpose), counter=first))
        stream.random(skipped)
        return stream


def _key(seed: int, id: str, purpose: str) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:  # noqa: A002
    text = "\0".join((str(seed), id, purpose)).encode()
    return np.frombuffer(blake2b(text, digest_size=16).digest(), dtype="<u8").astype(np.uint64)
