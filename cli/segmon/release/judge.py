"""Which figures may leave: the models of the folder `models/release`, run by dbt."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import duckdb

from segmon.audit import Breach
from segmon.build.dbt_process import DbtProcess
from segmon.build.make import DATABASE
from segmon.database import connect, quoted
from segmon.errors import UsageError
from segmon.release.hidden import KEY
from segmon.release.source import ReleaseSource, load_source

#: Models of a build that are made again of the school counts, as no build keeps them.
MADE_AGAIN = ("int_schools", "int_school_group_counts", "int_municipality_areas")

#: How a log is read: as it was written, without guessing which line is its header.
_AS_WRITTEN = "header = true, delim = ',', all_varchar = true"
#: Of each sum that a block is in, the most fragile block that is still shown, or else their sum.
_NEXT = """
    with sums as (select * from release.release_identities where member_id = ?),
    others as (
        select identity_id, others.member_id as block_id, false as is_sum
        from release.release_identities as others
        where identity_id in (select identity_id from sums)
        union
        select identity_id, parent_id as block_id, true as is_sum from sums
    )
    select block_id
    from others inner join release.release_hidden as blocks using (block_id)
    where blocks.is_shown_kind and not blocks.is_hidden
    qualify row_number() over (
        partition by identity_id order by is_sum, blocks.fragility, block_id
    ) = 1
"""


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

    def hide_again(self, log: Path) -> None:
        """Hide what the release before hid and this one would show: see `hide_earlier`."""
        with connect(self.database) as connection:
            n_more = hide_earlier(connection, log)
        if n_more:
            self.judge()

    def hide(self, breaches: Collection[Breach]) -> bool:
        """Hide what an attack found out, from the next decision on: see `hide_blocks`."""
        new = {"/".join(it.to_hide) for it in breaches if not it.is_known}
        known = {"/".join(it.block) for it in breaches if it.is_known}
        with connect(self.database) as connection:
            return hide_blocks(connection, new, known)


def hide_earlier(connection: duckdb.DuckDBPyConnection, log: Path) -> int:
    """Hide what the release before hid and this one would show, from the next decision on.

    A correction that makes a block a little larger must not show what it, and what was hidden for
    its sake, were together.

    Args:
        connection: the scratch database of a release.
        log: the log of the release before.

    Returns:
        How many blocks these are.

    Raises:
        UsageError: the log cannot be read.
    """
    lines = f"read_csv({quoted(str(log), glob=True)}, {_AS_WRITTEN})"
    try:
        counted = connection.execute(
            "insert into audit.also_hidden"
            f" select block_id, 'P' from release.release_hidden inner join {lines}"
            f" using ({', '.join(KEY)}) where is_shown_kind and not is_hidden"
        ).fetchone()
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        raise UsageError(f"{log} is not the log of a release: {said}") from error
    return int(counted[0]) if counted else 0


def hide_blocks(
    connection: duckdb.DuckDBPyConnection, block_ids: Collection[str], known: Collection[str] = ()
) -> bool:
    """Hide what an attack found out, from the next decision on.

    A block that is shown is hidden. Of one that is hidden already too much can be subtracted: the
    next one of each sum that it is in is hidden too, or the sum where no other one is shown.

    Args:
        connection: the scratch database of a release.
        block_ids: blocks; what is about no block is an empty text.
        known: blocks that the release before gives away by itself: hiding what is next to them
            would not help.

    Returns:
        Whether the next decision will be another one.
    """
    hidden: dict[str, bool] = dict(
        connection.execute("select block_id, is_hidden from release.release_hidden").fetchall()
    )
    if not hidden.keys() >= {*block_ids, *known}:
        return False
    more = {block_id for block_id in {*block_ids, *known} if not hidden[block_id]}
    for block_id in sorted(set(block_ids) - more):
        more.update(str(next_id) for (next_id,) in connection.execute(_NEXT, [block_id]).fetchall())
    rows = [[block_id] for block_id in sorted(more)]
    if rows:
        connection.executemany("insert into audit.also_hidden values (?, 'A')", rows)
    return bool(more)
