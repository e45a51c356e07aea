"""json: one object on one line, with every digit of every number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from convcalc.output import Page, Style
from convcalc.output.texts import float_texts, full_texts, nested
from convcalc.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convcalc.results import GridResult, TableResult


def grid(result: GridResult, style: Style) -> Page:
    """Write the result's object; nan and inf become null, with a note."""
    data = result.to_dict()
    tensors = [value for value in data.values() if isinstance(value, Tensor)]
    lost = sum(int((~np.isfinite(t.values)).sum()) for t in tensors if not t.is_exact)
    notes = (f"JSON has no nan and inf: {lost} became null",) if lost else ()
    data["notes"] += notes
    return Page(encode(data, style) + "\n", notes)


def table(result: TableResult, style: Style) -> Page:
    """Write the result's object."""
    return Page(encode(result.to_dict(), style) + "\n")


def encode(value: Any, style: Style) -> str:
    """Write a value; tensors as nested lists, whose numbers ``json`` itself would round."""
    if isinstance(value, Tensor):
        return _tensor(value, style)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(k)}: {encode(v, style)}' for k, v in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(encode(item, style) for item in value)}]"
    return json.dumps(value)


def _tensor(tensor: Tensor, style: Style) -> str:
    if tensor.is_exact:
        texts = [f'"{text}"' if "/" in text else text for text in full_texts(tensor, style)]
    else:
        finite = np.isfinite(tensor.values).ravel().tolist()
        pairs = zip(float_texts(tensor.values), finite, strict=True)
        texts = [text if is_finite else "null" for text, is_finite in pairs]

    def join(depth: int, parts: Iterable[str]) -> str:
        return f"[{', '.join(parts)}]"

    return nested(texts, tensor.shape, join)
