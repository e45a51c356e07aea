"""``convcalc apply``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from convcalc.cli.check_options import check_options, tolerance_option, with_answer
from convcalc.cli.code_option import code_option, libraries_table, npy_paths, write_code
from convcalc.cli.command import Command
from convcalc.cli.destination import Destination
from convcalc.cli.grid_options import (
    activation_names,
    activations_table,
    axes_options,
    input_argument,
    methods_table,
    padding_modes_table,
    preset_names,
    working_options,
)
from convcalc.cli.options import (
    STDIN,
    complete,
    needs_input,
    output_options,
    padding_words_table,
)
from convcalc.engine.registry import AUTO, METHODS
from convcalc.errors import ConvcalcError
from convcalc.operation.apply_options import Apply
from convcalc.padding import MODES, WORDS

if TYPE_CHECKING:
    from convcalc.engine.ending import OpenStore
    from convcalc.operation.apply_result import ApplyResult
    from convcalc.sources import Reader
    from convcalc.tensor import Tensor

EXAMPLES = """
$ convcalc apply "0 1 2; 3 4 5; 6 7 8" -k "0 1; 2 3"
19 25
37 43

$ convcalc apply "1 2 3" -k "0 1 0.5" --flip -p full
0 1 2.5 4 1.5

$ convcalc apply "1 2; 3 4 | 5 6; 7 8" -k "1 0; 0 1 | 1 1; 1 1"
31

$ convcalc apply "1 2 3; 4 5 6" -k "1 0; 0 -1" --at 0,1

$ convcalc apply "0 1 2; 3 4 5; 6 7 8" -k "0 1; 2 3" --check "5 11; 23 29"

$ convcalc apply image.npy -k sobel-x -p same -o edges.npy

