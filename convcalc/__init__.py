"""convcalc: a convolution calculator with exact answers and every convention named.

>>> import convcalc
>>> convcalc.apply("0 1 2; 3 4 5; 6 7 8", "0 1; 2 3").output.tolist()
[[19, 25], [37, 43]]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"  # a literal: asking importlib.metadata costs as much time as importing click

if TYPE_CHECKING:
    from convcalc.errors import ConvcalcError
    from convcalc.operation.apply import apply
    from convcalc.operation.params import params
    from convcalc.operation.pool import pool
    from convcalc.operation.receptive_field import receptive_field
    from convcalc.operation.shape import shape
    from convcalc.sources import read
    from convcalc.tensor import Tensor

__all__ = [
    "ConvcalcError",
    "Tensor",
    "__version__",
    "apply",
    "params",
    "pool",
    "read",
    "receptive_field",
    "shape",
]

_HOMES = {
    "ConvcalcError": "convcalc.errors",
    "Tensor": "convcalc.tensor",
    "apply": "convcalc.operation.apply",
    "params": "convcalc.operation.params",
    "pool": "convcalc.operation.pool",
    "receptive_field": "convcalc.operation.receptive_field",
    "shape": "convcalc.operation.shape",
    "read": "convcalc.sources",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used, so that ``import convcalc`` stays instant."""
    if name not in _HOMES:
        raise AttributeError(f"module 'convcalc' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
