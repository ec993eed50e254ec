"""Being asked to stop: a signal becomes `Interrupted`, whatever else goes wrong because of it."""

from __future__ import annotations

import signal
import time
from _thread import start_new_thread
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from segmon.errors import Interrupted

#: Ctrl-C, what a scheduler sends, and the end of the terminal (which Windows does not tell).
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
#: Seconds after which whatever still works is told again.
AGAIN = 0.5


@dataclass
class _State:
    #: The signal that asked to stop; 0 while none has.
    number: int = 0
    #: How many parts of the program are tidying up.
    n_undisturbed: int = 0
    #: What is told at once that a signal has come.
    told: list[Callable[[], None]] = field(default_factory=list)


_STATE = _State()


def listen() -> None:
    """Let the signals that ask a process to stop raise `Interrupted` in the main thread."""
    for number in (getattr(signal, name) for name in SIGNALS if hasattr(signal, name)):
        # whoever started the process may have told it not to listen, as nohup does
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _on_signal)


def tell(function: Callable[[], None]) -> None:
    """Let a function be called when a signal comes, before anything is raised, and ever after.

    A library may swallow what was raised and go on; nothing is told while something tidies up.
    """
    _STATE.told.append(function)


def _on_signal(number: int, _: object) -> None:
    # the first one is on its way: a second must not keep it from tidying up
    if _STATE.number:
        return
    _STATE.number = number
    for function in _STATE.told:
        function()
    # not `threading`: its lock may be held by what the signal has come between
    start_new_thread(_tell_again, (_STATE,))
    if not _STATE.n_undisturbed:
        raise Interrupted(number)


def _tell_again(state: _State) -> None:
    while True:
        time.sleep(AGAIN)
        # a process that was asked to stop has no other state: one that has is a test
        if state is not _STATE:
            return
        for function in () if state.n_undisturbed else state.told:
            function()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Tidy up to the end: a signal that comes meanwhile is heard afterwards."""
    _STATE.n_undisturbed += 1
    try:
        yield
    finally:
        _STATE.n_undisturbed -= 1
    require_going_on()


def require_going_on() -> None:
    """Stop here if a signal has asked for it, even if a library has swallowed what it raised.

    Raises:
        Interrupted: a signal has come.
    """
    if _STATE.number and not _STATE.n_undisturbed:
        raise Interrupted(_STATE.number)


def cause_of(error: BaseException) -> BaseException:
    """What an error is told as: `Interrupted` if it came after a signal, else itself.

    A library that is at work when a signal comes ends with an error of its own: DuckDB with
    `RuntimeError: Query interrupted`, dbt with the end of its process.
    """
    return Interrupted(_STATE.number) if _STATE.number else error
