"""Terminals and pipes, files and what is none, colour, closed streams and signals."""

from __future__ import annotations

import os
import pty
import signal
import stat
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from convcalc.cli.terminal import columns, wants_colour
from tests.conftest import child_environment, process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Ran

TWO = ("apply", "1 2", "-k", "1")


def terminal(
    *arguments: str, environment: dict[str, str] | None = None, program: str = ""
) -> tuple[int, str]:
    """Run a command line on a terminal of 80 columns; return its code and what is seen."""
    leader, follower = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    child = subprocess.Popen(
        [sys.executable, *(("-c", program) if program else ("-m", "convcalc")), *arguments],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=child_environment(environment),
    )
    os.close(follower)
    seen = b""
    while True:
        try:
            data = os.read(leader, 65536)
        except OSError:  # Linux says so when the other side is gone
            break
        if not data:
            break
        seen += data
    os.close(leader)
    return child.wait(timeout=60), seen.decode().replace("\r\n", "\n")


class TestTerminal:
    """Someone is looking."""

    def test_a_terminal_gets_the_headline_and_colour(self) -> None:
        code, seen = terminal(*TWO)
        assert code == 0
        assert seen == (
            "\x1b[36minput 2, kernel 1, stride 1, padding 0, cross-correlation -> output 2\x1b[0m\n"
            "\n  1  2\n"
        )

    def test_long_errors_and_notes_break_between_words(self) -> None:
        code, seen = terminal("shape", "224", "M2 FC10", environment={"NO_COLOR": "1"})
        assert code == 2
        assert seen == (
            "Error: layer 2 (FC10): how many values come in? The channels of 112 are not\n"
            "  known: give the SHAPE as C@HxW, as in 3@224x224, or as 784@1 for 784 values in\n"
            "  a row\n"
            "  M2 FC10\n"
            "     ^\n"
        )
        note = terminal("rf", "C8 FC10", "-f", "csv")[1].partition("note: ")[2]
        assert note == (
            "from layer 2 (FC10) on a unit sees everything: the totals are those of\n"
            "  layer 1 (C8k3)\n"
        )

    def test_the_caret_stays_under_its_place_where_there_is_little_room(self) -> None:
        layers = "C64k7s2p3 M3s2p1 C8 M2 C8 M2 R R R R X10 C8 R R R"
        narrow = {"NO_COLOR": "1", "COLUMNS": "40"}
        lines = terminal("shape", "3@224x224", layers, environment=narrow)[1].splitlines()
        assert lines[0] == "Error: layer 11 (X10): 'X10' is no"
        assert max(map(len, lines)) < 40
        assert lines[-2][lines[-1].index("^") :].startswith("X10")

    @pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_no_colour_where_it_is_not_wanted(self, environment: dict[str, str]) -> None:
        _, seen = terminal(*TWO, environment=environment)
        assert "\x1b" not in seen
        assert "cross-correlation" in seen

    def test_wide_grids_lose_columns_in_the_middle_unless_full(self) -> None:
        wide = ("apply", "arange:1x100:1000", "-k", "[[1]]", "--color", "never")
        _, seen = terminal(*wide)
        grid = seen.partition("\n\n")[2].splitlines()[0]
        assert len(grid) <= 80
        assert grid.split()[0] == "1000"
        assert grid.split()[-1] == "1099"
        assert seen.splitlines()[-1].endswith("left out in the middle; --full shows them")
        _, seen = terminal(*wide, "--full")
        assert "..." not in seen
        assert len(seen.partition("\n\n")[2].split()) == 100

    def test_columns_may_be_told(self) -> None:
        _, seen = terminal(*TWO, "--color", "never", environment={"COLUMNS": "40"})
        assert max(map(len, seen.splitlines())) <= 40

    def test_npy_is_not_for_a_terminal(self) -> None:
        code, seen = terminal(*TWO, "-f", "npy")
        assert code == 2
        assert "npy is not for a terminal: use -o FILE.npy or a pipe" in seen

    def test_input_left_out_shows_short_help(self) -> None:
        code, seen = terminal("apply", "-k", "1")
        assert code == 2
        assert seen.startswith("Usage: convcalc apply")
        assert seen.rstrip().endswith("INPUT is missing.")
        assert len(seen.splitlines()) < 24

    @pytest.mark.parametrize("command", ["", "apply", "kernels"])
    @pytest.mark.parametrize("width", ["40", "80", "200"])
    def test_help_fits_the_terminal(self, command: str, width: str) -> None:
        arguments = (*([command] if command else []), "-h")
        code, seen = terminal(*arguments, environment={"COLUMNS": width})
        assert code == 0
        options = seen.partition("Usage:")[2]
        assert max(map(len, options.splitlines())) <= int(width)
        assert "-h, --help" in seen

    def test_errors_are_red(self) -> None:
        code, seen = terminal("apply", "x", "-k", "1")
        assert code == 2
        assert seen.startswith("\x1b[1;31mError:\x1b[0m input: no such file")
        _, seen = terminal("apply", "x", "-k", "1", "--color", "never")
        assert seen.startswith("Error: input: no such file")


