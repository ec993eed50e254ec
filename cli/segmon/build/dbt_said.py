"""What dbt says of a command and of its nodes, as plain values that go through a pipe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segmon.errors import BuildError

#: What dbt says of a model, test or seed: node, kind and status; once dbt is done, also message
#: and seconds.
Node = Mapping[str, Any]
#: How many rows of a failed test are shown.
N_ROWS = 5


def finished(event: Any) -> Node | None:
    """The node that an event of dbt says has finished; null for other events."""
    if event.info.name != "NodeFinished":
        return None
    node = event.data.node_info
    # that the delivery is there is no step of a build
    if node.resource_type == "operation":
        return None
    return {"node": node.node_name, "kind": node.resource_type, "status": node.node_status}


def result(invocation: Any) -> dict[str, Any]:
    """What came of a command: success, message and nodes."""
    nodes = [
        {
            "node": node.node.name,
            "kind": node.node.resource_type.value,
            "status": node.status.value,
            "message": f"{node.message or ''}{_rows(node)}",
            "seconds": node.execution_time,
        }
        for node in getattr(invocation.result, "results", [])
        if node.node.resource_type.value != "operation" or node.status.value == "error"
    ]
    message = str(invocation.exception) if invocation.exception else ""
    return {"success": invocation.success, "message": message, "nodes": nodes}


def nodes_of(outcome: Mapping[str, Any]) -> list[Node]:
    """The nodes of a command that succeeded.

    Args:
        outcome: as `result` gives it.

    Raises:
        BuildError: it did not; it names the nodes that failed and what they said.
    """
    nodes: list[Node] = outcome["nodes"]
    if outcome["success"]:
        return nodes
    failed = [node for node in nodes if node["status"] in ("error", "fail")]
    lines = [f"{node['kind']} {node['node']}: {node['message']}" for node in failed]
    raise BuildError("\n  ".join(["dbt failed", *lines] if lines else [outcome["message"]]))


def _rows(node: Any) -> str:
    """The first rows that a test found, as a part of its message."""
    if node.status.value != "fail":
        return ""
    from dbt.adapters.factory import get_adapter_by_type

    adapter = get_adapter_by_type("duckdb")  # type: ignore[no-untyped-call]
    with adapter.connection_named("rows of failed tests"):
        sql = f"select * from ({node.node.compiled_code}) as found limit {N_ROWS}"
        table = adapter.execute(sql, fetch=True)[1]
    rows = [
        ", ".join(f"{name} {value}" for name, value in row.items() if value is not None)
        for row in table.rows
    ]
    return "".join(f"\n    {row}" for row in rows)
