"""Running dbt in this process: the session of Spark is of one process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from segmon.build.dbt_process import dbt_options
from segmon.build.dbt_said import Node, finished, nodes_of, result


def run_here(
    command: Sequence[str],
    workspace: Path,
    variables: Mapping[str, Any],
    target: str,
    on_node: Callable[[Node], None],
) -> list[Node]:
    """Run one dbt command to its end.

    Args:
        command: the dbt command and its selection.
        workspace: folder for logs and artefacts.
        variables: vars of the project that are chosen.
        target: output of the profile.
        on_node: called for each node that finishes.

    Returns:
        One mapping per node: node, kind, status, message, seconds.

    Raises:
        BuildError: dbt failed; it names the nodes that did and what they said.
    """
    from dbt.cli.main import dbtRunner

    def on_event(event: Any) -> None:
        if node := finished(event):
            on_node(node)

    options = [*dbt_options(workspace, variables, target), "--no-write-json", "--log-level", "none"]
    invocation = dbtRunner(callbacks=[on_event]).invoke([*command, *options])
    return nodes_of(result(invocation))
