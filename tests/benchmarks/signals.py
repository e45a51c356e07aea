"""One axis: a million samples."""

from __future__ import annotations

from tests.benchmarks.cases import Convolution
from tests.benchmarks.race import race


def signal(k: int) -> Convolution:
    """Return a long signal and a kernel of k samples."""
    return Convolution((1_000_000,), (k,))


PEERS = ("numpy convolve", "scipy oaconvolve")
TORCH = ("torch conv",)

ROWS = (
    race("signals", "a million samples, k=11", 0.7, signal(11), *PEERS, besides=TORCH),
    race("signals", "a million samples, k=101", 0.7, signal(101), *PEERS, besides=TORCH),
    race("signals", "a million samples, k=1001", 0.7, signal(1001), *PEERS, besides=TORCH),
)
