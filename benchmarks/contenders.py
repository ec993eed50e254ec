"""The contenders: what each of them runs, in which environment, and from what state."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
SEGMON = (sys.executable, "-c", "from segmon.app import main; main()")
#: The one school year of the contenders `…_year`, the last one of the register.
YEAR = "2023-2024"

#: The marts that the SQL of the seven makes.
SEVEN = (
    *("segregation_national", "segregation_g4", "segregation_urbanity"),
    *("segregation_municipality", "segregation_change", "group_distribution", "data_coverage"),
)
#: Contenders of other libraries, in an environment of their own.
LIBRARIES = ("polars", "pandas", "pysal")
#: Commands of this checkout, and the same commands of the baseline.
BASELINES = {
    "segmon": "baseline",
    "segmon_year": "baseline_year",
    "segmon_first": "baseline_first",
    "check": "baseline_check",
}
#: Whose time a contender's is divided by: the script that makes as many marts.
SCRIPTS = {
    **dict.fromkeys(("script", "sql_all", *BASELINES, *BASELINES.values()), "script"),
    **dict.fromkeys(("script_seven", "sql", *LIBRARIES), "script_seven"),
}
#: What runs where nothing else is asked for.
USUAL = ("script", "script_seven", "sql", "sql_all", "segmon", *LIBRARIES)


@dataclass(frozen=True)
class Place:
    """Where a run finds and puts things.

    Attributes:
        work: the folder that holds them all.
        scale: scale of the register.
        baseline: checkout of the commit that is compared with; null if there is none.
    """

    work: Path
    scale: float
    baseline: Path | None = None

    @property
    def register(self) -> Path:
        """The delivery."""
        return self.work / f"register-{self.scale:g}"

    @property
    def manifest(self) -> Path:
        """What `dbt compile` says of the project."""
        return self.work / "compiled" / "manifest.json"

    @property
    def counts(self) -> Path:
        """Counts per school, for PySAL."""
        return self.work / f"counts-{self.scale:g}.parquet"

    @property
    def python(self) -> Path:
        """The Python of the contenders' own libraries."""
        return self.work / "venv" / "bin" / "python"

    def out(self, contender: str) -> Path:
        """The folder a contender writes to."""
        return self.work / "out" / contender

    def database(self, contender: str) -> Path:
        """The marts that a contender makes."""
        return self.out(contender) / "built.duckdb"

    def log(self, contender: str) -> Path:
        """What a contender printed."""
        return self.work / "out" / f"{contender}.log"

    def published(self, contender: str) -> Path:
        """The warehouse of every year, and its store, that a build of one year starts from."""
        return self.work / "published" / contender

    def project(self, contender: str) -> Path | None:
        """The checkout whose `segmon` a contender runs; null if it runs another thing."""
        if contender in BASELINES:
            return PROJECT
        return self.baseline if contender in BASELINES.values() else None

    def environment(self, contender: str) -> dict[str, str]:
        """Variables of a contender: its own code and caches, and no setting of the caller.

        Python keeps the modules that it compiles, whatever the caller's shell says.
        """
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
            and not name.startswith("SEGMON_")
        }
        project = self.project(contender)
        code = {"PYTHONPATH": str(project / "cli")} if project else {}
        return {**kept, **code, "XDG_CACHE_HOME": str(self.work / "cache" / contender)}

    def command(self, contender: str) -> list[str]:
        """The command line of a contender."""
        register, database = str(self.register), str(self.database(contender))
        if self.project(contender):
            return [*SEGMON, *self.arguments(contender)]
        out, own = str(self.out(contender)), str(self.python)
        script = [sys.executable, str(HERE / "duckdb_script.py"), register, database]
        sql = [sys.executable, str(HERE / "sql_only.py"), register, database, str(self.manifest)]
        return {
            "script": script,
            "script_seven": [*script, "seven"],
            "sql": [*sql, *SEVEN],
            "sql_all": sql,
            "polars": [own, str(HERE / "polars_script.py"), register, out],
            "pandas": [own, str(HERE / "pandas_script.py"), register, out],
            "pysal": [own, str(HERE / "pysal_script.py"), str(self.counts), out],
        }[contender]

    def arguments(self, contender: str) -> list[str]:
        """Arguments of `segmon` for one of its contenders."""
        delivery = ["--input", str(self.register), "--layout", "register"]
        if contender.endswith("check"):
            return ["check", *delivery, "--json"]
        year = ["--school-year", YEAR] if contender.endswith("_year") else []
        warehouse = ["--warehouse", str(self.database(contender))]
        return ["build", *delivery, *year, *warehouse, "--json"]

    def reset(self, contender: str) -> None:
        """Bring about what a contender starts from, before each of its runs."""
        out = self.out(contender)
        shutil.rmtree(out, ignore_errors=True)
        if contender.endswith("_year"):
            shutil.copytree(self.published(contender), out)
        else:
            out.mkdir(parents=True)
        project = self.project(contender)
        if project and contender.endswith("_first"):
            shutil.rmtree(self.environment(contender)["XDG_CACHE_HOME"], ignore_errors=True)
            # where older commits keep what dbt parsed
            for parsed in (project / "target").glob("*parse.msgpack"):
                parsed.unlink()
