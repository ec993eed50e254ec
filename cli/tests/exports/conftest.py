"""A project of which the owner of the data chose the licence."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from segmon.project import PARTS, choose_project, project_dir


@pytest.fixture
def choose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Works with a copy of the project with another licence."""

    def copy_with(licence: str) -> None:
        own = tmp_path / "project"
        own.mkdir()
        for part in PARTS:
            source = project_dir() / part
            (shutil.copytree if source.is_dir() else shutil.copyfile)(source, own / part)
        text = (project_dir() / "dbt_project.yml").read_text(encoding="utf-8")
        assert "data_license: ''" in text
        text = text.replace("data_license: ''", f"data_license: {licence}")
        text = text.replace("data_publisher: ''", "data_publisher: 'Bureau <b> & Zonen'")
        (own / "dbt_project.yml").write_text(text, encoding="utf-8")
        monkeypatch.setenv("SEGMON_PROJECT", "")
        choose_project(own)

    return copy_with
