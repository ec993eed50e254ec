"""Windows, as far as it can be told from here: what it lacks is not needed to start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from helpers.running import run_segmon

#: Imports every module of the package, then again where what Windows lacks is gone: other packages
#: look at the name of the system for themselves.
EVERY_MODULE = """
import importlib, os, pkgutil, sys

def import_all():
    import segmon

    names = [module.name for module in pkgutil.walk_packages(segmon.__path__, "segmon.")]
    # the child process of dbt takes the place of standard output
    names.sort(key="segmon.build.dbt_worker".__eq__)
    for name in names[:-1]:
        importlib.import_module(name)
    print(*names, sep="\\n", flush=True)
    importlib.import_module(names[-1])

import_all()
for name in [name for name in sys.modules if name.partition(".")[0] == "segmon"]:
    del sys.modules[name]
for name in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules[name] = None
for name in ("fork", "geteuid", "getuid", "killpg", "mkfifo", "setsid", "O_DIRECTORY"):
    delattr(os, name)
import_all()
"""


def test_every_module_is_imported_without_what_windows_lacks() -> None:
    run = subprocess.run(
        [sys.executable, "-c", EVERY_MODULE], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert {"segmon.build.folder", "segmon.commands.doctor"} <= set(run.stdout.splitlines())


def test_a_character_that_the_console_lacks_is_escaped(tmp_path: Path) -> None:
    run = run_segmon("doctor", cwd=tmp_path, env={"PYTHONIOENCODING": "ascii"})
    assert run.returncode == 0, run.stderr
    assert "last build \\u2013\n" in run.stdout
