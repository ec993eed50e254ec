"""A signal that asks to stop ends a command in one way, whatever is at work when it comes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from helpers.running import PATIENCE
from segmon import stopping
from segmon.errors import Interrupted
from segmon.stopping import cause_of, require_going_on, undisturbed

#: A command that is at work when the signal comes.
COMMAND = """
import signal, sys, time
from segmon.app import app, main
from segmon.database import connect

ENDLESS = "select count(*) from range(1000000) as a(i), range(10000000) as b(j)"

@app.command()
def query() -> None:
    print("ready", flush=True)
    connect().execute(ENDLESS)

@app.command()
def lost() -> None:
    print("ready", flush=True)
    try:
        time.sleep(600)
    except BaseException:
        pass  # as an extension does that asks for an attribute
    connect().execute(ENDLESS)

@app.command()
def swallowed() -> None:
    print("ready", flush=True)
    try:
        time.sleep(600)
    except Exception:
        print("swallowed", flush=True)

@app.command()
def ignoring() -> None:
    print("ready", flush=True)
    sys.stdin.read()

if sys.argv[1] == "ignoring":
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
main()
"""


def started(command: str) -> subprocess.Popen[str]:
    """A process that has come to its work."""
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout and process.stdout.readline() == "ready\n"
    # it may be a moment before or within its work: either way it ends alike
    time.sleep(0.3)
    return process


@pytest.mark.parametrize("command", ["query", "swallowed", "lost"])
@pytest.mark.parametrize(
    ("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)], ids=str
)
def test_a_signal_ends_a_command_in_one_way(command: str, name: str, code: int) -> None:
    process = started(command)
    process.send_signal(getattr(signal, name))
    said, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (code, "")
    assert errors == "error: stopped before it was done\n"


def test_a_signal_that_the_caller_ignores_stays_ignored() -> None:
    process = started("ignoring")
    process.send_signal(signal.SIGHUP)
    _, errors = process.communicate("", timeout=PATIENCE)
    assert (process.returncode, errors) == (0, "")


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Iterator[stopping._State]:
    """No signal has come yet."""
    fresh = stopping._State()
    monkeypatch.setattr(stopping, "_STATE", fresh)
    yield fresh


@pytest.mark.usefixtures("state")
def test_what_tidies_up_is_not_disturbed() -> None:
    done = []
    with pytest.raises(Interrupted) as stopped, undisturbed():
        with undisturbed():
            stopping._on_signal(signal.SIGTERM, None)
            done.append("inner")
        done.append("outer")
    assert done == ["inner", "outer"]
    assert stopped.value.exit_code == 143


def test_a_second_signal_changes_nothing(state: stopping._State) -> None:
    with pytest.raises(Interrupted):
        stopping._on_signal(signal.SIGHUP, None)
    stopping._on_signal(signal.SIGINT, None)
    assert state.number == signal.SIGHUP


def test_an_error_after_a_signal_is_told_as_the_signal(state: stopping._State) -> None:
    error = RuntimeError("Query interrupted")
    assert cause_of(error) is error
    require_going_on()
    state.number = signal.SIGINT
    told = cause_of(error)
    assert isinstance(told, Interrupted) and told.exit_code == 130
    with pytest.raises(Interrupted):
        require_going_on()
