"""What the runs come to: the machine, and a table of medians and of medians of ratios."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

from contenders import BASELINES, SCRIPTS
from measure import MIB, PAGE, Measurement

Measure = Callable[[Measurement], float]

#: Columns of the table: heading, decimals, and what is measured.
MEASURES: tuple[tuple[str, int, Measure], ...] = (
    ("wall s", 2, lambda run: run.wall),
    ("CPU s", 2, lambda run: run.cpu),
    ("largest process MiB", 0, lambda run: run.peak),
    ("all processes MiB", 0, lambda run: run.peak_tree),
)
#: Columns of ratios: heading, with whom a contender is compared, and what is measured.
RATIOS: tuple[tuple[str, Mapping[str, str], Measure], ...] = (
    ("wall ÷ script", SCRIPTS, lambda run: run.wall),
    ("CPU ÷ script", SCRIPTS, lambda run: run.cpu),
    ("wall ÷ baseline", BASELINES, lambda run: run.wall),
    ("CPU ÷ baseline", BASELINES, lambda run: run.cpu),
    ("largest ÷ baseline", BASELINES, lambda run: run.peak),
)


def machine() -> dict[str, str]:
    """The machine and the versions, as the results name them."""
    model = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [x for x in cpuinfo.read_text().splitlines() if x.startswith("model name")]
        model = names[0].split(":")[1].strip() if names else model
    memory = os.sysconf("SC_PHYS_PAGES") * PAGE / MIB / 1024
    return {
        "machine": f"{os.cpu_count()} × {model}, {memory:.0f} GiB",
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "load at the start": f"{os.getloadavg()[0]:.1f}",
    }


def table(runs: Sequence[Measurement], contenders: Sequence[str]) -> str:
    """The contenders that ran, as markdown; a column in which nobody has a ratio is left out."""
    by_contender = {
        contender: {run.round: run for run in runs if run.contender == contender}
        for contender in contenders
    }
    ran = [contender for contender in contenders if by_contender[contender]]
    columns = {"contender": ran}
    for heading, decimals, measure in MEASURES:
        columns[heading] = [
            f"{median(map(measure, by_contender[contender].values())):.{decimals}f}"
            for contender in ran
        ]
    for heading, others, measure in RATIOS:
        ratios = [
            _ratio(
                by_contender[contender], by_contender.get(others.get(contender, ""), {}), measure
            )
            for contender in ran
        ]
        if set(ratios) != {"–"}:
            columns[heading] = ratios
    rows = [[*columns], ["---"] * len(columns), *zip(*columns.values(), strict=True)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _ratio(
    mine: Mapping[int, Measurement], others: Mapping[int, Measurement], measure: Measure
) -> str:
    """The median of the ratios within a round."""
    ratios = [
        measure(run) / measure(others[number]) for number, run in mine.items() if number in others
    ]
    return f"{median(ratios):.2f}" if ratios else "–"
