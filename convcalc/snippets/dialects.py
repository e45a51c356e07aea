"""How NumPy, SciPy and PyTorch spell arrays: written out, or loaded from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convcalc.records import Record
from convcalc.snippets.literals import WIDTH, nested_lists
from convcalc.snippets.numbers import (
    NUMPY_WORDS,
    TORCH_WORDS,
    check_count,
    number_texts,
    scalar_text,
)

if TYPE_CHECKING:
    from convcalc.exact import Number
    from convcalc.snippets.kinds import Kind
    from convcalc.snippets.numbers import Words
    from convcalc.tensor import Tensor

FILE_ADVICE = "save it with np.save, and give the path of the .npy file"
ROLES = {"x": "input", "k": "kernel", "b": "bias"}


class Dialect(Record):
    """How a library of Python spells its arrays.

    Attributes
    ----------
    module : str
        What it is imported as.
    array, move, concatenate, axis : str
        Its functions: an array from lists; moved axes; several arrays joined, along an axis.
    words : dict
        What it calls nan and inf.
    floats : bool
        Whether it calculates with floats only.
    objects : bool
        Whether it takes Python's integers.
    """

    module: str
    array: str
    move: str
    concatenate: str
    axis: str
    words: Words
    floats: bool = False
    objects: bool = False

    def kind(self, kind: Kind) -> Kind:
        """Return the type of number to calculate with here."""
        if self.floats or (kind.name == "object" and not self.objects):
            return kind.as_float
        return kind

    def scalar(self, number: Number, kind: Kind) -> str:
        """Write one number."""
        return scalar_text(number, self.words, big=kind.name == "object")

    def written(self, name: str, tensor: Tensor, kind: Kind) -> str:
        """Return the line that makes an array of numbers."""
        texts, bottom = number_texts(
            tensor,
            self.words,
            big=kind.name == "object",
            own=tensor.dtype == kind.name == "float32",
        )
        whole = bottom == 1 and tensor.is_exact and not any(set(".en") & set(t) for t in texts)
        dtype = self._type(kind, whole=whole)
        head, tail = f"{name} = {self.array}(", f"{dtype})"
        if bottom > 1:
            tail += f" / {bottom}"
        room = WIDTH - len(head) - len(tail)
        return head + nested_lists(texts, tensor.shape, room) + tail

    def _type(self, kind: Kind, *, whole: bool) -> str:
        """Name the type of an array that is written out, where that is needed."""
        if self.floats:
            return f", dtype=torch.{kind.name}"
        if kind.name == "object":
            return ", dtype=object"
        if kind.name == "float32":
            return ", dtype=np.float32"
        return ", dtype=float" if kind.forced and whole else ""

    def loaded(self, name: str, path: str, tensor: Tensor, kind: Kind) -> str:
        """Return the line that loads an array from a file."""
        load = f"np.load({quoted(path)}){self._cast(kind, tensor)}"
        return f"{name} = {f'torch.from_numpy({load})' if self.floats else load}"

    def _cast(self, kind: Kind, tensor: Tensor) -> str:
        dtype = tensor.dtype
        if not kind.forced and not self.floats and tensor.is_exact and kind.name == "float64":
            return "" if dtype == "int64" else ".astype(np.int64)"
        if dtype == kind.name and dtype.isnative:
            return ""
        return ".astype(object)" if kind.name == "object" else f".astype(np.{kind.name})"

    def declared(self, name: str, tensor: Tensor, path: str | None, kind: Kind) -> str:
        """Return the line that makes x, k or b, from a file if there is one."""
        if path is not None:
            return self.loaded(name, path, tensor, kind)
        check_count(tensor, ROLES[name[0]], FILE_ADVICE)
        return self.written(name, tensor, kind)


SCIPY = Dialect("np", "np.array", "np.moveaxis", "np.concatenate", "axis", NUMPY_WORDS)
NUMPY = SCIPY._replace(objects=True)
TORCH = Dialect(
    "torch", "torch.tensor", "torch.movedim", "torch.cat", "dim", TORCH_WORDS, floats=True
)


def quoted(text: str) -> str:
    """Write a string of Python, in double quotes where that needs no escapes."""
    return f'"{text}"' if text.isprintable() and not set(text) & set('"\\') else repr(text)