class TestPipe:
    """Nobody is looking."""

    def test_a_pipe_gets_plain_text(self) -> None:
        assert process(*TWO).stdout == b"1 2\n"

    def test_colour_never_changes_the_format(self) -> None:
        assert process(*TWO, "--color", "always").stdout == b"1 2\n"
        assert process(*TWO, environment={"FORCE_COLOR": "1"}).stdout == b"1 2\n"

    def test_pretty_may_be_asked_for(self) -> None:
        ran = process(*TWO, "-f", "pretty", environment={"COLUMNS": "20"})
        assert b"\x1b" not in ran.stdout
        assert ran.stdout.splitlines()[0].endswith(b"cross-correlation -> output 2")
        ran = process(*TWO, "-f", "pretty", environment={"FORCE_COLOR": "1"})
        assert ran.stdout.startswith(b"\x1b[36m")

    def test_numbers_are_never_cut(self) -> None:
        ran = process("apply", "arange:1x3000", "-k", "[[1]]", "-f", "pretty")
        assert ran.stdout.split()[-1] == b"2999"

    def test_npy_goes_through_a_pipe(self) -> None:
        ran = process(*TWO, "-f", "npy")
        assert process("apply", "-k", "3", stdin=ran.stdout).stdout == b"3 6\n"

    def test_a_narrow_encoding_is_no_obstacle(self) -> None:
        for encoding in ("ascii", "cp1252"):
            ran = process("kernels", "-f", "pretty", environment={"PYTHONIOENCODING": encoding})
            assert ran.returncode == 0
            assert b"sobel-x" in ran.stdout
            ran = process("apply", "½ ☃", "-k", "1", environment={"PYTHONIOENCODING": encoding})
            assert ran.returncode == 2
            assert ran.stderr.startswith(b"Error: input: ")

    def test_a_closed_pipe_ends_quietly(self) -> None:
        child = subprocess.Popen(
            [sys.executable, "-m", "convcalc", "apply", "arange:1000x1000", "-k", "1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=child_environment(),
        )
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.read(10)
        child.stdout.close()
        assert child.stderr.read() == b""
        child.stderr.close()
        assert child.wait(timeout=60) == -signal.SIGPIPE

    def test_help_into_a_closed_pipe_ends_quietly_too(self) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        ran = subprocess.run(
            [sys.executable, "-m", "convcalc", "apply", "-h"],
            stdout=writer,
            stderr=subprocess.PIPE,
            env=child_environment(),
            check=False,
        )
        os.close(writer)
        assert (ran.returncode, ran.stderr) == (-signal.SIGPIPE, b"")

    @pytest.mark.parametrize("redirect", [">&-", ">/dev/full", "2>&- >&-"])
    def test_an_output_that_takes_nothing_is_an_error(self, redirect: str) -> None:
        command = f"'{sys.executable}' -m convcalc apply '1 2' -k 1 {redirect}"
        ran = subprocess.run(
            ["/bin/sh", "-c", command], env=child_environment(), capture_output=True, check=False
        )
        assert ran.returncode == 2
        if "2>" not in redirect:
            assert ran.stderr.startswith(b"Error: ")
            assert ran.stderr.count(b"\n") == 1

    @pytest.mark.parametrize("arguments", ["'1 x' -k 1", "'1/3' -k 1 -o @.npy"])
    def test_a_message_that_cannot_be_written_is_an_error_too(
        self, tmp_path: Path, arguments: str
    ) -> None:
        arguments = arguments.replace("@", f"{tmp_path}/x")
        command = f"'{sys.executable}' -m convcalc apply {arguments} 2>/dev/full"
        ran = subprocess.run(
            ["/bin/sh", "-c", command], env=child_environment(), capture_output=True, check=False
        )
        assert ran.returncode == 2

    def test_a_closed_input_is_an_error(self) -> None:
        command = f"'{sys.executable}' -m convcalc apply -k 1 <&-"
        ran = subprocess.run(
            ["/bin/sh", "-c", command], env=child_environment(), capture_output=True, check=False
        )
        assert ran.returncode == 2
        assert b"standard input is closed: give a matrix or a file" in ran.stderr


class TestInterrupt:
    """Ctrl-C."""

    @pytest.mark.parametrize("name", ["out.csv", "out.npy"])
    @pytest.mark.parametrize("delay", [0.0, 0.05, 0.2, 0.5, 1.0])
    def test_ctrl_c_at_any_moment_is_quiet_and_leaves_nothing(
        self, tmp_path: Path, delay: float, name: str
    ) -> None:
        path = tmp_path / name
        path.write_text("old")
        # Python itself is not to be interrupted: wait until the program's own door is open.
        program = "import convcalc.__main__ as m; print(flush=True); m.main()"
        child = subprocess.Popen(
            [
                *(sys.executable, "-c", program, "apply", "random:1500x1500"),
                *("-k", "random:41x41", "--method", "shift", "-o", str(path)),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=child_environment(),
        )
        assert child.stdout is not None
        assert child.stdout.readline() == b"\n"
        time.sleep(delay)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=60)
        assert child.returncode in (130, -signal.SIGINT)
        assert err.strip() == b""
        assert path.read_text() == "old"
        assert [p.name for p in tmp_path.iterdir()] == [name]


class TestFile:
    """``-o FILE``."""

    @pytest.mark.parametrize(
        ("name", "start"),
        [
            ("a.csv", "1,2"),
            ("a.tsv", "1\t2"),
            ("a.json", '{"schema"'),
            ("a.tex", "\\begin{bmatrix}"),
            ("a.md", "|  |  |"),
            ("a.txt", "1 2"),
            ("a", "1 2"),
        ],
    )
    def test_the_name_chooses_the_format(
        self, cli: Callable[..., Ran], tmp_path: Path, name: str, start: str
    ) -> None:
        path = tmp_path / name
        assert cli(*TWO, "-o", str(path)) == (0, "", "")
        assert path.read_text().startswith(start)

    def test_a_format_that_is_given_wins(self, cli: Callable[..., Ran], tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        assert cli(*TWO, "-o", str(path), "-f", "plain").code == 0
        assert path.read_text() == "1 2\n"

    def test_a_dash_is_standard_output(self, cli: Callable[..., Ran]) -> None:
        assert cli(*TWO, "-o", "-").out == "1 2\n"

    def test_links_are_followed_and_mode_bits_kept(
        self, cli: Callable[..., Ran], tmp_path: Path
    ) -> None:
        real, link = tmp_path / "real", tmp_path / "link"
        real.write_text("old")
        real.chmod(0o640)
        link.symlink_to(real)
        assert cli(*TWO, "-o", str(link)).code == 0
        assert link.is_symlink()
        assert real.read_text() == "1 2\n"
        assert stat.S_IMODE(real.stat().st_mode) == 0o640

    def test_a_new_file_has_the_usual_mode(self, cli: Callable[..., Ran], tmp_path: Path) -> None:
        path = tmp_path / "new"
        assert cli(*TWO, "-o", str(path)).code == 0
        mask = os.umask(0)
        os.umask(mask)
        assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask

    def test_the_output_may_be_the_input(self, cli: Callable[..., Ran], tmp_path: Path) -> None:
        import numpy as np

        path = tmp_path / "x.npy"
        np.save(path, np.array([1, 2]))
        assert cli("apply", str(path), "-k", "3", "-o", str(path)).code == 0
        np.testing.assert_array_equal(np.load(path), [3, 6])

    def test_what_is_not_a_regular_file_is_written_directly(
        self, cli: Callable[..., Ran], tmp_path: Path
    ) -> None:
        assert cli(*TWO, "-o", "/dev/null").code == 0
        assert process(*TWO, "-o", "/dev/stdout").stdout == b"1 2\n"
        assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
        fifo = tmp_path / "fifo"
        os.mkfifo(fifo)
        got: list[str] = []
        reader = threading.Thread(target=lambda: got.append(fifo.read_text()))
        reader.start()
        assert cli(*TWO, "-o", str(fifo)).code == 0
        reader.join()
        assert got == ["1 2\n"]
        assert stat.S_ISFIFO(fifo.stat().st_mode)

    def test_what_cannot_be_written_says_why(
        self, refusal: Callable[..., str], tmp_path: Path
    ) -> None:
        assert refusal(*TWO, "-o", "/dev/full").endswith("'/dev/full': No space left on device")
        assert refusal(*TWO, "-o", str(tmp_path)).endswith("Is a directory")
        assert refusal(*TWO, "-o", str(tmp_path / "none" / "x")).endswith(
            "No such file or directory"
        )
        assert list(tmp_path.iterdir()) == []

    def test_a_failed_write_leaves_the_old_file_and_no_litter(
        self, refusal: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "old"
        path.write_text("precious")

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", fail)
        assert "No space left on device" in refusal(*TWO, "-o", str(path))
        assert path.read_text() == "precious"
        assert [p.name for p in tmp_path.iterdir()] == ["old"]


class TestChoices:
    """Colour and width."""

    @pytest.mark.parametrize(
        ("choice", "environment", "coloured"),
        [
            ("auto", {}, False),
            ("always", {}, True),
            ("always", {"NO_COLOR": "1"}, True),
            ("never", {"FORCE_COLOR": "1"}, False),
            ("auto", {"FORCE_COLOR": "1"}, True),
            ("auto", {"FORCE_COLOR": "0"}, False),
            ("auto", {"FORCE_COLOR": ""}, False),
            ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
            ("auto", {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        ],
    )
    def test_colour_in_a_pipe(
        self,
        monkeypatch: pytest.MonkeyPatch,
        choice: str,
        environment: dict[str, str],
        coloured: bool,
    ) -> None:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert wants_colour(choice, None) is coloured

    @pytest.mark.parametrize(("told", "width"), [("40", 40), ("", 80), ("x", 80), ("0", 80)])
    def test_width(self, monkeypatch: pytest.MonkeyPatch, told: str, width: int) -> None:
        monkeypatch.setenv("COLUMNS", told)
        with open(os.devnull) as nowhere:
            assert columns(nowhere) == width
