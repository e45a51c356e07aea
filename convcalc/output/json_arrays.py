"""Arrays in JSON, digit by digit: ``json`` itself would round them."""

from __future__ import annotations

import json
from numbers import Rational
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.output.blocks import LARGE
from convcalc.output.cells import cell_text
from convcalc.output.numbers import exact_text
from convcalc.output.texts import float_texts, full_texts, nested
from convcalc.results import Words
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convcalc.output import Style


def encode(value: Any, style: Style) -> str:
    """Write a value; tensors as nested lists."""
    if isinstance(value, Tensor):
        return _tensor(value, style)
    if isinstance(value, Words):
        value = cell_text(value, style)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(k)}: {encode(v, style)}' for k, v in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(encode(item, style) for item in value)}]"
    if isinstance(value, float | np.floating):
        return float_texts(np.asarray(value))[0] if np.isfinite(value) else "null"
    if isinstance(value, Rational) and not isinstance(value, int):
        text = exact_text(value, style)
        return f'"{text}"' if "/" in text else text
    return json.dumps(value)


def count_lost(value: Any) -> int:
    """Count the numbers that JSON has no word for."""
    if isinstance(value, Tensor):
        return 0 if value.is_exact else int((~np.isfinite(value.values)).sum())
    if isinstance(value, dict):
        return sum(map(count_lost, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(count_lost, value))
    return int(isinstance(value, float | np.floating) and not np.isfinite(value))


def _tensor(tensor: Tensor, style: Style) -> str:
    if tensor.is_exact and not style.fractions and tensor.values.size >= LARGE:
        from convcalc.output.digits import grid_text  # small grids do without

        joints = [f"{']' * depth}, {'[' * depth}" for depth in range(tensor.ndim)]
        text = "".join(grid_text(tensor, style, joints))
        return f"{'[' * tensor.ndim}{text}{']' * tensor.ndim}"
    if tensor.is_exact:
        texts = [f'"{text}"' if "/" in text else text for text in full_texts(tensor, style)]
    else:
        finite = np.isfinite(tensor.values).ravel().tolist()
        pairs = zip(float_texts(tensor.values), finite, strict=True)
        texts = [text if is_finite else "null" for text, is_finite in pairs]

    def join(depth: int, parts: Iterable[str]) -> str:
        return f"[{', '.join(parts)}]"

    return nested(texts, tensor.shape, join)
