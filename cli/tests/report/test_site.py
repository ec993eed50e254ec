"""A folder for the web: what is in it, and that it is replaced whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.running import Built, Segmon
from segmon.errors import UsageError
from segmon.report.site import MARKER_FILE, MARKER_TEXT, new_site

#: What a page gets from elsewhere.
FROM = re.compile(r'<(?:script|link|img|iframe)[^>]* (?:src|href)="([^"]+)"')


@pytest.fixture
def site(varied_build: Built, segmon: Segmon, tmp_path: Path) -> Path:
    """A site, written by the command."""
    for language, text in (("nl", "Welkom"), ("en", "Welcome")):
        (tmp_path / f"word.{language}.md").write_text(f"# {text}\n")
    texts = ("--foreword", "word.{lang}.md")
    env = {"SEGMON_WAREHOUSE": str(varied_build.warehouse)}
    run = segmon("report", "--site", "site", *texts, env=env)
    assert run.returncode == 0, run.stderr
    assert f"wrote   {Path('site') / 'index.html'}" in run.stdout
    return tmp_path / "site"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_site_is_whole(site: Path, varied_build: Built, segmon: Segmon, tmp_path: Path) -> None:
    files = contents(site)
    assert {"index.html", "nl/index.html", "en/index.html", "assets/vega.js", MARKER_FILE} < set(
        files
    )
    assert {"data/datapackage.json", "data/codebook.en.md", "data/LICENSE-DATA"} < set(files)
    pages = {language: files[f"{language}/index.html"].decode() for language in ("nl", "en")}
    for language, page in pages.items():
        # the library is there once, and nothing is from elsewhere
        assert FROM.findall(page) == ["../assets/vega.js"]
        links = re.findall(r'<a href="\.\./([^"]+)"', page)
        assert set(links) <= set(files)
        assert {name for name in files if name.startswith("data/")} == {
            link for link in links if link.startswith("data/")
        }
        # no link of the page leads nowhere
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r' id="([^"]+)"', page))
        assert ("Welkom" in page, "Welcome" in page) == (language == "nl", language == "en")
    # one place has one name in both languages
    places, others = (re.findall(r'<section[^>]* id="([^"]+)"', page) for page in pages.values())
    assert places == others
    assert {"fig-3.1.2", "tab-3.1.1", "tab-b1", "fig-3.1.g"} < set(places)
    # once more: the same bytes in the place of the old ones
    env = {"SEGMON_WAREHOUSE": str(varied_build.warehouse)}
    (site / "nl" / "index.html").write_text("old")
    texts = ("--foreword", "word.{lang}.md")
    assert segmon("report", "--site", "site", *texts, env=env).returncode == 0
    assert contents(site) == files
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_folder_with_anything_else_is_not_replaced(
    varied_build: Built, segmon: Segmon, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("a page of somebody")
    env = {"SEGMON_WAREHOUSE": str(varied_build.warehouse)}
    run = segmon("report", "--site", "site", env=env)
    assert run.returncode == 2
    assert "site holds what is not of a site of segmon (index.html)" in run.stderr
    assert contents(tmp_path) == {"site/index.html": b"a page of somebody"}


@pytest.mark.parametrize("strange", ["notes.md", "nl.bak"])
def test_a_site_with_something_added_is_not_replaced(strange: str, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    with new_site(folder) as made:
        (made / "index.html").write_text("ours")
    (folder / strange).write_text("mine")
    with pytest.raises(UsageError, match=re.escape(strange)), new_site(folder):
        pass
    assert (folder / strange).read_text() == "mine"


def test_a_file_of_that_name_is_no_site(tmp_path: Path) -> None:
    (tmp_path / MARKER_FILE).write_text("Mine.")
    with pytest.raises(UsageError, match="not of a site"), new_site(tmp_path):
        pass
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="is a file"), new_site(tmp_path / "file"):
        pass


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), UsageError("no"), OSError("disk full")])
def test_what_fails_leaves_the_old_site(failure: BaseException, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    with new_site(folder) as made:
        (made / "index.html").write_text("old")
    with pytest.raises((KeyboardInterrupt, UsageError)), new_site(folder) as made:
        (made / "index.html").write_text("new")
        raise failure
    assert contents(tmp_path) == {
        "site/index.html": b"old",
        f"site/{MARKER_FILE}": MARKER_TEXT.encode(),
    }
