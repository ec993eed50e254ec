"""The report as a folder for the web: a page in each language, and what they share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from segmon.errors import UsageError, writing
from segmon.files import replacing_folder
from segmon.labels import Language, labels
from segmon.report.compiled import drawer
from segmon.report.contents import Report
from segmon.report.page import LIBRARY, Site, render, source_line, subtitle, text_of
from segmon.templating import environment, write_file

#: A file that says that a folder was made here: one without it is never replaced.
MARKER_FILE = "segmon.txt"
MARKER_TEXT = "Written by segmon report --site, which replaces this folder as a whole.\n"
#: Folder of the open data.
DATA = "data"


@contextmanager
def new_site(folder: Path) -> Iterator[Path]:
    """A new folder that takes the place of an earlier site once all is written, or vanishes.

    Args:
        folder: the place; absent or empty, or an earlier site.

    Raises:
        UsageError: it holds anything else, or cannot be written to.
    """
    _require_free(folder)
    with writing(folder), replacing_folder(folder) as made:
        write_file(made / MARKER_FILE, MARKER_TEXT)
        yield made


def _require_free(folder: Path) -> None:
    with writing(folder):
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is a file: name a folder for the site")
        content = {entry.name for entry in folder.iterdir()} if folder.exists() else set()
        marker = folder / MARKER_FILE
        is_ours = MARKER_FILE in content and marker.read_bytes() == MARKER_TEXT.encode()
    known = {MARKER_FILE, "index.html", DATA, LIBRARY.split("/")[0], *Language}
    if content and (not is_ours or content - known):
        strange = ", ".join(sorted(content - known or content)[:3])
        raise UsageError(
            f"{folder} holds what is not of a site of segmon ({strange}): name one that is new or"
            " empty, or that segmon report --site has written"
        )


def write_site(
    folder: Path,
    reports: Sequence[Report],
    data: Sequence[Path] = (),
    own_texts: Mapping[Language, Mapping[str, Path]] | None = None,
) -> list[Path]:
    """Write the pages of a site.

    Args:
        folder: where to, as `new_site` gives it.
        reports: what to show, in each language.
        data: the files of the open data, in the folder `DATA` of it.
        own_texts: files with text of the publisher, in each language, by their place.

    Returns:
        The files, those of the data not among them.

    Raises:
        UsageError: the place cannot be written to, or a text cannot be read.
    """
    names = {each.language: labels("report", each.language)["language"] for each in reports}
    files = [write_file(folder / "index.html", _choice(reports))]
    for report in reports:
        others = {code: name for code, name in names.items() if code != report.language}
        site = Site(others, _listed(folder, data, report.language))
        page = render(report, (own_texts or {}).get(report.language, {}), site)
        files.append(write_file(folder / report.language / "index.html", page))
    return [*files, write_file(folder / LIBRARY, drawer())]


def _listed(folder: Path, data: Sequence[Path], language: Language) -> dict[str, str]:
    """What each file of the open data is, by its place on the site; the tables first."""
    about = labels("mart", language)
    places = {file.relative_to(folder).as_posix(): about.get(file.stem, "") for file in data}
    return dict(sorted(places.items(), key=lambda place: not place[1]))


def _choice(reports: Sequence[Report]) -> str:
    """The page at the root: whoever arrives there chooses a language, without a script."""
    pages = {}
    for report in reports:
        text = text_of(report)
        pages[report.language] = {
            "title": text["title"],
            "lead": subtitle(report),
            "open": text["open_page"],
            "source": source_line(report),
            "synthetic": text["synthetic"] if report.provenance.is_synthetic else "",
            "synthetic_note": text["synthetic_note"],
        }
    return environment("html").get_template("site.html.j2").render(pages=pages)
