"""The text of Octave's snippets, which can be run only where Octave is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from convcalc.snippets.literals import matrices

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Ran

GROUPS = """\
x = cat(4, cat(3, [1 2; 3 4], [5 6; 7 8]), cat(3, [1 2; 3 4], [5 6; 7 8]));
k = cat(4, [1 0; 0 1], [2 0; 0 2]);
b = [1 2];

padded = zeros(4, 4, 2, 2);
padded(2:3, 2:3, :, :) = x;
x = padded;
out = zeros(2, 2, 2, 2);
for n = 1:2
  for o = 1:2
    for i = 1:2
      for j = 1:2
        r = i - 1 + (1:2:3);
        c = j - 1 + (1:2:3);
        w = x(r, c, o, n);
        q = k(:, :, :, o);
        out(i, j, o, n) = sum(w(:) .* q(:));
      end
    end
  end
end
out = out + reshape(b, 1, 1, 2);

for n = 1:2
  if n > 1, disp('---'), end
  for o = 1:2
    if o > 1, fprintf('\\n'), end
    disp(mat2str(out(:, :, o, n), 17))
  end
end
"""
TRANSPOSED = """\
x = [1 2];
k = [1 2 3];

out = zeros(1, 5);
for i = 1:1
  for j = 1:2
    r = i;
    c = (j - 1) * 2 + (1:3);
    out(r, c) = out(r, c) + x(i, j) * k;
  end
end
out = out(1:1, 2:4);
out(out < 0) = 0;

disp(mat2str(out, 17))
"""
INDICES = """\
x = [1 2 3; 4 5 6];
cells = reshape(0:5, 3, 2).';

out = zeros(1, 2);
for i = 1:1
  for j = 1:2
    r = (i - 1) * 2 + (1:2);
    c = (j - 1) * 2 + (1:2);
    r = r(r >= 1 & r <= 2);
    c = c(c >= 1 & c <= 3);
    w = x(r, c);
    q = cells(r, c);
    hit = w == max(w(:));
    out(i, j) = min(q(hit));  % the first of equals
  end
end

disp(mat2str(out, 17))
"""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (
            (
                *("apply", "1 2; 3 4 | 5 6; 7 8\n---\n1 2; 3 4 | 5 6; 7 8"),
                *("-k", "1 0; 0 1 | 2 0; 0 2", "-g", "2", "-d", "2", "-p", "1", "-b", "1 2"),
            ),
            GROUPS,
        ),
        (
            ("apply", "1 2", "-k", "1 2 3", "--transposed", "-s", "2", "-p", "1", "--relu"),
            TRANSPOSED,
        ),
        (("pool", "1 2 3; 4 5 6", "-k", "2", "--ceil", "--indices"), INDICES),
    ],
)
def test_loops(cli: Callable[..., Ran], arguments: tuple[str, ...], code: str) -> None:
    assert cli(*arguments, "--code", "octave") == (0, code, "")


@pytest.mark.parametrize(
    ("flags", "line"),
    [
        (("--flip",), "out = conv2(x, k, 'valid');"),
        (("--flip", "-p", "full"), "out = conv2(x, k, 'full');"),
        (("-p", "1", "--padding-mode", "symmetric"), "x = x([1 1:3 3], [1 1:3 3]);"),
        (("-p", "1", "--padding-mode", "circular"), "x = x([3 1:3 1], [3 1:3 1]);"),
        (("-p", "0,0,2,0", "--padding-mode", "reflect"), "x = x(:, [3 2 1:3]);"),
        (("-p", "1", "--pad-value", "1/3"), "padded = 1 / 3 * ones(5, 5);"),
        (("-s", "2,1"), "out = out(1:2:end, :);"),
        (("-b", "0.5"), "out = out + 0.5;"),
        (("--activation", "leaky-relu"), "out(below) = 0.01 * out(below);"),
        (("--activation", "clip:0:1"), "out(out > 1) = 1;"),
    ],
)
def test_lines(cli: Callable[..., Ran], flags: tuple[str, ...], line: str) -> None:
    code = cli("apply", "1 2 3; 4 5 6; 7 8 9", "-k", "1 2; 3 4", *flags, "--code", "octave").out
    assert line in code.splitlines()


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        ((1, 2), "[1 2]"),
        ((2, 1), "[1; 2]"),
        ((2, 1, 2), "cat(3, [1 2], [3 4])"),
        ((1, 1, 2, 2), "[1 2; 3 4]"),
        ((2, 1, 1, 2), "cat(4, [1 2], [3 4])"),
        ((2, 2, 1, 1), "cat(4, cat(3, [1], [2]), cat(3, [3], [4]))"),
    ],
)
def test_arrays(shape: tuple[int, ...], code: str) -> None:
    count = 1
    for length in shape:
        count *= length
    assert matrices([str(i + 1) for i in range(count)], shape) == code