$ cat signal.csv | convcalc apply -k "1/3 * [1 1 1]" --fractions
"""


@click.command(
    "apply",
    cls=Command,
    examples=EXAMPLES,
    tables=lambda: {
        **padding_words_table(),
        **padding_modes_table(),
        **activations_table(),
        **methods_table(),
        **libraries_table(),
    },
    options_metavar="-k KERNEL [OPTIONS]",
)
@input_argument
@click.option(
    "-k",
    "--kernel",
    "kernels",
    multiple=True,
    metavar="KERNEL",
    shell_complete=complete(preset_names),
    help="Required; repeat for several filters. convcalc kernels lists the presets.",
)
@click.option("-b", "--bias", metavar="B", help="One number, or one per filter.")
@click.option(
    "-s",
    "--stride",
    default="1",
    metavar="N",
    help="Steps of the window: 1, or 2,1 (height, width).",
)
@click.option(
    "-p",
    "--padding",
    default="0",
    metavar="P",
    shell_complete=complete(WORDS),
    help="Cells around the input (0): a word (below), one number, one per axis, or before,after for"
    " each axis (2-D: top,bottom,left,right).",
)
@click.option(
    "--padding-mode",
    default="zeros",
    metavar="MODE",
    shell_complete=complete(MODES),
    help="What stands in the padding (below): zeros.",
)
@click.option("--pad-value", metavar="V", help="Pad with V instead of zeros.")
@click.option(
    "-d", "--dilation", default="1", metavar="N", help="Distance between the kernel's cells (1)."
)
@click.option(
    "-g",
    "--groups",
    default="1",
    metavar="N",
    help="Split the channels into N groups (1), each filtered by itself.",
)
@click.option(
    "--per-channel",
    is_flag=True,
    help="Filter every channel alone: one plane for all of them, or one plane each.",
)
@click.option(
    "--flip",
    is_flag=True,
    help="Rotate the kernel by 180 degrees first: convolution as in mathematics and signal"
    " processing. Without it, cross-correlation, as in deep learning.",
)
@click.option(
    "--transposed",
    is_flag=True,
    help="Transposed convolution; the kernel's axes are in x out/groups x plane, and padding"
    " crops the output.",
)
@click.option("--output-padding", default="0", metavar="N", help="With --transposed only.")
@click.option(
    "--activation",
    metavar="NAME",
    shell_complete=complete(activation_names),
    help="After the bias, on every output cell (below).",
)
@click.option("--relu", is_flag=True, help="Short for --activation relu.")
@click.option(
    "--matrix",
    is_flag=True,
    help="Print the matrix A instead, with output = A x input, both flattened row by row;"
    " without bias and activation.",
)
@click.option(
    "--method",
    default=AUTO,
    metavar="NAME",
    shell_complete=complete((AUTO, *METHODS)),
    help="How the engine calculates (below); auto takes the fastest that fits. -f json says which.",
)
@working_options
@check_options
@tolerance_option
@code_option
@axes_options
@output_options
@click.pass_context
def command(
    ctx: click.Context, /, input: str | None, kernels: tuple[str, ...], relu: bool, **flags: Any
) -> int:
    """Slide a kernel over an input.

    INPUT, KERNEL and B are numbers ("1 2; 3 4", a paste from NumPy, MATLAB or LaTeX), a preset such
    as sobel-x, a file (@NAME if the name could be something else), or - for standard input. | or a
    blank line starts the next channel, --- the next filter or batch item. Text is exact: 1/9 stays
    1/9, integers never overflow. With --layout hwc kernels are H x W x in x out, transposed
    H x W x out x in.

    The output has floor((n + before + after - d(k-1) - 1) / s) + 1 cells on each axis; with
    --transposed (n-1)s - before - after + d(k-1) + 1 + output padding.
    """
    needs_input(ctx, input, EXAMPLES)
    if not kernels:
        raise ConvcalcError('the kernel is missing: add -k, as in -k "0 1; 2 3" or -k sobel-x')
    if relu and flags["activation"] not in (None, "relu"):
        raise ConvcalcError("relu and activation are both given: leave one of them out")
    destination = Destination.take(flags)
    if relu:
        flags["activation"] = "relu"
    source = STDIN if input is None else input
    code = flags.pop("code")
    if code is not None:
        return write_code(
            code, flags, destination, lambda name: _snippet(name, source, kernels, flags)
        )
    return destination.deliver(lambda opened: _calculate(source, kernels, flags, opened))


def _calculate(
    input: str, kernels: tuple[str, ...], flags: dict[str, Any], opened: OpenStore | None
) -> ApplyResult:
    bias = flags.pop("bias")
    options = Apply(**flags)
    options.validate()
    from convcalc.operation.apply import run  # numpy is loaded from here on
    from convcalc.sources import Reader

    reader = Reader(sys.stdin.buffer if sys.stdin else None)
    tensors = _read(reader, input, kernels, bias)
    return run(with_answer(options, reader), *tensors, opened)


def _read(
    reader: Reader, input: str, kernels: tuple[str, ...], bias: str | None
) -> tuple[Tensor, list[Tensor], Tensor | None]:
    read, many = reader.read, len(kernels) > 1
    return (
        read(input, "input"),
        [read(text, f"kernel {i}" if many else "kernel") for i, text in enumerate(kernels, 1)],
        None if bias is None else read(bias, "bias"),
    )


def _snippet(library: str, input: str, kernels: tuple[str, ...], flags: dict[str, Any]) -> str:
    bias = flags.pop("bias")
    options = Apply(**flags)
    options.validate()
    from convcalc.operation.apply import decide  # numpy is loaded from here on
    from convcalc.snippets import apply_snippet
    from convcalc.sources import Reader

    reader = Reader(sys.stdin.buffer if sys.stdin else None)
    x, weights, biases = _read(reader, input, kernels, bias)
    names = [f"kernel {i}" for i in range(1, len(kernels) + 1)]
    paths = npy_paths({"input": input, **dict(zip(names, kernels, strict=True)), "bias": bias})
    return apply_snippet(library, decide(options, x, weights, biases), weights, paths)
