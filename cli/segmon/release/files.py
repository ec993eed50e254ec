"""What people read of a release: exports and the report, made of the reduced warehouse alone."""

from __future__ import annotations

from pathlib import Path

from segmon.exports.changes_files import export_changes
from segmon.exports.formats import ChangesFormat, MartsFormat
from segmon.exports.package.write import export_package
from segmon.labels import Language
from segmon.progress import Progress
from segmon.published.warehouse import open_warehouse
from segmon.report.contents import read_report
from segmon.report.page import write_report

#: Forms of the change tables that leave.
CHANGES = (ChangesFormat.csv, ChangesFormat.html, ChangesFormat.xlsx)


def write_files(folder: Path, warehouse: Path, progress: Progress) -> list[Path]:
    """Write the exports and the report of a reduced warehouse.

    Args:
        folder: the folder of the release.
        warehouse: the reduced warehouse in it.
        progress: told of each step.

    Returns:
        The files.
    """
    exports = folder / "exports"
    with open_warehouse(warehouse) as connection:
        progress("writing the marts", 0.5)
        files = export_package(connection, MartsFormat.csv, exports / "marts")
        for language in Language:
            progress(f"writing the report ({language})", 0.6 if language is Language.nl else 0.7)
            files += [export_changes(connection, form, language, exports) for form in CHANGES]
            report = read_report(connection, language)
            files.append(write_report(report, folder / f"report.{language}.html"))
    return files
