"""The child process in which dbt runs: one line of JSON in and out per step.

It imports dbt and parses the project while its parent still checks the delivery, says which tests
the project has, waits for a command, and names each node as it finishes. It leaves the manifest and
the results as dbt writes them. The file lock of the warehouse that is being built ends with this
process.
"""

from __future__ import annotations

import gc
import json
import os
import queue
import shutil
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmon.build.dbt_said import finished, result
from segmon.cache import keep
from segmon.project import project_dir

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

#: The pipe to the parent; whatever else is printed, by dbt or below Python, goes to the error log.
_PROTOCOL = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
#: dbt reports nodes from several threads; a line must come out whole.
_LINE = threading.Lock()


def _tell(**message: Any) -> None:
    with _LINE:
        print(json.dumps(message), file=_PROTOCOL, flush=True)


def _on_event(event: Any) -> None:
    if node := finished(event):
        _tell(**node)


def _listen(commands: queue.SimpleQueue[str]) -> None:
    """Pass on what the parent says; the end of its pipe is the end of the parent, and of this."""
    said = b""
    while chunk := os.read(0, 65536):
        *lines, said = (said + chunk).split(b"\n")
        for line in lines:
            commands.put(line.decode())
    os._exit(1)


def _parsed(kept: Path | None, options: list[str]) -> Manifest | None:
    """What dbt makes of the project: kept from an earlier build, else parsed and kept for later."""
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumaro_encoder, extended_mashumuro_decoder

    if kept and kept.exists():
        try:
            return Manifest.from_msgpack(kept.read_bytes(), decoder=extended_mashumuro_decoder)
        except Exception as error:
            print(f"{kept} is parsed anew: {error}", file=sys.stderr)
    parsed = dbtRunner().invoke(["parse", "--no-partial-parse", *options])
    if not parsed.success or not isinstance(parsed.result, Manifest):
        _tell(result=result(parsed))
        return None
    if kept:
        keep(parsed.result.to_msgpack(extended_mashumaro_encoder), kept)
    return parsed.result


def _tests(manifest: Manifest) -> dict[str, str]:
    """The data tests of what is enabled, each with its file."""
    return {
        node.name: Path(node.original_file_path).as_posix()
        for node in manifest.nodes.values()
        if node.resource_type.value == "test"
    }


def _write_manifest(manifest: Manifest, kept: Path | None, file: Path) -> None:
    """Write the manifest as dbt writes it; it is made once of a parse, and kept next to it."""
    from argparse import Namespace

    from dbt.flags import set_from_args

    known = kept and kept.with_suffix(".json")
    if known and known.exists():
        shutil.copyfile(known, file)
        return
    # where the parse was kept, no command of dbt has set its flags yet
    set_from_args(Namespace(SEND_ANONYMOUS_USAGE_STATS=False), {})
    manifest.write(str(file))  # type: ignore[no-untyped-call]
    _leave_out_places(file)
    if known:
        keep(file.read_bytes(), known)


def _leave_out_places(file: Path) -> None:
    """Say where things are as seen from the project and from the folder of the build."""
    text = file.read_text(encoding="utf-8")
    for place in (project_dir(), file.parents[1]):
        text = text.replace(json.dumps(str(place))[1:-1], ".")
    file.write_text(text, encoding="utf-8")


def _run(
    manifest: Manifest, command: list[str], options: list[str], artefacts: Path | None
) -> None:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.artifacts.schemas.run import RunExecutionResult
    from dbt.cli.main import dbtRunner

    # as the results tell it
    sys.argv = ["dbt", *command]
    ended = dbtRunner(manifest, callbacks=[_on_event]).invoke([*command, *options])
    outcome = result(ended)
    if artefacts and isinstance(ended.result, RunExecutionResult):
        ended.result.write(str(artefacts / "run_results.json"))
        _leave_out_places(artefacts / "run_results.json")
    # what waits in the log of the database is written to it
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    _tell(result=outcome)


def main() -> None:
    """Parse with the arguments of the process, then run the command that comes in.

    The first argument is the file in which the parse is kept, the second the folder for what dbt
    leaves; either may be empty.
    """
    # the process lives for seconds: looking for garbage takes longer than leaving it
    gc.disable()
    kept, artefacts, *options = sys.argv[1:]
    commands: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(commands,), daemon=True).start()
    parse, place = (Path(name) if name else None for name in (kept, artefacts))
    manifest = _parsed(parse, options)
    if manifest:
        _tell(tests=_tests(manifest))
        if place:
            _write_manifest(manifest, parse, place / "manifest.json")
        _run(manifest, json.loads(commands.get()), options, place)
    # nor does tidying up what ends here anyway
    os._exit(0)


if __name__ == "__main__":
    main()
