"""The settings of an engine, from the dbt profile `segmon`: the user's own, or the project's."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmon.errors import EngineError
from segmon.project import project_dir

if TYPE_CHECKING:
    from dbt.adapters.contracts.connection import Credentials


class Engine(StrEnum):
    """Engines besides DuckDB; each is the name of an output of the profile, and of its type."""

    postgres = "postgres"
    spark = "spark"


#: Names the folder of the user's own profiles.yml for this process and for those it starts.
VARIABLE = "SEGMON_PROFILES_DIR"
PROFILE = "segmon"
#: Driver of each engine, next to its adapter of dbt.
DRIVERS = {Engine.postgres: "psycopg2", Engine.spark: "pyspark"}
#: Names of settings that nobody may see; those that Spark itself hides.
SECRET = re.compile("secret|password|token|access[.]?key", re.IGNORECASE)
#: Rules of a setting whose message names settings and shows no value.
_NAMES_ONLY = ("required", "additionalProperties")


def choose_profiles(folder: Path | None) -> None:
    """Read the profiles in a folder from now on, here and in child processes."""
    if folder:
        os.environ[VARIABLE] = str(folder.absolute())


def profiles_dir() -> Path:
    """Folder of profiles.yml: that of the user (`SEGMON_PROFILES_DIR`), else the project's."""
    chosen = os.environ.get(VARIABLE)
    return Path(chosen).absolute() if chosen else project_dir()


def read_credentials(engine: Engine) -> Credentials:
    """The settings of an engine, as the adapter of dbt reads them.

    Raises:
        EngineError: the adapter is not installed, or the settings are not there or not right. It
            names settings, never a value: one of them is a password.
    """
    if not all(map(_is_installed, (f"dbt.adapters.{engine}", DRIVERS[engine]))):
        raise EngineError(
            f"segmon needs packages to work with {engine}: pip install 'segmon[{engine}]'"
        )
    file = profiles_dir() / "profiles.yml"
    with _without_values(file, engine):
        return _read(file, engine)


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _read(file: Path, engine: Engine) -> Credentials:
    from dbt.adapters.factory import load_plugin
    from dbt.config.profile import Profile, read_profile
    from dbt.config.renderer import ProfileRenderer
    from dbt_common.context import set_invocation_context

    # where `env_var` of a profile looks
    set_invocation_context(os.environ)
    profile = read_profile(str(file.parent)).get(PROFILE)
    if not isinstance(profile, dict) or not isinstance(profile.get("outputs"), dict):
        raise EngineError(f"{file} is not there or has no profile named {PROFILE} with outputs")
    if engine not in profile["outputs"]:
        raise EngineError(f"profile {PROFILE} in {file} has no output named {engine}")
    settings: dict[str, Any]
    _, settings = Profile.render_profile(profile, PROFILE, engine, ProfileRenderer({}))
    settings.pop("threads", None)
    if (kind := settings.pop("type", None)) != engine:
        raise EngineError(
            f"output {engine} of profile {PROFILE} in {file} must have type: {engine}"
            + ("" if kind is None else ", not another one")
        )
    adapter = load_plugin(engine)
    settings = adapter.translate_aliases(settings)
    adapter.validate(settings)
    credentials: Credentials = adapter.from_dict(settings)
    return credentials


@contextmanager
def _without_values(file: Path, engine: Engine) -> Iterator[None]:
    """Say what is wrong with a profile without what is in it, which dbt's own messages show."""
    from dbt_common.dataclass_schema import ValidationError
    from dbt_common.exceptions import DbtBaseException

    try:
        yield
        return
    except ValidationError as error:
        named = error.message if error.validator in _NAMES_ONLY else "this value is not allowed"
        place = ".".join(map(str, error.path))
        reason = f"{place}: {named}" if place else named
    except DbtBaseException as error:
        reason = _reason(str(error))
    except OSError as error:
        reason = error.strerror or "it cannot be read"
    # without the chain of errors, which a traceback would show
    raise EngineError(
        f"output {engine} of profile {PROFILE} in {file} is not right: {reason}"
    ) from None


def _reason(said: str) -> str:
    """What dbt says of a profile, as far as it can hold no value."""
    if found := re.search(r"Env var required but not provided: '(\w+)'", said):
        return f"the environment variable {found[1]} is not set"
    if found := re.search(r"Could not render \{\{ *env_var\('(\w+)'", said):
        return f"the environment variable {found[1]} has a value of another kind"
    if "Could not render" in said:
        return "an expression of Jinja in it is broken"
    if found := re.search(r"(?:Must specify `\w+`|not a valid SparkConnectionMethod)", said):
        return found[0]
    if found := re.search(r"line (\d+)", said):
        return f"its YAML cannot be read, near line {found[1]}"
    return "dbt cannot read it (`dbt debug` shows more, values included)"


def without_secrets(text: str, credentials: Credentials) -> str:
    """A text of a library without the passwords and keys of an engine."""
    settings = vars(credentials)
    for name, value in {**settings, **settings.get("server_side_parameters", {})}.items():
        if value and SECRET.search(name):
            text = text.replace(str(value), "…")
    return text
