"""Frames held against their suites, and what Great Expectations says of them as findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations.core import ExpectationSuite
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.row_conditions import Condition, deserialize_row_condition

from segmon.checks.expectations import SEVERITIES
from segmon.errors import BuildError
from segmon.findings import Finding, Judged


@cache
def _frames() -> BatchDefinition[Any]:
    """Where frames are handed to the library."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("segmon").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("whole")


@dataclass(frozen=True)
class Answer:
    """What Great Expectations says of one expectation."""

    config: ExpectationConfiguration
    is_met: bool
    result: Mapping[str, Any]


def validate(rows: pd.DataFrame, suite: ExpectationSuite) -> list[Answer]:
    """Hold a frame against its suite.

    Raises:
        BuildError: an expectation cannot be judged, as one of a column that is not there.
    """
    batch = _frames().get_batch({"dataframe": rows})
    answers = []
    for said in batch.validate(suite, result_format="COMPLETE").results:
        config = said.expectation_config
        if not config or not said.result:
            reason = _reason(said.exception_info or {})
            raise BuildError(f"an expectation of suite {suite.name} cannot be judged: {reason}")
        answers.append(Answer(config, bool(said.success), said.result))
    return answers


def _reason(exceptions: dict[str, Any]) -> str:
    # one exception, or one for each metric that was asked for
    each = [info for info in exceptions.values() if isinstance(info, dict)]
    return "; ".join(sorted({str(info.get("exception_message")) for info in each or [exceptions]}))


def judge_frame(
    rows: pd.DataFrame, suite: ExpectationSuite, door: str, file: str = ""
) -> list[Judged]:
    """Hold a frame against its suite, and tell the answers as findings.

    An expectation gives one finding; where its meta has `per`, one for each combination of these
    columns. How it is told, its other meta say: see `expectations.said`.

    Args:
        rows: the frame.
        suite: its suite.
        door: `delivery` or `marts`.
        file: file or folder of the delivery that the rows were counted in.
    """
    return [
        replace(judged, finding=replace(judged.finding, door=door, file=file))
        for answer in validate(rows, suite)
        for judged in _judged(rows, answer, suite.name)
    ]


def _judged(rows: pd.DataFrame, answer: Answer, table: str) -> Iterator[Judged]:
    config, meta = answer.config, answer.config.meta or {}
    finding = _finding(config, table)
    if "unexpected_index_list" not in answer.result:
        yield Judged(_of_the_whole(finding, answer), answer.is_met)
        return
    broken = rows.loc[answer.result["unexpected_index_list"]]
    if "per" not in meta:
        yield Judged(_measured(finding, meta, rows, broken), answer.is_met)
        return
    for _, group in _subject(rows, config).groupby(meta["per"], dropna=False):
        names = {str(name): value for name, value in group.iloc[0].items()}
        of_group = replace(
            finding,
            table=finding.table.format(**names),
            column=finding.column.format(**names),
            rule=finding.rule.format(**names),
        )
        broken_of_group = broken[broken.index.isin(group.index)]
        yield Judged(_measured(of_group, meta, group, broken_of_group), broken_of_group.empty)


def _of_the_whole(finding: Finding, answer: Answer) -> Finding:
    """A finding of no single rows: of values that are not there, or of a figure of all rows."""
    if answer.is_met:
        return finding
    observed = answer.result.get("observed_value")
    values = answer.result.get("partial_missing_list", [] if observed is None else [observed])
    n_missing = answer.result.get("missing_count", 0)
    examples = tuple(map(str, values[:5]))
    return replace(finding, n_rows=n_missing, observed=n_missing or 1, examples=examples)


def _subject(rows: pd.DataFrame, config: ExpectationConfiguration) -> pd.DataFrame:
    """The rows that an expectation is about."""
    condition = deserialize_row_condition(config.kwargs.get("row_condition"))
    if not isinstance(condition, Condition):
        return rows
    return rows.query(PandasExecutionEngine().condition_to_filter_clause(condition))


def _finding(config: ExpectationConfiguration, table: str) -> Finding:
    """An expectation, its texts as they are, before anything is found of it."""
    meta, kwargs = config.meta or {}, config.kwargs
    notes = [config.notes] if isinstance(config.notes, str) else config.notes or []
    why, resolve, *_ = *notes, "", ""
    return Finding(
        table=meta.get("table", table),
        column=meta.get("column", kwargs.get("column", "")),
        rule=config.description or config.type.replace("_", " "),
        n_rows=0,
        observed=0,
        why=why,
        resolve=resolve,
        severity=SEVERITIES[config.severity.value],
    )


def _measured(
    finding: Finding, meta: Mapping[str, Any], rows: pd.DataFrame, broken: pd.DataFrame
) -> Finding:
    """A finding with what is found in some rows, of which some break it."""
    n = int(broken[meta["n_rows"]].sum()) if "n_rows" in meta else len(broken)
    examples = [meta.get("example", "").format(**row) for row in broken.to_dict("records")]
    return replace(
        finding,
        n_rows=n,
        observed=float(rows[meta["observed"]].max(skipna=False)) if "observed" in meta else n,
        limit=float(rows[meta["limit"]].max()) if "limit" in meta else 0,
        examples=tuple(sorted(filter(None, examples))[:5]),
    )
