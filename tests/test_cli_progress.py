"""The bar: when it appears, and that it never does in a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.test_cli_streams import terminal

if TYPE_CHECKING:
    from pathlib import Path

EAGER = (
    "import convcalc.cli.progress as p; p.PATIENCE = 0; from convcalc.__main__ import main; main()"
)
LINE = ("apply", "random:500x500", "-k", "random:5x5", "--method", "shift")


def test_work_that_takes_long_shows_how_far_it_is(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    code, seen = terminal(*LINE, "-o", str(out), program=EAGER)
    assert code == 0
    assert "calculating" in seen
    assert "writing" in seen
    assert "100%" in seen
    assert out.read_text().count("\n") == 496


def test_reading_shows_it_too(tmp_path: Path) -> None:
    path, out = tmp_path / "in.csv", tmp_path / "out.npy"
    path.write_text("1,2,3\n" * 10**5)
    code, seen = terminal("pool", str(path), "-k", "1", "-o", str(out), program=EAGER)
    assert code == 0
    assert "reading" in seen


def test_the_bar_is_gone_when_the_answer_comes() -> None:
    code, seen = terminal(*LINE[:1], "random:200x4", *LINE[2:3], "1", program=EAGER)
    assert code == 0
    bar, _, answer = seen.partition("cross-correlation")
    assert "calculating" in bar
    assert "calculating" not in answer


def test_work_that_is_done_soon_shows_none() -> None:
    assert "calculating" not in terminal("apply", "1 2", "-k", "1")[1]


@pytest.mark.parametrize("to_file", [False, True])
def test_a_pipe_never_sees_one(tmp_path: Path, to_file: bool) -> None:
    import subprocess
    import sys

    from tests.conftest import child_environment

    more = ("-o", str(tmp_path / "out.npy")) if to_file else ()
    ran = subprocess.run(
        [sys.executable, "-c", EAGER, *LINE, *more],
        env=child_environment({"FORCE_COLOR": "1"}),
        capture_output=True,
        check=True,
    )
    assert ran.stderr == b""
    assert b"calculating" not in ran.stdout


def test_threads_share_the_work_and_its_errors() -> None:
    from convcalc.engine.threads import share
    from convcalc.progress import watched_by

    told: list[tuple[str, int, int]] = []
    done: list[int] = []
    with watched_by(lambda *how_far: told.append(how_far)):
        share(range(50), done.append, 3)
    assert sorted(done) == list(range(50))
    assert {total for _, _, total in told} == {50}
    assert max(count for _, count, _ in told) == 50

    def fail(job: int) -> None:
        if job == 7:
            raise KeyboardInterrupt
        np.float32(3e38) * np.float32(10)  # in any thread, what overflows is no warning

    with pytest.raises(KeyboardInterrupt):
        share(range(50), fail, 2)
