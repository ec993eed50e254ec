"""The demonstration: a synthetic country through the whole monitor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from segmon import __version__
from segmon.build.context import BuildOptions, BuildResult, Progress
from segmon.build.run import build
from segmon.exports.changes_files import export_changes
from segmon.exports.formats import ChangesFormat, MartsFormat
from segmon.exports.marts_files import export_marts
from segmon.labels import Language, areas, read_seed
from segmon.published.scope import focus_cities
from segmon.published.warehouse import headline_figures, open_warehouse
from segmon.report.contents import read_report
from segmon.report.page import write_report
from segmon.synth import synthesise

#: Kinds of published index values that state one figure of one area and year.
STATED = ("exact", "implied", "derived")


@dataclass(frozen=True)
class DemoResult:
    """What the demonstration made.

    Attributes:
        register: folder of the synthetic register.
        built: the build.
        files: exported files.
        figures: headline figures, as `headline_figures` returns them, each with `published`: the
            printed value (with a question mark where print contradicts itself), or null.
    """

    register: Path
    built: BuildResult
    files: list[Path]
    figures: list[dict[str, object]]


def run_demo(
    scale: float,
    seed: int,
    warehouse: Path,
    out: Path,
    lang: Language,
    progress: Progress,
    on_wait: Callable[[str], None],
) -> DemoResult:
    """Synthesise a register, unless one with these options is there already; build and export.

    Args:
        scale: 1 is the whole country.
        seed: seed of the synthetic register.
        warehouse: the file to publish to; the register is kept beside it.
        out: folder to export to.
        lang: language of the exported change tables.
        progress: told of each step.
        on_wait: told which build this one waits for, if another one is at work.

    Raises:
        UsageError: the scale or the seed cannot be right.
        SegmonError: as `build` does.
    """
    name = f"register-{__version__}-scale-{scale:g}-seed-{seed}"
    register = warehouse.resolve().parent / "synthetic" / name
    if not register.exists():
        register.parent.mkdir(parents=True, exist_ok=True)
        synthesise(
            register,
            scale=scale,
            seed=seed,
            on_progress=lambda part, step: progress(step, 0.4 * part),
        )
    built = build(
        register,
        "register",
        warehouse,
        lambda step, part: progress(step, 0.4 + 0.55 * part),
        BuildOptions(is_full_refresh=True, is_synthetic=True, on_wait=on_wait),
    )
    progress("exporting", 0.97)
    with open_warehouse(built.warehouse) as connection:
        files = [export_changes(connection, kind, lang, out) for kind in ChangesFormat]
        files += export_marts(connection, MartsFormat.csv, out / "marts")
        files.append(write_report(read_report(connection, lang), out / "monitor.html"))
        figures = headline_figures(connection)
        stated = _stated_values(focus_cities(connection))
    for figure in figures:
        key = [figure[name] for name in KEY]
        figure["published"] = stated.get(tuple(key))
    return DemoResult(register, built, files, figures)


KEY = ("sector", "characteristic", "area_level", "area_code", "school_year", "index_code")


def _stated_values(cities: dict[str, str]) -> dict[Sequence[object], str]:
    """Values as the published report prints them, by the key of a headline figure.

    A value that is known to contradict other parts of the report carries a question mark.
    """
    codes = {
        (level, name.replace(" ", "_") if level == "urbanity" else name): code
        for (level, code), name in areas(cities, Language.nl).items()
    }
    return {
        (
            row["sector"],
            row["characteristic"],
            row["area_level"],
            codes.get((row["area_level"], row["area"])),
            row["school_year"],
            row["measure"],
        ): f"{float(row['value']):.2f}{'?' if row['suspect'] else ''}"
        for row in read_seed("published/published_index")
        if row["kind"] in STATED
    }
