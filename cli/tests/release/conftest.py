"""The models of a release, compiled once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.blocks import PROFILES, Models, compile_release


@pytest.fixture(scope="session")
def models(shared: Callable[[str, Callable[[Path], None]], Path]) -> Models:
    """The SQL of the models of both profiles, by name, each after what it reads."""

    def make(folder: Path) -> None:
        for profile in PROFILES:
            compiled = compile_release(folder / f"{profile}.dbt", profile)
            for i, (name, sql) in enumerate(compiled.items()):
                (folder / profile).mkdir(exist_ok=True)
                (folder / profile / f"{i:02} {name}.sql").write_text(sql)

    folder = shared("release_models", make)
    return {
        profile: {file.stem[3:]: file.read_text() for file in sorted((folder / profile).iterdir())}
        for profile in PROFILES
    }
