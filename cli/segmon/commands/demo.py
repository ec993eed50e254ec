"""`segmon demo`: a synthetic country through the whole monitor."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from segmon import __version__
from segmon.commands.build import build_lines, build_result, refusal_noted
from segmon.commands.console import progress_bar, say, say_waiting
from segmon.commands.headlines import headline_tables
from segmon.commands.options import WAREHOUSE, Json, Lang, Out, Scale, Seed, Warehouse
from segmon.labels import Language
from segmon.progress import Progress, part_of

if TYPE_CHECKING:
    from segmon.build.context import BuildResult

EXPLANATION = (
    "Each figure of this build, then the one that the national report prints, if it prints one",
    "(?: the report contradicts itself). The synthetic register is made to look like the report:",
    "that they agree shows that the demo is realistic, not that the method is right.",
)


@dataclass(frozen=True)
class DemoResult:
    """What the demonstration made.

    Attributes:
        register: folder of the synthetic register.
        built: the build.
        files: exported files; the last one is the report.
        figures: headline figures, as `headline_figures` returns them, each with `published`: the
            printed value (with a question mark where print contradicts itself), or null.
    """

    register: Path
    built: BuildResult
    files: list[Path]
    figures: list[dict[str, object]]


def demo(
    scale: Scale = 0.02,
    seed: Seed = 1,
    warehouse: Warehouse = WAREHOUSE,
    out: Out = Path("exports"),
    lang: Lang = Language.nl,
    as_json: Json = False,
) -> None:
    """Run the whole monitor on a synthetic country: no data needed.

    The register is kept next to the warehouse and used again. Scale 1 is the whole country.

    Example: `segmon demo --scale 0.02`
    """
    with progress_bar(as_json) as progress, refusal_noted():
        made = run_demo(scale, seed, warehouse, out, lang, progress)
    result = {
        "register": str(made.register),
        **build_result(made.built),
        "files": [str(file) for file in made.files],
        "figures": made.figures,
    }
    lines = [
        *build_lines(made.built),
        "",
        *EXPLANATION,
        *headline_tables(made.figures),
        "",
        f"register  {made.register}",
        f"warehouse {made.built.warehouse}",
        f"exports   {out}: {len(made.files)} files",
        f"report    {made.files[-1]}",
    ]
    say(as_json, result, lines)


def run_demo(
    scale: float, seed: int, warehouse: Path, out: Path, lang: Language, progress: Progress
) -> DemoResult:
    """Synthesise a register, unless one with these options is there already; build and export.

    Args:
        scale: 1 is the whole country.
        seed: seed of the synthetic register.
        warehouse: the file to publish to; the register is kept next to it.
        out: folder to export to.
        lang: language of the exported change tables and of the report.
        progress: called with each step.

    Raises:
        UsageError: the scale or the seed cannot be right.
        SegmonError: as `build` does.
    """
    from segmon.build.context import BuildOptions
    from segmon.build.run import build
    from segmon.published.comparison import INDEX_KEY, stated_indices
    from segmon.published.warehouse import headline_figures, open_warehouse

    register = _register(scale, seed, warehouse, part_of(progress, 0, 0.4))
    options = BuildOptions(is_full_refresh=True, is_demonstration=True, on_wait=say_waiting)
    built = build(register, "register", warehouse, part_of(progress, 0.4, 0.95), options)
    progress("exporting", 0.97)
    files = _export(built.warehouse, out, lang)
    with open_warehouse(built.warehouse) as connection:
        stated = stated_indices(connection)
        figures = [
            {**figure, "published": stated.get(tuple(figure[name] for name in INDEX_KEY))}
            for figure in headline_figures(connection)
        ]
    return DemoResult(register, built, files, figures)


def _register(scale: float, seed: int, warehouse: Path, progress: Progress) -> Path:
    from segmon.synth import synthesise

    name = f"register-{__version__}-scale-{scale:g}-seed-{seed}"
    register = warehouse.resolve().parent / "synthetic" / name
    if not register.exists():
        register.parent.mkdir(parents=True, exist_ok=True)
        synthesise(register, scale=scale, seed=seed, progress=progress)
    return register


def _export(warehouse: Path, out: Path, lang: Language) -> list[Path]:
    from segmon.exports.changes_files import export_changes
    from segmon.exports.formats import ChangesFormat, MartsFormat
    from segmon.exports.package.write import export_package
    from segmon.published.warehouse import open_warehouse
    from segmon.report.contents import read_report
    from segmon.report.page import write_report

    with open_warehouse(warehouse) as connection:
        return [
            *(export_changes(connection, kind, lang, out) for kind in ChangesFormat),
            *export_package(connection, MartsFormat.csv, out / "marts"),
            write_report(read_report(connection, lang), out / "monitor.html"),
        ]
