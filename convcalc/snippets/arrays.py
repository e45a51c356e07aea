"""The lines of Python that make the arrays: x, k and b, written out or loaded from a file."""

from __future__ import annotations

import math
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
    from collections.abc import Sequence

    from convcalc.exact import Number
    from convcalc.snippets.jobs import ApplyJob, Job
    from convcalc.snippets.kinds import Kind
    from convcalc.snippets.numbers import Words
    from convcalc.tensor import Tensor

FILE_ADVICE = "save it with np.save, and give the path of the .npy file"


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
        """Return the line that makes an array, from a file if there is one."""
        if path is not None:
            return self.loaded(name, path, tensor, kind)
        check_count(tensor, ROLES[name], FILE_ADVICE)
        return self.written(name, tensor, kind)


ROLES = {"x": "input", "k": "kernel", "b": "bias"}
SCIPY = Dialect("np", "np.array", "np.moveaxis", "np.concatenate", "axis", NUMPY_WORDS)
NUMPY = SCIPY._replace(objects=True)
TORCH = Dialect("torch", "torch.tensor", "torch.movedim", "torch.cat", "dim", TORCH_WORDS, floats=True)


def quoted(text: str) -> str:
    """Write a string of Python, in double quotes where that needs no escapes."""
    return f'"{text}"' if text.isprintable() and not set(text) & set('"\\') else repr(text)


def reshaped(shape: Sequence[int]) -> str:
    """Return the call that changes the axes of an array."""
    return f".reshape({', '.join(map(str, shape))})"


def input_lines(job: Job, dialect: Dialect, kind: Kind, *, floats: bool = False) -> list[str]:
    """Make x: items, channels, sliding axes, as far as there are such.

    ``floats`` asks for an array that takes fractions.
    """
    kind = dialect.kind(kind)
    if floats and kind.name == "float64":
        kind = kind._replace(forced=True)
    path = job.paths.get("input")
    line = dialect.declared("x", job.x, path, kind)
    given = job.places.input_given
    if path is not None and (given != job.places.input_shape or given == (1,)):
        line += reshaped(job.places.input_shape)
    lines = [line]
    if job.input_channels_last:
        lines.append(f"x = {dialect.move}(x, -1, {-job.axes - 1})  # channels first")
    return lines


def kernel_lines(job: ApplyJob, dialect: Dialect) -> list[str]:
    """Make k, of the job's ``kernel_shape``, not yet rotated."""
    kind = dialect.kind(job.kind)
    paths = [job.paths.get(f"kernel {i}") for i in range(1, len(job.kernels) + 1)]
    if not any(paths):
        return [dialect.declared("k", job.kernel, None, kind)]
    if len(paths) == 1:
        return _alone(job, dialect, paths[0] or "", kind)
    lines = []
    names = [f"k{i}" for i in range(1, len(paths) + 1)]
    for name, tensor, path in zip(names, job.kernels, paths, strict=True):
        if path is None:
            check_count(tensor, ROLES["k"], FILE_ADVICE)
            lines.append(dialect.written(name, tensor, kind))
        else:
            lines.append(dialect.loaded(name, path, tensor, kind))
        lines[-1] += f"{_moved(tensor, job, dialect)}{reshaped(_part_shape(tensor, job))}"
    axis = f", {dialect.axis}=1" if job.plan.options.transposed else ""
    joined = f"k = {dialect.concatenate}([{', '.join(names)}]{axis})"
    if job.kernel_shape != job.weights.shape:
        joined += reshaped(job.kernel_shape)
    return [*lines, joined]


def _alone(job: ApplyJob, dialect: Dialect, path: str, kind: Kind) -> list[str]:
    (tensor,) = job.kernels
    line = dialect.loaded("k", path, tensor, kind) + _moved(tensor, job, dialect)
    shape = tensor.shape
    if job.places.arrangement.channels_last and tensor.ndim > job.axes:
        extra = tensor.ndim - job.axes
        shape = (*shape[: -extra - 1 : -1], *shape[:-extra])
    if shape != job.kernel_shape or shape == (1,):
        line += reshaped(job.kernel_shape)
    return [line]


def _moved(tensor: Tensor, job: ApplyJob, dialect: Dialect) -> str:
    """Put the channels of a kernel first, where they are last."""
    extra = tensor.ndim - job.axes
    if not job.places.arrangement.channels_last or extra < 1:
        return ""
    order = [*range(tensor.ndim - 1, job.axes - 1, -1), *range(job.axes)]
    method = "permute" if dialect.floats else "transpose"
    return f".{method}({', '.join(map(str, order))})"


def _part_shape(tensor: Tensor, job: ApplyJob) -> tuple[int, ...]:
    """Return the shape that one of several kernels has with both its axes for channels."""
    planes = tensor.values.size // math.prod(job.plane)
    if job.plan.options.transposed:
        channels = job.weights.shape[0]
        return (channels, planes // channels, *job.plane)
    return (planes // job.depth, job.depth, *job.plane)


def bias_lines(job: ApplyJob, dialect: Dialect) -> list[str]:
    """Make b where there is one number per filter, or a file."""
    bias, path = job.plan.bias, job.paths.get("bias")
    if bias is None or (bias.values.size == 1 and path is None):
        return []
    return [dialect.declared("b", bias, path, dialect.kind(job.kind))]


def bias_text(job: ApplyJob, dialect: Dialect) -> str:
    """Return what is added to an output whose channels are in front of the sliding axes."""
    bias, kind = job.plan.bias, dialect.kind(job.kind)
    if bias is None:
        return ""
    if bias.values.size > 1:
        ones = (1,) * job.axes
        if "bias" in job.paths:
            return f"b{reshaped((-1, *ones))}"
        return f"b[:, {', '.join(['None'] * job.axes)}]"
    if "bias" in job.paths:
        return "b.item()"
    (number,) = bias.tolist()
    return dialect.scalar(number, kind)
