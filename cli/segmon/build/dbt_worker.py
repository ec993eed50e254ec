"""The child process in which dbt runs: one line of JSON in and out per step.

It imports dbt and parses the project while its parent still checks the delivery, says `ready`,
waits for a command, and names each node as it finishes. The file lock of the warehouse that is
being built ends with this process.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from typing import Any

#: The pipe to the parent; whatever else is printed, by dbt or below Python, goes to the error log.
_PROTOCOL = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
#: dbt reports nodes from several threads; a line must come out whole.
_LINE = threading.Lock()


def _tell(**message: Any) -> None:
    with _LINE:
        print(json.dumps(message), file=_PROTOCOL, flush=True)


def _on_event(event: Any) -> None:
    if event.info.name == "NodeFinished":
        node = event.data.node_info
        _tell(node=node.node_name, kind=node.resource_type, status=node.node_status)


def _result(invocation: Any) -> dict[str, Any]:
    nodes = [
        {
            "node": node.node.name,
            "kind": node.node.resource_type.value,
            "status": node.status.value,
            "message": node.message or "",
            "seconds": node.execution_time,
        }
        for node in getattr(invocation.result, "results", [])
    ]
    message = str(invocation.exception) if invocation.exception else ""
    return {"success": invocation.success, "message": message, "nodes": nodes}


def _listen(commands: queue.SimpleQueue[str]) -> None:
    """Pass on what the parent says; the end of its pipe is the end of the parent, and of this."""
    said = b""
    while chunk := os.read(0, 65536):
        *lines, said = (said + chunk).split(b"\n")
        for line in lines:
            commands.put(line.decode())
    os._exit(1)


def main() -> None:
    """Parse with the arguments of the process, then run the command that comes in."""
    options = sys.argv[1:]
    commands: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(commands,), daemon=True).start()
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest

    parsed = dbtRunner().invoke(["parse", *options])
    if not parsed.success or not isinstance(parsed.result, Manifest):
        _tell(result=_result(parsed))
        return
    _tell(ready=True)
    runner = dbtRunner(manifest=parsed.result, callbacks=[_on_event])
    _tell(result=_result(runner.invoke([*json.loads(commands.get()), *options])))


if __name__ == "__main__":
    main()
