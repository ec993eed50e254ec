"""How long work says how far it is."""

from __future__ import annotations

from collections.abc import Callable

#: Called with the step that begins and the part of the work that is done, in [0, 1].
Progress = Callable[[str, float], None]


def quiet(step: str, part: float) -> None:
    """Nobody is listening."""
    del step, part


def part_of(progress: Progress, start: float, end: float) -> Progress:
    """The progress of a part of some work.

    Args:
        progress: called for the whole work.
        start: part of the whole that is done when this part begins.
        end: part of the whole that is done when this part ends.

    Returns:
        A function to tell the progress of this part, in [0, 1].
    """
    return lambda step, part: progress(step, start + (end - start) * part)
