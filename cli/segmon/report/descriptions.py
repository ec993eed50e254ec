"""What a chart says, in words, for who does not see it: its highest, its lowest, first and latest.

Every number is one of the records of the chart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from segmon.report.charts import Spec
from segmon.report.marts import Record, select, years

Write = Callable[[float], str]
#: Of more series than this only the highest and the lowest are followed through time.
FOLLOWED = 6


def described(panel: Spec, write: Write, text: Mapping[str, str]) -> Spec:
    """A chart with its title and most important numbers as a description.

    Args:
        panel: the chart.
        write: how its values are written.
        text: the words of the report in the language of the page.
    """
    heads = [_line(panel["title"][part]) for part in ("text", "subtitle")]
    said = [f"{head.removesuffix('.')}." for head in heads if head]
    if records := [r for r in panel["data"]["values"] if r["value"] is not None]:
        said += _numbers(records, write, text)
    return {**panel, "description": " ".join(said)}


def _line(text: str | list[str]) -> str:
    return text if isinstance(text, str) else " ".join(text)


def _numbers(records: Sequence[Record], write: Write, text: Mapping[str, str]) -> list[str]:
    all_years = years(records)
    latest = select(records, school_year=all_years[-1])
    highest = max(latest, key=lambda r: r["value"])
    lowest = min(latest, key=lambda r: r["value"])
    if write(highest["value"]) == write(lowest["value"]):
        points = "; ".join(_point(record, write) for record in latest)
        said = [text["alt_points"].format(year=all_years[-1], points=points)]
    else:
        ends = {"highest": _point(highest, write), "lowest": _point(lowest, write)}
        said = [text["alt_ends"].format(year=all_years[-1], **ends)]
    followed = latest if len(latest) <= FOLLOWED else [highest, lowest]
    changes = [
        f"{_start(record)}{write(before['value'])} → {write(record['value'])}"
        for record in followed
        for before in select(records, school_year=all_years[0])
        if _name(before) == _name(record) and len(all_years) > 1
    ]
    if changes:
        span = {"first": all_years[0], "last": all_years[-1], "changes": "; ".join(changes)}
        said.append(text["alt_span"].format(**span))
    return said


def _point(record: Record, write: Write) -> str:
    return f"{_start(record)}{write(record['value'])}"


def _start(record: Record) -> str:
    return f"{_name(record)}: " if _name(record) else ""


def _name(record: Record) -> str:
    return ", ".join(filter(None, [record.get("row", ""), record["series"]]))
