"""The files that other programs read: how to cite, the hooks, the container."""

from __future__ import annotations

import re

import yaml

from segmon import __version__
from segmon.project import project_dir

ROOT = project_dir()


def text(name: str) -> str:
    """A file of the checkout."""
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_citation_is_of_this_version() -> None:
    citation = yaml.safe_load(text("CITATION.cff"))
    assert {"cff-version", "message", "title", "authors", "version"} <= set(citation)
    assert citation["version"] == __version__
    assert citation["authors"] == [{"name": "segmon contributors"}]


def test_the_hooks_are_the_lint() -> None:
    repositories = yaml.safe_load(text(".pre-commit-config.yaml"))["repos"]
    assert [repository["repo"] for repository in repositories] == ["local"]
    hooks = repositories[0]["hooks"]
    for hook in hooks:
        assert {"id", "name", "entry", "language", "types", "pass_filenames"} == set(hook)
    lint = re.search(r"^lint:.*\n((?:\t.*\n)+)", text("Makefile"), re.M)
    assert lint
    commands = lint[1].replace("$(BIN)", ".venv/bin").split("\n\t")
    assert [hook["entry"] for hook in hooks] == [command.strip() for command in commands]


def test_the_container_has_what_it_copies() -> None:
    copied = re.findall(r"^COPY (\S+)", text("Dockerfile"), re.M)
    allowed = re.findall(r"^!(\S+)", text(".dockerignore"), re.M)
    assert copied == allowed
    assert (ROOT / copied[0]).is_file()
