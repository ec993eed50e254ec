"""The session of Apache Spark: the one that dbt-spark takes as well, in this process."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import tempfile
import warnings
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from segmon.engines.profiles import SECRET, without_secrets
from segmon.errors import EngineError

if TYPE_CHECKING:
    from dbt.adapters.contracts.connection import Credentials
    from pyspark.sql import SparkSession

#: Where Java says why, with the name of the error before it.
CAUSE = re.compile(
    r'^(?:Caused by: |Error: |Exception in thread "[^"]*" |: )(?:[\w.$]+: )?(.*)', re.MULTILINE
)
#: The oldest Java that Spark runs on.
MIN_JAVA = 17


def spark_session(credentials: Credentials) -> SparkSession:
    """The session of Spark in this process, started if there is none yet.

    Args:
        credentials: those of dbt-spark, as `read_credentials` gives them; their method is session.

    Raises:
        EngineError: there is no Java that Spark runs on, or it does not start.
    """
    settings: Any = credentials
    if settings.method != "session":
        raise EngineError(
            f"the Spark of your profile is reached by method {settings.method.value}; segmon works"
            " with method session, whose spark.master may be a cluster"
        )
    require_java()
    # what it has to say of other packages is not for who runs a command
    warnings.filterwarnings("ignore", module="pyspark")
    conf = {"spark.ui.showConsoleProgress": "false", **settings.server_side_parameters}
    master = conf.get("spark.master", "local[*]")
    if master.startswith("local"):
        # the name of this machine may be no address
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    with tempfile.TemporaryFile() as said:
        try:
            _launch(conf, said)
            session = _session(conf)
        except Exception as error:
            reason = without_secrets(_reason(said, error), credentials)
            raise EngineError(f"Spark does not start ({master}): {reason}") from None
    session.sparkContext.setLogLevel("ERROR")
    return session


def require_java() -> None:
    """Look for the Java that Spark would start, before it does.

    Raises:
        EngineError: there is none, or it is too old.
    """
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(str(Path(home) / "bin" / "java") if home else "java")
    needed = f"Spark needs Java {MIN_JAVA} or later"
    if not java:
        where = f"there is none in JAVA_HOME ({home})" if home else "no java is on the PATH"
        raise EngineError(f"{needed}: {where}")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    if not found or int(found[1]) < MIN_JAVA:
        number = f"version {found[1]}" if found else "of no known version"
        raise EngineError(f"{needed}: {java} is {number}; name another one with JAVA_HOME")


def _launch(conf: dict[str, str], said: IO[bytes]) -> None:
    """Start Java, with what it prints in a file: standard output has the result of a command."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway

    if SparkContext._gateway:
        return
    # everybody can see a command line; the session gets the others as well
    shown = [(name, value) for name, value in conf.items() if not SECRET.search(name)]
    started = SparkConf(loadDefaults=False).setAll(shown)
    gateway = launch_gateway(started, {"stdout": said, "stderr": said})
    SparkContext._ensure_initialized(gateway=gateway)
    # the log of a local metastore, which would be in the folder of the caller
    gateway.jvm.java.lang.System.setProperty("derby.stream.error.file", os.devnull)
    atexit.register(_end, gateway.proc)


def _end(java: subprocess.Popen[bytes] | None) -> None:
    """Let Java end, and wait for it: a local metastore is for one process at a time."""
    if java and java.stdin:
        java.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            java.wait(60)


def _session(conf: dict[str, str]) -> SparkSession:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("segmon").enableHiveSupport()
    for name, value in conf.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _reason(said: IO[bytes], error: Exception) -> str:
    """The cause that Java names last, else the first line of the error."""
    said.seek(0)
    text = said.read().decode(errors="replace") + str(error)
    causes = CAUSE.findall(text)
    lines = [line for line in str(error).splitlines() if line.strip()]
    return str((causes or lines or ["it says nothing"])[-1 if causes else 0]).strip()
