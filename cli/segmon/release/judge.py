"""Which figures may leave: the models of the folder `models/release`, run by dbt."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from segmon.build.dbt_process import DbtProcess
from segmon.build.make import DATABASE
from segmon.database import connect
from segmon.release.source import ReleaseSource, load_source

#: Models of a build that are made again of the school counts, as no build keeps them.
MADE_AGAIN = ("int_schools", "int_school_group_counts", "int_municipality_areas")


def release_command() -> list[str]:
    """What dbt makes of a release: its models, with their tests."""
    selected = ["path:models/release", "path:tests/release", *MADE_AGAIN]
    unused = [f"--exclude-resource-type={kind}" for kind in ("seed", "unit_test")]
    return ["build", *unused, "--indirect-selection=empty", "--select", *selected]


class Judge:
    """What decides what leaves of a warehouse, in a scratch database of its own.

    Args:
        source: what is to leave.
        work: folder for scratch files.
        variables: vars of the project that the release chooses.
    """

    def __init__(self, source: ReleaseSource, work: Path, variables: Mapping[str, Any]) -> None:
        self._work = work
        self._variables = {**source.variables, "schema_prefix": "", **variables}
        #: The scratch database: schema `released` has the marts as they leave, `release` why.
        self.database = work / DATABASE
        with connect(self.database) as connection:
            self.database.chmod(0o600)
            load_source(connection, source)

    def judge(self) -> None:
        """Decide.

        Raises:
            BuildError: a model or a test of them failed.
        """
        dbt = DbtProcess(self._work, self.database, self._variables, ["--no-write-json"])
        try:
            dbt.run(release_command(), lambda node: None)
        finally:
            dbt.stop()

    def hide(self, block_ids: Collection[str]) -> bool:
        """Hide blocks that an attack found out, from the next decision on.

        Returns:
            Whether each is a block that was not hidden for that already.
        """
        with connect(self.database) as connection:
            known = {
                str(block_id)
                for (block_id,) in connection.execute(
                    "select block_id from release.release_blocks"
                    " where block_id not in (select block_id from audit.attacked)"
                ).fetchall()
            }
            if not known.issuperset(block_ids):
                return False
            rows = [[block_id] for block_id in sorted(block_ids)]
            connection.executemany("insert into audit.attacked values (?)", rows)
        return True
